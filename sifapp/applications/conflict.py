"""Is a council member too close to a case to have a part in it (jäv)?

Own administration recuses by itself; other ties are declared; a coordinator may override both, with a reason.
Source: förvaltningslagen (2017:900) § 16-17; that the own administration recuses is the fund's own choice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.access import Whose
from sifapp.accounts.models import Administration, Person
from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.models import Application, CaseMember, CasePartner, ConflictCheck, Standing
from sifapp.db import upsert, utc_now

EVENTS = {
    Standing.FREE: "no_conflict_declared",
    Standing.RECUSED: "conflict_declared",
    Standing.ADMITTED: "conflict_overridden",
}


def family(administration_id: int, successors: Mapping[int, int]) -> int:
    """The administration that an administration has become, or is to become; itself when nobody took over.

    ``successors``: administration → the one that takes over. Two that have become one are one.
    """
    seen = set()
    while administration_id in successors and administration_id not in seen:
        seen.add(administration_id)
        administration_id = successors[administration_id]
    return administration_id


def is_party(administration_id: int, parties: Iterable[int], successors: Mapping[int, int]) -> bool:
    """Whether an administration is one of ``parties`` (lead and partners of a case), by whatever name."""
    own = family(administration_id, successors)
    return any(family(party, successors) == own for party in parties)


def tie(standing: Standing | None, *, is_own: bool) -> Whose:
    """How a council member is tied to a case. ``is_own``: their administration, or they, are a party of it."""
    if standing is Standing.ADMITTED:
        return Whose.REVIEWER
    if is_own or standing is Standing.RECUSED:
        return Whose.RECUSED
    return Whose.REVIEWER if standing is Standing.FREE else Whose.NOBODY


def ties(session: Session, application_ids: Collection[int], people: Sequence[Person]) -> dict[tuple[int, int], Whose]:
    """How each of these council members is tied to each of these cases: (case, person) → tie.

    Whoever works on a case for the applicant is recused. Four statements, however many cases and people.
    """
    successors = _successors(session)
    parties, team = _parties(session, application_ids), team_of(session, application_ids)
    checks = session.exec(select(ConflictCheck).where(col(ConflictCheck.application_id).in_(application_ids))).all()
    said = {(check.application_id, check.person_id): check.standing for check in checks}
    return {
        (case, person.id): Whose.RECUSED
        if (case, person.id) in team
        else tie(
            said.get((case, person.id)),
            is_own=person.administration_id is not None
            and is_party(person.administration_id, parties.get(case, ()), successors),
        )
        for case in application_ids
        for person in people
    }


def _successors(session: Session) -> dict[int, int]:
    rows = session.execute(
        sa.select(col(Administration.id), col(Administration.successor_id)).where(
            col(Administration.successor_id).is_not(None)
        )
    )
    return {row[0]: row[1] for row in rows}


def _parties(session: Session, application_ids: Collection[int]) -> dict[int, set[int]]:
    """The administrations that own each case."""
    leads = sa.select(col(Application.id), col(Application.lead_administration_id))
    partners = sa.select(col(CasePartner.application_id), col(CasePartner.administration_id))
    found: dict[int, set[int]] = {}
    for case, administration in session.execute(
        sa.union_all(
            leads.where(col(Application.id).in_(application_ids)),
            partners.where(col(CasePartner.application_id).in_(application_ids)),
        )
    ):
        found.setdefault(case, set()).add(administration)
    return found


def team_of(session: Session, application_ids: Collection[int]) -> set[tuple[int, int]]:
    """Who works on the cases for the applicant: (case, person)."""
    mine = col(Application.id).in_(application_ids)
    rows = session.execute(
        sa.union_all(
            sa.select(col(Application.id), col(Application.owner_id)).where(mine),
            sa.select(col(Application.id), col(Application.manager_id)).where(mine),
            sa.select(col(CaseMember.application_id), col(CaseMember.person_id)).where(
                col(CaseMember.application_id).in_(application_ids)
            ),
        )
    )
    return {(row[0], row[1]) for row in rows}


def declare(
    session: Session, application: Application, person_id: int, standing: Standing, *, reason: str, by: User
) -> None:
    """Store what is said of a council member's ties to a case, and log it with the reason."""
    upsert(
        session,
        ConflictCheck,
        ("application_id", "person_id"),
        application_id=application.id,
        person_id=person_id,
        standing=standing,
        reason=reason,
        said_by_id=by.id,
        said_at=utc_now(),
    )
    log.record(
        session, EVENTS[standing], application_id=application.id, by=by.id, person=person_id, reason=reason or None
    )
