"""Who from outside the city reads a project to evaluate it, and until when?

Whoever is let in reads one application, its project and what that tells, and changes nothing. The day that is named
counts, by the city's clock.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from sifapp.access import Role
from sifapp.accounts.models import Person
from sifapp.accounts.operations import add_person, give_temporary_password
from sifapp.accounts.queries import User, has_signed_in, person_by_email, roles_of
from sifapp.applications import log
from sifapp.applications.models import Application, OutsideAccess
from sifapp.db import upsert, utc_now
from sifapp.errors import InvalidInputError


@dataclass(frozen=True)
class Guest:
    """Somebody who has been let in. ``password``: a new one, stored nowhere; "" for whoever has signed in before."""

    person: Person
    password: str


def let_in(
    session: Session, application: Application, *, email: str, name: str, language: str, until: date, by: User
) -> Guest:
    """Let somebody from outside read the case until a day, that day included; again moves the day.

    They get an account without administration when they have none. Raises InvalidInputError when the address belongs
    to somebody who works in the city, or whose account is closed.
    """
    person = person_by_email(session, email)
    if person is None:
        person = _add(session, email, name, language, by)
    elif roles_of(session, [person.id])[person.id] != [Role.EVALUATOR]:
        raise InvalidInputError(
            "email", _("This person works in the city. The owner of the case can invite them as a colleague who reads.")
        )
    elif not person.is_active:
        raise InvalidInputError("email", _("This account is closed. An administrator can open it again."))
    upsert(
        session,
        OutsideAccess,
        ("application_id", "person_id"),
        application_id=application.id,
        person_id=person.id,
        until=until,
        given_by_id=by.id,
        given_at=utc_now(),
    )
    log.record(
        session, "evaluator_let_in", application_id=application.id, by=by.id, person=person.id, until=until.isoformat()
    )
    password = "" if has_signed_in(session, person.id) else give_temporary_password(session, person)
    return Guest(person, password)


def _add(session: Session, email: str, name: str, language: str, by: User) -> Person:
    person = add_person(
        session, email=email, name=name, administration=None, roles=frozenset({Role.EVALUATOR}), language=language
    )
    log.record(session, "person_added", by=by.id, person=person.id, email=person.email, name=name, roles=["evaluator"])
    return person


def shut_out(session: Session, application: Application, person_id: int, *, by: User) -> bool:
    """End somebody's reading of the case; False when they were not let in."""
    found = session.get(OutsideAccess, (application.id, person_id))
    if found is None:
        return False
    session.execute(
        sa.delete(OutsideAccess).where(
            col(OutsideAccess.application_id) == application.id, col(OutsideAccess.person_id) == person_id
        )
    )
    log.record(session, "evaluator_shut_out", application_id=application.id, by=by.id, person=person_id)
    return True
