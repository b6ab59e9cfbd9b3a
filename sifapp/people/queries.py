"""Which people are there, for those who keep the register?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.access import Role
from sifapp.accounts.models import Administration, Person
from sifapp.applications.queries import readers_on

PAGE = 50

# A search for people takes no more words than a person would type.
MOST_WORDS = 8


def people_page(
    session: Session, search: str = "", after: int | None = None
) -> tuple[Sequence[tuple[Person, Administration | None]], int | None]:
    """People with their administrations by name, and whom the next page begins after (None: nobody).

    ``search``: part of a name or an e-mail address. ``after``: the id that the previous page ended with.
    """
    query = select(Person, Administration).outerjoin(Administration, col(Administration.id) == Person.administration_id)
    for word in search.split()[:MOST_WORDS]:
        query = query.where(_mentions(word))
    if after is not None:
        last = sa.select(col(Person.name), col(Person.id)).where(col(Person.id) == after)
        query = query.where(sa.tuple_(col(Person.name), col(Person.id)) > last.scalar_subquery())
    rows = session.exec(query.order_by(Person.name, col(Person.id)).limit(PAGE + 1)).all()
    return rows[:PAGE], rows[PAGE - 1][0].id if len(rows) > PAGE else None


def without_access(session: Session, roles: Mapping[int, Collection[Role]], on: date) -> set[int]:
    """Which of the people are evaluators from outside who can read no case on that day. ``roles``: by person."""
    outside = {person_id for person_id, held in roles.items() if Role.EVALUATOR in held}
    return outside - readers_on(session, outside, on)


def _mentions(word: str) -> sa.ColumnElement[bool]:
    # SQLite folds the case of a–z only, so "åsa" must be asked for as "Åsa" too.
    spellings = {word, word.lower(), word.capitalize()}
    in_name = [col(Person.name).icontains(spelling, autoescape=True) for spelling in sorted(spellings)]
    return sa.or_(col(Person.email).contains(word.lower(), autoescape=True), *in_name)
