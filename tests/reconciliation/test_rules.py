"""What do figures say, and when is a cause needed? Pure."""

from collections.abc import Sequence

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from sifapp.calculation.lines import Financing
from sifapp.reconciliation.calendar import Kind, Period
from sifapp.reconciliation.rules import (
    Figures,
    Limit,
    Line,
    lines_of,
    parse_signed_sek,
    read_figures,
    sum_up,
    why_cause,
)

LIMIT = Limit(per_cent=10, least_sek=50_000)
LINE = Line(7, Financing.FUND, 1_000_000)
T1, YEAR_END = Period(2027, Kind.T1), Period(2027, Kind.YEAR_END)
SEK = st.integers(-(10**9), 10**9)
FIGURES = st.builds(
    Figures,
    st.builds(Line, st.integers(1, 3), st.sampled_from(Financing), st.integers(0, 10**9)),
    SEK,
    st.none() | SEK,
)


@pytest.fixture(autouse=True)
def english(bare_app: Flask) -> object:
    with bare_app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 200 000", 1_200_000),
        ("1,2 mnkr", 1_200_000),
        ("-1 200", -1_200),
        ("\u22121 200", -1_200),
        ("\u20111 200", -1_200),
        ("– 500 tkr", -500_000),
        ("-0", 0),
        ("0", 0),
        ("1 234,49", 1_234),
        ("1 234,50", 1_235),
        ("1.234,5", 1_235),
        ("1,234.50", 1_235),
        ("-1 234,50", -1_235),
        ("1,5", None),
        ("999,90", None),
        ("--5", None),
        ("(1 200)", None),
        ("cirka hälften", None),
        ("", None),
        ("2 000 000 000", None),
    ],
)
def test_amounts_as_people_write_them(text: str, amount: int | None) -> None:
    assert parse_signed_sek(text) == amount


@given(SEK)
def test_every_amount_is_read_as_it_is_written(amount: int) -> None:
    assert parse_signed_sek(f"{amount:,}".replace(",", " ")) == amount


@given(st.lists(FIGURES))
def test_sums_are_exact_however_the_lines_are_divided(rows: list[Figures]) -> None:
    whole, parts = sum_up(rows), [sum_up(rows[:3]), sum_up(rows[3:])]

    assert whole.planned_sek == sum(part.planned_sek for part in parts)
    assert whole.outcome_sek == sum(part.outcome_sek for part in parts)
    assert whole.expected_sek == sum(part.expected_sek for part in parts)
    assert whole.deviation_sek == sum(row.deviation_sek for row in rows)


@given(st.lists(st.tuples(st.integers(2027, 2029), st.integers(1, 3), st.sampled_from(Financing), st.integers(0, 9))))
def test_lines_of_all_years_hold_the_whole_budget(budget: list[tuple[int, int, Financing, int]]) -> None:
    planned = [line.planned_sek for year in (2027, 2028, 2029) for line in lines_of(budget, year)]

    assert sum(planned) == sum(amount for *_rest, amount in budget)


def test_purse_without_a_plan_in_the_year_is_there_with_nothing() -> None:
    budget = [(2027, 7, Financing.FUND, 500), (2028, 8, Financing.OWN, 300)]

    assert lines_of(budget, 2028) == [Line(7, Financing.FUND, 0), Line(8, Financing.OWN, 300)]


@pytest.mark.parametrize(
    ("outcome", "forecast", "why"),
    [
        (300_000, 1_000_000, ""),
        (300_000, 1_100_000, ""),
        (300_000, 1_100_001, "SEK\xa0100,001 more than the plan of SEK\xa01,000,000. Say why."),
        (300_000, 899_999, "SEK\xa0100,001 less than the plan of SEK\xa01,000,000. Say why."),
        (-1, 1_000_000, "SEK\xa0-1 is negative. Say what has been paid back."),
        (1_000_000, 950_000, "The forecast is less than what has been spent. Say what will be paid back."),
        (1_000_000, None, ""),
        (880_000, None, "SEK\xa0120,000 less than the plan of SEK\xa01,000,000. Say why."),
    ],
)
def test_cause_is_needed_above_the_limit_and_for_money_paid_back(outcome: int, forecast: int | None, why: str) -> None:
    assert why_cause(Figures(LINE, outcome, forecast), LIMIT) == why


def test_small_line_may_differ_by_more_per_cent() -> None:
    small = Line(7, Financing.FUND, 40_000)

    assert why_cause(Figures(small, 0, 90_000), LIMIT) == ""
    assert why_cause(Figures(small, 0, 90_001), LIMIT) != ""


def test_figures_are_read_as_they_were_typed() -> None:
    fields = {"outcome-7-fund": "310 tkr", "forecast-7-fund": "1 200 000", "cause-7-fund": " Fler familjer. "}

    assert read_figures(fields, [LINE], T1, LIMIT) == ([Figures(LINE, 310_000, 1_200_000, "Fler familjer.")], {})


def test_no_forecast_is_asked_when_the_year_is_over() -> None:
    assert read_figures({"outcome-7-fund": "1 mnkr"}, [LINE], YEAR_END, LIMIT) == ([Figures(LINE, 10**6, None)], {})


def test_line_without_a_plan_may_be_left_empty() -> None:
    line = Line(7, Financing.FUND, 0)

    assert read_figures({}, [line], T1, LIMIT) == ([Figures(line, 0, 0)], {})


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        ({}, ["outcome-7-fund", "forecast-7-fund"]),
        ({"outcome-7-fund": "0", "forecast-7-fund": "mer än förra året"}, ["forecast-7-fund"]),
        ({"outcome-7-fund": "-5 000", "forecast-7-fund": "1 mnkr"}, ["cause-7-fund"]),
        ({"outcome-7-fund": "0", "forecast-7-fund": "2 mnkr", "cause-7-fund": " "}, ["cause-7-fund"]),
        ({"outcome-7-fund": "0", "forecast-7-fund": "1 mnkr", "cause-7-fund": "x" * 2_001}, ["cause-7-fund"]),
    ],
)
def test_faults_stand_beside_their_fields(typed: dict[str, str], faults: Sequence[str]) -> None:
    figures, found = read_figures(typed, [LINE], T1, LIMIT)

    assert (figures, list(found)) == (None, faults)
