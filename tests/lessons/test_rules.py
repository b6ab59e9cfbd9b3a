"""Which lessons answer a search, and which resemble an idea?"""

from datetime import date

import pytest

from sifapp.lessons.rules import Kind, Lesson, like, matching, nearest_first


def lesson(case_id: int, title: str, text: str) -> Lesson:
    return Lesson(case_id, f"SIF-2026-{case_id:04d}", Kind.STOPPED, title, None, "Farsta", date(2026, 1, 1), text)


HOMEWORK = lesson(1, "Läxhjälp på biblioteket", "Eleverna kom när kompisarna kom.")
DEBTS = lesson(2, "Skuldrådgivning", "Börja med skulderna: de styr allt annat i familjens ekonomi.")
ROOF = lesson(3, "Odling på tak", "Tomater trivs på taket.")
ALL = [ROOF, DEBTS, HOMEWORK]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("skulder", [DEBTS]),
        ("skuld", [DEBTS]),
        ("läxhjälp", [HOMEWORK]),
        ("homework help", [HOMEWORK]),
        ("tomat", [ROOF]),
        ("rymdfärder", []),
    ],
)
def test_search_finds_words_in_any_form_and_in_either_language(words: str, found: list[Lesson]) -> None:
    assert matching(ALL, words) == found


def test_lessons_that_resemble_an_idea_come_before_the_others() -> None:
    assert nearest_first(ALL, "Skuldrådgivning för familjer") == [DEBTS, ROOF, HOMEWORK]


def test_lesson_is_shown_beside_an_idea_only_when_it_is_about_the_same() -> None:
    assert like(ALL, "Vi vill ha läxhjälp på biblioteket för elever.", 3) == [HOMEWORK]
    assert like(ALL, "Vi vill bygga en simhall.", 3) == []
