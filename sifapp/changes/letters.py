"""Who is told that a request to change a project has come, or how it was answered? Each in their own language."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from sifapp.access import Role
from sifapp.accounts.gate import settings
from sifapp.accounts.models import Person
from sifapp.accounts.queries import people_with_role
from sifapp.applications.models import Application
from sifapp.applications.queries import coordinators_for
from sifapp.changes.models import ChangeRequest, State
from sifapp.wizard.letters import Letter, write_to_each, writers_of


def tell_of_request(session: Session, application: Application, found: ChangeRequest) -> None:
    """To the director, who decides, and to the coordinators."""

    def words() -> tuple[str, str]:
        return (
            _("%(reference)s: a project asks for a change", reference=application.reference),
            _(
                "Hello!\n\nThe project “%(title)s” asks to change its plan or budget. The city director grants or "
                "refuses it. You can also send it back with questions.",
                title=application.title,
            ),
        )

    to = {one.id: one for one in people_with_role(session, Role.DIRECTOR)}
    to |= {one.id: one for one in coordinators_for(session, application)}
    _send(session, application, found, "asked", list(to.values()), words)


def tell_of_questions(session: Session, application: Application, found: ChangeRequest) -> None:
    """To the project: what the fund asks."""

    def words() -> tuple[str, str]:
        return (
            _("%(reference)s: questions about the change you ask for", reference=application.reference),
            _(
                "Hello!\n\nWe have read what you want to change in “%(title)s” and ask:\n\n%(questions)s\n\nAll that "
                "you wrote is still there. Change what is needed and send it again.",
                title=application.title,
                questions=found.questions,
            ),
        )

    _send(session, application, found, "returned", writers_of(session, application), words)


def tell_of_decision(session: Session, application: Application, found: ChangeRequest) -> None:
    """To the project: what was decided, and why."""

    def words() -> tuple[str, str]:
        facts = {"title": application.title, "grounds": found.grounds}
        if found.state is State.GRANTED:
            return (
                _("%(reference)s: the change is granted", reference=application.reference),
                _(
                    "Hello!\n\nThe city director has granted the change of “%(title)s”. The new plan holds from now "
                    "on.\n\nThe reasons: %(grounds)s",
                    **facts,
                ),
            )
        return (
            _("%(reference)s: the change is refused", reference=application.reference),
            _(
                "Hello!\n\nThe city director has refused the change of “%(title)s”. The plan stands as it was. You can "
                "ask for another change.\n\nThe reasons: %(grounds)s",
                **facts,
            ),
        )

    _send(session, application, found, "decided", writers_of(session, application), words)


def _send(
    session: Session, application: Application, found: ChangeRequest, event: str, to: Sequence[Person], words: Letter
) -> None:
    path = url_for("changes.change", application_id=application.id, number=found.number)
    event = f"change-{event}-{found.number}-{found.version}"
    write_to_each(session, application, event, to, words, link=settings().base_url + path)
