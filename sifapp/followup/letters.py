"""Who is told that an evaluation has come, has come back, or holds? Each in their own language."""

from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from sifapp.accounts.gate import settings
from sifapp.accounts.queries import User
from sifapp.applications.models import Application
from sifapp.applications.queries import coordinators_for
from sifapp.db import utc_now
from sifapp.followup.models import ProjectReport
from sifapp.followup.outside import Guest
from sifapp.i18n import show_date
from sifapp.wizard.letters import write_to_each, writers_of


def project_link(application: Application) -> str:
    """The address of the project's page, for mails."""
    return settings().base_url + url_for("followup.project", application_id=application.id)


def tell_sent(session: Session, application: Application, report: ProjectReport) -> None:
    """To the coordinators: there is an evaluation to read."""

    def words() -> tuple[str, str]:
        return (
            _("%(reference)s: an evaluation has come", reference=application.reference),
            _(
                "Hello!\n\nThe project “%(title)s” has sent its evaluation. Accept it, or ask about it.",
                title=application.title,
            ),
        )

    to, link = coordinators_for(session, application), project_link(application)
    write_to_each(session, application, _event("evaluation-sent", report), to, words, link=link)


def tell_returned(session: Session, application: Application, report: ProjectReport) -> None:
    """To the project: what the fund asks."""

    def words() -> tuple[str, str]:
        return (
            _("%(reference)s: the fund asks about your evaluation", reference=application.reference),
            _(
                "Hello!\n\nThank you for the evaluation of “%(title)s”. We have questions before we can accept it:"
                "\n\n%(questions)s\n\nAll that you wrote is still there. Change what is needed and send it again.",
                title=application.title,
                questions=report.questions,
            ),
        )

    to, link = writers_of(session, application), project_link(application)
    write_to_each(session, application, _event("evaluation-returned", report), to, words, link=link)


def tell_accepted(session: Session, application: Application, report: ProjectReport) -> None:
    """To the project: the evaluation holds, and what comes next."""

    def words() -> tuple[str, str]:
        return (
            _("%(reference)s: your evaluation is accepted", reference=application.reference),
            _(
                "Hello!\n\nThe fund has accepted the evaluation of “%(title)s”. What you learnt is now open for "
                "others to read.\n\nWhat happens next: the city’s controller reckons what has been saved, and the city "
                "director decides what goes back to the fund. You need not do anything now.",
                title=application.title,
            ),
        )

    to, link = writers_of(session, application), project_link(application)
    write_to_each(session, application, _event("evaluation-accepted", report), to, words, link=link)


def tell_let_in(session: Session, application: Application, guest: Guest, until: date, *, by: User) -> None:
    """To somebody from outside: what they may read, until when, and how they sign in."""

    def words() -> tuple[str, str]:
        facts = {"title": application.title, "day": show_date(until), "name": by.name}
        way_in = (
            _("%(name)s at the fund gives you your first password, not by email. Change it on your profile.", **facts)
            if guest.password
            else _("Your password is the one that you have used here before.")
        )
        told = _(
            "Hello!\n\nThe Social Investment Fund of the City of Stockholm lets you read the project “%(title)s”, so "
            "that you can evaluate it. You may read it until %(day)s, and that day counts.\n\nSign in with this email "
            "address. %(way_in)s You can read the application, the project and its evaluation. You change nothing by "
            "it.",
            way_in=way_in,
            **facts,
        )
        return _("%(reference)s: you may read a project", reference=application.reference), told

    event, link = f"let-in-{utc_now().timestamp()}", project_link(application)
    write_to_each(session, application, event, [guest.person], words, link=link)


def _event(what: str, report: ProjectReport) -> str:
    """An evaluation may be sent, and come back, several times."""
    return f"{what}-{report.version}"
