"""Which grants wait to be started, which projects are there, and what have they promised and reported?"""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration
from sifapp.applications.models import Application, Attachment, OutsideAccess
from sifapp.decisions.models import Decision, Ruling
from sifapp.followup.models import BudgetLine, EvaluationFile, Project, ProjectReport, Promise
from sifapp.followup.rules import Kind
from sifapp.statuses import STARTED, Status

EVALUATION = "evaluation"
# Of each list of the page.
MOST_LISTED = 80


def grant_of(session: Session, application_id: int) -> Decision | None:
    """The decision by which the board has granted the money, once it is released."""
    return session.exec(
        select(Decision)
        .where(
            Decision.application_id == application_id,
            Decision.ruling == Ruling.GRANT,
            col(Decision.released_at).is_not(None),
        )
        .order_by(col(Decision.id).desc())
        .limit(1)
    ).first()


def granted_without_project(session: Session) -> Sequence[tuple[Application, Administration]]:
    """The coordinators' to-do list: grants to be started, the longest wait first; at most `MOST_LISTED`."""
    return session.exec(
        select(Application, Administration)
        .join(Administration, col(Administration.id) == Application.lead_administration_id)
        .where(Application.status == Status.GRANTED, col(Application.deleted_at).is_(None))
        .order_by(col(Application.status_since), col(Application.id))
        .limit(MOST_LISTED)
    ).all()


def projects(session: Session) -> Sequence[tuple[Project, Application, Administration, int]]:
    """Projects with how many promises are open, those that run first, by their last day; at most `MOST_LISTED`."""
    is_open = (col(Promise.application_id) == col(Project.application_id)) & col(Promise.finding).is_(None)
    promises = sa.select(sa.func.count(col(Promise.id))).where(is_open).correlate(Project).scalar_subquery()
    rows = session.execute(
        sa.select(Project, Application, Administration, promises)
        .join(Application, col(Application.id) == Project.application_id)
        .join(Administration, col(Administration.id) == Application.lead_administration_id)
        .where(col(Application.deleted_at).is_(None))
        .order_by(col(Application.status) != Status.PROJECT, col(Project.ends_on), col(Project.application_id))
        .limit(MOST_LISTED)
    )
    return [(row[0], row[1], row[2], int(row[3])) for row in rows]


def projects_open_to(
    session: Session, person_id: int, on: date
) -> Sequence[tuple[OutsideAccess, Application, Administration]]:
    """The cases that somebody from outside may read on that day, with who leads them; the last day first."""
    return session.exec(
        select(OutsideAccess, Application, Administration)
        .join(Application, col(Application.id) == OutsideAccess.application_id)
        .join(Administration, col(Administration.id) == Application.lead_administration_id)
        .where(
            OutsideAccess.person_id == person_id,
            OutsideAccess.until >= on,
            col(Application.status).in_(STARTED),
            col(Application.deleted_at).is_(None),
        )
        .order_by(col(OutsideAccess.until), col(Application.id))
    ).all()


def late_milestones(session: Session, day: date) -> Sequence[tuple[Promise, Application]]:
    """Milestones of running projects whose day was before ``day``, the longest wait first; at most `MOST_LISTED`."""
    return session.exec(
        select(Promise, Application)
        .join(Application, col(Application.id) == Promise.application_id)
        .where(
            Promise.kind == Kind.MILESTONE,
            col(Promise.due_on) < day,
            col(Promise.ended_on).is_(None),
            Application.status == Status.PROJECT,
            col(Application.deleted_at).is_(None),
        )
        .order_by(col(Promise.due_on), col(Promise.id))
        .limit(MOST_LISTED)
    ).all()


def late_milestone(session: Session, application_id: int, day: date) -> Promise | None:
    """The project's milestone that has waited longest since its day, of those whose day was before ``day``."""
    return session.exec(
        select(Promise)
        .where(
            Promise.application_id == application_id,
            Promise.kind == Kind.MILESTONE,
            col(Promise.due_on) < day,
            col(Promise.ended_on).is_(None),
            col(Promise.finding).is_(None),
        )
        .order_by(col(Promise.due_on), col(Promise.id))
        .limit(1)
    ).first()


def project_of(session: Session, application_id: int) -> Project | None:
    """The case's project; None before it is started."""
    return session.get(Project, application_id)


def budget_of(session: Session, application_id: int) -> Sequence[tuple[BudgetLine, Administration]]:
    """What the project plans to spend, by year."""
    return session.exec(
        select(BudgetLine, Administration)
        .join(Administration, col(Administration.id) == BudgetLine.administration_id)
        .where(BudgetLine.application_id == application_id)
        .order_by(col(BudgetLine.year), col(BudgetLine.id))
    ).all()


def promises_of(session: Session, application_id: int) -> Sequence[Promise]:
    """All that the project has promised, in the order of decision and application."""
    return session.exec(select(Promise).where(Promise.application_id == application_id).order_by(col(Promise.id))).all()


def report_of(session: Session, application_id: int, part: str) -> ProjectReport | None:
    """The report as it stands now; None when nobody has begun it."""
    return session.exec(
        select(ProjectReport)
        .where(ProjectReport.application_id == application_id, ProjectReport.part == part)
        .execution_options(populate_existing=True)
    ).first()


def file_of(session: Session, report: ProjectReport) -> Attachment | None:
    """The file of this evaluation; None without any, and when the scanner has taken it away."""
    return session.exec(
        select(Attachment)
        .join(EvaluationFile, col(EvaluationFile.attachment_id) == Attachment.id)
        .where(EvaluationFile.report_id == report.id, col(Attachment.removed_at).is_(None))
    ).first()
