"""What scores add up to: exact, fair to a blank, blind to what is easy to measure."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifapp.scoring.rules import Line, Result, Scores, Weights, lines, one_decimal, ranked, result, to_read_next, total

POTENTIAL, ACROSS, MEASURING = 1, 2, 3
WEIGHTS = {POTENTIAL: 3, ACROSS: 1, MEASURING: 0}

scores = st.one_of(st.none(), st.integers(1, 5))
sheets = st.lists(st.fixed_dictionaries({1: scores, 2: scores, 3: scores}), max_size=6)


def test_total_is_the_mean_by_weight() -> None:
    # (3 × 5 + 1 × 1) / 4
    assert total({POTENTIAL: 5, ACROSS: 1, MEASURING: 1}, WEIGHTS) == 4


@pytest.mark.parametrize("blank", [{POTENTIAL: 4, ACROSS: None}, {POTENTIAL: 4}], ids=["abstained", "not asked"])
def test_blank_does_not_lower_the_total(blank: Scores) -> None:
    assert total(blank, WEIGHTS) == 4


def test_total_is_none_for_who_abstains_from_all_that_counts() -> None:
    assert total({POTENTIAL: None, ACROSS: None, MEASURING: 5}, WEIGHTS) is None


def test_result_has_mean_and_median_side_by_side() -> None:
    found = result([{POTENTIAL: 1, ACROSS: 1}, {POTENTIAL: 4, ACROSS: 4}, {POTENTIAL: 5, ACROSS: 5}], WEIGHTS, 4)

    # Three of four members have answered both criteria that count.
    assert found == Result(Fraction(10, 3), Fraction(4), Fraction(4), count=3, answered=6, asked=8)


def test_result_of_nobody_has_no_figures() -> None:
    assert result([], WEIGHTS, 3) == Result(None, None, Fraction(0), count=0, answered=0, asked=6)


@pytest.mark.parametrize(
    ("others", "is_wide"), [([3], False), ([4], False), ([5], True), ([], False)], ids=["same", "near", "far", "alone"]
)
def test_wide_spread_is_discussed_first(others: list[int], is_wide: bool) -> None:
    found = result([{POTENTIAL: score, ACROSS: score} for score in (3, *others)], WEIGHTS, 2)

    assert found.discuss_first(Fraction(3, 2)) is is_wide


def test_lines_tell_scores_and_abstentions_of_each_criterion() -> None:
    found = lines([{POTENTIAL: 5, ACROSS: None}, {POTENTIAL: 2, ACROSS: None}], [POTENTIAL, ACROSS])

    assert found == [Line(POTENTIAL, (2, 5), abstained=0), Line(ACROSS, (), abstained=2)]
    assert [(line.mean, line.spread) for line in found] == [(Fraction(7, 2), 3), (None, 0)]


def of_mean(mean: int | None) -> Result:
    return Result(None if mean is None else Fraction(mean), None, Fraction(0), 1, 1, 1)


def test_rank_is_shared_by_equals_and_not_given_to_the_unscored() -> None:
    found = ranked({7: of_mean(3), 8: of_mean(None), 9: of_mean(4), 10: of_mean(3)})

    assert found == [(1, 9), (2, 7), (2, 10), (None, 8)]


def test_case_with_fewest_reviews_is_read_next() -> None:
    assert to_read_next({1: 2, 2: 0, 3: 1, 4: 0}) == [2, 4, 3, 1]


@pytest.mark.parametrize(("value", "shown"), [("7/4", 1.8), ("349/100", 3.5), ("10/3", 3.3), ("5", 5.0)])
def test_figure_is_shown_with_one_decimal(value: str, shown: float) -> None:
    assert one_decimal(Fraction(value)) == shown


@given(sheets, st.lists(scores, min_size=6, max_size=6))
def test_ease_of_measuring_never_enters_a_figure(sheets: list[dict[int, int | None]], other: list[int | None]) -> None:
    changed = [{**sheet, MEASURING: score} for sheet, score in zip(sheets, other, strict=False)]

    assert result(changed, WEIGHTS, 6) == result(sheets, WEIGHTS, 6)


@given(st.lists(sheets, max_size=5), scores)
def test_ease_of_measuring_never_changes_the_rank(cases: list[list[dict[int, int | None]]], other: int | None) -> None:
    def rank(measuring: dict[int, int | None]) -> list[tuple[int | None, int]]:
        results = [result([{**sheet, **measuring} for sheet in case], WEIGHTS, 6) for case in cases]
        return ranked(dict(enumerate(results)))

    assert rank({MEASURING: other}) == rank({})


@given(sheets)
def test_total_lies_between_the_lowest_and_the_highest_answer(sheets: list[dict[int, int | None]]) -> None:
    for sheet in sheets:
        answered = [score for criterion, score in sheet.items() if score and WEIGHTS[criterion]]
        found = total(sheet, WEIGHTS)

        assert (found is None) == (not answered)
        assert found is None or min(answered) <= found <= max(answered)


@given(sheets, st.integers(1, 9))
def test_weights_count_only_beside_each_other(sheets: list[dict[int, int | None]], factor: int) -> None:
    larger: Weights = {criterion: weight * factor for criterion, weight in WEIGHTS.items()}

    assert [total(sheet, larger) for sheet in sheets] == [total(sheet, WEIGHTS) for sheet in sheets]


@given(sheets)
def test_order_of_members_changes_nothing(sheets: list[dict[int, int | None]]) -> None:
    assert result(sheets[::-1], WEIGHTS, 6) == result(sheets, WEIGHTS, 6)
