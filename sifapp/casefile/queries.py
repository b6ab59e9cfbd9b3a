"""Who is who in a case, and who may write in it?"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.access import Whose
from sifapp.accounts.models import Person
from sifapp.applications.models import CaseMember

# Each page of a case asks it; building it anew would take longer than running it.
PEOPLE_BY_ID = select(Person).where(col(Person.id).in_(sa.bindparam("people", expanding=True)))


def people_by_id(session: Session, ids: Iterable[int | None]) -> dict[int, Person]:
    """The people with these ids, in one statement; None is nobody."""
    wanted = [person_id for person_id in ids if person_id is not None]
    return {person.id: person for person in session.exec(PEOPLE_BY_ID, params={"people": wanted})}


def written_by(session: Session, person_id: int) -> set[int]:
    """The ids of other people's cases that a person was invited to write in."""
    return set(
        session.exec(
            select(CaseMember.application_id).where(CaseMember.person_id == person_id, CaseMember.may == Whose.EDITOR)
        )
    )
