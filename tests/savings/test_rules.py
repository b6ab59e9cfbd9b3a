"""Which lines need the word of another administration, and which answer still holds?"""

from datetime import UTC, datetime

import pytest

from sifapp.calculation.reading import read
from sifapp.savings.rules import (
    Given,
    SavingLine,
    Standing,
    State,
    Verdict,
    by_administration,
    lines_of,
    remark_field,
    standings,
)
from tests.factories import APPLICATION_ANSWERS

CODES = {"jarva": "jarva", "spanga-tensta": "jarva", "social": "social", "gammal": "social", "utbildning": "utbildning"}
FIELDS = APPLICATION_ANSWERS["economy"]
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def lines(lead: str = "jarva", **changes: str) -> list[SavingLine]:
    """The lines of the application with other text in some columns of its first effect."""
    changed = {f"effect-0-{column}": text for column, text in changes.items()}
    return lines_of(read({**FIELDS, **changed}, {}, CODES), lead)


def given(line: SavingLine, verdict: Verdict = Verdict.CONFIRMED, number: int = 1, row: int = 0) -> Given:
    reason = "Vi har tre." if verdict is Verdict.DISPUTED else ""
    return Given(number, row, line.said, verdict, reason, "Helena", NOON)


def states(found: list[SavingLine], *answers: Given) -> list[State]:
    return [one.state for one in standings(found, answers, {}, CODES)]


@pytest.mark.parametrize("payer", ["social", "utbildning"])
def test_line_of_another_administration_needs_its_word(payer: str) -> None:
    assert [(line.row, line.administration) for line in lines(payer=payer)] == [(0, payer)]


@pytest.mark.parametrize("payer", ["jarva", "spanga-tensta", "region", "state", "individual"])
def test_saving_of_the_lead_or_of_others_than_the_city_needs_none(payer: str) -> None:
    assert lines(payer=payer) == []


def test_administration_that_is_closed_without_successor_has_no_line() -> None:
    assert lines(payer="avvecklad") == []


def test_effect_that_cannot_be_calculated_needs_a_word_too() -> None:
    empty = dict.fromkeys(("low", "base", "high"), "")

    found = lines(**empty, reason="Ingen räknar dem.")

    assert [line.said for line in found] == [{"payer": "social", "unit": "placeringar", "reason": "Ingen räknar dem."}]


@pytest.mark.parametrize(
    "change",
    [
        {"payer": "utbildning"},
        {"unit": "dygn"},
        {"baseline": "10"},
        {"low": "2"},
        {"base": "3"},
        {"high": "5"},
        {"own_amount": "500 000"},
        {"own_year": "2025"},
        {"start": "2029"},
        {"end": "2031"},
    ],
)
def test_changed_line_loses_its_answer(change: dict[str, str]) -> None:
    answer = given(lines()[0])

    found = standings(lines(**change), [answer], {}, CODES)

    assert [(one.state, one.answer) for one in found] == [(State.CHANGED, answer)]


def test_answer_follows_its_line_to_another_place_and_another_spelling() -> None:
    answer = given(lines()[0], row=7)

    assert states(lines(low="1,0", own_amount="400000"), answer) == [State.CONFIRMED]


def test_answer_of_an_administration_that_was_merged_is_its_successors() -> None:
    line = lines()[0]
    answer = Given(1, 0, {**line.said, "payer": "gammal"}, Verdict.CONFIRMED, "", "Helena", NOON)

    assert states([line], answer) == [State.CONFIRMED]


def test_last_answer_holds() -> None:
    line = lines()[0]

    assert states([line], given(line), given(line, Verdict.DISPUTED, 2)) == [State.DISPUTED]


def test_line_that_changes_back_has_its_answer_again() -> None:
    answer = given(lines()[0])

    assert [states(lines(low="2"), answer), states(lines(), answer)] == [[State.CHANGED], [State.CONFIRMED]]


def test_unanswered_line_says_whether_somebody_was_asked() -> None:
    found = lines()

    shown = [standings(found, [], asked, CODES)[0] for asked in ({}, {"social": NOON})]

    assert [(one.state, one.asked_at) for one in shown] == [(State.NOT_ASKED, None), (State.ASKED, NOON)]


@pytest.mark.parametrize(
    ("state", "field"),
    [
        (State.CONFIRMED, ""),
        (State.NOT_ASKED, "unconfirmed-social"),
        (State.ASKED, "unconfirmed-social"),
        (State.CHANGED, "unconfirmed-social"),
        (State.DISPUTED, "disputed-social"),
    ],
)
def test_applicant_says_why_lines_go_on_without_a_yes(state: State, field: str) -> None:
    line = lines()[0]

    groups = by_administration([Standing(line, State.CONFIRMED), Standing(line, state)])

    assert [remark_field(code, found) for code, found in groups.items()] == [field]
