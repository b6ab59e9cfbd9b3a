"""Nobody misses the last day of a pre-study for want of a word."""

from datetime import timedelta

from flask import Flask
from sqlmodel import Session, select

from sifapp.applications.models import Application
from sifapp.db import utc_now
from sifapp.i18n import show_date, today
from sifapp.mail.models import OutboxMail
from sifapp.prestudy.reminders import remind
from tests.people import People
from tests.prestudy.conftest import running


def reminders(session: Session) -> list[str]:
    """The subjects of the reminders in the outbox."""
    mails = session.exec(select(OutboxMail).order_by(OutboxMail.id)).all()  # type: ignore[arg-type]  # SQLModel types a column as its value
    return [mail.subject for mail in mails if "reminder" in mail.key]


def end_in(session: Session, people: People, case: Application, days: int) -> None:
    """Let the pre-study run, and end in so many days."""
    study = running(session, people, case)
    study.starts_on, study.ends_on = (utc_now() - timedelta(days=60)).date(), today() + timedelta(days=days)
    session.add(study)
    session.commit()


def test_writers_are_reminded_once_before_the_report_is_due(
    app: Flask, session: Session, people: People, case: Application
) -> None:
    end_in(session, people, case, 7)

    with app.test_request_context():
        for _run in range(2):
            remind(session)
        day = show_date(today() + timedelta(days=7))

    assert reminders(session) == [f"{case.reference}: redovisa förstudien senast den {day}"]


def test_nobody_is_reminded_long_before_the_last_day(
    app: Flask, session: Session, people: People, case: Application
) -> None:
    end_in(session, people, case, 40)

    with app.test_request_context():
        remind(session)

    assert reminders(session) == []
