"""What holds for any text at all?"""

import json
import textwrap
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant import Advice, advise, answer, check, find_personal_data, search_terms, similar, start, turn
from assistant.areas import AREA_IDS
from assistant.dialogue import verdict as verdict_in_words

ANY_TEXT = st.text(max_size=300) | st.text(alphabet="abåäö 019-–.,!?@\n\x00\u202e😀\u0301\ud800", max_size=200)
KNOWN = ["barn", "unga", "hemlösa", "jobb", "polis", "vi", "vill", "inte", "utan", "prova", "tre", "år", "bygga"]
KNOWN += ["not", "want", "the", "35", "mnkr", ",", ".", "?"]
EXAMPLES = Path(__file__).with_name("examples.toml").read_text(encoding="utf-8")
WRITTEN = [row["text"] for row in tomllib.loads(EXAMPLES)["idea"] if len(row["text"]) > 72]
WORDS = st.lists(st.sampled_from(KNOWN), max_size=30).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT | WORDS)
@example("\x00")
@example("9" * 6000 + " kr")
@example("skol" * 20_000)
@example("1 000 " * 500 + "mnkr")
@example("\u202ehemlösa barn\u202c 😀")
def test_any_text_gets_advice_that_quotes_it(text: str) -> None:
    advice = advise(text)

    evidence = [item for area in advice.areas for item in area.evidence]
    evidence += [item for fund in advice.funds for condition in fund.conditions for item in condition.evidence]
    assert all(text[item.start : item.end] == item.phrase for item in evidence)
    assert {area.id for area in advice.areas} == set(AREA_IDS)
    scores = [area.score for area in advice.areas] + [fund.score for fund in advice.funds]
    assert all(0 <= score <= 1 for score in scores)
    assert Advice.from_dict(json.loads(json.dumps(advice.as_dict()))) == advice


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT | WORDS)
def test_same_text_always_gets_the_same_advice(text: str) -> None:
    assert advise(text) == advise(text)


def verdict(text: str) -> tuple[object, ...]:
    advice = advise(text)
    return (
        advice.kind,
        advice.best_fund,
        [(area.id, area.score) for area in advice.areas],
        [(fund.id, fund.score) for fund in advice.funds],
        answer(text).topic,
    )


@settings(max_examples=60, deadline=None)
@given(WORDS)
@example("12 000 kr till barn och unga")
@example("Vi vill INTE bygga, utan prova")
def test_more_white_space_and_other_case_change_nothing(text: str) -> None:
    assert verdict(f"  {text.replace(' ', '   ')} ") == verdict(text)
    assert verdict(text.upper()) == verdict(text)


@pytest.mark.parametrize(
    "text",
    [
        "Haluamme tukea nuorten perheitä ja lasten koulua, mutta emme tiedä miten se voi olla mahdollista",
        "Wir wollen ein Projekt für die Jugendlichen und mit der Schule nicht mehr warten, es ist für alle",
        "نريد أن نساعد الشباب في الحي على العثور على عمل",
        "Waxaan rabnaa inaan caawinno dhallinyarada xaafadda",
        "Chcemy pomóc młodzieży w dzielnicy",
        "Nous voulons aider les jeunes",
    ],
)
def test_another_language_is_unclear_and_answered_in_both(text: str) -> None:
    advice = advise(text)

    assert (advice.kind, advice.foreign) == ("unclear", True)
    assert "svenska och engelska" in verdict_in_words(advice)
    assert "Swedish and English" in verdict_in_words(advice)


@pytest.mark.parametrize("text", ["", "   ", "???", "....!!!", "😀😀😀", "\x00\x01", "<script>alert(1)</script>"])
def test_nothing_to_go_by_is_no_idea(text: str) -> None:
    assert (advise(text).kind, advise(text).best_fund) in (("unclear", "none"), ("off_topic", "none"))


def test_hundred_thousand_characters_are_judged_like_any_text() -> None:
    sentence = "Vi vill prova hembesök hos nyblivna föräldrar tillsammans med BVC i tre år. "

    advice = advise((sentence * 2000)[:100_000])

    assert (advice.kind, advice.primary_area, advice.best_fund) == ("idea", "growing_up_education", "sif")


@pytest.mark.parametrize("words", ["vi vill inte ", "i stället för att ", "det behövs inte ", "ingen "])
def test_no_words_said_again_and_again_hold_the_assistant_up(words: str) -> None:
    # Each sign of denial once walked to the end of the sentence: 43 seconds for this text.
    assert advise((words * 20_000)[:100_000]).kind in ("idea", "unclear", "off_topic")


@pytest.mark.parametrize("width", [72, 40, 12])
@pytest.mark.parametrize("text", WRITTEN)
def test_line_breaks_of_a_mail_programme_change_nothing(text: str, width: int) -> None:
    wrapped = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)

    before, after = advise(text), advise(wrapped)

    assert (after.primary_area, after.best_fund) == (before.primary_area, before.best_fund)


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT | WORDS)
def test_any_text_gets_an_answer_terms_hints_and_a_reply(text: str) -> None:
    state, _ = start()

    later, reply = turn(state, text)

    assert answer(text).text
    assert all(term == term.strip() for term in search_terms(text))
    assert len(check("idea", {"idea": text}, language="sv")) <= 3
    assert turn(later, text)[1].text
    assert reply.text


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT)
def test_personal_data_never_overlaps(text: str) -> None:
    places = find_personal_data(text)

    assert all(one.end <= other.start for one, other in pairwise(places))


@settings(max_examples=40, deadline=None)
@given(WORDS, st.lists(WORDS, max_size=5))
def test_similar_ranks_best_first_and_within_bounds(text: str, others: list[str]) -> None:
    scores = [item.score for item in similar(text, list(enumerate(others)))]

    assert scores == sorted(scores, reverse=True)
    assert all(0 < value <= 1 for value in scores)
