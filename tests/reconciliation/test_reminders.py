"""Nobody misses a reconciliation for want of a word, and whoever is late is told again, not every day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from sifapp.applications.models import Application
from sifapp.db import at_moment
from sifapp.mail.models import OutboxMail
from sifapp.reconciliation.reminders import remind
from tests.people import People
from tests.reconciliation.conftest import LAST_YEAR, T1, sent

# Which reminder is due says a rule; the outbox is tested on both databases elsewhere.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
DUE = date(LAST_YEAR, 5, 21)


def remind_on(app: Flask, session: Session, *days: date) -> list[str]:
    """Which reminders are written when the worker asks on these days."""
    with app.test_request_context():
        for day in days:
            with at_moment(datetime.combine(day, time(8), UTC)):
                remind(session)
    keys = session.exec(select(OutboxMail.key).order_by(OutboxMail.id)).all()  # type: ignore[arg-type]  # SQLModel types a column as its value
    return [key.split(":")[0] for key in keys if key.startswith(("reconciliation-reminder", "reconciliation-late"))]


def test_writers_are_reminded_before_the_last_day_and_when_it_has_passed(
    app: Flask, session: Session, project: Application
) -> None:
    days = [DUE + timedelta(days=count) for count in (-30, -7, -7, -2, 0, 1, 2, 13, 14, 15)]

    written = remind_on(app, session, *days)

    assert written == [
        f"reconciliation-reminder-{DUE}-7",
        f"reconciliation-reminder-{DUE}-2",
        f"reconciliation-late-{DUE}-0",
        f"reconciliation-late-{DUE}-1",
    ]


def test_nobody_is_reminded_of_what_has_been_sent(
    app: Flask, session: Session, people: People, project: Application
) -> None:
    sent(session, people, project, T1)

    assert remind_on(app, session, DUE - timedelta(days=7), DUE + timedelta(days=1)) == []
