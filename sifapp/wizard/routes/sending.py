"""Checking one's answers, sending the sketch, the receipt; taking it back, deleting a draft."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp import i18n
from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.applications import operations as case_operations
from sifapp.applications.gate import Case, open_case
from sifapp.applications.queries import call_to_show, submissions_of
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, NotFoundError, TransitionNotAllowedError
from sifapp.statuses import Move, Status
from sifapp.web import current_request_id, see_other
from sifapp.wizard import letters, operations, queries
from sifapp.wizard.forms import ManagerForm, ReasonForm
from sifapp.wizard.reading import sections
from sifapp.wizard.routes import bp
from sifapp.wizard.rules import faults_in_sketch
from sifapp.wizard.steps import step_by_id


@bp.get("/sketches/<int:application_id>/check")
@requires(Permission.SUBMIT)
def check(application_id: int) -> ResponseReturnValue:
    """All answers on one page, with links to change them, before sending."""
    case = open_case(application_id)
    return _receipt_of(case) if case.application.status is Status.SUBMITTED else _check_page(case)


def _check_page(case: Case, manager_form: ManagerForm | None = None) -> str:
    session = get_session()
    answers = queries.answers_of(queries.drafts_of(session, case.application.id))
    faults = faults_in_sketch(answers)
    return render_template(
        "wizard/check.html",
        case=case,
        sections=sections(answers),
        open_ids={s.id for s in operations.steps_to_edit(session, case.application, answers)},
        errors=[
            (_step_url(case, step_id), f"{_title(step_id)}: {f.text}")
            for step_id, found in faults.items()
            for f in found
        ],
        is_open=_can_be_sent(case),
        form=manager_form or ManagerForm(),
    )


def _can_be_sent(case: Case) -> bool:
    """Whether a call takes the sketch today: its own, or the open one in its place."""
    if case.application.status is Status.RETURNED or operations.is_open(case.call):
        return True
    other = call_to_show(get_session(), i18n.today())
    return other is not None and operations.is_open(other)


def _title(step_id: str) -> str:
    step = step_by_id(step_id)
    return str(step.title) if step else ""


def _step_url(case: Case, step_id: str) -> str:
    return url_for("wizard.step", application_id=case.application.id, step_id=step_id)


@bp.post("/sketches/<int:application_id>/submit")
@requires(Permission.SUBMIT)
def submit(application_id: int) -> ResponseReturnValue:
    """Send the sketch to the fund."""
    case = open_case(application_id)
    return _receipt_of(case) if case.application.status is Status.SUBMITTED else _send(case)


def _receipt_of(case: Case) -> ResponseReturnValue:
    return see_other(url_for("wizard.receipt", application_id=case.application.id))


def _send(case: Case) -> ResponseReturnValue:
    session = get_session()
    try:
        submission = operations.submit(
            session, case.application, case.call, by=case.user, request_id=current_request_id()
        )
    except InvalidInputError:
        session.rollback()
        return see_other(url_for("wizard.check", application_id=case.application.id))
    except TransitionNotAllowedError:  # pressed twice at once: the other request sent it
        session.rollback()
        return _receipt_of(case)
    letters.write_receipt(session, case.application, submission)
    session.commit()
    return _receipt_of(case)


@bp.get("/sketches/<int:application_id>/receipt")
@requires(Permission.SEE_CASE)
def receipt(application_id: int) -> ResponseReturnValue:
    """That the sketch has arrived, what happens next, and a copy to print."""
    case = open_case(application_id)
    submissions = submissions_of(get_session(), application_id)
    if not submissions:
        raise NotFoundError
    return render_template(
        "wizard/receipt.html", case=case, submission=submissions[-1], sections=sections(submissions[-1].answers)
    )


@bp.get("/sketches/<int:application_id>/withdraw")
@requires(Permission.WITHDRAW)
def ask_withdraw(application_id: int) -> ResponseReturnValue:
    """Ask once more before a sketch is withdrawn."""
    return render_template("wizard/withdraw.html", case=open_case(application_id), form=ReasonForm())


@bp.post("/sketches/<int:application_id>/withdraw")
@requires(Permission.WITHDRAW)
def withdraw(application_id: int) -> ResponseReturnValue:
    """Withdraw the sketch; the case stays readable."""
    case, session, form = open_case(application_id), get_session(), ReasonForm()
    if not form.validate_on_submit():
        return render_template("wizard/withdraw.html", case=case, form=form), 422
    case_operations.transition(
        session, case.application, Move.WITHDRAW, by=case.user, request_id=current_request_id(), reason=form.reason.data
    )
    letters.write_withdrawal(session, case.application)
    session.commit()
    flash(_("The sketch is withdrawn."))
    return see_other(url_for("casefile.case", application_id=application_id))


@bp.post("/sketches/<int:application_id>/delete")
@requires(Permission.DELETE_DRAFT)
def delete(application_id: int) -> ResponseReturnValue:
    """Put a draft aside; the start page offers to bring it back."""
    case, session = open_case(application_id), get_session()
    case_operations.delete_draft(session, case.application, by=case.user)
    session.commit()
    flash(_("The draft is deleted. You can bring it back from “My sketches”."))
    return see_other(url_for("casefile.start"))


@bp.post("/sketches/<int:application_id>/restore")
@requires(Permission.DELETE_DRAFT)
def restore(application_id: int) -> ResponseReturnValue:
    """Bring a deleted draft back."""
    case, session = open_case(application_id, deleted=True), get_session()
    case_operations.restore_draft(session, case.application, by=case.user)
    session.commit()
    flash(_("The draft is back."))
    return see_other(url_for("wizard.sketch", application_id=application_id))


@bp.post("/sketches/<int:application_id>/ask-sign-off")
@requires(Permission.SUBMIT)
def ask_sign_off(application_id: int) -> ResponseReturnValue:
    """Ask a manager to sign the sketch off and send it."""
    case, session, form = open_case(application_id), get_session(), ManagerForm()
    manager = form.manager(session, case) if form.validate_on_submit() else None
    if manager is None:
        return _check_page(case, form), 422
    try:
        operations.ask_sign_off(session, case.application, manager, by=case.user, request_id=current_request_id())
    except InvalidInputError:
        session.rollback()
        return see_other(url_for("wizard.check", application_id=application_id))
    letters.write_sign_off_request(session, case.application, manager, case.user)
    session.commit()
    flash(_("%(name)s has been asked to sign off the sketch.", name=manager.name))
    return see_other(url_for("casefile.case", application_id=application_id))


@bp.post("/sketches/<int:application_id>/take-back")
@requires(Permission.TAKE_BACK)
def take_back(application_id: int) -> ResponseReturnValue:
    """Take the sketch back from the manager, to go on writing."""
    case, session = open_case(application_id), get_session()
    case_operations.transition(session, case.application, Move.TAKE_BACK, by=case.user, request_id=current_request_id())
    session.commit()
    return see_other(url_for("wizard.sketch", application_id=application_id))


@bp.get("/sketches/<int:application_id>/sign-off")
@requires(Permission.SIGN_OFF)
def sign_off(application_id: int) -> ResponseReturnValue:
    """The sketch, for the manager who shall sign it off."""
    return _sign_off_page(open_case(application_id), ReasonForm())


def _sign_off_page(case: Case, form: ReasonForm) -> str:
    answers = queries.answers_of(queries.drafts_of(get_session(), case.application.id))
    return render_template("wizard/sign_off.html", case=case, sections=sections(answers), form=form)


@bp.post("/sketches/<int:application_id>/sign-off")
@requires(Permission.SIGN_OFF)
def sign_and_send(application_id: int) -> ResponseReturnValue:
    """Sign off: the sketch is sent to the fund."""
    case = open_case(application_id)
    _require_read(case)
    return _send(case)


def _require_read(case: Case) -> None:
    """Raise TransitionNotAllowedError when the sketch was taken back and asked for again since the manager read it."""
    if request.form.get("since") != case.application.status_since.isoformat():
        raise TransitionNotAllowedError


@bp.post("/sketches/<int:application_id>/give-back")
@requires(Permission.SIGN_OFF)
def give_back(application_id: int) -> ResponseReturnValue:
    """Do not sign: the sketch goes back to its writers with a note."""
    case, session, form = open_case(application_id), get_session(), ReasonForm()
    _require_read(case)
    if not form.validate_on_submit():
        return _sign_off_page(case, form), 422
    operations.refuse_sign_off(
        session, case.application, form.reason.data, by=case.user, request_id=current_request_id()
    )
    letters.write_sign_off_refused(session, case.application, case.user, form.reason.data)
    session.commit()
    flash(_("The sketch is back with its writers."))
    return see_other(url_for("casefile.start"))
