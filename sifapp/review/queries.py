"""Which cases wait for whom, which match a filter, and who has got how much help?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col, select

from sifapp.access import Role
from sifapp.accounts.models import Administration, Person, RoleGrant
from sifapp.applications.models import Application, Call, LogEntry, Message, Origin, case_reference
from sifapp.applications.search import MOST, found_cases
from sifapp.db import UTCDateTime, utc_now
from sifapp.i18n import today
from sifapp.review.filters import NOBODY, Cursor, Filters, Sort
from sifapp.review.models import Note, SupportGiven
from sifapp.review.rules import Group, swedish_order
from sifapp.statuses import LOOKED_AFTER, SENT, Status

PAGE = 50
SHORT_LIST = 5

# The cases of one condition; a list is made of several when no single index holds it in order.
Branch = sa.Select[int]
# Id, Swedish name, English name.
Names = tuple[tuple[int, str, str], ...]

case_id, status, since = col(Application.id), col(Application.status), col(Application.status_since)
lead, awaits_reply, due = col(Application.coordinator_id), col(Application.awaits_reply), col(Application.due_at)

# Only in these has anybody a day to be done by.
DATED = (Status.SUBMITTED, Status.RETURNED, Status.PRE_STUDY, Status.APPLIED, Status.APPLICATION_RETURNED)
MORE_TIME = "more_time_given"  # the event in the log
# What an applicant sends while the case stays where it is, as the log calls it; the fund has to answer.
SENT_ON_THE_WAY = ("pre_study_sent", "pre_study_reported", "evaluation_sent")
# The coordinators are next: they read, or start the project.
WITH_US = (Status.SUBMITTED, Status.APPLIED, Status.GRANTED)
# The applicant, the council or the city's leadership is next.
WITH_OTHERS = tuple(sorted(LOOKED_AFTER - set(WITH_US)))

# Said this way round, no database is tempted to read status by status and sort.
IS_SENT = status.not_in(sorted(set(Status) - SENT)) & col(Application.deleted_at).is_(None)


@dataclass(frozen=True)
class Row:
    """One case, as far as lists show it: a whole `Application` takes ten times as long to read. ``lead``: by name.

    ``waits_since``: in the inbox, since when whatever is next in the case has waited.
    """

    id: int
    title: str
    created_at: datetime
    status: Status
    status_since: datetime
    due_at: datetime | None
    coordinator_id: int | None
    awaits_reply: bool
    administration_sv: str
    administration_en: str
    lead: str | None
    waits_since: datetime | None = None

    @property
    def reference(self) -> str:
        return case_reference(self.id, self.created_at)


ROW = (
    case_id,
    col(Application.title),
    col(Application.created_at),
    status,
    since,
    col(Application.due_at),
    lead,
    awaits_reply,
    col(Administration.name_sv),
    col(Administration.name_en),
    col(Person.name),
)


@dataclass(frozen=True)
class Page:
    """Part of a list. ``count``: of the whole list, up to 1,001, which means more than 1,000."""

    rows: Sequence[Row]
    count: int
    previous: Cursor | None
    next: Cursor | None


@dataclass(frozen=True)
class Heap:
    """One heap of the inbox, with the cases that have waited longest, or the late ones with the earliest last day.

    ``count`` as in `Page`.
    """

    group: Group
    count: int
    rows: Sequence[Row]


@dataclass(frozen=True)
class Options:
    """What a list can be narrowed to, each by Swedish name. ``former``: administrations that are no more."""

    administrations: Names
    calls: Names
    leads: Names
    former: Names


@dataclass(frozen=True)
class SupportCount:
    """How many cases of an administration and an origin got so many half-hours."""

    administration: Administration
    origin: Origin
    half_hours: int
    cases: int


def inbox(session: Session, me: int) -> list[Heap]:
    """The three heaps, in five statements."""
    count_cases, list_cases = _inbox_statements(me)
    counts = session.execute(count_cases).one()
    lists = [[Row(*row) for row in session.execute(one)] for one in list_cases]
    asked = _unanswered_since(session, [row.id for rows in lists for row in rows])
    return [
        Heap(group, count, _waiting(group, rows, asked))
        for group, count, rows in zip(Group, counts, lists, strict=True)
    ]


@lru_cache(maxsize=32)
def _inbox_statements(me: int) -> tuple[sa.Executable, Sequence[sa.Executable]]:
    """The statement that counts the three heaps, and those that list the first cases of each."""
    heaps = {group: [sa.select(case_id).where(IS_SENT, one) for one in _heap(group, me)] for group in Group}
    # What is late is in order of the last day, which has an index too.
    order = {Group.LATE: due}
    lists = [
        _list(branches, SHORT_LIST, newest_first=False, by=order.get(group, since)) for group, branches in heaps.items()
    ]
    return sa.select(*map(_count, heaps.values())), lists


def _unanswered_since(session: Session, case_ids: Sequence[int]) -> dict[int, datetime]:
    """Since when something of the applicant's waits for the fund, by case, while something does: the first message
    that it has not answered, or what was last sent without a change of status.
    """
    answer = aliased(Message)
    answered = sa.exists().where(
        col(answer.application_id) == col(Message.application_id),
        col(answer.from_fund),
        col(answer.id) > col(Message.id),
    )
    written = (
        sa.select(col(Message.application_id), sa.func.min(col(Message.written_at)))
        .where(col(Message.application_id).in_(case_ids), ~col(Message.from_fund), ~answered)
        .group_by(col(Message.application_id))
    )
    sent = (
        sa.select(col(LogEntry.application_id), sa.func.max(col(LogEntry.at)))
        .join(Application, case_id == col(LogEntry.application_id))
        .where(col(LogEntry.application_id).in_(case_ids), col(LogEntry.event).in_(SENT_ON_THE_WAY), awaits_reply)
        .group_by(col(LogEntry.application_id))
    )
    found: dict[int, datetime] = {}
    for case, moment in session.execute(written.union_all(sent)):
        found[case] = min(moment, found.get(case, moment))
    return found


def _waiting(group: Group, rows: Sequence[Row], asked: Mapping[int, datetime]) -> list[Row]:
    """The rows with since when they have waited: for an answer to ``asked``, or for the status to change.

    Longest first; what is late stays in order of the last day.
    """
    waiting = [replace(row, waits_since=asked.get(row.id) or row.status_since) for row in rows]
    return waiting if group is Group.LATE else sorted(waiting, key=lambda row: row.waits_since or row.status_since)


def review_queue(session: Session, filters: Filters, me: int, cursor: Cursor | None = None) -> Page:
    """One page of the cases that have been sent, narrowed by ``filters``, beside ``cursor``.

    One statement, and one more when there is a text to search for, whatever the number of cases; an empty page that
    others stood on is counted by itself.
    """
    hits = found_cases(session, filters.text) if filters.text else None
    count_cases, list_cases = (_queue_statements if hits is None else _build_queue)(filters, me, cursor, hits)
    counted = session.execute(list_cases).all()
    if counted or cursor is None:
        count = counted[0][-1] if counted else 0
    else:
        count = session.scalar(sa.select(count_cases)) or 0
    back = cursor is not None and cursor.back
    found = [Row(*row[:-1]) for row in counted]
    more, rows = len(found) > PAGE, found[:PAGE]
    if back:
        rows = rows[::-1]
    has_previous, has_next = (more, True) if back else (cursor is not None, more)
    return Page(
        rows,
        count,
        _place(rows[0], filters.sort, back=True) if rows and has_previous else None,
        _place(rows[-1], filters.sort) if rows and has_next else None,
    )


def _build_queue(
    filters: Filters, me: int, cursor: Cursor | None, hits: sa.CTE | None
) -> tuple[sa.ScalarSelect[int], sa.Executable]:
    """How many cases match, and the statement that lists those beside ``cursor``, with that number in each row."""
    branches = _matching(filters, me, hits)
    count = _count(branches) if hits is None else _count_found(hits, _matching(filters, me, None))
    newest_first = (filters.sort is Sort.LATEST) is not (cursor is not None and cursor.back)
    by = due if filters.sort is Sort.LAST_DAY else since
    if cursor is not None:
        branches = [branch.where(_beyond(cursor, by, newest_first=newest_first)) for branch in branches]
    listed = _list(branches, PAGE + 1, newest_first=newest_first, by=by)
    return count, listed.add_columns(count.label("count"))


# Building them takes longer than running them, and most look at the same few lists. A search is built anew.
_queue_statements = lru_cache(maxsize=32)(_build_queue)


ALL_OPTIONS = sa.union_all(
    sa.select(
        sa.case((col(Administration.valid_to) <= sa.bindparam("today", callable_=today, type_=sa.Date), 3), else_=0),
        col(Administration.id),
        col(Administration.name_sv),
        col(Administration.name_en),
    ),
    sa.select(sa.literal(1), col(Call.id), col(Call.name_sv), col(Call.name_en)),
    sa.select(sa.literal(2), col(Person.id), col(Person.name), col(Person.name))
    .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
    .where(col(RoleGrant.role) == Role.COORDINATOR),
)


def filter_options(session: Session) -> Options:
    """Everything a list can be narrowed to, in one statement."""
    rows = sorted(session.execute(ALL_OPTIONS), key=lambda row: swedish_order(row[2]))
    return Options(*(tuple((row[1], row[2], row[3]) for row in rows if row[0] == kind) for kind in range(4)))


def lead_and_since(session: Session, application_id: int) -> tuple[str, datetime] | None:
    """The name of the case's lead and since when they have it, by the log; None for a case without lead."""
    return session.exec(
        select(Person.name, LogEntry.at)
        .join(Application, lead == col(Person.id))
        .join(LogEntry, col(LogEntry.application_id) == case_id)
        .where(Application.id == application_id, col(LogEntry.event).in_(("taken", "lead_changed")))
        .order_by(col(LogEntry.number).desc())
    ).first()


def has_more_time(session: Session, application_id: int) -> bool:
    """Whether an application's last day has been moved: it can be once."""
    given = select(LogEntry.number).where(LogEntry.application_id == application_id, LogEntry.event == MORE_TIME)
    return session.exec(given.limit(1)).first() is not None


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


def support_counts(session: Session, call_id: int | None, *, helped_only: bool = False) -> list[SupportCount]:
    """Sent cases counted by administration, origin and half-hours of help, in one statement; no help is 0.

    ``helped_only``: not those without help, who are most, when they are counted anyway.
    """
    helped = (
        sa.select(col(SupportGiven.application_id).label("id"), sa.func.sum(col(SupportGiven.half_hours)).label("sum"))
        .group_by(col(SupportGiven.application_id))
        .subquery()
    )
    by = col(Application.lead_administration_id), col(Application.origin), sa.func.coalesce(helped.c.sum, 0)
    # Counted before the administrations are joined, so that no case is read for its name.
    joined = sa.join(Application, helped, helped.c.id == case_id, isouter=not helped_only)
    cases = sa.select(*by, sa.func.count()).select_from(joined).where(IS_SENT).group_by(*by)
    if call_id is not None:
        cases = cases.where(col(Application.call_id) == call_id)
    counted = cases.subquery()
    administration_id, *counts = counted.c
    rows = session.execute(
        sa.select(Administration, *counts)
        .join(counted, administration_id == col(Administration.id))
        .order_by(col(Administration.name_sv), counts[1])
    )
    return [SupportCount(*row) for row in rows]


def _matching(filters: Filters, me: int, hits: sa.CTE | None) -> list[Branch]:
    """The cases that match, in branches that have no case in common. ``hits``: of the search for a text."""
    matching = sa.select(case_id).where(IS_SENT)
    equals = {
        status: filters.status,
        col(Application.area): filters.area or None,
        col(Application.lead_administration_id): filters.administration,
        col(Application.call_id): filters.call,
    }
    matching = matching.where(*(column == value for column, value in equals.items() if value is not None))
    if filters.lead is not None:
        matching = matching.where(lead.is_(None) if filters.lead == NOBODY else lead == filters.lead)
    if hits is not None:
        matching = matching.join(hits, hits.c.id == case_id)
    if filters.sort is Sort.LAST_DAY:
        matching = matching.where(due.is_not(None))
    if filters.group:
        return [matching.where(one) for one in _heap(filters.group, me)]
    return [matching.where(status == one) for one in DATED] if filters.sort is Sort.LAST_DAY else [matching]


def _heap(group: Group, me: int) -> list[sa.ColumnElement[bool]]:
    """The conditions of one heap: each has an index that holds its cases in order, and no two share a case.

    A case that awaits my reply is on my heap alone, wherever it stands.
    """
    nobodys, mine, elsewhere = lead.is_(None), lead == me, status.not_in(WITH_US)
    waits_for_me = awaits_reply & (nobodys | mine)
    if group is Group.NEEDS_ME:
        return [
            *((status == one) & whose for one in WITH_US for whose in (nobodys, mine)),
            awaits_reply & nobodys & elsewhere,
            awaits_reply & mine & elsewhere,
        ]
    if group is Group.WAITS:
        return [
            *((status == one) & ~waits_for_me for one in WITH_OTHERS),
            *((status == one) & lead.is_not(None) & ~mine for one in WITH_US),
        ]
    is_late = due < sa.bindparam("now", callable_=utc_now, type_=UTCDateTime)
    return [(status == one) & is_late for one in DATED]


def _beyond(cursor: Cursor, by: Mapped[Any], *, newest_first: bool) -> sa.ColumnElement[bool]:
    place = sa.tuple_(sa.literal(cursor.since, UTCDateTime), sa.literal(cursor.id))
    here = sa.tuple_(by, case_id)
    return here < place if newest_first else here > place


def _place(row: Row, sort: Sort, *, back: bool = False) -> Cursor:
    by_last_day = row.due_at if sort is Sort.LAST_DAY else None
    return Cursor(by_last_day or row.status_since, row.id, back)


def _count(branches: Sequence[Branch]) -> sa.ScalarSelect[int]:
    """How many cases the branches hold; counting stops at 1,001."""
    cases = sa.union_all(*branches).subquery()
    counted = sa.select(cases.c.id).limit(MOST + 1).subquery()
    return sa.select(sa.func.count()).select_from(counted).scalar_subquery()


def _count_found(hits: sa.CTE, branches: Sequence[Branch]) -> sa.ScalarSelect[int]:
    """How many of the found cases the branches hold. Each is looked up: to join them SQLite would read all cases."""
    held = [branch.where(case_id == hits.c.id).correlate(hits).exists() for branch in branches]
    return sa.select(sa.func.count()).select_from(hits).where(sa.or_(*held)).correlate(None).scalar_subquery()


def _list(
    branches: Sequence[Branch], limit: int, *, newest_first: bool, by: Mapped[Any] = since
) -> sa.Select[*tuple[Any, ...]]:
    """The first cases in order of ``by``, with administration and coordinator, as columns of `Row`.

    Each branch gives its own first cases, by its index; what is joined to them cannot change how they are found.
    """
    direction = sa.desc if newest_first else sa.asc
    firsts = [branch.order_by(direction(by), direction(case_id)).limit(limit).subquery() for branch in branches]
    found = sa.union_all(*(sa.select(first) for first in firsts)).subquery()
    return (
        sa.select(*ROW)
        .join(found, found.c.id == case_id)
        .join(Administration, col(Administration.id) == col(Application.lead_administration_id))
        .outerjoin(Person, col(Person.id) == lead)
        .order_by(direction(by), direction(case_id))
        .limit(limit)
    )
