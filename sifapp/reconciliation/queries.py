"""Which reconciliations are there, what do they say, and which ones are waited for?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration
from sifapp.applications.models import Application
from sifapp.followup.models import BudgetLine, Project
from sifapp.i18n import day_of
from sifapp.reconciliation.calendar import Period, Standing, periods_of, standing_of
from sifapp.reconciliation.models import ReconciledLine, Reconciliation, State
from sifapp.reconciliation.rules import Figures, Line, lines_of
from sifapp.statuses import RECONCILED

HAS_BUDGET = sa.exists().where(col(BudgetLine.application_id) == col(Project.application_id))
IS_RECONCILED = col(Application.status).in_(RECONCILED) & col(Application.deleted_at).is_(None)


def _count(state: State) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((col(Reconciliation.state) == state, 1)))


# Every project whose money is reconciled, with how many it has sent, and how many of its are signed.
UNDER_WAY = (
    sa.select(
        col(Project.application_id),
        col(Project.starts_on),
        col(Project.ends_on),
        _count(State.SENT),
        _count(State.SIGNED),
    )
    .join(Application, col(Application.id) == col(Project.application_id))
    .outerjoin(Reconciliation, col(Reconciliation.application_id) == col(Project.application_id))
    .where(IS_RECONCILED, HAS_BUDGET)
    .group_by(col(Project.application_id), col(Project.starts_on), col(Project.ends_on))
)


@dataclass(frozen=True)
class Told:
    """One reconciliation without its words. ``asked_at``: when the fund sent it back last."""

    id: int
    period: Period
    state: State
    asked_at: datetime | None
    sent_at: datetime | None
    signed_at: datetime | None


@dataclass(frozen=True)
class Row:
    """One project of the list: how it stands, and what it has told."""

    application: Application
    lead: Administration
    standing: Standing
    told: Mapping[Period, Told]

    def in_state(self, state: State) -> list[Told]:
        """Its reconciliations in that state, in their order."""
        return [told for told in self.told.values() if told.state is state]


@dataclass(frozen=True)
class Waiting:
    """What waits in all projects. ``to_sign``: sent to the controller; ``late``: not sent by the last day."""

    to_sign: int
    late: int


def reconciliation_of(session: Session, application_id: int, period: Period) -> Reconciliation | None:
    """The reconciliation as it stands now; None when nobody has begun it."""
    return session.exec(
        select(Reconciliation)
        .where(
            Reconciliation.application_id == application_id,
            Reconciliation.year == period.year,
            Reconciliation.kind == period.kind,
        )
        .execution_options(populate_existing=True)
    ).first()


def reconciliations_of(session: Session, application_id: int) -> dict[Period, Reconciliation]:
    """All that have been begun, by period."""
    rows = session.exec(select(Reconciliation).where(Reconciliation.application_id == application_id)).all()
    return {Period(row.year, row.kind): row for row in rows}


def budget_lines(session: Session, application_id: int, years: Collection[int]) -> dict[int, list[Line]]:
    """The lines that are reconciled in each year, in one statement; none when the project has no budget."""
    found = session.exec(
        select(BudgetLine)
        .where(BudgetLine.application_id == application_id)
        .order_by(col(BudgetLine.year), col(BudgetLine.id))
    ).all()
    rows = [(row.year, row.administration_id, row.financing, row.planned_sek) for row in found]
    return {year: lines_of(rows, year) for year in years}


def signed_figures(session: Session, ids: Collection[int]) -> dict[int, list[Figures]]:
    """What the controller has signed, by reconciliation; in one statement, none for no reconciliation."""
    if not ids:
        return {}
    rows = session.exec(
        select(ReconciledLine).where(col(ReconciledLine.reconciliation_id).in_(ids)).order_by(col(ReconciledLine.id))
    ).all()
    found: dict[int, list[Figures]] = {}
    for row in rows:
        line = Line(row.administration_id, row.financing, row.planned_sek)
        figures = Figures(line, row.outcome_sek, row.forecast_sek, row.cause)
        found.setdefault(row.reconciliation_id, []).append(figures)
    return found


def owed_by(session: Session, project: Project) -> list[Period]:
    """The periods that a project reconciles; none when it has no budget to compare with."""
    line = select(BudgetLine.id).where(BudgetLine.application_id == project.application_id).limit(1)
    return periods_of(project.starts_on, project.ends_on) if session.exec(line).first() else []


def all_rows(session: Session, day: date, days: int, application_ids: Collection[int] | None = None) -> list[Row]:
    """Every project whose money is reconciled, as it stands on ``day``, in two statements.

    ``days``: from a period's end to the last day to send it. ``application_ids``: None for all; no statement for none.
    What has the nearest last day comes first.
    """
    if application_ids is not None and not application_ids:
        return []
    is_meant = IS_RECONCILED
    if application_ids is not None:
        is_meant &= col(Application.id).in_(application_ids)
    projects = session.exec(
        select(Project, Application, Administration)
        .join(Application, col(Application.id) == Project.application_id)
        .join(Administration, col(Administration.id) == Application.lead_administration_id)
        .where(is_meant, HAS_BUDGET)
        .order_by(col(Project.application_id))
    ).all()
    told = _told(session, is_meant)
    rows = [_row(*found, told.get(found[0].application_id, {}), day, days) for found in projects]
    return sorted(rows, key=lambda row: row.standing.due_on or date.max)


def standings_of(session: Session, applications: Iterable[Application], day: date, days: int) -> dict[int, Standing]:
    """Case → how its project stands, of those that are reconciled now; no statement when none is."""
    ids = [case.id for case in applications if case.status in RECONCILED]
    return {row.application.id: row.standing for row in all_rows(session, day, days, ids)}


def waiting(session: Session, day: date, days: int) -> Waiting:
    """How many reconciliations wait on ``day``, in two statements at most. ``days``: as in `all_rows`."""
    to_sign, behind = 0, {}
    for case, starts_on, ends_on, sent, signed in session.execute(UNDER_WAY):
        to_sign += sent
        periods = periods_of(starts_on, ends_on)
        # Whoever has sent all that are over is not late: only of the others one must know which are sent.
        if sent + signed < sum(period.last_day < day for period in periods):
            behind[case] = periods
    told = _told(session, col(Application.id).in_(behind)) if behind else {}
    standings = (_standing(periods, told.get(case, {}), day, days) for case, periods in behind.items())
    return Waiting(to_sign, sum(standing.late for standing in standings))


def _told(session: Session, is_meant: sa.ColumnElement[bool]) -> dict[int, dict[Period, Told]]:
    """What has been told, by case. ``is_meant``: of which cases."""
    rows = session.execute(
        sa.select(
            col(Reconciliation.application_id),
            col(Reconciliation.year),
            col(Reconciliation.kind),
            col(Reconciliation.id),
            col(Reconciliation.state),
            col(Reconciliation.asked_at),
            col(Reconciliation.sent_at),
            col(Reconciliation.signed_at),
        )
        .join(Application, col(Application.id) == col(Reconciliation.application_id))
        .where(is_meant)
        .order_by(col(Reconciliation.year), col(Reconciliation.kind))
    )
    found: dict[int, dict[Period, Told]] = {}
    for case, year, kind, id_, *rest in rows:
        period = Period(year, kind)
        found.setdefault(case, {})[period] = Told(id_, period, *rest)
    return found


def _row(
    project: Project,
    application: Application,
    lead: Administration,
    told: Mapping[Period, Told],
    day: date,
    days: int,
) -> Row:
    return Row(application, lead, _standing(periods_of(project.starts_on, project.ends_on), told, day, days), told)


def _standing(periods: Iterable[Period], told: Mapping[Period, Told], day: date, days: int) -> Standing:
    is_sent = {period for period, one in told.items() if one.state is not State.WRITTEN}
    unsent = [period for period in periods if period not in is_sent]
    asked = {period: day_of(one.asked_at) for period, one in told.items() if one.asked_at}
    return standing_of(unsent, asked, day, days)
