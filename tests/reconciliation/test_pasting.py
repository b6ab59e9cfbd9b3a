"""Where do rows from a spreadsheet go? None is lost, and none goes astray when columns have shifted."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from sifapp.calculation.lines import Financing
from sifapp.reconciliation.calendar import Kind, Period
from sifapp.reconciliation.pasting import place_rows
from sifapp.reconciliation.rules import Line

FARSTA, SOCIAL = Line(7, Financing.FUND, 1_000_000), Line(8, Financing.OWN, 0)
NAMES = {("farsta", "fonden"): FARSTA, ("social", "egen budget"): SOCIAL, ("förvaltning", "vem betalar"): None}
T1, YEAR_END = Period(2027, Kind.T1), Period(2027, Kind.YEAR_END)


@pytest.fixture(autouse=True)
def english(bare_app: Flask) -> object:
    with bare_app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def test_rows_fill_their_lines_whatever_their_order() -> None:
    heads = "Förvaltning\tVem betalar\tPlan\tUtfall\tPrognos\tOrsak"
    rows = ("Social\tEgen budget\t0\t-500\t0\tÅter", "Farsta\tFonden\t1 000 000\t2,5 tkr\t1 mnkr")

    pasted = place_rows("\n".join((heads, "", *rows)), NAMES, T1)

    assert pasted.fields == {
        "outcome-8-own": "-500",
        "forecast-8-own": "0",
        "cause-8-own": "Åter",
        "outcome-7-fund": "2,5 tkr",
        "forecast-7-fund": "1 mnkr",
    }
    assert (pasted.left, pasted.faults) == ([], [])


def test_year_end_has_no_forecast_and_semicolons_do_too() -> None:
    pasted = place_rows('"Farsta";"Fonden";"1000000";"980000,00"', NAMES, YEAR_END)

    assert pasted.fields == {"outcome-7-fund": "980000,00"}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Farsta\tFonden\t300 000\t1 000 000\t0", "the third column should be the plan, SEK\xa01,000,000."),
        ("Farsta\tFonden\t1 000 000\t300 000", "it should have 5 columns, and a cause if there is one."),
        ("Farsta\tFonden\t1 000 000\t300 000\t1\tSvar\tMer", "it should have 5 columns"),
        ("Farsta\tFonden\t1 000 000\t300 000\tmer", "“mer” is no amount."),
        ("\tFarsta\tFonden\t1 000 000\t300 000\t0", "the budget has no such administration and payer."),
        ("Farsta\tStaten\t1 000 000\t300 000\t0", "the budget has no such administration and payer."),
        ("Farsta", "the budget has no such administration and payer."),
        ("Summa\t\t1 000 000\t300 000\t0", "the budget has no such administration and payer."),
    ],
)
def test_row_that_fits_nowhere_stays_and_says_why(row: str, why: str) -> None:
    pasted = place_rows(row, NAMES, T1)

    assert (pasted.fields, pasted.left) == ({}, [row])
    assert pasted.faults[0].startswith("Row 1, “")
    assert why in pasted.faults[0]


def test_long_row_is_quoted_with_an_ellipsis_and_a_short_one_whole() -> None:
    rows = ["Medborgarskolornas gemensamma förvaltning i väster\tFonden", "Okänd\tFonden"]

    pasted = place_rows("\n".join(rows), NAMES, T1)

    assert pasted.left == rows
    assert [fault.partition("”")[0] for fault in pasted.faults] == [
        "Row 1, “Medborgarskolornas gemensamma förvaltnin…",
        "Row 2, “Okänd; Fonden",
    ]


def test_line_that_stands_twice_is_taken_once() -> None:
    row = "Farsta\tFonden\t1 000 000\t{}\t1 000 000"

    pasted = place_rows(f"{row.format(1)}\n{row.format(2)}", NAMES, T1)

    assert (pasted.fields["outcome-7-fund"], pasted.left) == ("1", [row.format(2)])


@given(st.text(st.sampled_from('Farst\t;\n1 0Fonde"-')))
def test_every_row_is_either_placed_or_kept(text: str) -> None:
    rows = [row for row in text.split("\n") if row.strip()]

    pasted = place_rows(text, NAMES, T1)

    placed = sum(name.startswith("outcome-") for name in pasted.fields)
    assert len(pasted.left) + placed == len(rows)
    assert len(pasted.left) == len(pasted.faults)
