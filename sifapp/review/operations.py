"""The verbs of triage: return, refer, pass on, decline; notes, support given, origin."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from sifapp.accounts.models import Person
from sifapp.accounts.queries import User
from sifapp.advice import FUNDS
from sifapp.applications import log
from sifapp.applications.models import Application, Call, Origin
from sifapp.applications.operations import ask_for_completion, change_if, take_case, transition
from sifapp.db import utc_now
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.i18n import day_of, today
from sifapp.mail.operations import write_mail
from sifapp.review.criteria import criterion_by_id
from sifapp.review.letters import Letter, Mailing
from sifapp.review.models import Note, SupportGiven
from sifapp.review.queries import MORE_TIME, has_more_time
from sifapp.review.rules import end_of
from sifapp.statuses import BEFORE_APPLYING, Move
from sifapp.wizard.which_form import step_by_id

# Money that a case can be referred to: any but this fund, and not "none".
OTHER_FUNDS = tuple(fund for fund in FUNDS if fund.id not in ("sif", "none"))


def usual_last_day(call: Call) -> date:
    """The last day to answer a request for completion, when the coordinator sets no other."""
    return today() + timedelta(days=call.completion_days)


def return_for_completion(
    session: Session,
    application: Application,
    call: Call,
    *,
    steps: Sequence[str],
    note: str,
    mailing: Mailing,
    by: User,
    answer_by: date | None = None,
    request_id: str = "",
) -> None:
    """Ask for more in the named steps, which unlock; all others stay locked (begäran om komplettering).

    ``answer_by``: the last day to answer; None for the call's usual one. The case is late when that day is over.
    Raises InvalidInputError without a known step or without a note, TransitionNotAllowedError when the case has moved.
    """
    if not steps or not all(step_by_id(step) for step in steps):
        raise InvalidInputError("steps", "name at least one section")
    require_written(note=note)
    asked, last_day = list(dict.fromkeys(steps)), answer_by or usual_last_day(call)
    decide(
        session,
        application,
        Move.RETURN,
        mailing,
        by,
        request_id,
        steps=asked,
        note=note,
        answer_by=last_day.isoformat(),
    )
    application.due_at = end_of(last_day)
    session.add(application)
    ask_for_completion(session, application, steps=asked, note=note, by=by)


def refer(
    session: Session,
    application: Application,
    *,
    fund_id: str,
    reason: str,
    mailing: Mailing,
    by: User,
    request_id: str = "",
) -> None:
    """Point the applicant to money that fits better; the case is closed here.

    Raises InvalidInputError for an unknown fund or no reason, TransitionNotAllowedError when the case has moved.
    """
    if fund_id not in {fund.id for fund in OTHER_FUNDS}:
        raise InvalidInputError("fund", "choose another fund")
    require_written(reason=reason)
    decide(session, application, Move.REFER, mailing, by, request_id, fund=fund_id, reason=reason)
    application.referred_fund = fund_id
    session.add(application)


def pass_to_council(
    session: Session, application: Application, *, mailing: Mailing, by: User, request_id: str = ""
) -> None:
    """Hand the sketch to the council. Raises TransitionNotAllowedError when the case has moved."""
    decide(session, application, Move.PASS_TO_COUNCIL, mailing, by, request_id)


def decline(
    session: Session,
    application: Application,
    *,
    criterion: str,
    reason: str,
    way_on: str,
    mailing: Mailing,
    by: User,
    request_id: str = "",
) -> None:
    """Say no, on a criterion, with the reason and a way on.

    Raises InvalidInputError when one of the three is missing, TransitionNotAllowedError when the case has moved.
    """
    require_refusal(criterion, reason, way_on)
    decide(
        session, application, Move.DECLINE, mailing, by, request_id, criterion=criterion, reason=reason, way_on=way_on
    )


def give_more_time(session: Session, application: Application, last_day: date, *, mailing: Mailing, by: User) -> None:
    """Move the last day of an application, once (förlängning).

    Raises InvalidInputError when the day is not later than the present one, and TransitionNotAllowedError when the
    application has been sent meanwhile or has got more time before.
    """
    if application.due_at is None or last_day <= day_of(application.due_at):
        raise InvalidInputError("last_day", _("Choose a day after the present last day."))
    is_being_written = col(Application.status).in_(BEFORE_APPLYING)
    # It also locks the case: two coordinators at once give more time once.
    change_if(session, application, is_being_written, changed_at=utc_now())
    if has_more_time(session, application.id):
        raise TransitionNotAllowedError("more time has been given once")
    old, application.due_at = day_of(application.due_at), end_of(last_day)
    session.add(application)
    session.flush()
    days = {"old_day": old.isoformat(), "last_day": last_day.isoformat()}
    log.record(session, MORE_TIME, application_id=application.id, by=by.id, letter=kept_letter(mailing), **days)
    send_letter(session, application, MORE_TIME, mailing, at=utc_now())


def require_refusal(criterion: str, reason: str, way_on: str) -> None:
    """What a no must say, whoever says it. Raises InvalidInputError when one of the three is missing."""
    if criterion_by_id(criterion) is None:
        raise InvalidInputError("criterion", _("Choose the criterion that decides."))
    require_written(reason=reason, way_on=way_on)


def require_written(**texts: str) -> None:
    """The named texts must hold words. The forms say so first. Raises InvalidInputError at the first that is empty."""
    for field, text in texts.items():
        if not text.strip():
            raise InvalidInputError(field, _("Say why, in a sentence or two."))


def decide(
    session: Session,
    application: Application,
    move: Move,
    mailing: Mailing,
    by: User,
    request_id: str,
    **details: Any,
) -> None:
    """Make the move, keep the letter with it, send it; whoever decides on a case without lead becomes its lead.

    ``details``: what the log keeps of it. Raises TransitionNotAllowedError when the case has moved.
    """
    if application.coordinator_id is None:
        take_case(session, application, by)
    move_and_write(session, application, move, mailing, by, request_id, **details)


def move_and_write(
    session: Session,
    application: Application,
    move: Move,
    mailing: Mailing,
    by: User,
    request_id: str,
    **details: Any,
) -> None:
    """Make the move, keep the letter with it, send it. Raises TransitionNotAllowedError when the case has moved."""
    transition(session, application, move, by=by, request_id=request_id, letter=kept_letter(mailing), **details)
    send_letter(session, application, move.value, mailing, at=application.status_since)


def kept_letter(mailing: Mailing) -> dict[str, dict[str, str]]:
    """A letter as the log keeps it: by language, subject and body."""
    return {code: {"subject": letter.subject, "body": letter.body} for code, letter in mailing.letters.items()}


def send_letter(session: Session, application: Application, event: str, mailing: Mailing, *, at: datetime) -> None:
    """Mail a letter to each of its readers, in their language. ``at``: tells a second return from the first."""
    event = f"{event}:{application.id}:{at:%Y%m%d%H%M%S%f}"
    for person in mailing.to:
        letter = mailing.letter_for(person)
        write_mail(
            session,
            key=f"{event}:{person.id}",
            recipient=person,
            subject=letter.subject,
            body=letter.body,
            application_id=application.id,
        )


def hand_over(session: Session, application: Application, colleague: Person, letter: Letter, *, by: User) -> None:
    """Make another coordinator the case's lead, and tell them.

    Raises TransitionNotAllowedError when the case has got another lead meanwhile.
    """
    old, now = application.coordinator_id, utc_now()
    unchanged = col(Application.coordinator_id).is_not_distinct_from(old)
    change_if(session, application, unchanged, coordinator_id=colleague.id, changed_at=now)
    session.refresh(application)
    log.record(session, "lead_changed", application_id=application.id, by=by.id, old=old, new=colleague.id)
    write_mail(
        session,
        key=f"lead_changed:{application.id}:{now:%Y%m%d%H%M%S%f}",
        recipient=colleague,
        subject=letter.subject,
        body=letter.body,
        application_id=application.id,
    )


def write_note(session: Session, application: Application, body: str, *, by: User) -> Note:
    """Add an internal note. Its text is not copied into the log. Raises InvalidInputError when it is empty."""
    require_written(body=body)
    note = Note(application_id=application.id, author_id=by.id, body=body, written_at=utc_now())
    session.add(note)
    session.flush()
    log.record(session, "note_written", application_id=application.id, by=by.id, note_id=note.id)
    return note


def log_support(session: Session, application: Application, *, by: User) -> SupportGiven:
    """Note that the applicant got another half-hour of help."""
    given = SupportGiven(application_id=application.id, given_by_id=by.id, half_hours=1, given_at=utc_now())
    session.add(given)
    session.flush()
    log.record(session, "support_given", application_id=application.id, by=by.id, half_hours=1)
    return given


def undo_support(session: Session, application: Application, *, by: User) -> bool:
    """Take back the last half-hour that this person noted in the case; False when there is none."""
    last = session.exec(
        select(SupportGiven)
        .where(SupportGiven.application_id == application.id, SupportGiven.given_by_id == by.id)
        .order_by(col(SupportGiven.id).desc())
    ).first()
    if last is None:
        return False
    session.delete(last)
    session.flush()
    log.record(session, "support_undone", application_id=application.id, by=by.id, half_hours=last.half_hours)
    return True


def set_origin(session: Session, application: Application, origin: Origin, *, by: User) -> None:
    """Record where the idea was born, for the support report."""
    if origin is application.origin:
        return
    old, application.origin = application.origin, origin
    session.add(application)
    session.flush()
    log.record(session, "origin_changed", application_id=application.id, by=by.id, old=old.value, new=origin.value)
