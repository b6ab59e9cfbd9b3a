"""What can a project ask to change? The rules as they are, without a database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sifapp.calculation.lines import Financing
from sifapp.changes.rules import Asked, Standing, first_fields, read_asked, told

FUND, OWN = Financing.FUND, Financing.OWN
TODAY = date(2027, 6, 15)
# Administration 1 leads, 2 is a partner without any money yet.
STANDING = Standing(
    starts_on=date(2027, 1, 1),
    ends_on=date(2028, 12, 31),
    may_move_end=True,
    granted_sek=1_500_000,
    planned={(2027, 1, FUND): 1_000_000, (2027, 1, OWN): 200_000, (2028, 1, FUND): 500_000},
    spent={(2027, 1, FUND): 300_000},
    parties=(1, 2),
)
TEXTS = {"reason": "Vi fick inte tag i personal.", "effects": "Ingenting: allt nås senare."}
KRONOR = st.integers(min_value=0, max_value=2_000_000)
AMOUNTS = st.fixed_dictionaries(dict.fromkeys(("line_2027_1_fund", "line_2028_1_fund", "line_2028_2_fund"), KRONOR))
NAMES = st.sampled_from(["plan", "reason", "effects", "ends_on", "line-2027-1-fund", "line-2028-2-fund"])


def fields(**changes: str) -> dict[str, str]:
    """The plan as it stands with good reasons, and these changes: line_2027_1_fund for line-2027-1-fund."""
    named = {name.replace("_", "-") if name.startswith("line") else name: text for name, text in changes.items()}
    return {**first_fields(STANDING), **TEXTS, **named}


def faults(standing: Standing = STANDING, /, **changes: str) -> dict[str, str]:
    return read_asked(fields(**changes), standing, TODAY)[1]


def asked(**changes: str) -> Asked:
    found, wrong = read_asked(fields(**changes), STANDING, TODAY)
    assert found is not None, wrong
    return found


def test_form_begins_with_the_plan_as_it_stands(texts: Flask) -> None:
    begun = first_fields(STANDING)

    assert (begun["ends_on"], told(begun, STANDING).lines) == ("2028-12-31", [])


def test_something_must_change(texts: Flask) -> None:
    assert list(faults()) == ["plan"]
    assert faults(plan="Vi gör hembesök i stället för kurser.") == {}


@pytest.mark.parametrize("name", ["reason", "effects"])
def test_reason_and_effects_must_be_said(texts: Flask, name: str) -> None:
    assert list(faults(**{"plan": "Något annat.", name: " "})) == [name]


def test_text_names_no_person_by_number_and_has_an_end(texts: Flask) -> None:
    assert list(faults(plan="Vi anställer 19121212-1212.")) == ["plan"]
    assert list(faults(plan="a" * 5_001)) == ["plan"]


def test_money_moves_between_years_and_parties(texts: Flask) -> None:
    found = asked(line_2027_1_fund="700 000", line_2028_2_fund="300 tkr")

    assert {(line.cell.name, line.difference_sek) for line in found.lines} == {
        ("line-2027-1-fund", -300_000),
        ("line-2028-2-fund", 300_000),
    }
    assert found.unused_sek == 0


def test_fund_pays_no_more_than_it_granted(texts: Flask) -> None:
    wrong = faults(line_2027_1_fund="900 000", line_2028_2_fund="100 001")

    assert list(wrong) == ["line-2028-2-fund"]
    assert "SEK\xa01 more" in wrong["line-2028-2-fund"]


def test_grant_that_the_lines_do_not_use_can_be_planned(texts: Flask) -> None:
    more = replace(STANDING, granted_sek=1_600_000)

    assert faults(more, line_2028_1_fund="600 000") == {}
    assert list(faults(more, line_2028_1_fund="600 001")) == ["line-2028-1-fund"]


def test_own_money_may_grow(texts: Flask) -> None:
    assert asked(line_2028_2_own="5 mnkr").unused_sek == 0


def test_nothing_less_than_what_has_been_spent(texts: Flask) -> None:
    assert list(faults(line_2027_1_fund="299 999")) == ["line-2027-1-fund"]
    assert asked(line_2027_1_fund="300 000").unused_sek == 700_000


def test_line_that_has_cost_more_than_planned_may_stay_as_it_is(texts: Flask) -> None:
    dear = replace(STANDING, spent={(2027, 1, FUND): 1_100_000})

    assert faults(dear, plan="Något annat.") == {}


@pytest.mark.parametrize("typed", ["", "mycket", "-5", "1,5"])
def test_amount_is_whole_kronor_from_zero(texts: Flask, typed: str) -> None:
    assert list(faults(line_2028_1_fund=typed)) == ["line-2028-1-fund"]


def test_empty_amount_where_nothing_is_planned_is_nothing(texts: Flask) -> None:
    assert asked(plan="Något annat.", line_2028_2_fund="").lines == []


@pytest.mark.parametrize("day", ["", "snart", "2028-02-30", "2027-06-14", "2026-12-31", "1989-01-01", "2038-01-01"])
def test_last_day_is_one_that_can_be(texts: Flask, day: str) -> None:
    assert list(faults(ends_on=day)) == ["ends_on"]


def test_later_last_day_opens_its_years(texts: Flask) -> None:
    found = asked(ends_on="2029-06-30", line_2028_1_fund="400 000", line_2029_1_fund="100 000")

    assert (found.ends_on, [line.cell.year for line in found.lines]) == (date(2029, 6, 30), [2028, 2029])


def test_nothing_is_planned_after_the_last_day(texts: Flask) -> None:
    assert list(faults(ends_on="2027-12-31")) == ["line-2028-1-fund"]
    assert asked(ends_on="2027-12-31", line_2028_1_fund="0").unused_sek == 500_000


def test_judged_project_keeps_its_last_day(texts: Flask) -> None:
    judged = replace(STANDING, may_move_end=False)

    assert list(faults(judged, ends_on="2029-06-30")) == ["ends_on"]
    assert faults(judged, line_2028_1_fund="400 000") == {}


@given(AMOUNTS)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_not_planned_any_more_is_the_funds_again_to_the_krona(texts: Flask, amounts: Mapping[str, int]) -> None:
    typed = {name: str(amount) for name, amount in amounts.items()}
    found, wrong = read_asked(fields(plan="Annat.", **typed), STANDING, TODAY)

    whole = sum(amounts.values())
    if found is not None:
        assert whole + found.unused_sek == 1_500_000
        assert all(0 <= line.after_sek != line.cell.planned_sek for line in found.lines)
    else:
        assert whole > 1_500_000 or amounts["line_2027_1_fund"] < 300_000, wrong


@given(st.dictionaries(NAMES, st.text()))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered(texts: Flask, typed: dict[str, str]) -> None:
    found, wrong = read_asked(typed, STANDING, TODAY)

    assert (found is None) == bool(wrong)
