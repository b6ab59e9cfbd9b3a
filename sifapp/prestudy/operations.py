"""The verbs of a pre-study: plan it, approve it, report it, and say what comes next."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.models import Application, Call
from sifapp.applications.operations import change_if
from sifapp.applications.seals import seal
from sifapp.db import utc_now
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.prestudy.models import PreStudy, Result, State
from sifapp.prestudy.queries import open_study_of
from sifapp.prestudy.rules import PLAN_FIELDS, REPORT_FIELDS, Plan, Report, lesson_fault
from sifapp.review.letters import Mailing
from sifapp.review.operations import decide, kept_letter, require_written, return_for_completion, send_letter
from sifapp.review.rules import end_of
from sifapp.statuses import Move, Status
from sifapp.wizard.merging import Base, merge

# What the applicant writes, and when.
WRITES: Mapping[State, tuple[str, ...]] = {State.PLANNED: PLAN_FIELDS, State.RUNNING: REPORT_FIELDS}


def begin(session: Session, application: Application) -> PreStudy:
    """The case's open pre-study, begun when there is none.

    Raises TransitionNotAllowedError when the case waits for none.
    """
    if application.status is not Status.PRE_STUDY:
        raise TransitionNotAllowedError("the case waits for no pre-study")
    found = open_study_of(session, application.id)
    if found is None:
        # Two colleagues may begin at the same moment.
        _hold(session, application)
        found = open_study_of(session, application.id)
    if found is None:
        found = PreStudy(application_id=application.id, fields={}, version=0, saved_at=utc_now())
        session.add(found)
        session.flush()
    return found


def save_fields(session: Session, study: PreStudy, state: State, fields: Mapping[str, str], base: Base) -> PreStudy:
    """Store the raw text of the plan or the report, whatever it is worth. ``base``: what the page was opened on.

    ``state``: the one in which it is written. Raises TransitionNotAllowedError when that is over.
    """
    names = WRITES[state]
    while True:
        if study.state is not state:
            raise TransitionNotAllowedError(f"nothing is written as {study.state}")
        merged = merge(names, base, study.fields, fields, own=frozenset(names))
        kept = {name: text for name, text in study.fields.items() if name not in names} | merged.fields
        if _change(session, study, study.state, fields=kept, version=study.version + 1, saved_at=utc_now()):
            return study


def _change(session: Session, study: PreStudy, source: State, **values: object) -> bool:
    """Change the row if its state is still ``source`` and nobody has written since it was read."""
    changed = session.execute(
        sa.update(PreStudy)
        .where(col(PreStudy.id) == study.id, col(PreStudy.state) == source, col(PreStudy.version) == study.version)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(study)
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE always has it


def _hold(session: Session, application: Application) -> None:
    """Lock the case while it waits for the pre-study: it may be withdrawn at the same moment."""
    change_if(session, application, col(Application.status) == Status.PRE_STUDY, changed_at=utc_now())


def _move(session: Session, study: PreStudy, source: State, to: State, **values: object) -> None:
    """Raises TransitionNotAllowedError when the pre-study is not (or no longer) where this starts."""
    if not _change(session, study, source, state=to, version=study.version + 1, **values):
        raise TransitionNotAllowedError(f"{to} from {study.state}")


def propose(session: Session, application: Application, call: Call, study: PreStudy, plan: Plan, *, by: User) -> None:
    """Send the plan to the coordinators, who answer within the call's days of triage.

    Raises TransitionNotAllowedError when it has been sent.
    """
    _hold(session, application)
    _move(
        session,
        study,
        State.PLANNED,
        State.PROPOSED,
        asked_sek=plan.asked_sek,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
    )
    _await_coordinators(session, application, call)
    log.record(session, "pre_study_sent", application_id=application.id, by=by.id, amount_sek=plan.asked_sek)


def _await_coordinators(session: Session, application: Application, call: Call) -> None:
    """The applicant has sent something: the case stands on the coordinators' heap, and they have a last day."""
    application.due_at = utc_now() + timedelta(days=call.triage_days)
    application.awaits_reply = True
    session.add(application)


def approve(
    session: Session, application: Application, study: PreStudy, amount_sek: int, mailing: Mailing, *, by: User
) -> None:
    """Let the pre-study run; from now on its money is reserved, and the report is due on its last day.

    Raises InvalidInputError for an amount above what was asked, TransitionNotAllowedError when another was first.
    """
    if not 0 < amount_sek <= (study.asked_sek or 0):
        raise InvalidInputError("amount", _("Approve what was asked for, or less."))
    _hold(session, application)
    _move(session, study, State.PROPOSED, State.RUNNING, approved_sek=amount_sek)
    application.due_at = end_of(study.ends_on) if study.ends_on else None
    _answer(session, application, "pre_study_approved", mailing, by, amount_sek=amount_sek)


def _answer(session: Session, application: Application, event: str, mailing: Mailing, by: User, **details: Any) -> None:
    """Log what the coordinators answer with its letter, send it, and take the case from their heap."""
    application.awaits_reply = False
    session.add(application)
    session.flush()
    log.record(session, event, application_id=application.id, by=by.id, letter=kept_letter(mailing), **details)
    send_letter(session, application, event, mailing, at=utc_now())


def ask_for_changes(
    session: Session, application: Application, study: PreStudy, wanted: str, mailing: Mailing, *, by: User
) -> None:
    """Give the plan back with what shall be changed. Raises as `approve` does, InvalidInputError without a text."""
    require_written(wanted=wanted)
    _hold(session, application)
    _move(session, study, State.PROPOSED, State.PLANNED, wanted=wanted)
    application.due_at = None
    _answer(session, application, "pre_study_returned", mailing, by, note=wanted)


def send_report(
    session: Session, application: Application, call: Call, study: PreStudy, report: Report, *, by: User
) -> None:
    """Tell what came of it. Raises TransitionNotAllowedError when that has been done, or nothing runs."""
    _hold(session, application)
    _move(session, study, State.RUNNING, State.REPORTED, spent_sek=report.spent_sek, lesson="")
    _await_coordinators(session, application, call)
    log.record(session, "pre_study_reported", application_id=application.id, by=by.id, amount_sek=report.spent_sek)


def go(session: Session, application: Application, study: PreStudy, reason: str, mailing: Mailing, *, by: User) -> None:
    """Invite to an application. Raises as `stop` does."""
    _close(session, study, Result.GO, reason)
    decide(session, application, Move.INVITE, mailing, by, "", note=reason)


def rework(
    session: Session,
    application: Application,
    call: Call,
    study: PreStudy,
    *,
    steps: Sequence[str],
    reason: str,
    answer_by: date,
    mailing: Mailing,
    by: User,
) -> None:
    """Give the sketch back with the steps that the pre-study showed to need more. Raises as `stop` does."""
    _close(session, study, Result.REWORK, reason)
    return_for_completion(
        session, application, call, steps=steps, note=reason, answer_by=answer_by, mailing=mailing, by=by
    )


def stop(
    session: Session,
    application: Application,
    study: PreStudy,
    *,
    reason: str,
    lesson: str,
    mailing: Mailing,
    by: User,
) -> None:
    """End the idea here, and release its lesson for others to read.

    Raises InvalidInputError without reason or lesson or with personal data in the lesson, TransitionNotAllowedError
    when nothing is reported or somebody was first.
    """
    require_written(lesson=lesson)
    if fault := lesson_fault(lesson):
        raise InvalidInputError("lesson", fault)
    _close(session, study, Result.STOP, reason, lesson=lesson)
    decide(session, application, Move.STOP, mailing, by, "", reason=reason, **seal(session, study))


def _close(session: Session, study: PreStudy, result: Result, reason: str, *, lesson: str = "") -> None:
    require_written(reason=reason)
    values = {"result": result, "reason": reason, "lesson": lesson, "closed_at": utc_now()}
    _move(session, study, State.REPORTED, State.CLOSED, **values)
