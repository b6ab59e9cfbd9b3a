"""Which requests to change a project are there, and how does its plan stand now?"""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration
from sifapp.applications.models import Application, CasePartner
from sifapp.calculation.lines import Financing
from sifapp.changes.models import OPEN, ChangedLine, ChangeRequest, State
from sifapp.changes.rules import Standing
from sifapp.decisions.queries import unused_sek
from sifapp.followup.models import BudgetLine, Project
from sifapp.reconciliation.models import State as Reconciled
from sifapp.reconciliation.queries import reconciliations_of, signed_figures
from sifapp.statuses import RECONCILED, Status

MOST = 200


def open_request(session: Session, application_id: int) -> ChangeRequest | None:
    """The request that is written or waits for its decision; None when there is none."""
    return session.exec(
        select(ChangeRequest)
        .where(ChangeRequest.application_id == application_id, col(ChangeRequest.state).in_(OPEN))
        .execution_options(populate_existing=True)
    ).first()


def request_of(session: Session, application_id: int, number: int) -> ChangeRequest | None:
    """The project's request of that number."""
    return session.exec(
        select(ChangeRequest)
        .where(ChangeRequest.application_id == application_id, ChangeRequest.number == number)
        .execution_options(populate_existing=True)
    ).first()


def requests_of(session: Session, application_id: int) -> Sequence[ChangeRequest]:
    """All requests of a project, the last one first."""
    return session.exec(
        select(ChangeRequest)
        .where(ChangeRequest.application_id == application_id)
        .order_by(col(ChangeRequest.number).desc())
    ).all()


def lines_of(session: Session, request_ids: Collection[int]) -> dict[int, list[ChangedLine]]:
    """What decided requests changed, line by line; in one statement, none for no request."""
    found: dict[int, list[ChangedLine]] = {}
    if request_ids:
        rows = select(ChangedLine).where(col(ChangedLine.request_id).in_(request_ids)).order_by(col(ChangedLine.id))
        for row in session.exec(rows):
            found.setdefault(row.request_id, []).append(row)
    return found


def waiting(session: Session) -> int:
    """How many requests wait for a decision."""
    return int(session.execute(_sent(sa.func.count())).scalar_one())


def waiting_requests(session: Session) -> list[tuple[ChangeRequest, Application, Administration]]:
    """Requests that wait for a decision, the longest wait first; at most 200."""
    rows = session.execute(
        _sent(ChangeRequest, Application, Administration)
        .join(Administration, col(Administration.id) == Application.lead_administration_id)
        .order_by(col(ChangeRequest.sent_at), col(ChangeRequest.id))
        .limit(MOST)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def decided_requests(session: Session) -> list[tuple[ChangeRequest, Application, Administration]]:
    """Requests that have been decided, the latest first; at most 200."""
    rows = session.execute(
        sa.select(ChangeRequest, Application, Administration)
        .join(Application, col(Application.id) == col(ChangeRequest.application_id))
        .join(Administration, col(Administration.id) == Application.lead_administration_id)
        .where(col(ChangeRequest.decided_at).is_not(None), col(Application.deleted_at).is_(None))
        .order_by(col(ChangeRequest.decided_at).desc(), col(ChangeRequest.id).desc())
        .limit(MOST)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _sent(*columns: Any) -> "sa.Select[Any]":
    return (
        sa.select(*columns)
        .select_from(ChangeRequest)
        .join(Application, col(Application.id) == col(ChangeRequest.application_id))
        .where(
            col(ChangeRequest.state) == State.SENT,
            col(Application.status).in_(RECONCILED),
            col(Application.deleted_at).is_(None),
        )
    )


def standing_of(session: Session, application: Application) -> Standing | None:
    """How the project's plan stands now; None when no project has been started."""
    project = session.get(Project, application.id)
    if project is None:
        return None
    budget = session.exec(
        select(BudgetLine)
        .where(BudgetLine.application_id == application.id)
        .order_by(col(BudgetLine.year), col(BudgetLine.id))
    ).all()
    partners = select(CasePartner.administration_id).where(CasePartner.application_id == application.id)
    return Standing(
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        may_move_end=application.status is Status.PROJECT,
        granted_sek=project.granted_sek - unused_sek(session, application.id),
        planned={(row.year, row.administration_id, row.financing): row.planned_sek for row in budget},
        spent=_spent(session, application.id),
        parties=[application.lead_administration_id, *sorted(session.exec(partners))],
    )


def _spent(session: Session, application_id: int) -> dict[tuple[int, int, Financing], int]:
    """What the controller has signed as spent: for each year what was signed last, 0 at least."""
    told = reconciliations_of(session, application_id)
    in_order = sorted(told, key=str)
    signed = {period.year: told[period].id for period in in_order if told[period].state is Reconciled.SIGNED}
    figures = signed_figures(session, list(signed.values()))
    return {
        (year, one.line.administration_id, one.line.financing): max(one.outcome_sek, 0)
        for year, id_ in signed.items()
        for one in figures[id_]
    }
