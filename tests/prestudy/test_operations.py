"""What happens to a pre-study and its money: nothing is reserved twice, nothing typed is lost."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.applications.operations import transition
from sifapp.decisions.queries import left_sek
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.prestudy.models import State
from sifapp.prestudy.operations import approve, ask_for_changes, go, send_report, stop
from sifapp.prestudy.queries import lessons, reserved_sek
from sifapp.prestudy.rules import Plan, read_plan, read_report
from sifapp.statuses import Move, Status
from tests.people import People
from tests.prestudy.conftest import CEILING_SEK, PLAN, REPORT, call_of, letter, proposed, reported, running


def reserved(session: Session) -> list[int]:
    return [one.amount_sek for one in reserved_sek(session)]


def test_plan_is_read_in_whole_kronor() -> None:
    plan, faults = read_plan(PLAN, CEILING_SEK)

    assert faults == {}
    assert plan == Plan(
        ("Vilka områden går att jämföra?",),
        (("Projektledare på halvtid", 150_000), ("Resor", 10_000)),
        "Utvecklingsenheten",
        date(2027, 1, 11),
        date(2027, 4, 30),
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question-0": " "}, "question-0"),
        ({"line-0-amount": "300 001"}, "line-0-amount"),
        ({"line-0-amount": "-5"}, "line-0-amount"),
        ({"line-0-amount": "0"}, "line-0-amount"),
        ({"line-0-amount": "10" + "0" * 17}, "line-0-amount"),
        ({"line-0-what": ""}, "line-0-what"),
        ({"ends_on": "2027-01-10"}, "ends_on"),
        ({"starts_on": "snart"}, "starts_on"),
        ({"starts_on": "0001-01-01"}, "starts_on"),
        ({"ends_on": "9999-12-31"}, "ends_on"),
        ({"leader": ""}, "leader"),
        ({"question-0": "Vad tycker 19121212-1212?"}, "question-0"),
    ],
)
def test_plan_with_a_fault_names_its_field(change: Mapping[str, str], field: str) -> None:
    plan, faults = read_plan({**PLAN, **change}, CEILING_SEK)

    assert plan is None
    assert list(faults) == [field]


def test_plan_without_ceiling_asks_for_no_sum_that_cannot_be_kept() -> None:
    plan, faults = read_plan({**PLAN, "line-0-amount": "1 000 000 000"}, None)

    assert (plan, list(faults)) == (None, ["line-0-amount"])


@given(st.lists(st.integers(min_value=1, max_value=400_000), min_size=1, max_size=5))
def test_plan_asks_for_the_sum_of_its_lines_never_above_the_ceiling(amounts: list[int]) -> None:
    empty = {name: "" for name in PLAN if name.startswith("line-")}
    lines = {
        f"line-{n}-{part}": text for n, a in enumerate(amounts) for part, text in (("what", "x"), ("amount", str(a)))
    }

    plan, _faults = read_plan({**PLAN, **empty, **lines}, CEILING_SEK)

    assert (plan and plan.asked_sek) == (sum(amounts) if sum(amounts) <= CEILING_SEK else None)


def test_money_is_reserved_while_it_runs_and_what_was_spent_stays(
    session: Session, people: People, case: Application
) -> None:
    study = proposed(session, people, case)
    steps = [reserved(session)]
    approve(session, case, study, 150_000, letter(people), by=people.user("kim"))
    steps.append(reserved(session))
    report, _faults = read_report(REPORT)
    assert report is not None
    send_report(session, case, call_of(session, case), study, report, by=people.user("amira"))
    steps.append(reserved(session))

    go(session, case, study, "Det går att jämföra.", letter(people), by=people.user("kim"))

    assert [*steps, reserved(session)] == [[], [150_000], [150_000], [120_000]]
    assert (case.status, study.state) == (Status.INVITED, State.CLOSED)


def test_withdrawn_case_lets_its_money_go(session: Session, people: People, case: Application) -> None:
    running(session, people, case)

    transition(session, case, Move.WITHDRAW, by=people.user("amira"))

    assert reserved(session) == []


def test_withdrawn_case_is_not_approved(session: Session, people: People, case: Application) -> None:
    study = proposed(session, people, case)
    transition(session, case, Move.WITHDRAW, by=people.user("amira"))

    with pytest.raises(TransitionNotAllowedError):
        approve(session, case, study, 1_000, letter(people), by=people.user("kim"))

    assert study.state is State.PROPOSED


@pytest.mark.parametrize("amount", [0, -1, 160_001])
def test_approval_is_of_what_was_asked_or_less(
    session: Session, people: People, case: Application, amount: int
) -> None:
    study = proposed(session, people, case)

    with pytest.raises(InvalidInputError):
        approve(session, case, study, amount, letter(people), by=people.user("kim"))


def test_second_approval_and_second_report_are_refused(session: Session, people: People, case: Application) -> None:
    study = reported(session, people, case)
    report, _faults = read_report(REPORT)
    assert report is not None

    with pytest.raises(TransitionNotAllowedError):
        approve(session, case, study, 1_000, letter(people), by=people.user("kim"))
    with pytest.raises(TransitionNotAllowedError):
        send_report(session, case, call_of(session, case), study, report, by=people.user("amira"))

    assert (study.state, study.approved_sek, study.spent_sek) == (State.REPORTED, 160_000, 120_000)


def test_plan_that_is_given_back_keeps_its_text(session: Session, people: People, case: Application) -> None:
    study = proposed(session, people, case)

    ask_for_changes(session, case, study, "Vem leder den?", letter(people), by=people.user("kim"))

    assert (study.state, study.wanted, study.fields) == (State.PLANNED, "Vem leder den?", PLAN)


def test_running_pre_study_is_due_on_its_last_day(session: Session, people: People, case: Application) -> None:
    running(session, people, case)

    assert case.due_at is not None
    assert case.due_at.date() == date(2027, 4, 30)


def test_stopped_pre_study_leaves_its_lesson(session: Session, people: People, case: Application) -> None:
    study, kim = reported(session, people, case), people.user("kim")
    mailing = letter(people)
    for lesson in ("", "Fråga 19121212-1212."):
        with pytest.raises(InvalidInputError):
            stop(session, case, study, reason="För få.", lesson=lesson, mailing=mailing, by=kim)

    stop(session, case, study, reason="För få.", lesson="Räkna målgruppen först.", mailing=mailing, by=kim)

    assert case.status is Status.STOPPED
    assert [(found.lesson, whose.id) for found, whose, _lead in lessons(session)] == [
        ("Räkna målgruppen först.", case.id)
    ]


def test_what_a_pre_study_reserves_is_not_left_to_grant(session: Session, people: People, case: Application) -> None:
    before = left_sek(session)

    running(session, people, case)

    assert before - left_sek(session) == 160_000
