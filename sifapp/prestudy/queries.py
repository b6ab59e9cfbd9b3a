"""Which pre-study does a case have, how much money is tied up in pre-studies, and what was learnt?"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration
from sifapp.applications.models import Application
from sifapp.prestudy.models import PreStudy, Result, State
from sifapp.statuses import Status


@dataclass(frozen=True)
class Reserved:
    """Money tied up in the pre-studies of one call and area. ``area``: as the applicant chose it."""

    call_id: int
    area: str | None
    amount_sek: int


def pre_study_of(session: Session, application_id: int) -> PreStudy | None:
    """The case's last pre-study; None before its plan is begun."""
    last = select(PreStudy).where(PreStudy.application_id == application_id).order_by(col(PreStudy.id).desc())
    return session.exec(last.limit(1).execution_options(populate_existing=True)).first()


def open_study_of(session: Session, application_id: int) -> PreStudy | None:
    """The case's pre-study as long as nobody has said what comes of it."""
    found = pre_study_of(session, application_id)
    return found if found and found.state is not State.CLOSED else None


def states_of(session: Session, applications: Iterable[Application]) -> dict[int, State]:
    """Case → how far its pre-study has come, of those that wait for one; in one statement, none when none waits."""
    waiting = [case.id for case in applications if case.status is Status.PRE_STUDY]
    if not waiting:
        return {}
    is_open = col(PreStudy.application_id).in_(waiting) & (col(PreStudy.state) != State.CLOSED)
    found = session.exec(select(PreStudy.application_id, col(PreStudy.state)).where(is_open)).all()
    return {**dict.fromkeys(waiting, State.PLANNED), **dict(found)}


def reserved_sek(session: Session) -> list[Reserved]:
    """What pre-studies take of the fund's frame, in one statement: the approved amount while one runs, then what was
    spent. A case that is withdrawn on the way lets go of what has not been reported as spent.
    """
    runs = col(PreStudy.state).in_((State.RUNNING, State.REPORTED)) & (col(Application.status) == Status.PRE_STUDY)
    amount = sa.case(
        (runs, col(PreStudy.approved_sek)),
        else_=sa.func.coalesce(col(PreStudy.spent_sek), 0),
    )
    total = sa.func.sum(amount)
    rows = session.execute(
        sa.select(col(Application.call_id), col(Application.area), total)
        .join(PreStudy, col(PreStudy.application_id) == col(Application.id))
        .group_by(col(Application.call_id), col(Application.area))
        .having(total > 0)
        .order_by(col(Application.call_id), col(Application.area))
    )
    return [Reserved(row[0], row[1], int(row[2])) for row in rows]


def running(session: Session) -> Sequence[tuple[Application, PreStudy]]:
    """The cases whose pre-study runs now, by number."""
    return session.exec(
        select(Application, PreStudy)
        .join(PreStudy, col(PreStudy.application_id) == Application.id)
        .where(PreStudy.state == State.RUNNING, Application.status == Status.PRE_STUDY)
        .order_by(col(Application.id))
    ).all()


def lessons(session: Session) -> Sequence[tuple[PreStudy, Application, Administration]]:
    """What stopped pre-studies have taught, as released, with who owned the idea; the latest first, at most 200."""
    return session.exec(
        select(PreStudy, Application, Administration)
        .join(Application, col(Application.id) == PreStudy.application_id)
        .join(Administration, col(Administration.id) == Application.lead_administration_id)
        .where(PreStudy.result == Result.STOP, PreStudy.lesson != "", col(Application.deleted_at).is_(None))
        .order_by(col(PreStudy.closed_at).desc(), col(PreStudy.id).desc())
        .limit(200)
    ).all()


def lessons_of(session: Session, application_ids: Collection[int]) -> dict[int, str]:
    """Case → the lesson that its stopped pre-study has left; in one statement, none for no case."""
    if not application_ids:
        return {}
    taught = select(PreStudy.application_id, PreStudy.lesson).where(PreStudy.lesson != "")
    return dict(session.exec(taught.where(col(PreStudy.application_id).in_(application_ids))).all())
