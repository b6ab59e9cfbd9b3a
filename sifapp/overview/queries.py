"""What stands where in the fund, how long does it take, who sends sketches, and where does writing stop?

The database sums; what is read grows with stages and administrations, not with cases. What took time is measured over
cases that have moved within the last year.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sifapp.accounts.models import Administration
from sifapp.applications.models import Application, Call, LogDetails, LogEntry, Origin, case_reference
from sifapp.db import UTCDateTime, utc_now
from sifapp.decisions.models import Decision, Ruling
from sifapp.review.queries import IS_SENT
from sifapp.statuses import CLOSED, FUNDED, Move, Status
from sifapp.wizard.models import StepDraft
from sifapp.wizard.questions import Form

A_YEAR = timedelta(days=365)
BATCH = 1_000
_EVENTS = sorted({move.value for move in Move} | {"created"})


@dataclass(frozen=True)
class Count:
    """Cases of one administration, origin and status."""

    lead_id: int
    origin: Origin
    status: Status
    cases: int


@dataclass(frozen=True)
class Time:
    """How long the middle one of some cases took, in whole seconds."""

    cases: int
    median_s: int


@dataclass(frozen=True)
class CaseRow:
    """One sent case, for the spreadsheet. ``amount_sek``: granted and told; None when nothing is."""

    id: int
    title: str
    status: Status
    area: str | None
    lead_sv: str
    lead_en: str
    origin: Origin
    call_sv: str
    call_en: str
    created_at: datetime
    submitted_at: datetime | None
    status_since: datetime
    amount_sek: int | None

    @property
    def reference(self) -> str:
        """The number that people use."""
        return case_reference(self.id, self.created_at)


def counts(session: Session) -> list[Count]:
    """All cases, drafts too, by administration, origin and status."""
    by = col(Application.lead_administration_id), col(Application.origin), col(Application.status)
    rows = session.execute(sa.select(*by, sa.func.count()).where(col(Application.deleted_at).is_(None)).group_by(*by))
    return [Count(*row) for row in rows]


def standing(session: Session) -> dict[Status, Time]:
    """How long open cases have stood where they stand, by status."""
    now, since = _seconds(sa.literal(utc_now(), UTCDateTime)), _seconds(col(Application.status_since))
    is_open = col(Application.status).in_(sorted(set(Status) - CLOSED)) & col(Application.deleted_at).is_(None)
    return {Status(key): time for key, time in _medians(session, col(Application.status), now - since, is_open).items()}


def times(session: Session) -> dict[Status, Time]:
    """How long cases stood in each status before they left it."""
    left_at = sa.func.lead(col(LogEntry.at), type_=UTCDateTime()).over(
        partition_by=col(LogEntry.application_id), order_by=col(LogEntry.number)
    )
    came = (
        sa.select(
            *(col(LogEntry.number), col(LogEntry.event), col(LogEntry.at).label("came_at"), left_at.label("left_at"))
        )
        .join(Application, col(Application.id) == col(LogEntry.application_id))
        .where(col(Application.status_since) >= utc_now() - A_YEAR, col(LogEntry.event).in_(_EVENTS))
        .subquery()
    )
    # Details are long: they are read only of moves that another one has followed.
    told = (col(LogDetails.number) == came.c.number) & (came.c.event != "created")
    status = sa.case((came.c.event == "created", Status.DRAFT.value), else_=col(LogDetails.details)["to"].as_string())
    moves = (
        sa.select(status.label("key"), came.c.came_at, came.c.left_at)
        .select_from(sa.outerjoin(came, LogDetails, told))
        .where(came.c.left_at.is_not(None))
        .subquery()
    )
    took = _seconds(moves.c.left_at) - _seconds(moves.c.came_at)
    is_status = moves.c.key.in_([one.value for one in Status])
    return {Status(key): time for key, time in _medians(session, moves.c.key, took, is_status).items()}


def time_to_send(session: Session) -> Time | None:
    """How long it took from the start of a sketch until it was sent, by the clock; None when none was sent."""
    sent_at, since = col(Application.submitted_at), utc_now() - A_YEAR
    took = _seconds(sent_at) - _seconds(col(Application.created_at))
    # Nothing moves before it is sent, so the index on the last move finds them.
    is_of_the_year = (sent_at >= since) & (col(Application.status_since) >= since)
    is_there = col(Application.deleted_at).is_(None)
    return _medians(session, sa.literal("all"), took, is_of_the_year & is_there).get("all")


def last_steps(session: Session, form: Form, status: Status) -> Mapping[int | None, int]:
    """Of what is being written: how many have come how far, by the place of the last step they have finished.

    The first step is 0; None: none is finished.
    """
    place = sa.case({step.id: number for number, step in enumerate(form.steps)}, value=col(StepDraft.step))
    furthest = (
        sa.select(col(Application.id), sa.func.max(place).label("place"))
        .outerjoin(StepDraft, (col(StepDraft.application_id) == col(Application.id)) & col(StepDraft.visited).is_(True))
        .where(col(Application.status) == status, col(Application.deleted_at).is_(None))
        .group_by(col(Application.id))
        .subquery()
    )
    rows = session.execute(sa.select(furthest.c.place, sa.func.count().label("number")).group_by(furthest.c.place))
    return {row.place: row.number for row in rows}


def sent_cases(session: Session) -> Iterator[CaseRow]:
    """All cases that have been sent, the latest first, read as they are used."""
    rows = session.execute(
        sa.select(
            *(col(Application.id), col(Application.title), col(Application.status), col(Application.area)),
            *(col(Administration.name_sv), col(Administration.name_en), col(Application.origin)),
            *(col(Call.name_sv), col(Call.name_en), col(Application.created_at), col(Application.submitted_at)),
            *(col(Application.status_since), col(Decision.amount_sek)),
        )
        .join(Administration, col(Administration.id) == col(Application.lead_administration_id))
        .join(Call, col(Call.id) == col(Application.call_id))
        .outerjoin(
            Decision,
            (col(Decision.application_id) == col(Application.id))
            & (col(Decision.ruling) == Ruling.GRANT)
            & col(Decision.released_at).is_not(None)
            & col(Application.status).in_(sorted(FUNDED)),
        )
        .where(IS_SENT)
        .order_by(col(Application.id).desc()),
        execution_options={"yield_per": BATCH},
    )
    return (CaseRow(*row) for row in rows)


def _seconds(moment: Any) -> "sa.ColumnElement[int]":
    return sa.extract("epoch", moment)


def _medians(session: Session, key: Any, seconds: Any, where: "sa.ColumnElement[bool]") -> dict[str, Time]:
    """By ``key``: how many rows there are, and the mean of the middle one or two of their ``seconds``."""
    found = sa.select(key.label("key"), seconds.label("seconds")).where(where).subquery()
    ranked = sa.select(
        found.c.key,
        found.c.seconds,
        sa.func.row_number().over(partition_by=found.c.key, order_by=found.c.seconds).label("place"),
        sa.func.count().over(partition_by=found.c.key).label("cases"),
    ).subquery()
    rows = session.execute(
        sa.select(ranked.c.key, ranked.c.cases, sa.func.avg(ranked.c.seconds))
        .where((ranked.c.place * 2).between(ranked.c.cases, ranked.c.cases + 2))
        .group_by(ranked.c.key, ranked.c.cases)
    )
    return {key: Time(cases, max(0, round(seconds))) for key, cases, seconds in rows}
