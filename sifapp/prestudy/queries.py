"""Which pre-study does a case have, how much money is tied up in pre-studies, and what was learnt?"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

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


def lessons(session: Session) -> Sequence[tuple[PreStudy, Application]]:
    """What stopped pre-studies have taught, as released; the latest first, at most 200."""
    return session.exec(
        select(PreStudy, Application)
        .join(Application, col(Application.id) == PreStudy.application_id)
        .where(PreStudy.result == Result.STOP, PreStudy.lesson != "", col(Application.deleted_at).is_(None))
        .order_by(col(PreStudy.closed_at).desc(), col(PreStudy.id).desc())
        .limit(200)
    ).all()
