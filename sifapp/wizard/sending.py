"""The verbs of sending a sketch or an application: sign off, freeze, send."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sifapp.accounts.models import Person
from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.attachments import frozen_files
from sifapp.applications.models import Application, Call, CasePartner, Submission
from sifapp.applications.operations import hold, index_text, transition
from sifapp.applications.queries import call_to_show, open_completion, submissions_of
from sifapp.db import utc_now
from sifapp.errors import CallClosedError, InvalidInputError, NotAllowedError
from sifapp.i18n import day_of, today
from sifapp.knowledge.queries import knowledge_version
from sifapp.statuses import BEFORE_APPLYING, BEING_WRITTEN, OF_APPLICATION, SENT, TO_COMPLETE, Move
from sifapp.wizard.advising import advise_on
from sifapp.wizard.completion import unchanged_steps
from sifapp.wizard.economy import reference_for
from sifapp.wizard.queries import answers_of, drafts_of, named_owners
from sifapp.wizard.questions import Answers
from sifapp.wizard.reading import text_of
from sifapp.wizard.rules import faults_in
from sifapp.wizard.savings import REMARKS, freeze, remark_faults, standings_now
from sifapp.wizard.steps import SKETCH
from sifapp.wizard.which_form import form_of


def submit(
    session: Session, application: Application, call: Call, *, by: User, request_id: str = "", reason: str = ""
) -> Submission:
    """Send sketch or application: all is checked anew, a copy is frozen with form and advice, the log is written.

    ``reason``: why a step that the fund asked for is sent back unchanged.
    Raises CallClosedError (no call takes the sketch, or the application's last day has passed),
    TransitionNotAllowedError (a double press), and InvalidInputError: faults remain; its field is "reason" or
    `REMARKS` when only that is missing, "manager" when the call that takes it asks for a sign-off first.
    """
    first = application.status not in TO_COMPLETE
    taking = call_that_takes(session, application, call)
    if taking is None or is_too_late(application):
        raise CallClosedError
    if taking.sign_off_required and application.status in BEING_WRITTEN:
        raise InvalidInputError("manager", "a manager signs it off first")
    _move_to(session, application, call, taking, by)
    unchanged = _unchanged(session, application, reason)
    move = Move.SUBMIT if first else Move.RESUBMIT
    hold(session, application, move)
    answers = _faultless_answers(session, application)
    submission = _freeze(session, application, answers, by)
    savings = freeze(session, application, submission, answers) if form_of(application.status).calculates else []
    transition(
        session,
        application,
        move,
        by=by,
        request_id=request_id,
        due_in_days=taking.triage_days,
        digest=log.submission_digest(submission),
        **frozen_files(session, application.id),
        **({"savings": savings} if savings else {}),
        **unchanged,
    )
    if not first and (request := open_completion(session, application.id)):
        request.answered_at = utc_now()
        session.add(request)
    _set_partners(session, application, answers)
    index_text(session, application, text_of(answers_of(drafts_of(session, application.id))))
    return submission


def _unchanged(session: Session, application: Application, reason: str) -> dict[str, Any]:
    """What the log says of steps that come back as they were. Raises InvalidInputError when no reason is given."""
    steps = unchanged_steps(session, application, answers_of(drafts_of(session, application.id)))
    if steps and not reason.strip():
        raise InvalidInputError("reason", "say why nothing needs to change")
    return {"unchanged": steps, "reason": reason.strip()} if steps else {}


def call_that_takes(session: Session, application: Application, call: Call) -> Call | None:
    """The call that the case can be sent to today; None when none is open.

    It is the sketch's own ``call``, or the open one when that has closed. What has been sent stays where it was sent.
    """
    if application.status in SENT or application.status in OF_APPLICATION or _is_open(call):
        return call
    other = call_to_show(session, today())
    return other if other is not None and _is_open(other) else None


def is_too_late(application: Application) -> bool:
    """Whether the last day to send the application has passed; a sketch's last day is its call's."""
    waits = application.status in BEFORE_APPLYING
    return waits and application.due_at is not None and day_of(application.due_at) < today()


def _is_open(call: Call) -> bool:
    """Whether the call takes sketches today; the closing day counts."""
    return call.opens_on <= today() <= call.closes_on


def _move_to(session: Session, application: Application, old: Call, new: Call, by: User) -> None:
    """Let the case follow its sketch to the call that takes it."""
    if new.id == old.id:
        return
    application.call_id = new.id
    session.add(application)
    session.flush()
    log.record(session, "call_changed", application_id=application.id, by=by.id, old=old.id, new=new.id)


def _faultless_answers(session: Session, application: Application) -> Answers:
    """What is written, read anew. Raises InvalidInputError while faults remain; its field is `REMARKS` when all that is
    missing is a word on a saving that is not confirmed.
    """
    answers = answers_of(drafts_of(session, application.id))
    form = form_of(application.status)
    reference = reference_for(session, form)
    if faults := faults_in(form, answers, reference):
        raise InvalidInputError(next(iter(faults)), "faults remain")
    if remark_faults(standings_now(session, application, answers, reference), answers.get(REMARKS, {})):
        raise InvalidInputError(REMARKS, "say why a saving is not confirmed")
    return answers


def _freeze(session: Session, application: Application, answers: Answers, by: User) -> Submission:
    """Keep what was sent, with the advice on the sketch, for ever."""
    form, earlier = form_of(application.status), submissions_of(session, application.id)
    seen = {step.id: dict(answers.get(step.id, {})) for step in form.visible(answers)}
    if form is SKETCH:
        advice = advise_on(seen)
        application.advised_area, application.advised_fund = advice.primary_area, advice.best_fund
        advised, knowledge = advice.as_dict(), knowledge_version(session)
    else:
        # The assistant reads ideas. An application keeps the advice that its sketch got.
        advised, knowledge = earlier[-1].advice, earlier[-1].knowledge_version
    submission = Submission(
        application_id=application.id,
        round=len(earlier) + 1,
        form_version=form.version,
        form_digest=form.digest(),
        answers=seen,
        advice=advised,
        knowledge_version=knowledge,
        submitted_at=utc_now(),
        submitted_by_id=by.id,
    )
    session.add_all((application, submission))
    session.flush()
    return submission


def _set_partners(session: Session, application: Application, answers: Answers) -> None:
    """Administrations that were named as co-owners become partners of the case, under their present names."""
    session.execute(sa.delete(CasePartner).where(col(CasePartner.application_id) == application.id))
    owners = named_owners(session, form_of(application.status), answers)
    ids = {found.id for _field, _name, found in owners if found}
    ids.discard(application.lead_administration_id)
    session.add_all(CasePartner(application_id=application.id, administration_id=i) for i in sorted(ids))
    session.flush()


def ask_sign_off(
    session: Session, application: Application, manager: Person, *, by: User, request_id: str = ""
) -> None:
    """Ask a unit manager to sign it off; they send it or give it back.

    Raises InvalidInputError (faults remain) and NotAllowedError when the manager works elsewhere or is oneself.
    """
    if manager.id in (by.id, application.owner_id) or manager.administration_id != application.lead_administration_id:
        raise NotAllowedError
    application.manager_id = manager.id
    session.add(application)
    transition(session, application, Move.ASK_SIGN_OFF, by=by, request_id=request_id, manager=manager.id)
    _faultless_answers(session, application)


def take_back(session: Session, application: Application, *, by: User, request_id: str = "") -> None:
    """Take it back from the manager, who is no longer tied to it."""
    _untie_manager(session, application)
    transition(session, application, Move.TAKE_BACK, by=by, request_id=request_id)


def _untie_manager(session: Session, application: Application) -> None:
    application.manager_id = None
    session.add(application)
    session.flush()


def refuse_sign_off(session: Session, application: Application, note: str, *, by: User, request_id: str = "") -> None:
    """Give it back to its writers with a note."""
    _untie_manager(session, application)
    transition(session, application, Move.REFUSE_SIGN_OFF, by=by, request_id=request_id, note=note)
