"""Nobody misses a last day for want of a word: reminders are written once each, by any number of workers."""

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, col, select

from sifapp.access import Whose
from sifapp.applications.models import Application, Call
from sifapp.applications.operations import add_member, delete_draft
from sifapp.db import at_moment
from sifapp.mail.models import OutboxMail
from sifapp.mail.worker import do_chores
from sifapp.statuses import Status
from sifapp.wizard import reminders as wizard_reminders
from sifapp.wizard.letters import write_call_reminder
from sifapp.wizard.reminders import due_event
from tests.factories import make_call, make_draft, make_returned, make_sent
from tests.people import People

CLOSES = date(2026, 11, 30)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def days_before(days: int) -> date:
    return CLOSES - timedelta(days=days)


@pytest.fixture
def call(session: Session) -> Call:
    """Open in November."""
    return make_call(session, opens_on=date(2026, 11, 1), closes_on=CLOSES)


@pytest.fixture
def draft(session: Session, people: People, call: Call) -> Application:
    """Amira's sketch, begun on the first day and not sent."""
    with at_moment(noon(call.opens_on)):
        return make_draft(session, people.user("amira"), call)


def chores_on(app: Flask, *days: date) -> None:
    for day in days:
        with at_moment(noon(day)):
            do_chores(app)


def reminders(session: Session) -> list[tuple[str, str]]:
    """To whom, and the subject, in the order in which they were written."""
    session.rollback()
    mails = session.exec(
        select(OutboxMail).where(col(OutboxMail.key).startswith("reminder-")).order_by(col(OutboxMail.id))
    )
    return [(mail.to_address.partition("@")[0], mail.subject.partition(": ")[2]) for mail in mails]


CLOSES_SOON = "utlysningen stänger den 30 november 2026"


def test_draft_is_reminded_seven_and_two_days_before_the_call_closes(
    app: Flask, session: Session, draft: Application
) -> None:
    written = []
    for days in range(9, -2, -1):
        chores_on(app, days_before(days), days_before(days))
        written.append((days, len(reminders(session))))

    assert written == [(9, 0), (8, 0), (7, 1), (6, 1), (5, 1), (4, 1), (3, 1), (2, 2), (1, 2), (0, 2), (-1, 2)]
    assert reminders(session) == [("amira", CLOSES_SOON)] * 2


def test_reminder_is_in_the_readers_language_and_leads_to_the_case(
    app: Flask, session: Session, people: People, draft: Application
) -> None:
    people.person("amira").language = "en"
    session.commit()

    chores_on(app, days_before(2))

    (mail,) = session.exec(select(OutboxMail)).all()
    assert (mail.language, mail.application_id) == ("en", draft.id)
    assert mail.subject == f"{draft.reference}: the call closes on 30 November 2026"
    assert "nothing is lost: it can be sent in a later call." in mail.body
    assert f"http://localhost:8000/cases/{draft.id}" in mail.body


def test_everybody_who_writes_is_reminded(app: Flask, session: Session, people: People, draft: Application) -> None:
    add_member(session, draft, people.person("bo"), Whose.EDITOR, by=people.user("amira"))
    add_member(session, draft, people.person("didrik"), Whose.VIEWER, by=people.user("amira"))
    session.commit()

    chores_on(app, days_before(7))

    assert [name for name, _subject in reminders(session)] == ["amira", "bo"]


def test_manager_who_has_not_signed_is_reminded_too(
    app: Flask, session: Session, people: People, draft: Application
) -> None:
    draft.status, draft.manager_id = Status.SIGN_OFF, people.person("cecilia").id
    session.add(draft)
    session.commit()

    chores_on(app, days_before(7))

    assert reminders(session) == [("amira", CLOSES_SOON), ("cecilia", CLOSES_SOON)]


def test_request_for_completion_is_reminded_before_its_last_day(app: Flask, session: Session, people: People) -> None:
    with at_moment(noon(date(2026, 10, 1))):
        call = make_call(session, closes_on=date(2026, 10, 2))
        make_returned(session, people.user("amira"), call, people.user("kim"))

    written = []
    for days in range(8, -2, -1):
        chores_on(app, date(2026, 10, 21) - timedelta(days=days))
        written.append(len(reminders(session)))

    assert written == [0, 1, 1, 1, 1, 1, 2, 2, 2, 2]
    assert reminders(session) == [("amira", "svara fonden senast den 21 oktober 2026")] * 2


def test_nobody_is_reminded_of_what_is_done(app: Flask, session: Session, people: People, call: Call) -> None:
    with at_moment(noon(call.opens_on)):
        amira = people.user("amira")
        make_sent(session, amira, call)
        delete_draft(session, make_draft(session, amira, call), by=amira)
        session.commit()
        make_draft(session, amira, call)

    chores_on(app, days_before(7))

    assert len(reminders(session)) == 1  # the draft alone


def test_two_workers_at_once_write_each_reminder_once(app: Flask, session: Session, draft: Application) -> None:
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        chores_on(app, days_before(7))

    workers = [threading.Thread(target=work) for _each in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    assert len(reminders(session)) == 1


def test_call_that_is_prolonged_reminds_anew(app: Flask, session: Session, draft: Application) -> None:
    chores_on(app, days_before(2))
    session.execute(sa.update(Call).values(closes_on=CLOSES + timedelta(days=10)))
    session.commit()

    chores_on(app, days_before(1), CLOSES + timedelta(days=3))

    assert [subject for _name, subject in reminders(session)] == [
        CLOSES_SOON,
        "utlysningen stänger den 10 december 2026",
    ]


def test_no_days_mean_no_reminders(
    app: Flask, session: Session, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = app.extensions["settings"].model_copy(update={"reminder_days": []})
    monkeypatch.setitem(app.extensions, "settings", silent)

    chores_on(app, days_before(7), days_before(2))

    assert reminders(session) == []


@pytest.mark.parametrize(
    ("today", "since", "due"),
    [
        pytest.param(8, 30, "", id="too early"),
        pytest.param(7, 30, "reminder-2026-11-30-7", id="on the first day"),
        pytest.param(3, 30, "reminder-2026-11-30-7", id="the worker was away"),
        pytest.param(2, 30, "reminder-2026-11-30-2", id="on the second day"),
        pytest.param(1, 30, "reminder-2026-11-30-2", id="both were missed: one mail"),
        pytest.param(0, 30, "reminder-2026-11-30-2", id="on the last day"),
        pytest.param(-1, 30, "", id="over"),
        pytest.param(5, 6, "", id="began after the first day"),
        pytest.param(7, 7, "", id="began on the first day"),
        pytest.param(2, 6, "reminder-2026-11-30-2", id="began between the two"),
    ],
)
def test_which_reminder_is_due(today: int, since: int, due: str) -> None:
    assert due_event(CLOSES, days_before(since), days_before(today), [7, 2]) == due


def test_case_whose_reminder_fails_does_not_stop_the_others(
    app: Flask, session: Session, people: People, call: Call, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at_moment(noon(call.opens_on)):
        other = make_draft(session, people.user("eva"), call)

    def write(session: Session, application: Application, call: Call, event: str) -> None:
        if application.id == draft.id:
            session.execute(sa.text("DELETE FROM no_such_table"))
        write_call_reminder(session, application, call, event)

    monkeypatch.setattr(wizard_reminders, "write_call_reminder", write)

    chores_on(app, days_before(2))

    assert (other.id > draft.id, reminders(session)) == (True, [("eva", CLOSES_SOON)])


def test_sketch_of_a_closed_call_is_reminded_of_the_open_one(
    app: Flask, session: Session, people: People, call: Call
) -> None:
    spring = make_call(session, code="spring", opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 31))
    with at_moment(noon(spring.opens_on)):
        make_draft(session, people.user("amira"), spring)

    chores_on(app, spring.closes_on + timedelta(days=1), days_before(7))

    assert reminders(session) == [("amira", CLOSES_SOON)]
