"""What is written about a reconciliation? To the controllers when it has come, to the project when it is answered.

Each letter is written in the language that is set (`i18n.in_language`), for whoever gets it.
"""

from collections.abc import Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from sifapp.access import Role
from sifapp.accounts.gate import settings
from sifapp.accounts.models import Person
from sifapp.accounts.queries import people_with_role
from sifapp.applications.models import Application
from sifapp.i18n import show_date
from sifapp.reconciliation.calendar import Period
from sifapp.reconciliation.models import Reconciliation
from sifapp.reconciliation.pages import label_of
from sifapp.wizard.letters import Letter, write_to_each, writers_of


def tell_controllers(session: Session, application: Application, found: Reconciliation) -> None:
    """It has been sent, and waits to be signed."""
    period = Period(found.year, found.kind)

    def words() -> tuple[str, str]:
        facts = {"reference": application.reference, "period": label_of(period)}
        return (
            _("%(reference)s: reconciliation of %(period)s to sign", **facts),
            _(
                "Hello!\n\nThe project “%(title)s” has sent its reconciliation of %(period)s. Read it, then sign it or "
                "send it back with questions.",
                title=application.title,
                period=label_of(period),
            ),
        )

    _send(session, application, period, f"sent-{found.version}", people_with_role(session, Role.CONTROLLER), words)


def tell_of_questions(session: Session, application: Application, found: Reconciliation, last_day: date) -> None:
    """The fund asks about it."""
    period, questions = Period(found.year, found.kind), found.questions

    def words() -> tuple[str, str]:
        facts = {"reference": application.reference, "period": label_of(period)}
        return (
            _("%(reference)s: questions about the reconciliation of %(period)s", **facts),
            _(
                "Hello!\n\nWe have read the reconciliation of %(period)s for “%(title)s” and ask:\n\n%(questions)s\n\n"
                "All that you wrote is still there. Change it and send it again, no later than %(day)s.",
                title=application.title,
                period=label_of(period),
                questions=questions,
                day=show_date(last_day),
            ),
        )

    _send(session, application, period, f"asked-{found.version}", writers_of(session, application), words)


def tell_of_signature(session: Session, application: Application, found: Reconciliation) -> None:
    """Its figures stand."""
    period = Period(found.year, found.kind)

    def words() -> tuple[str, str]:
        facts = {"reference": application.reference, "period": label_of(period)}
        return (
            _("%(reference)s: the reconciliation of %(period)s is signed", **facts),
            _(
                "Hello!\n\nThe controller has signed the reconciliation of %(period)s for “%(title)s”. You need not do "
                "anything.",
                title=application.title,
                period=label_of(period),
            ),
        )

    _send(session, application, period, "signed", writers_of(session, application), words)


def write_reminder(session: Session, application: Application, due: tuple[Period, date], event: str) -> None:
    """To the writers: the last day is near. ``due``: what is to be sent, and by when."""
    period, last_day = due

    def words() -> tuple[str, str]:
        facts = {"reference": application.reference, "period": label_of(period)}
        return (
            _("%(reference)s: send the reconciliation of %(period)s", **facts),
            _(
                "Hello!\n\nSend the reconciliation of %(period)s for “%(title)s” by %(day)s. If you need more time, "
                "write to us before that day.",
                title=application.title,
                period=label_of(period),
                day=show_date(last_day),
            ),
        )

    _send(session, application, period, event, writers_of(session, application), words)


def write_late_reminder(session: Session, application: Application, due: tuple[Period, date], event: str) -> None:
    """To the writers: it should have been sent. ``due``: as in `write_reminder`."""
    period, last_day = due

    def words() -> tuple[str, str]:
        facts = {"reference": application.reference, "period": label_of(period)}
        return (
            _("%(reference)s: the reconciliation of %(period)s is late", **facts),
            _(
                "Hello!\n\nThe reconciliation of %(period)s for “%(title)s” should have been sent by %(day)s. Send it "
                "now, or write to us and say when it comes.",
                title=application.title,
                period=label_of(period),
                day=show_date(last_day),
            ),
        )

    _send(session, application, period, event, writers_of(session, application), words)


def _send(
    session: Session, application: Application, period: Period, event: str, to: Sequence[Person], words: Letter
) -> None:
    """Write to each person. ``event``: what happened, once; a repeated one sends nothing twice."""
    path = url_for("reconciliation.reconciliation", application_id=application.id, period=str(period))
    link = settings().base_url + path
    write_to_each(
        session,
        application,
        f"reconciliation-{event}:{period}",
        to,
        words,
        closing=lambda _person: str(_("The reconciliation: %(link)s\n\nThe Social Investment Fund", link=link)),
    )
