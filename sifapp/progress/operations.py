"""The verbs of a running project: measure an indicator, report a milestone, keep the register of risks."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.models import Application
from sifapp.applications.operations import change_if
from sifapp.applications.seals import seal
from sifapp.db import utc_now
from sifapp.errors import InvalidInputError, StaleError, TransitionNotAllowedError
from sifapp.followup.models import Promise
from sifapp.i18n import today
from sifapp.progress.models import IndicatorValue, MilestoneStep, Risk
from sifapp.progress.queries import is_started, last_step
from sifapp.progress.rules import ENDED, Level, Stage
from sifapp.statuses import Status


@dataclass(frozen=True)
class Assessment:
    """What is said of a risk. ``closing``: why it is a risk no more; "" while it is open."""

    text: str
    likelihood: Level
    consequence: Level
    response: str
    responsible: str
    closing: str = ""


def measure(
    session: Session,
    application: Application,
    indicator: Promise,
    on: date,
    hundredths: int,
    *,
    source: str,
    note: str = "",
    by: User,
) -> IndicatorValue:
    """Write down what an indicator came to on a day; a later value of the same day corrects it, and both stay.

    ``hundredths``: 0 or more. Raises InvalidInputError for a day that has not come, TransitionNotAllowedError when the
    project does not run.
    """
    if on > today():
        raise InvalidInputError("day", _("Choose a day that has been: a value is measured, not expected."))
    _hold(session, application)
    value = IndicatorValue(
        promise_id=indicator.id,
        measured_on=on,
        hundredths=hundredths,
        source=source,
        note=note,
        by_id=by.id,
        at=utc_now(),
    )
    session.add(value)
    session.flush()
    told = {
        "indicator": indicator.text,
        "on": on.isoformat(),
        "value": str(Decimal(hundredths) / 100),
        "source": source,
    }
    _log(session, "indicator_measured", application, by.id, **told, note=note, **seal(session, value))
    return value


def report_milestone(
    session: Session,
    application: Application,
    milestone: Promise,
    stage: Stage,
    *,
    done_on: date | None = None,
    note: str = "",
    seen: int,
    by: User,
) -> None:
    """Say how far a milestone has come. ``done_on``: needed when it is done. ``seen``: the number of the last step that
    the person has read, 0 for none.

    Raises InvalidInputError for a done milestone without a day that has been or a dropped one without a reason,
    StaleError when somebody has said something else meanwhile.
    """
    if stage is Stage.DONE and (done_on is None or done_on > today()):
        raise InvalidInputError("done_on", _("Choose the day when it was done, today at the latest."))
    if stage is Stage.DROPPED and not note:
        raise InvalidInputError("note", _("Say why it is dropped. It stands beside the milestone."))
    done_on = done_on if stage is Stage.DONE else None
    step = _step(milestone, stage, done_on, milestone.due_on, note, by)
    _say(session, application, milestone, step, seen=seen)


def set_due(
    session: Session, application: Application, milestone: Promise, due_on: date, reason: str, *, seen: int, by: User
) -> None:
    """Set the day on which a milestone is due, or another one. ``reason``: why, in words. Raises as
    `report_milestone` does.
    """
    last = last_step(session, milestone.id)
    stage, done_on = (last.stage, last.done_on) if last else (Stage.NOT_BEGUN, None)
    step = _step(milestone, stage, done_on, due_on, reason, by)
    _say(session, application, milestone, step, seen=seen)


def _step(
    milestone: Promise, stage: Stage, done_on: date | None, due_on: date | None, note: str, by: User
) -> MilestoneStep:
    return MilestoneStep(
        promise_id=milestone.id, stage=stage, done_on=done_on, due_on=due_on, note=note, by_id=by.id, at=utc_now()
    )


def _say(session: Session, application: Application, milestone: Promise, step: MilestoneStep, *, seen: int) -> None:
    _hold(session, application)
    last = last_step(session, milestone.id)
    if (last.id if last else 0) != seen:
        raise StaleError("something else has been said of the milestone")
    milestone.due_on = step.due_on
    milestone.ended_on = (step.done_on or today()) if step.stage in ENDED else None
    session.add_all((step, milestone))
    told = step.model_dump(mode="json", include={"stage", "done_on", "due_on", "note"})
    told |= seal(session, step)
    _log(session, "milestone_reported", application, step.by_id, milestone=milestone.text, **told)


def add_risk(session: Session, application: Application, said: Assessment, *, by: User) -> Risk:
    """Write a risk down in the register. Raises TransitionNotAllowedError when the project does not run."""
    _hold(session, application)
    risk = Risk(application_id=application.id, **asdict(said))
    session.add(risk)
    session.flush()
    _log(session, "risk_added", application, by.id, **_told(said))
    return risk


def change_risk(
    session: Session, application: Application, risk: Risk, said: Assessment, *, seen: int, by: User
) -> None:
    """Assess a risk anew, close it or open it again; what stood before stays in the log.

    ``seen``: the version that the person has read. Raises StaleError when there is a later one.
    """
    _hold(session, application)
    values: dict[str, object] = dict(asdict(said))
    # A reason that is written anew does not close it anew.
    values["closed_on"] = (risk.closed_on or today()) if said.closing else None
    changed = session.execute(
        sa.update(Risk).where(col(Risk.id) == risk.id, col(Risk.version) == seen).values(version=seen + 1, **values)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE always has it
        raise StaleError("the risk has been changed")
    session.refresh(risk)
    _log(session, "risk_changed", application, by.id, **_told(said))


def _told(said: Assessment) -> dict[str, str]:
    facts = asdict(said)
    return {"risk": facts.pop("text"), **facts}


def _log(session: Session, event: str, application: Application, by_id: int, **details: Any) -> None:
    """Record it with what was said, without what was left empty."""
    said = {name: value for name, value in details.items() if value}
    log.record(session, event, application_id=application.id, by=by_id, **said)


def _hold(session: Session, application: Application) -> None:
    """Lock the case while its project runs."""
    change_if(session, application, col(Application.status) == Status.PROJECT, changed_at=utc_now())
    if not is_started(session, application.id):
        raise TransitionNotAllowedError("the project has not been started")
