"""The verbs of the register of people; each is logged."""

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from sifapp.access import Role
from sifapp.accounts import operations as accounts
from sifapp.accounts.models import Administration, Person, RoleGrant
from sifapp.accounts.queries import User, person_by_email, roles_of
from sifapp.applications import log
from sifapp.applications.changes import record_change
from sifapp.applications.operations import release_cases
from sifapp.errors import InvalidInputError


def register(
    session: Session,
    *,
    email: str,
    name: str,
    title: str,
    administration: Administration,
    roles: frozenset[Role],
    by: User | None,
) -> Person:
    """Add a person. ``by``: None for the command line. Raises InvalidInputError when the address is taken."""
    if person_by_email(session, email):
        raise _taken()
    try:
        with session.begin_nested():
            person = accounts.add_person(
                session, email=email, name=name, title=title, administration=administration, roles=roles
            )
    except IntegrityError:  # somebody added the address after we looked
        raise _taken() from None
    log.record(
        session,
        "person_added",
        by=by.id if by else None,
        person=person.id,
        email=person.email,
        name=name,
        roles=sorted(roles),
    )
    return person


def _taken() -> InvalidInputError:
    return InvalidInputError("email", _("Somebody has this address already. Search for it in the list."))


def change(
    session: Session,
    person: Person,
    *,
    name: str,
    title: str,
    administration_id: int | None,
    roles: frozenset[Role],
    is_active: bool,
    by: User,
) -> None:
    """Change what the register says of a person. Who is no longer active is signed out everywhere.

    The open cases of a coordinator who leaves, or who loses the role, become nobody's.

    Raises InvalidInputError when administrators would shut themselves out, or when nobody may hold the roles together.
    """
    accounts.require_compatible(roles)
    if person.id == by.id and not is_active:
        raise InvalidInputError("is_active", _("You cannot close your own account. Ask another administrator."))
    if person.id == by.id and Role.ADMINISTRATOR not in roles:
        raise InvalidInputError("roles", _("You cannot take this role from yourself. Ask another administrator."))
    values = {"name": name, "title": title, "administration_id": administration_id, "is_active": is_active}
    record_change(session, "person_changed", person, values, by=by, person=person.id)
    _change_roles(session, person, roles, by)
    if not is_active:
        accounts.end_all_logins(session, person.id)
    if not (is_active and Role.COORDINATOR in roles):
        release_cases(session, person.id, by=by)


def _change_roles(session: Session, person: Person, roles: frozenset[Role], by: User) -> None:
    old = frozenset(roles_of(session, [person.id])[person.id])
    if old == roles:
        return
    session.execute(sa.delete(RoleGrant).where(col(RoleGrant.person_id) == person.id))
    session.add_all(RoleGrant(person_id=person.id, role=role) for role in sorted(roles))
    session.flush()
    log.record(session, "roles_changed", by=by.id, person=person.id, changed=[sorted(old), sorted(roles)])


def grant_administrator(session: Session, person: Person) -> None:
    """Let a person administer the service, from the command line: the way in when nobody else can.

    Whoever sat on the council leaves it: nobody holds both roles.
    """
    session.execute(
        sa.delete(RoleGrant).where(col(RoleGrant.person_id) == person.id, col(RoleGrant.role) == Role.COUNCIL)
    )
    person.is_active = True
    session.add(person)
    session.merge(RoleGrant(person_id=person.id, role=Role.ADMINISTRATOR))
    session.flush()
    log.record(session, "administrator_made", person=person.id)


def give_temporary_password(session: Session, person: Person, *, by: User) -> str:
    """Set a random password and sign the person out everywhere. Returns it: it is stored nowhere."""
    password = accounts.give_temporary_password(session, person)
    log.record(session, "password_set", by=by.id, person=person.id)
    return password


def sign_out(session: Session, person: Person, *, by: User) -> None:
    """End all of a person's sessions."""
    accounts.end_all_logins(session, person.id)
    log.record(session, "signed_out", by=by.id, person=person.id)
