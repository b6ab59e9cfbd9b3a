"""Do texts that resemble each other rank high, and others not at all?"""

from assistant import similar

OTHERS = [
    (1, "Hembesök hos nyblivna föräldrar tillsammans med BVC"),
    (2, "Nya bänkar på torget i Farsta"),
    (3, "Föräldrastöd för föräldrar till tonåringar"),
]


def test_near_duplicate_comes_first_with_a_high_score() -> None:
    found = similar("Hembesök hos nya föräldrar tillsammans med BVC", OTHERS)

    assert found[0].id == 1
    assert found[0].score > 0.85


def test_same_text_scores_one_and_names_the_shared_words() -> None:
    found = similar(OTHERS[1][1], OTHERS)[0]

    assert (found.id, found.score, found.words) == (2, 1.0, ("bänk", "farst", "nya", "torg"))


def test_compound_parts_make_texts_alike() -> None:
    found = similar("stöd till föräldrar", OTHERS)

    assert found[0].id == 3


def test_text_with_nothing_in_common_is_left_out() -> None:
    assert similar("xyzzy", OTHERS) == ()


def test_limit_holds_and_ties_go_by_id() -> None:
    found = similar("bänkar", [(9, "bänkar"), (4, "bänkar"), (7, "bänkar")], limit=2)

    assert [item.id for item in found] == [4, 7]


def test_nothing_to_compare_with_gives_nothing() -> None:
    assert similar("bänkar", []) == ()
