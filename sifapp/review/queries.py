"""Which cases wait for whom, which match a filter, and who has got how much help?"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from sifapp.access import Role
from sifapp.accounts.models import Administration, Person, RoleGrant
from sifapp.applications.models import Application, Call, Origin
from sifapp.applications.search import MOST, found_cases
from sifapp.db import UTCDateTime, utc_now
from sifapp.review.filters import NOBODY, Cursor, Filters, Sort
from sifapp.review.models import Note, SupportGiven
from sifapp.review.rules import Group
from sifapp.statuses import SENT, Status

PAGE = 50
SHORT_LIST = 5

# The cases of one condition; a list is made of several when no single index holds it in order.
Branch = sa.Select[Application]
# Id, Swedish name, English name.
Names = Sequence[tuple[int, str, str]]

case_id, status, since = col(Application.id), col(Application.status), col(Application.status_since)
lead, awaits_reply = col(Application.coordinator_id), col(Application.awaits_reply)

# Only in these has anybody a day to be done by.
DATED = (Status.SUBMITTED, Status.RETURNED)

# Said this way round, no database is tempted to read status by status and sort.
IS_SENT = status.not_in(sorted(set(Status) - SENT)) & col(Application.deleted_at).is_(None)


@dataclass(frozen=True)
class Row:
    """One case of a list. ``lead``: the coordinator's name."""

    application: Application
    administration: Administration
    lead: str | None


@dataclass(frozen=True)
class Page:
    """Part of a list. ``count``: of the whole list, up to 1,001, which means more than 1,000."""

    rows: Sequence[Row]
    count: int
    previous: Cursor | None
    next: Cursor | None


@dataclass(frozen=True)
class Heap:
    """One heap of the inbox, with the cases that have waited longest. ``count`` as in `Page`."""

    group: Group
    count: int
    rows: Sequence[Row]


@dataclass(frozen=True)
class Options:
    """What a list can be narrowed to, each by Swedish name."""

    administrations: Names
    calls: Names
    leads: Names


@dataclass(frozen=True)
class SupportCount:
    """How many cases of an administration and an origin got so many half-hours."""

    administration: Administration
    origin: Origin
    half_hours: int
    cases: int


def inbox(session: Session, me: int) -> list[Heap]:
    """The three heaps, in four statements."""
    heaps = {group: [sa.select(Application).where(IS_SENT, one) for one in _heap(group, me)] for group in Group}
    counts = session.execute(sa.select(*(_count(branches) for branches in heaps.values()))).one()
    return [
        Heap(group, count, _rows(session, branches, SHORT_LIST, newest_first=False))
        for (group, branches), count in zip(heaps.items(), counts, strict=True)
    ]


def review_queue(session: Session, filters: Filters, me: int, cursor: Cursor | None = None) -> Page:
    """One page of the cases that have been sent, narrowed by ``filters``, beside ``cursor``.

    Two statements, and one more when there is a text to search for, whatever the number of cases.
    """
    branches = _matching(session, filters, me)
    count = session.scalar(sa.select(_count(branches))) or 0
    back = cursor is not None and cursor.back
    newest_first = (filters.sort is Sort.LATEST) is not back
    if cursor is not None:
        branches = [branch.where(_beyond(cursor, newest_first=newest_first)) for branch in branches]
    found = _rows(session, branches, PAGE + 1, newest_first=newest_first)
    more, rows = len(found) > PAGE, found[:PAGE]
    if back:
        rows = rows[::-1]
    has_previous, has_next = (more, True) if back else (cursor is not None, more)
    return Page(
        rows,
        count,
        _place(rows[0], back=True) if rows and has_previous else None,
        _place(rows[-1]) if rows and has_next else None,
    )


def filter_options(session: Session) -> Options:
    """Everything a list can be narrowed to, in one statement."""
    names = sa.union_all(
        sa.select(sa.literal(0), col(Administration.id), col(Administration.name_sv), col(Administration.name_en)),
        sa.select(sa.literal(1), col(Call.id), col(Call.name_sv), col(Call.name_en)),
        sa.select(sa.literal(2), col(Person.id), col(Person.name), col(Person.name))
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(col(RoleGrant.role) == Role.COORDINATOR),
    )
    rows = sorted(session.execute(names), key=lambda row: str(row[2]))
    return Options(*([(row[1], row[2], row[3]) for row in rows if row[0] == kind] for kind in range(3)))


def notes_of(session: Session, application_id: int) -> Sequence[tuple[Note, Person]]:
    """Internal notes with their authors, latest first."""
    return session.exec(
        select(Note, Person)
        .join(Person, col(Person.id) == Note.author_id)
        .where(Note.application_id == application_id)
        .order_by(col(Note.id).desc())
    ).all()


def support_of(session: Session, application_id: int) -> Sequence[tuple[SupportGiven, Person]]:
    """Help that was given in a case, and by whom, latest first."""
    return session.exec(
        select(SupportGiven, Person)
        .join(Person, col(Person.id) == SupportGiven.given_by_id)
        .where(SupportGiven.application_id == application_id)
        .order_by(col(SupportGiven.id).desc())
    ).all()


def support_counts(session: Session, call_id: int | None) -> list[SupportCount]:
    """Sent cases counted by administration, origin and half-hours of help, in one statement; no help is 0."""
    given = sa.func.coalesce(
        sa.select(sa.func.sum(col(SupportGiven.half_hours)))
        .where(col(SupportGiven.application_id) == case_id)
        .correlate(Application)
        .scalar_subquery(),
        0,
    )
    cases: sa.Select[int, Origin, int] = sa.select(
        col(Application.lead_administration_id).label("administration"),
        col(Application.origin).label("origin"),
        given.label("half_hours"),
    ).where(IS_SENT)
    if call_id is not None:
        cases = cases.where(col(Application.call_id) == call_id)
    counted = cases.subquery()
    rows = session.execute(
        sa.select(Administration, counted.c.origin, counted.c.half_hours, sa.func.count())
        .join(counted, counted.c.administration == col(Administration.id))
        .group_by(col(Administration.id), counted.c.origin, counted.c.half_hours)
        .order_by(col(Administration.name_sv), counted.c.half_hours)
    )
    return [SupportCount(*row) for row in rows]


def _matching(session: Session, filters: Filters, me: int) -> list[Branch]:
    """The cases that match, in branches that have no case in common."""
    matching = sa.select(Application).where(IS_SENT)
    equals = {
        status: filters.status,
        col(Application.area): filters.area or None,
        col(Application.lead_administration_id): filters.administration,
        col(Application.call_id): filters.call,
    }
    matching = matching.where(*(column == value for column, value in equals.items() if value is not None))
    if filters.lead is not None:
        matching = matching.where(lead.is_(None) if filters.lead == NOBODY else lead == filters.lead)
    found = found_cases(session, filters.text) if filters.text else None
    if found is not None:
        matching = matching.join(found, found.c.id == case_id)
    return [matching.where(one) for one in _heap(filters.group, me)] if filters.group else [matching]


def _heap(group: Group, me: int) -> list[sa.ColumnElement[bool]]:
    """The conditions of one heap: each has an index that holds its cases in order, and no two share a case.

    A case that awaits my reply is on my heap alone, wherever it stands.
    """
    nobodys, mine, submitted = lead.is_(None), lead == me, status == Status.SUBMITTED
    waits_for_me = awaits_reply & (nobodys | mine)
    if group is Group.NEEDS_ME:
        return [
            submitted & nobodys,
            submitted & mine,
            awaits_reply & nobodys & ~submitted,
            awaits_reply & mine & ~submitted,
        ]
    if group is Group.WAITS:
        return [
            (status == Status.RETURNED) & ~waits_for_me,
            (status == Status.COUNCIL) & ~waits_for_me,
            submitted & lead.is_not(None) & ~mine,
        ]
    is_late = col(Application.due_at) < utc_now()
    return [(status == one) & is_late for one in DATED]


def _beyond(cursor: Cursor, *, newest_first: bool) -> sa.ColumnElement[bool]:
    place = sa.tuple_(sa.literal(cursor.since, UTCDateTime), sa.literal(cursor.id))
    here = sa.tuple_(since, case_id)
    return here < place if newest_first else here > place


def _place(row: Row, *, back: bool = False) -> Cursor:
    return Cursor(row.application.status_since, row.application.id, back)


def _count(branches: Sequence[Branch]) -> sa.ScalarSelect[int]:
    """How many cases the branches hold; counting stops at 1,001."""
    cases = sa.union_all(*(branch.with_only_columns(case_id) for branch in branches)).subquery()
    counted = sa.select(cases.c.id).limit(MOST + 1).subquery()
    return sa.select(sa.func.count()).select_from(counted).scalar_subquery()


def _rows(session: Session, branches: Sequence[Branch], limit: int, *, newest_first: bool) -> list[Row]:
    """The first cases in order, with administration and coordinator.

    Each branch gives its own first cases, by its index; what is joined to them cannot change how they are found.
    """

    direction = sa.desc if newest_first else sa.asc
    firsts = [branch.order_by(direction(since), direction(case_id)).limit(limit).subquery() for branch in branches]
    found = sa.union_all(*(sa.select(first) for first in firsts)).subquery()
    case, coordinator = aliased(Application, found), aliased(Person)
    rows = session.execute(
        sa.select(case, Administration, col(coordinator.name))
        .join(Administration, col(Administration.id) == case.lead_administration_id)
        .outerjoin(coordinator, col(coordinator.id) == case.coordinator_id)
        .order_by(direction(found.c.status_since), direction(found.c.id))
        .limit(limit)
    )
    return [Row(*row) for row in rows]
