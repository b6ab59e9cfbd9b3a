"""What has been measured of a project's indicators, what is said of its milestones, and which risks does it have?"""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from sifapp.accounts.models import Person
from sifapp.applications.queries import submissions_of
from sifapp.followup.models import Project, Promise
from sifapp.followup.rules import Kind, rows_of
from sifapp.progress.models import IndicatorValue, MilestoneStep, Risk


def promises(session: Session, application_id: int, kind: Kind) -> Sequence[Promise]:
    """The project's promises of one kind, in the order of its application."""
    wanted = Promise.application_id == application_id, Promise.kind == kind
    return session.exec(select(Promise).where(*wanted).order_by(col(Promise.id))).all()


def promise_of(session: Session, application_id: int, number: int, kind: Kind) -> Promise | None:
    """One promise of the project; None when it has no such promise of that kind."""
    wanted = Promise.id == number, Promise.application_id == application_id, Promise.kind == kind
    return session.exec(select(Promise).where(*wanted)).first()


def values_of(session: Session, application_id: int) -> Sequence[tuple[IndicatorValue, Person]]:
    """All that was measured in the project, by day; of one day in the order in which it was written."""
    return session.exec(
        select(IndicatorValue, Person)
        .join(Promise, col(Promise.id) == IndicatorValue.promise_id)
        .join(Person, col(Person.id) == IndicatorValue.by_id)
        .where(Promise.application_id == application_id)
        .order_by(col(IndicatorValue.measured_on), col(IndicatorValue.id))
    ).all()


def steps_of(session: Session, application_id: int) -> Sequence[tuple[MilestoneStep, Person]]:
    """All that was said of the project's milestones, in the order in which it was said."""
    return session.exec(
        select(MilestoneStep, Person)
        .join(Promise, col(Promise.id) == MilestoneStep.promise_id)
        .join(Person, col(Person.id) == MilestoneStep.by_id)
        .where(Promise.application_id == application_id)
        .order_by(col(MilestoneStep.id))
    ).all()


def last_step(session: Session, promise_id: int) -> MilestoneStep | None:
    """What was said of a milestone last; None when nothing was."""
    said = select(MilestoneStep).where(MilestoneStep.promise_id == promise_id)
    return session.exec(said.order_by(col(MilestoneStep.id).desc()).limit(1)).first()


def risks_of(session: Session, application_id: int) -> Sequence[Risk]:
    """The register of the project's risks, in the order in which they were written down."""
    return session.exec(select(Risk).where(Risk.application_id == application_id).order_by(col(Risk.id))).all()


def risk_of(session: Session, application_id: int, number: int) -> Risk | None:
    """One risk of the project as it stands now."""
    wanted = select(Risk).where(Risk.id == number, Risk.application_id == application_id)
    return session.exec(wanted.execution_options(populate_existing=True)).first()


def is_started(session: Session, application_id: int) -> bool:
    """Whether the case has become a project."""
    return session.get(Project, application_id) is not None


def named_risks(session: Session, application_id: int) -> list[tuple[str, str]]:
    """What the application as it was sent last names as risks, each with what would be done about it."""
    sent = submissions_of(session, application_id)
    rows = rows_of(sent[-1].answers, "afterwards", "risks") if sent else ()
    return [(row["risk"], row["measure"]) for row in rows]
