"""Which people and administrations are there?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.access import Role
from sifapp.accounts.models import Administration, HeldInput, LoginSession, Person, RoleGrant
from sifapp.errors import NotAllowedError


@dataclass(frozen=True)
class User:
    """The signed-in person with what every page asks about them."""

    person: Person
    roles: frozenset[Role]
    works_in: Administration | None  # None: from outside the city
    login_session: LoginSession

    @property
    def id(self) -> int:
        return self.person.id

    @property
    def administration(self) -> Administration:
        """Where the person works. Raises NotAllowedError for somebody from outside the city."""
        if self.works_in is None:
            raise NotAllowedError
        return self.works_in

    @property
    def name(self) -> str:
        return self.person.name


# Each request asks it; building it anew would take longer than running it.
USER_BY_TOKEN = (
    select(LoginSession, Person, Administration, RoleGrant.role)
    .join(Person, col(Person.id) == LoginSession.person_id)
    .outerjoin(Administration, col(Administration.id) == Person.administration_id)
    .outerjoin(RoleGrant, col(RoleGrant.person_id) == Person.id)
    .where(LoginSession.token_hash == sa.bindparam("token_hash"), col(Person.is_active))
)


def user_by_token(session: Session, token_hash: str) -> User | None:
    """The active person whose login session has this token, with roles and administration, in one statement."""
    rows = session.exec(USER_BY_TOKEN, params={"token_hash": token_hash}).all()
    if not rows:
        return None
    login_session, person, administration, _role = rows[0]
    return User(person, frozenset(Role(row[3]) for row in rows if row[3]), administration, login_session)


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, in any spelling of upper and lower case."""
    return session.exec(select(Person).where(Person.email == email.strip().lower())).first()


def people_with_role(session: Session, role: Role) -> Sequence[Person]:
    """Active people who hold ``role``, by name."""
    return session.exec(
        select(Person)
        .join(RoleGrant, col(RoleGrant.person_id) == Person.id)
        .where(RoleGrant.role == role, col(Person.is_active))
        .order_by(Person.name)
    ).all()


def roles_of(session: Session, person_ids: Sequence[int]) -> dict[int, list[Role]]:
    """The roles of each of these people, in the order of the process; one statement."""
    grants = session.exec(
        select(RoleGrant.person_id, RoleGrant.role).where(col(RoleGrant.person_id).in_(person_ids))
    ).all()
    held = set(grants)
    return {person_id: [role for role in Role if (person_id, role) in held] for person_id in person_ids}


def people_at(session: Session, domain: str) -> Sequence[tuple[Person, Administration | None]]:
    """Active people whose address ends in ``domain`` ("@demo.example"), first registered first."""
    return session.exec(
        select(Person, Administration)
        .outerjoin(Administration, col(Administration.id) == Person.administration_id)
        .where(col(Person.email).endswith(domain, autoescape=True), col(Person.is_active))
        .order_by(col(Person.id))
    ).all()


def held_input(session: Session, token_hash: str, person_id: int) -> HeldInput | None:
    """What was typed in this browser when signed out, for the person who typed it (or when nobody was known)."""
    held = session.exec(select(HeldInput).where(HeldInput.token_hash == token_hash)).first()
    return held if held and held.person_id in (None, person_id) else None


def present_administrations(session: Session, on: date) -> Sequence[Administration]:
    """Administrations that exist on that day: districts first, each kind by its Swedish name."""
    return session.exec(
        select(Administration)
        .where(
            sa.or_(col(Administration.valid_from).is_(None), col(Administration.valid_from) <= on),
            sa.or_(col(Administration.valid_to).is_(None), col(Administration.valid_to) > on),
        )
        .order_by(Administration.kind, Administration.name_sv)
    ).all()


def present_administration(session: Session, administration: Administration, on: date) -> Administration:
    """The administration that has taken over on that day; itself when it still exists."""
    while administration.valid_to and administration.valid_to <= on and administration.successor_id:
        successor = session.get(Administration, administration.successor_id)
        if successor is None:
            break
        administration = successor
    return administration


def all_administrations(session: Session) -> dict[int, Administration]:
    """All administrations, present and past, by number."""
    return {row.id: row for row in session.exec(select(Administration))}


def successor_on(by_id: Mapping[int, Administration], id: int, on: date) -> Administration:
    """The administration that does the work on that day: itself, or who took over. ``by_id``: all there are."""
    row = by_id[id]
    while row.valid_to and row.valid_to <= on and row.successor_id:
        row = by_id[row.successor_id]
    return row


def administration_by_name(session: Session, name: str, on: date) -> Administration | None:
    """The present administration for a name as people write it ("Rinkeby-Kista", "jarva"), old names included."""
    wanted = name.strip().casefold()
    # Columns: the case page asks, and making an object of each row takes three times as long.
    columns = select(Administration.id, Administration.code, Administration.name_sv, Administration.name_en)
    for id, code, name_sv, name_en in session.exec(columns):
        short = name_sv.casefold().removesuffix(" stadsdelsförvaltning")
        if wanted in (code, name_sv.casefold(), name_en.casefold(), short, short.removesuffix("s")):
            return present_administration(session, session.get_one(Administration, id), on)
    return None


def has_signed_in(session: Session, person_id: int) -> bool:
    """Whether the person has ever been signed in."""
    return session.exec(select(LoginSession.id).where(LoginSession.person_id == person_id).limit(1)).first() is not None


def live_sessions(session: Session, person_id: int, since: datetime) -> Sequence[LoginSession]:
    """A person's signed-in browsers that were used after ``since``, latest first."""
    return session.exec(
        select(LoginSession)
        .where(
            LoginSession.person_id == person_id,
            col(LoginSession.ended_at).is_(None),
            LoginSession.last_seen_at >= since,
        )
        .order_by(col(LoginSession.last_seen_at).desc())
    ).all()
