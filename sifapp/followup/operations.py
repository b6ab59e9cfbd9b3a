"""The verbs of a project: start it, report, and judge its effect."""

from dataclasses import asdict
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration
from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.attachments import frozen
from sifapp.applications.models import Application
from sifapp.applications.operations import change_if, hold, transition
from sifapp.applications.queries import submissions_of
from sifapp.applications.seals import seal
from sifapp.calculation.lines import Financing
from sifapp.calculation.queries import reference_on
from sifapp.calculation.reading import read
from sifapp.db import utc_now
from sifapp.decisions.models import Decision
from sifapp.decisions.queries import conditions_of
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.followup.due import read_due
from sifapp.followup.models import BudgetLine, Project, ProjectReport, Promise, State
from sifapp.followup.queries import EVALUATION, file_of, promises_of, report_of
from sifapp.followup.reports import move
from sifapp.followup.rules import Evaluation, Kind, Promised, promised, read_evaluation
from sifapp.i18n import today
from sifapp.statuses import Move, Status


def start(session: Session, application: Application, decision: Decision, *, by: User) -> Project:
    """Make the grant a project, with all that the application and the decision promise.

    ``decision``: the board's grant. Raises TransitionNotAllowedError when the project has been started.
    """
    hold(session, application, Move.START_PROJECT)
    if decision.amount_sek is None or decision.starts_on is None or decision.ends_on is None:
        raise TransitionNotAllowedError("the decision grants nothing")
    project = Project(
        application_id=application.id,
        decision_id=decision.id,
        granted_sek=decision.amount_sek,
        starts_on=decision.starts_on,
        ends_on=decision.ends_on,
        started_by_id=by.id,
        started_at=utc_now(),
    )
    session.add(project)
    session.flush()
    _carry_over(session, application.id, decision)
    transition(session, application, Move.START_PROJECT, by=by, amount_sek=project.granted_sek)
    return project


def _carry_over(session: Session, application_id: int, decision: Decision) -> None:
    """Write down budget lines and promises of the application as it was sent last, and the decision's conditions."""
    conditions = conditions_of(session, [application_id]).get(application_id, [])
    session.add_all(
        Promise(application_id=application_id, kind=Kind.CONDITION, condition_id=one.id, text=one.text)
        for one in conditions
        if one.decision_id == decision.id
    )
    session.flush()
    sent = submissions_of(session, application_id)
    if not sent:
        return
    session.add_all(
        Promise(application_id=application_id, due_on=_due_on(one, decision), **asdict(one))
        for one in promised(sent[-1].answers)
    )
    reference = reference_on(session, today(), sent[-1].submitted_at)
    reading = read(sent[-1].answers.get("economy", {}), reference.unit_prices, reference.codes)
    ids = {row.code: row.id for row in session.exec(select(Administration))}
    planned: dict[tuple[int, int, Financing], int] = {}
    for cost in reading.costs:
        key = (cost.year, ids[cost.administration], cost.financing)
        planned[key] = planned.get(key, 0) + cost.amount_sek
    session.add_all(
        BudgetLine(
            application_id=application_id,
            year=year,
            administration_id=administration_id,
            financing=financing,
            planned_sek=amount_sek,
        )
        for (year, administration_id, financing), amount_sek in planned.items()
    )
    session.flush()


def _due_on(promise: Promised, decision: Decision) -> date | None:
    """The day that a milestone's words mean, where they mean one."""
    if promise.kind is not Kind.MILESTONE:
        return None
    starts_on = decision.starts_on or decision.decided_on
    return read_due(promise.due, decided_on=decision.decided_on, starts_on=starts_on)


def begin(session: Session, application: Application, part: str) -> ProjectReport:
    """The report of that part, begun when there is none. Raises TransitionNotAllowedError when no project runs."""
    found = report_of(session, application.id, part)
    if found is None:
        # Two colleagues may begin at the same moment.
        hold_project(session, application)
        found = report_of(session, application.id, part)
    if found is None:
        found = ProjectReport(application_id=application.id, part=part, fields={}, version=0, saved_at=utc_now())
        session.add(found)
        session.flush()
    return found


def hold_project(session: Session, application: Application) -> None:
    """Lock the case while its project runs. Raises TransitionNotAllowedError when none does."""
    change_if(session, application, col(Application.status) == Status.PROJECT, changed_at=utc_now())


def send_evaluation(session: Session, application: Application, report: ProjectReport, *, by: User) -> None:
    """Send the judgement of the effect to the coordinators.

    Raises InvalidInputError while a promise has no finding or another answer is missing, TransitionNotAllowedError
    when it has been sent.
    """
    hold_project(session, application)
    _read(session, report)
    move(session, report, State.WRITTEN, State.SENT, sent_at=utc_now())
    application.awaits_reply = True
    session.add(application)
    file = file_of(session, report)
    log.record(session, "evaluation_sent", application_id=application.id, by=by.id, **frozen([file] if file else []))


def _read(session: Session, report: ProjectReport) -> Evaluation:
    numbers = [promise.id for promise in promises_of(session, report.application_id)]
    found, faults = read_evaluation(report.fields, numbers)
    if found is None:
        raise InvalidInputError(*next(iter(faults.items())))
    return found


def send_back(session: Session, application: Application, report: ProjectReport, questions: str, *, by: User) -> None:
    """Give the evaluation back with questions. Raises InvalidInputError without any, else as `accept` does."""
    if not questions.strip():
        raise InvalidInputError("questions", _("Write what you ask about, then send the evaluation back."))
    hold_project(session, application)
    move(session, report, State.SENT, State.WRITTEN, questions=questions)
    _answered(session, application)
    log.record(session, "evaluation_returned", application_id=application.id, by=by.id, note=questions)


def accept_evaluation(session: Session, application: Application, report: ProjectReport, *, by: User) -> None:
    """Let the judgement hold: every promise is closed with its finding, and the case goes on to repayment.

    Raises TransitionNotAllowedError when the evaluation is not (or no longer) sent.
    """
    if report.part != EVALUATION:
        raise InvalidInputError("part", _("Only the evaluation ends the project."))
    hold(session, application, Move.EVALUATE)
    found, now = _read(session, report), utc_now()
    move(session, report, State.SENT, State.ACCEPTED, accepted_at=now, accepted_by_id=by.id)
    promises = promises_of(session, application.id)
    for promise in promises:
        promise.finding, promise.note = found.findings[promise.id]
        promise.closed_at = now
        session.add(promise)
    _answered(session, application)
    share = found.share
    transition(
        session,
        application,
        Move.EVALUATE,
        by=by,
        design=found.design.value,
        share_per_cent=[share.low, share.base, share.high],
        **seal(session, report, *promises),
    )


def _answered(session: Session, application: Application) -> None:
    application.awaits_reply = False
    session.add(application)
    session.flush()
