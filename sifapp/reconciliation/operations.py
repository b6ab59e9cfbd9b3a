"""The verbs of a reconciliation: write it, send it, sign it or send it back."""

from flask_babel import gettext as _
from sqlmodel import Session, col

from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.models import Application
from sifapp.applications.operations import change_if
from sifapp.applications.seals import seal
from sifapp.db import utc_now
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.followup.models import Project
from sifapp.followup.reports import move
from sifapp.i18n import today
from sifapp.reconciliation.calendar import Period
from sifapp.reconciliation.guard import SIGNED, digest_of
from sifapp.reconciliation.models import ReconciledLine, Reconciliation, State
from sifapp.reconciliation.queries import budget_lines, owed_by, reconciliation_of, reconciliations_of
from sifapp.reconciliation.rules import Figures, Limit, read_figures
from sifapp.review.operations import require_written
from sifapp.statuses import RECONCILED


def begin(session: Session, application: Application, period: Period) -> Reconciliation:
    """The project's reconciliation of that period, begun when there is none.

    Raises TransitionNotAllowedError when its money is not reconciled (any more), or not in that period.
    """
    found = reconciliation_of(session, application.id, period)
    if found is None:
        # Two colleagues may begin at the same moment.
        _hold(session, application)
        found = reconciliation_of(session, application.id, period)
    if found is None:
        if period not in _owed(session, application):
            raise TransitionNotAllowedError(f"{period} is no period of this project")
        found = Reconciliation(
            application_id=application.id, year=period.year, kind=period.kind, fields={}, version=0, saved_at=utc_now()
        )
        session.add(found)
        session.flush()
    return found


def _owed(session: Session, application: Application) -> list[Period]:
    project = session.get(Project, application.id)
    return owed_by(session, project) if project else []


def _hold(session: Session, application: Application) -> None:
    """Lock the case while its money is reconciled."""
    change_if(session, application, col(Application.status).in_(RECONCILED), changed_at=utc_now())


def why_not_yet(session: Session, application: Application, period: Period) -> str:
    """Why the period cannot be sent now, as a sentence; "" when it can. It is over, and those before it are sent."""
    if period.last_day >= today():
        return str(_("The period is not over yet. Save what you know, and send it when it is."))
    told = reconciliations_of(session, application.id)
    for earlier in _owed(session, application):
        if earlier == period:
            return ""
        if earlier not in told or told[earlier].state is State.WRITTEN:
            return str(_("An earlier period has not been sent. Send that one first."))
    return ""


def send(session: Session, application: Application, found: Reconciliation, limit: Limit, *, by: User) -> None:
    """Send it to the controllers.

    Raises InvalidInputError when an amount or a cause is missing, or the period cannot be sent yet;
    TransitionNotAllowedError when it has been sent.
    """
    _hold(session, application)
    period = Period(found.year, found.kind)
    if why := why_not_yet(session, application, period):
        raise InvalidInputError("period", why)
    _read(session, found, limit)
    move(session, found, State.WRITTEN, State.SENT, sent_at=utc_now(), sent_by_id=by.id)
    log.record(session, "reconciliation_sent", application_id=application.id, by=by.id, period=str(period))


def _read(session: Session, found: Reconciliation, limit: Limit) -> list[Figures]:
    lines = budget_lines(session, found.application_id, [found.year])[found.year]
    figures, faults = read_figures(found.fields, lines, Period(found.year, found.kind), limit)
    if figures is None:
        raise InvalidInputError(*next(iter(faults.items())))
    return figures


def sign(session: Session, application: Application, found: Reconciliation, limit: Limit, *, by: User) -> None:
    """Let the figures stand: they are written down, with a digest of them in the log.

    Raises InvalidInputError when a cause is missing as the budget stands now, or the same person has sent it;
    TransitionNotAllowedError when it is not (or no longer) sent.
    """
    _hold(session, application)
    if found.sent_by_id == by.id:
        raise InvalidInputError("signed_by", _("Whoever has sent a reconciliation does not sign it."))
    figures = _read(session, found, limit)
    move(session, found, State.SENT, State.SIGNED, signed_at=utc_now(), signed_by_id=by.id)
    session.add_all(_signed(found, one) for one in figures)
    session.flush()
    period, mark = str(Period(found.year, found.kind)), digest_of(session, found.id)
    log.record(
        session,
        SIGNED,
        application_id=application.id,
        by=by.id,
        period=period,
        reconciliation=found.id,
        figures=mark,
        **seal(session, found),
    )


def _signed(found: Reconciliation, figures: Figures) -> ReconciledLine:
    return ReconciledLine(
        reconciliation_id=found.id,
        administration_id=figures.line.administration_id,
        financing=figures.line.financing,
        planned_sek=figures.line.planned_sek,
        outcome_sek=figures.outcome_sek,
        forecast_sek=figures.forecast_sek,
        cause=figures.cause,
    )


def send_back(session: Session, application: Application, found: Reconciliation, questions: str, *, by: User) -> None:
    """Give it back with questions. Raises InvalidInputError without any, TransitionNotAllowedError as `sign` does."""
    require_written(questions=questions)
    _hold(session, application)
    move(session, found, State.SENT, State.WRITTEN, questions=questions, asked_at=utc_now())
    period = str(Period(found.year, found.kind))
    log.record(
        session, "reconciliation_returned", application_id=application.id, by=by.id, period=period, note=questions
    )
