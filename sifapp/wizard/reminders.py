"""Whose last day is near, and have they been told? The worker asks now and then."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from sifapp.accounts.gate import settings
from sifapp.applications.models import Application, Call
from sifapp.applications.queries import call_to_show
from sifapp.i18n import day_of, today
from sifapp.statuses import BEFORE_APPLYING, TO_COMPLETE, Status
from sifapp.wizard.letters import write_answer_reminder, write_application_reminder, write_call_reminder

log = logging.getLogger(__name__)

About = TypeVar("About")  # a call, or the last day to answer

UNSENT = (Status.DRAFT, Status.SIGN_OFF)
WAITING = TO_COMPLETE | BEFORE_APPLYING


def remind(session: Session) -> None:
    """Write the reminders that are due, each case by itself. Those that were written before are not written again."""
    day, days_before = today(), settings().reminder_days
    for application, call in unsent_sketches(session, day, days_before):
        if event := due_event(call.closes_on, day_of(application.created_at), day, days_before):
            write_one(session, write_call_reminder, application, call, event)
    for application, last_day in waiting_for_writers(session, day, days_before):
        if event := due_event(last_day, day_of(application.status_since), day, days_before):
            is_answer = application.status in TO_COMPLETE
            write = write_answer_reminder if is_answer else write_application_reminder
            write_one(session, write, application, last_day, event)


def write_one(
    session: Session,
    write: Callable[[Session, Application, About, str], None],
    application: Application,
    about: About,
    event: str,
) -> None:
    """Write one reminder by itself: what is wrong with one case must not stop the others."""
    case_id = application.id
    try:
        write(session, application, about, event)
        session.commit()
    except Exception:
        session.rollback()
        log.exception("no reminder could be written of case %s", case_id)


def unsent_sketches(session: Session, day: date, days_before: Sequence[int]) -> Sequence[tuple[Application, Call]]:
    """Sketches that have not been sent, with the call that takes them, when it is open and closes soon.

    It is the sketch's own call, or the open one when that has closed.
    """
    furthest = day + timedelta(days=max(days_before, default=0))
    own, shown = aliased(Call), call_to_show(session, day)
    takes_it = sa.case((col(own.closes_on) < day, shown.id if shown else None), else_=col(own.id))
    return session.exec(
        select(Application, Call)
        .join(own, col(own.id) == Application.call_id)
        .join(Call, col(Call.id) == takes_it)
        .where(
            col(Application.status).in_(UNSENT),
            col(Application.deleted_at).is_(None),
            col(Call.opens_on) <= day,
            col(Call.closes_on).between(day, furthest),
        )
        .order_by(col(Application.id))
    ).all()


def waiting_for_writers(session: Session, day: date, days_before: Sequence[int]) -> Iterator[tuple[Application, date]]:
    """Cases that the fund has asked to complete or has invited to apply, with the last day to send, when it is soon."""
    furthest = day + timedelta(days=max(days_before, default=0))
    waiting = session.exec(
        select(Application)
        .where(col(Application.status).in_(WAITING), col(Application.due_at).is_not(None))
        .order_by(col(Application.id))
    ).all()
    for application in waiting:
        if application.due_at and day <= (last_day := day_of(application.due_at)) <= furthest:
            yield application, last_day


def due_event(last_day: date, since: date, day: date, days_before: Sequence[int]) -> str:
    """Which reminder is due on ``day``, as the name of its event; "" when none is.

    ``since``: when the case came to wait. Whoever began later than a reminder's day knows the last day anyway. Of
    several reminders that were missed, only the last is written.
    """
    passed = [days for days in days_before if since < last_day - timedelta(days=days) <= day <= last_day]
    return f"reminder-{last_day.isoformat()}-{min(passed)}" if passed else ""
