"""What is written about a running project: nothing is written over, and nobody writes over what they have not seen."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.errors import InvalidInputError, StaleError, TransitionNotAllowedError
from sifapp.followup.queries import late_milestones
from sifapp.followup.rules import Kind
from sifapp.i18n import today
from sifapp.progress.operations import change_risk, measure, report_milestone, set_due
from sifapp.progress.queries import last_step, risks_of, steps_of, values_of
from sifapp.progress.rules import Stage
from tests.people import People
from tests.progress.conftest import RISK, due, promise, risk
from tests.review.reading import events_of

DAY = date(2026, 8, 31)


def test_milestone_is_due_as_the_application_says(session: Session, case: Application) -> None:
    assert promise(session, case, Kind.MILESTONE).due_on == date(2027, 3, 31)


def test_wrong_value_is_corrected_by_a_new_row(session: Session, people: People, case: Application) -> None:
    indicator, amira = promise(session, case, Kind.INDICATOR), people.user("amira")
    measure(session, case, indicator, DAY, 7000, source="Registret", by=amira)

    measure(session, case, indicator, DAY, 7100, source="Registret", note="Skrev fel.", by=amira)

    session.commit()
    assert [row.hundredths for row, _who in values_of(session, case.id)] == [7000, 7100]
    assert events_of(session, case, "indicator_measured") == 2
    with pytest.raises(DBAPIError, match="is not changed"):
        session.execute(sa.text("UPDATE indicator_value SET hundredths = 0"))


def test_nothing_is_measured_in_the_future(session: Session, people: People, case: Application) -> None:
    indicator, tomorrow = promise(session, case, Kind.INDICATOR), today() + timedelta(days=1)

    with pytest.raises(InvalidInputError):
        measure(session, case, indicator, tomorrow, 7000, source="Registret", by=people.user("amira"))


def test_late_milestone_is_listed_until_it_is_done(session: Session, people: People, case: Application) -> None:
    yesterday, amira = today() - timedelta(days=1), people.user("amira")
    milestone = due(session, case, yesterday)
    assert [one.id for one, _case in late_milestones(session, today())] == [milestone.id]
    assert late_milestones(session, yesterday) == []

    report_milestone(session, case, milestone, Stage.UNDER_WAY, seen=0, by=amira)
    step = last_step(session, milestone.id)
    assert step is not None
    assert [one.id for one, _case in late_milestones(session, today())] == [milestone.id]
    report_milestone(session, case, milestone, Stage.DONE, done_on=today(), seen=step.id, by=amira)

    assert late_milestones(session, today()) == []
    assert [(step.stage, step.done_on) for step, _who in steps_of(session, case.id)] == [
        (Stage.UNDER_WAY, None),
        (Stage.DONE, today()),
    ]


def test_day_set_anew_leaves_the_stage_and_the_old_day(session: Session, people: People, case: Application) -> None:
    milestone = due(session, case, DAY)
    report_milestone(session, case, milestone, Stage.UNDER_WAY, seen=0, by=people.user("amira"))
    step = last_step(session, milestone.id)
    assert step is not None

    set_due(session, case, milestone, date(2099, 1, 1), "Rekryteringen drar ut.", seen=step.id, by=people.user("kim"))

    said = [(step.stage, step.due_on) for step, _who in steps_of(session, case.id)]
    assert said == [(Stage.UNDER_WAY, DAY), (Stage.UNDER_WAY, date(2099, 1, 1))]
    assert late_milestones(session, today()) == []


def test_second_of_two_is_told_about_the_milestone(session: Session, people: People, case: Application) -> None:
    milestone = promise(session, case, Kind.MILESTONE)
    report_milestone(session, case, milestone, Stage.UNDER_WAY, seen=0, by=people.user("amira"))

    with pytest.raises(StaleError):
        report_milestone(session, case, milestone, Stage.DROPPED, note="Behövs inte.", seen=0, by=people.user("bo"))


@pytest.mark.parametrize(("stage", "done_on"), [(Stage.DONE, None), (Stage.DONE, date.max), (Stage.DROPPED, None)])
def test_done_needs_its_day_and_dropped_its_reason(
    session: Session, people: People, case: Application, stage: Stage, done_on: date | None
) -> None:
    milestone = promise(session, case, Kind.MILESTONE)

    with pytest.raises(InvalidInputError):
        report_milestone(session, case, milestone, stage, done_on=done_on, seen=0, by=people.user("amira"))


def test_risk_is_closed_with_a_reason_and_opened_again(session: Session, people: People, case: Application) -> None:
    found, amira = risk(session, people, case), people.user("amira")

    change_risk(session, case, found, replace(RISK, closing="Båda är fast anställda."), seen=1, by=amira)
    closed = found.closed_on
    change_risk(session, case, found, RISK, seen=2, by=amira)

    assert (closed, found.closed_on, found.closing, found.version) == (today(), None, "", 3)
    assert (events_of(session, case, "risk_added"), events_of(session, case, "risk_changed")) == (1, 2)


def test_second_of_two_is_told_about_the_risk(session: Session, people: People, case: Application) -> None:
    found = risk(session, people, case)
    change_risk(session, case, found, RISK, seen=1, by=people.user("bo"))

    with pytest.raises(StaleError):
        change_risk(session, case, found, replace(RISK, response="Ingenting."), seen=1, by=people.user("amira"))

    assert [one.response for one in risks_of(session, case.id)] == [RISK.response]


def test_nothing_is_written_before_the_project_starts(
    session: Session, people: People, granted_case: Application
) -> None:
    with pytest.raises(TransitionNotAllowedError):
        risk(session, people, granted_case)
