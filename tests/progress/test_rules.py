"""Which values, days and risks are told apart, and where do the points of the picture go?"""

from collections.abc import Sequence
from datetime import date
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifapp.progress.picture import BELOW, BOTTOM, GAP, LEFT, RIGHT, TOP, draw
from sifapp.progress.rules import (
    Level,
    Stage,
    is_late,
    parse_value,
    period_ends,
    period_of,
    read_value,
    unit_of,
    weight,
)

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [("70", 7000), ("70,5 %", 7050), ("1 200", 120_000), ("61 procent", 6100), ("0", 0), ("sju", None), ("-3", None)],
)
def test_value_is_read_as_people_write_it(text: str, hundredths: int | None) -> None:
    assert parse_value(text) == hundredths


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("61 procent", 6100),
        ("Minst 80 procent.", 8000),
        ("1 200 besök", 120_000),
        ("19 av 31 familjer", None),
        ("Var fjärde", None),
        ("", None),
    ],
)
def test_line_is_drawn_only_for_words_with_one_number(text: str, hundredths: int | None) -> None:
    assert read_value(text) == hundredths


def test_periods_are_those_that_have_ended_the_latest_first() -> None:
    ends = period_ends(date(2026, 9, 1), date(2027, 8, 31))

    assert ends == [date(2027, 8, 31), date(2027, 4, 30), date(2026, 12, 31)]
    assert [period_of(end) for end in ends] == [2, 1, 3]
    assert period_of(date(2027, 5, 1)) == 0


@pytest.mark.parametrize(
    ("stage", "due_on", "late"),
    [
        (Stage.NOT_BEGUN, date(2027, 3, 30), True),
        (Stage.UNDER_WAY, date(2027, 3, 30), True),
        (Stage.UNDER_WAY, date(2027, 3, 31), False),
        (Stage.UNDER_WAY, None, False),
        (Stage.DONE, date(2027, 3, 30), False),
        (Stage.DROPPED, date(2027, 3, 30), False),
    ],
)
def test_milestone_is_late_from_the_day_after_its_own(stage: Stage, due_on: date | None, late: bool) -> None:
    assert is_late(stage, due_on, date(2027, 3, 31)) is late


def test_risk_weighs_likelihood_by_consequence() -> None:
    weights = [weight(likelihood, consequence) for likelihood in Level for consequence in Level]

    assert weights == [1, 2, 3, 2, 4, 6, 3, 6, 9]


def test_picture_begins_at_zero_and_ends_with_the_project() -> None:
    picture = draw({date(2027, 1, 1): 5000, date(2027, 12, 31): 8000}, 4000, 10_000, first=FIRST, last=LAST)

    assert picture is not None
    assert (picture.points, picture.baseline, picture.target) == (((20, 140), (480, 80)), 160, 40)
    assert (picture.line, picture.days) == ("20,140 480,80", (FIRST, LAST))


def test_value_after_the_project_widens_the_picture() -> None:
    picture = draw({date(2029, 12, 31): 0}, None, None, first=FIRST, last=LAST)

    assert picture is not None
    assert (picture.points, picture.days[1]) == (((480, 240),), date(2029, 12, 31))


@given(
    values=st.dictionaries(st.dates(FIRST, date(2030, 1, 1)), st.integers(0, 10**9), min_size=1, max_size=9),
    lines=st.tuples(st.none() | st.integers(0, 10**9), st.none() | st.integers(0, 10**9)),
)
def test_picture_keeps_in_its_field_and_no_value_covers_another(
    values: dict[date, int], lines: tuple[int | None, int | None]
) -> None:
    picture = draw(values, *lines, first=FIRST, last=LAST)

    assert picture is not None
    points, (x, y, last) = picture.points, picture.last
    assert all(LEFT <= x <= RIGHT and TOP <= y <= BOTTOM for x, y in points)
    assert [x for x, _y in points] == sorted(x for x, _y in points)
    assert all((a[1] < b[1]) == (values[c] > values[d]) or a[1] == b[1] for (a, c), (b, d) in pairs(points, values))
    assert {value for _y, value in picture.marks} == {0, *(line for line in lines if line is not None)}
    assert all(lower - upper >= GAP for (lower, _), (upper, _) in pairwise(picture.marks))
    assert all(0 <= y <= BOTTOM for y, _value in picture.marks)
    assert (x, TOP < y <= BOTTOM + BELOW, last) == (points[-1][0], True, values[max(values)])


def pairs(points: Sequence[tuple[int, int]], values: dict[date, int]) -> list[Any]:
    """Every two points with their days."""
    return list(combinations(zip(points, sorted(values), strict=True), 2))


@pytest.mark.parametrize(
    ("text", "unit"),
    [("61 procent", "procent"), ("Minst 80 %.", "%"), ("1 200 besök i månaden", "besök"), ("70", ""), ("19 av 31", "")],
)
def test_unit_is_the_word_after_the_only_number(text: str, unit: str) -> None:
    assert unit_of(text) == unit


def test_nothing_measured_is_not_drawn() -> None:
    assert draw({}, 4000, 8000, first=FIRST, last=LAST) is None
