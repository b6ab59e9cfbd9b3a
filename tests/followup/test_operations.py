"""What happens to a project: it starts once, and no promise vanishes."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.calculation.lines import Financing
from sifapp.db import utc_now
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.followup.models import State
from sifapp.followup.operations import accept_evaluation, begin, send_back, send_evaluation, start
from sifapp.followup.queries import (
    EVALUATION,
    budget_of,
    grant_of,
    granted_without_project,
    project_of,
    projects,
    promises_of,
)
from sifapp.followup.rules import Finding, Kind
from sifapp.review.queries import inbox
from sifapp.statuses import Status
from tests.decisions.conftest import make_decision_case
from tests.followup.conftest import CONDITION, grant_for, judged, sent_evaluation, started, write_evaluation
from tests.people import People


def test_start_carries_decision_and_application_over(session: Session, people: People, case: Application) -> None:
    decision = grant_for(session, case)
    assert [one.id for one, _lead in granted_without_project(session)] == [case.id]

    start(session, case, decision, by=people.user("kim"))

    project = project_of(session, case.id)
    assert project is not None
    assert (project.granted_sek, project.starts_on, project.ends_on) == (
        2_000_000,
        date(2027, 1, 1),
        date(2029, 12, 31),
    )
    promises = promises_of(session, case.id)
    assert [promise.kind for promise in promises] == list(Kind)
    assert (promises[0].text, promises[0].condition_id is not None) == (CONDITION, True)
    assert [(line.year, line.financing, line.planned_sek) for line, _who in budget_of(session, case.id)] == [
        (2027, Financing.FUND, 2_000_000),
        (2027, Financing.OWN, 500_000),
    ]
    assert (case.status, granted_without_project(session)) == (Status.PROJECT, [])
    assert [row[3] for row in projects(session)] == [len(Kind)]


def test_project_starts_once(session: Session, people: People, case: Application) -> None:
    started(session, people, case)

    with pytest.raises(TransitionNotAllowedError):
        start(session, case, grant_for(session, case), by=people.user("lena"))


def test_decision_that_is_not_released_grants_nothing_yet(session: Session, people: People) -> None:
    case, _proposal = make_decision_case(session, people)

    assert grant_of(session, case.id) is None


def test_evaluation_needs_a_finding_for_every_promise(session: Session, people: People, case: Application) -> None:
    started(session, people, case)
    last = promises_of(session, case.id)[-1]
    report = write_evaluation(session, case, {**judged(session, case), f"finding-{last.id}": ""})

    with pytest.raises(InvalidInputError):
        send_evaluation(session, case, report, by=people.user("amira"))

    assert report.state is State.WRITTEN


def test_accepted_evaluation_closes_every_promise(session: Session, people: People, case: Application) -> None:
    started(session, people, case)
    report = sent_evaluation(session, people, case)

    accept_evaluation(session, case, report, by=people.user("kim"))

    closed = [(promise.finding, promise.note) for promise in promises_of(session, case.id)]
    assert closed == [(Finding.PARTLY, "Enligt vår statistik.")] * len(Kind)
    assert (case.status, case.awaits_reply, report.state) == (Status.EVALUATED, False, State.ACCEPTED)


def test_of_two_who_accept_the_second_is_told(session: Session, people: People, case: Application) -> None:
    started(session, people, case)
    report = sent_evaluation(session, people, case)
    accept_evaluation(session, case, report, by=people.user("kim"))

    with pytest.raises(TransitionNotAllowedError):
        accept_evaluation(session, case, report, by=people.user("lena"))


def test_evaluation_that_is_sent_back_can_be_sent_again(session: Session, people: People, case: Application) -> None:
    started(session, people, case)
    report = sent_evaluation(session, people, case)

    send_back(session, case, report, "Hur valdes jämförelsegruppen?", by=people.user("kim"))

    assert (report.state, report.questions, case.awaits_reply) == (
        State.WRITTEN,
        "Hur valdes jämförelsegruppen?",
        False,
    )
    send_evaluation(session, case, report, by=people.user("amira"))
    assert (report.state, case.awaits_reply) == (State.SENT, True)


def test_nothing_is_reported_before_the_project_starts(session: Session, case: Application) -> None:
    with pytest.raises(TransitionNotAllowedError):
        begin(session, case, EVALUATION)


def test_database_refuses_a_finding_without_a_note(session: Session, people: People, case: Application) -> None:
    started(session, people, case)

    with pytest.raises(IntegrityError):
        session.execute(sa.text("UPDATE promise SET finding = 'reached'"))


def test_evaluation_waits_in_the_inbox_since_it_was_sent(session: Session, people: People, case: Application) -> None:
    started(session, people, case)
    session.execute(sa.update(Application).values(status_since=utc_now() - timedelta(days=700)))
    session.commit()
    report = sent_evaluation(session, people, case)

    row = inbox(session, people.user("kim").id)[0].rows[0]

    assert row.waits_since is not None
    assert report.sent_at is not None
    assert (row.id, row.waits_since >= report.sent_at) == (case.id, True)
