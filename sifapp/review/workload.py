"""How many open cases does each coordinator look after, who can take one over, and whose are nobody's?"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.access import Role
from sifapp.accounts.models import Person, RoleGrant
from sifapp.applications.models import Application, CaseMember
from sifapp.applications.operations import release_cases
from sifapp.applications.search import MOST
from sifapp.statuses import LOOKED_AFTER


@dataclass(frozen=True)
class Workload:
    """How many open cases a coordinator looks after. ``count``: up to 1,001, which means more than 1,000."""

    person_id: int
    name: str
    count: int


def workloads(session: Session) -> list[Workload]:
    """Each active coordinator with the number of open cases that they look after, by name; one statement."""
    mine = sa.select(col(Application.id)).where(
        col(Application.coordinator_id) == col(Person.id),
        col(Application.status).in_(LOOKED_AFTER),
        col(Application.deleted_at).is_(None),
    )
    capped = mine.correlate(Person).limit(MOST + 1).subquery()
    count = sa.select(sa.func.count()).select_from(capped).scalar_subquery()
    rows = session.execute(
        sa.select(col(Person.id), col(Person.name), count)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(col(RoleGrant.role) == Role.COORDINATOR, col(Person.is_active))
        .order_by(col(Person.name), col(Person.id))
    )
    return [Workload(*row) for row in rows]


def colleagues_for(session: Session, application: Application) -> list[Workload]:
    """The coordinators who can look after the case: not its lead, and nobody whose own case it is."""
    invited = select(CaseMember.person_id).where(CaseMember.application_id == application.id)
    tied = {application.coordinator_id, application.owner_id, application.manager_id, *session.exec(invited)}
    return [colleague for colleague in workloads(session) if colleague.person_id not in tied]


def release_left_behind(session: Session) -> None:
    """Make open cases nobody's whose lead is no coordinator any more.

    Changing a person in the register does so at once. The worker finds who left before it did, and a case that was
    handed over to somebody at the very moment when they left.
    """
    is_coordinator = sa.exists().where(
        col(RoleGrant.person_id) == col(Person.id), col(RoleGrant.role) == Role.COORDINATOR, col(Person.is_active)
    )
    leads = sa.exists().where(
        col(Application.coordinator_id) == col(Person.id), col(Application.status).in_(LOOKED_AFTER)
    )
    for person_id in session.exec(select(Person.id).where(~is_coordinator, leads).order_by(col(Person.id))).all():
        release_cases(session, person_id, by=None)
