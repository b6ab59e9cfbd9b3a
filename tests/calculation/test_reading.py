"""What a form says of costs and effects, and what is told about a fault."""

from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sifapp.calculation.lines import Certainty, Cost, Effect, Financing, Month, OpenEffect, Payer, Per, Range, UnitPrice
from sifapp.calculation.reading import COSTS, EFFECTS, read

PRICES = {
    "hvb": UnitPrice(4_500, Per.DAY, 2018, "A newspaper", "hvb"),
    "support": UnitPrice(9_135, Per.MONTH, 2017, "The city", "support"),
    "assessment": UnitPrice(30_561, Per.EACH, 2015, "SKL", "assessment"),
}
# Spånga-Tensta has become a part of Järva.
CODES = {"jarva": "jarva", "social": "social", "spanga-tensta": "jarva"}


@pytest.fixture(autouse=True)
def _english(texts: Flask) -> None:
    """Faults are told in the reader's language."""


def cost(**changes: str) -> dict[str, str]:
    """The fields of one cost."""
    row = {"year": "2027", "administration": "jarva", "amount": "2,4 mnkr", "paid_by": "fund"}
    return {f"cost-0-{column}": text for column, text in {**row, **changes}.items()}


def effect(**changes: str) -> dict[str, str]:
    """The fields of one effect."""
    row = {
        "unit": "placements",
        "payer": "social",
        "low": "1",
        "base": "2,5",
        "high": "4",
        "price": "hvb",
        "start": "2028",
        "end": "2031",
        "certainty": "research",
    }
    return {f"effect-0-{column}": text for column, text in {**row, **changes}.items()}


def faults(fields: dict[str, str]) -> list[tuple[str, str]]:
    return read(fields, PRICES, CODES).faults


def test_complete_form_is_understood() -> None:
    reading = read({**cost(), **effect(baseline="20")}, PRICES, CODES)

    assert reading.faults == []
    assert reading.costs == [Cost(2027, "jarva", 2_400_000, Financing.FUND)]
    assert reading.effects == [
        Effect(
            unit="placements",
            payer=Payer.CITY,
            administration="social",
            change=Range(Fraction(1), Fraction(5, 2), Fraction(4)),
            price=PRICES["hvb"],
            times=Fraction(365),
            starts=Month(2028, 1),
            ends=Month(2031, 12),
            baseline=Fraction(20),
            certainty=Certainty.RESEARCH,
        )
    ]


def test_blank_rows_are_nothing() -> None:
    blank = {f"cost-0-{column}": "" for column in COSTS.columns} | {f"effect-0-{c}": " " for c in EFFECTS.columns}

    # A choice alone does not make a row.
    reading = read({**blank, "cost-0-paid_by": "fund", "effect-0-certainty": "assumption"}, PRICES, CODES)

    assert (reading.is_empty, reading.faults) == (True, [])


@pytest.mark.parametrize(("text", "payer"), [("region", Payer.REGION), ("state", Payer.STATE)])
def test_others_than_the_city_pay_too(text: str, payer: Payer) -> None:
    (line,) = read(effect(payer=text), PRICES, CODES).effects

    assert (line.payer, line.administration) == (payer, "")


def test_administration_that_is_no_more_is_the_one_that_took_over() -> None:
    reading = read({**cost(administration="spanga-tensta"), **effect(payer="spanga-tensta")}, PRICES, CODES)

    assert reading.costs[0].administration == reading.effects[0].administration == "jarva"


@pytest.mark.parametrize(
    ("price", "times", "wanted"), [("hvb", "180", 180), ("hvb", "", 365), ("support", "7", 7), ("assessment", "", 1)]
)
def test_price_is_paid_all_year_unless_told_otherwise(price: str, times: str, wanted: int) -> None:
    (line,) = read(effect(price=price, times=times), PRICES, CODES).effects

    assert line.times == wanted


def test_own_price_has_its_year_and_source() -> None:
    own = {"own_amount": "2 300", "own_per": "day", "own_year": "2025", "own_source": "Our accounts"}

    (line,) = read(effect(price="own", **own), PRICES, CODES).effects

    assert line.price == UnitPrice(2_300, Per.DAY, 2025, "Our accounts")


def test_effect_that_cannot_be_calculated_needs_a_reason_and_no_figures() -> None:
    fields = {"effect-0-unit": "worries", "effect-0-payer": "jarva", "effect-0-reason": "Nobody counts."}

    reading = read(fields, PRICES, CODES)

    assert (reading.open_effects, reading.faults) == (
        [OpenEffect("worries", Payer.CITY, "jarva", "Nobody counts.")],
        [],
    )


NUMBER = "Write a number, 0 or more, for example 4 or 2,5."
MONTH = "Write a year, or a year and a month: 2028 or 2028-07."
YEAR = "Write the year with four digits, for example 2027."


@pytest.mark.parametrize(
    ("change", "column", "text"),
    [
        ({"year": "27"}, "year", YEAR),
        ({"year": "1927"}, "year", "The year 1927 cannot be right. Write a year from 2000 to 2099."),
        ({"amount": ""}, "amount", "Write the cost as a number, for example 1 200 000, 1,2 mnkr or 500 tkr."),
        ({"amount": "-5"}, "amount", "Write the cost as a number, for example 1 200 000, 1,2 mnkr or 500 tkr."),
        ({"amount": str(10**18)}, "amount", "Write the cost as a number, for example 1 200 000, 1,2 mnkr or 500 tkr."),
        ({"amount": "2"}, "amount", "SEK\u00a02 is very little. Do you mean 2 mnkr? Then write “2 mnkr”."),
        ({"administration": "gone"}, "administration", "Choose the administration that has the cost."),
        ({"paid_by": "nobody"}, "paid_by", "Choose who pays."),
    ],
)
def test_fault_in_a_cost_is_told(change: dict[str, str], column: str, text: str) -> None:
    told = [(field, words.replace("SEK 2 ", "SEK\u00a02 ")) for field, words in faults(cost(**change))]

    assert told == [(f"cost-0-{column}", text)]
    assert read(cost(**change), PRICES, CODES).costs == []


@pytest.mark.parametrize(
    ("change", "column", "text"),
    [
        ({"unit": ""}, "unit", "Write what becomes fewer, for example placements."),
        ({"unit": "x" * 201}, "unit", "Shorten the text to 200 characters."),
        ({"payer": ""}, "payer", "Choose who pays for it today."),
        ({"low": ""}, "low", NUMBER),
        ({"high": "-1"}, "high", NUMBER),
        ({"base": "many"}, "base", NUMBER),
        ({"baseline": "unknown"}, "baseline", NUMBER),
        ({"low": "3"}, "low", "Write the smallest number as low and the largest as high."),
        ({"baseline": "3"}, "high", "There are only 3 today: no more can be avoided."),
        ({"price": ""}, "price", "Choose a price, or “Our own price”."),
        ({"price": "retired"}, "price", "Choose a price, or “Our own price”."),
        ({"times": "400"}, "times", "Write how many days a year, from 1 to 366, or leave it empty."),
        ({"price": "support", "times": "0"}, "times", "Write how many months a year, from 1 to 12, or leave it empty."),
        ({"price": "assessment", "times": "2"}, "times", "Leave this empty: the price is for the whole."),
        ({"start": "soon"}, "start", MONTH),
        ({"end": ""}, "end", MONTH),
        ({"end": "2027-12"}, "end", "The effect ends before it starts. Write a later end or an earlier start."),
        ({"start": "2026"}, "start", "The project starts in 2027. An effect cannot come before it."),
        ({"certainty": "faith"}, "certainty", "Choose what the figures rest on."),
        ({"reason": "No."}, "reason", "You have written both figures and why there are none. Keep one of them."),
    ],
)
def test_fault_in_an_effect_is_told(change: dict[str, str], column: str, text: str) -> None:
    fields = {**cost(), **effect(**change)}

    assert faults(fields) == [(f"effect-0-{column}", text)]
    assert read(fields, PRICES, CODES).effects == []


def test_own_price_without_anything_has_a_fault_for_each_part() -> None:
    assert [field for field, _text in faults(effect(price="own", own_per="week"))] == [
        "effect-0-own_amount",
        "effect-0-own_per",
        "effect-0-own_year",
        "effect-0-own_source",
    ]


def test_row_with_a_fault_leaves_the_others_in_place() -> None:
    other = {name.replace("-0-", "-1-"): text for name, text in effect(unit="households").items()}

    reading = read({**effect(low="x"), **other}, PRICES, CODES)

    assert [line.unit for line in reading.effects] == ["households"]


NAMES = [f"{group.name}-{row}-{column}" for group in (COSTS, EFFECTS) for row in (0, 1) for column in group.columns]
WORDS = st.one_of(st.text(max_size=20), st.sampled_from(["2027", "2028-07", "1", "4,5", "jarva", "hvb", "own", "day"]))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(NAMES), WORDS))
def test_any_text_in_any_field_is_read_or_told_about(fields: dict[str, Any]) -> None:
    reading = read(fields, PRICES, CODES)

    assert {field for field, _text in reading.faults} <= set(NAMES)
    assert all(line.change.low <= line.change.base <= line.change.high for line in reading.effects)


def test_costs_that_are_more_together_than_any_amount_are_told_once() -> None:
    rows = {f"cost-{number}-{name.split('-')[2]}": text for number in range(3) for name, text in cost().items()}
    rows |= {f"cost-{number}-amount": "900 mnkr" for number in range(3)}

    assert faults(rows) == [
        ("cost-1-amount", "The costs come to more than SEK\xa01,000,000,000 together. Check the amounts."),
    ]
