"""Checking one's answers, sending the sketch, the receipt; taking it back, deleting a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import forget_held, held_for_page, requires
from sifapp.accounts.models import Person
from sifapp.accounts.once import is_replay
from sifapp.applications import operations as case_operations
from sifapp.applications.attachment_texts import ShownFile, name_and_size, shown_files
from sifapp.applications.gate import Case, open_case
from sifapp.applications.queries import attachments_for, files_sent_last, submissions_of
from sifapp.db import get_session, utc_now
from sifapp.errors import InvalidInputError, NotFoundError, TransitionNotAllowedError
from sifapp.jobs.asking import ask_for
from sifapp.savings.showing import parties
from sifapp.statuses import ARRIVED, WITH_MANAGER, Move
from sifapp.web import current_request_id, request_fields, see_other, told_apart
from sifapp.wizard import completion, letters, queries, savings, sending
from sifapp.wizard.economy import STEP, names_in, names_sent, reference_for, result_of
from sifapp.wizard.forms import ManagerForm, ReasonForm, UnchangedForm
from sifapp.wizard.masking import masked
from sifapp.wizard.merging import base_in, base_of
from sifapp.wizard.operations import save_fields
from sifapp.wizard.paper import COPY
from sifapp.wizard.reading import sections
from sifapp.wizard.routes import bp
from sifapp.wizard.rules import faults_in
from sifapp.wizard.which_form import form_of, is_answer, step_by_id


@bp.get("/sketches/<int:application_id>/check")
@requires(Permission.SUBMIT)
def check(application_id: int) -> ResponseReturnValue:
    """All answers on one page, with links to change them, before sending."""
    case = open_case(application_id)
    return _to_receipt(application_id) if case.application.status in ARRIVED else _check_page(case)


@dataclass(frozen=True)
class RemarksPage:
    """What is wrong with the applicant's words on others' savings, by field. ``typed``: what could not be stored."""

    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


NO_REMARKS = RemarksPage()


def _check_page(
    case: Case,
    *,
    manager_form: ManagerForm | None = None,
    unchanged_form: UnchangedForm | None = None,
    remarks: RemarksPage = NO_REMARKS,
) -> str:
    session = get_session()
    drafts = queries.drafts_of(session, case.application.id)
    answers = queries.answers_of(drafts)
    form = form_of(case.application.status)
    reference = reference_for(session, form)
    faults = faults_in(form, answers, reference)
    open_steps = completion.steps_to_edit(session, case.application, answers)
    found, names = savings.standings_now(session, case.application, answers, reference), names_in(reference)
    draft = drafts.get(savings.REMARKS)
    return render_template(
        "wizard/check.html",
        case=case,
        savings=parties(found, names),
        to_remark=savings.to_remark(found, names),
        remarks={**(draft.fields if draft else {}), **held_for_page(), **remarks.typed},
        remark_faults=remarks.faults,
        base=base_of(draft.version if draft else 0, draft.fields if draft else {}),
        sections=sections(answers, form.version, names),
        result=result_of(answers.get(STEP, {}), reference) if reference else None,
        is_too_late=sending.is_too_late(case.application),
        open_ids={step.id for step in open_steps},
        faults=[
            (f"{_step_url(case, step_id)}#{field}", f"{_title(step_id)}: {text}")
            for step_id, found in faults.items()
            for field, text in told_apart((f.field, f.text) for f in found)
        ],
        call=sending.call_that_takes(session, case.application, case.call),
        manager_form=manager_form or ManagerForm(formdata=None),
        unchanged_form=unchanged_form or UnchangedForm(formdata=None),
        unchanged=[(_step_url(case, step_id), _title(step_id)) for step_id in _unchanged(case)],
        files=_files(case),
        personal=[(_step_url(case, s.id), str(s.title)) for s in open_steps if masked(s, answers.get(s.id, {}))],
    )


def _files(case: Case) -> list[ShownFile]:
    """The files that go with the sketch when it is sent."""
    files = attachments_for(get_session(), case.application.id, is_own=case.is_own)
    return shown_files([file for file in files if file.is_present])


def _unchanged(case: Case) -> list[str]:
    session = get_session()
    answers = queries.answers_of(queries.drafts_of(session, case.application.id))
    return completion.unchanged_steps(session, case.application, answers)


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
    if case.application.status in ARRIVED:
        return _to_receipt(application_id)
    remarks = _keep_remarks(case)
    return (_check_page(case, remarks=remarks), 422) if remarks else _send(case)


def _keep_remarks(case: Case) -> RemarksPage | None:
    """Save what was typed of savings that are not confirmed, whatever it is worth, and read what is stored.

    None when nothing stops the application from being sent as far as they go.
    """
    session, fields = get_session(), request_fields()
    typed = {name: text for name, text in fields.items() if savings.is_remark(name)}
    conflicts: dict[str, str] = {}
    if typed:
        base = base_in(fields)
        try:
            saved = save_fields(session, case.application, savings.REMARKS, typed, by=case.user, base=base)
        except InvalidInputError as error:
            return RemarksPage(typed, {error.field: _("Shorten the text.")})
        conflicts = {name: _by_a_colleague(saved.draft.fields.get(name, "")) for name in saved.conflicts}
        forget_held(_check_url(case))
        session.commit()
    answers = queries.answers_of(queries.drafts_of(session, case.application.id))
    reference = reference_for(session, form_of(case.application.status))
    found = savings.standings_now(session, case.application, answers, reference)
    faults = savings.remark_faults(found, answers.get(savings.REMARKS, {})) | conflicts
    return RemarksPage({name: typed[name] for name in conflicts}, faults) if faults else None


def _by_a_colleague(text: str) -> str:
    theirs = _(
        "A colleague has written here too: “%(text)s”. Keep your text or change it, then press again.", text=text
    )
    return str(theirs)


def _check_url(case: Case) -> str:
    return url_for("wizard.check", application_id=case.application.id)


def _to_receipt(application_id: int) -> ResponseReturnValue:
    return see_other(url_for("wizard.receipt", application_id=application_id))


def _send(case: Case) -> ResponseReturnValue:
    session, form = get_session(), UnchangedForm()
    if form.reason.data and not form.validate():
        return _check_page(case, unchanged_form=form), 422
    try:
        submission = sending.submit(
            session,
            case.application,
            case.call,
            by=case.user,
            request_id=current_request_id(),
            reason=form.reason.data or "",
        )
    except InvalidInputError as error:
        session.rollback()
        if error.field == "reason":
            form.name_unchanged(_title(step_id) for step_id in _unchanged(case))
            return _check_page(case, unchanged_form=form), 422
        if error.field == savings.REMARKS and case.application.status in WITH_MANAGER:
            return _sign_off_page(case, ReasonForm()), 422
        return see_other(_check_url(case))
    except TransitionNotAllowedError:  # pressed twice at once: the other request sent it
        session.rollback()
        return _to_receipt(case.application.id)
    sent = submissions_of(session, case.application.id)
    letters.write_receipt(session, case.application, submission, is_answer=is_answer(sent))
    session.commit()
    return _to_receipt(case.application.id)


@bp.get("/sketches/<int:application_id>/receipt")
@requires(Permission.SEE_WHOLE_CASE)
def receipt(application_id: int) -> ResponseReturnValue:
    """That the sketch has arrived, what happens next, and a copy to print."""
    case = open_case(application_id)
    submissions = submissions_of(get_session(), application_id)
    if not submissions:
        raise NotFoundError
    sent, application = submissions[-1], case.application
    waits = application.status in ARRIVED and application.due_at and application.due_at >= utc_now()
    return render_template(
        "wizard/receipt.html",
        case=case,
        submission=sent,
        sections=sections(sent.answers, sent.form_version, names_sent(get_session(), sent)),
        savings=savings.parties_sent(get_session(), application, sent),
        is_answer=is_answer(submissions),
        files=[name_and_size(file) for file in files_sent_last(get_session(), application_id)],
        answer_day=application.due_at if waits else None,
    )


@bp.post("/sketches/<int:application_id>/copy")
@requires(Permission.SEE_WHOLE_CASE)
def ask_copy(application_id: int) -> ResponseReturnValue:
    """Ask for a copy of the sketch as a file."""
    return ask_for(COPY, application_id)


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
    was_application = case.is_application
    case_operations.transition(
        session, case.application, Move.WITHDRAW, by=case.user, request_id=current_request_id(), reason=form.reason.data
    )
    letters.write_withdrawal(session, case.application, was_application=was_application)
    session.commit()
    flash(_("The application is withdrawn.") if was_application else _("The sketch is withdrawn."))
    return see_other(url_for("casefile.case", application_id=application_id))


@bp.post("/sketches/<int:application_id>/delete")
@requires(Permission.DELETE_DRAFT)
def delete(application_id: int) -> ResponseReturnValue:
    """Put a draft aside; the start page offers to bring it back."""
    case, session = open_case(application_id), get_session()
    case_operations.delete_draft(session, case.application, by=case.user)
    session.commit()
    flash(_("The draft is deleted. You can bring it back from “My cases”."))
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
    session, form = get_session(), ManagerForm()
    if is_replay():
        return _asked(application_id, form.email.data)
    case = open_case(application_id)
    remarks = _keep_remarks(case)
    manager = form.manager(session, case) if form.validate_on_submit() else None
    if manager is None or remarks:
        return _check_page(case, manager_form=form, remarks=remarks or NO_REMARKS), 422
    try:
        sending.ask_sign_off(session, case.application, manager, by=case.user, request_id=current_request_id())
    except InvalidInputError:
        session.rollback()
        return see_other(_check_url(case))
    letters.write_sign_off_request(session, case.application, manager, case.user)
    session.commit()
    return _asked(application_id, manager.name)


def _asked(application_id: int, name: str) -> ResponseReturnValue:
    flash(_("%(name)s has been asked to sign off.", name=name))
    return see_other(url_for("casefile.case", application_id=application_id))


@bp.post("/sketches/<int:application_id>/take-back")
@requires(Permission.TAKE_BACK)
def take_back(application_id: int) -> ResponseReturnValue:
    """Take the sketch back from the manager, to go on writing."""
    if not is_replay():
        case, session = open_case(application_id), get_session()
        sending.take_back(session, case.application, by=case.user, request_id=current_request_id())
        session.commit()
    return see_other(url_for("wizard.sketch", application_id=application_id))


@bp.get("/sketches/<int:application_id>/sign-off")
@requires(Permission.SIGN_OFF)
def sign_off(application_id: int) -> ResponseReturnValue:
    """The sketch, for the manager who shall sign it off."""
    return _sign_off_page(open_case(application_id), ReasonForm())


def _sign_off_page(case: Case, form: ReasonForm) -> str:
    session = get_session()
    answers = queries.answers_of(queries.drafts_of(session, case.application.id))
    owner = session.get_one(Person, case.application.owner_id)
    form_asked = form_of(case.application.status)
    reference = reference_for(session, form_asked)
    found = savings.standings_now(session, case.application, answers, reference)
    said = answers.get(savings.REMARKS, {})
    return render_template(
        "wizard/sign_off.html",
        case=case,
        savings=parties(found, names_in(reference)),
        said=[(one.party.name, said.get(one.field, "")) for one in savings.to_remark(found, names_in(reference))],
        is_unsaid=bool(savings.remark_faults(found, said)),
        owner=owner,
        is_too_late=sending.is_too_late(case.application),
        sections=sections(answers, form_asked.version, names_in(reference)),
        result=result_of(answers.get(STEP, {}), reference) if reference else None,
        files=_files(case),
        form=form,
    )


@bp.post("/sketches/<int:application_id>/sign-off")
@requires(Permission.SIGN_OFF)
def sign_and_send(application_id: int) -> ResponseReturnValue:
    """Sign off: the sketch is sent to the fund."""
    if is_replay():
        return _to_receipt(application_id)
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
    if is_replay():
        return _given_back()
    case, session, form = open_case(application_id), get_session(), ReasonForm()
    _require_read(case)
    if not form.validate_on_submit():
        return _sign_off_page(case, form), 422
    sending.refuse_sign_off(session, case.application, form.reason.data, by=case.user, request_id=current_request_id())
    letters.write_sign_off_refused(session, case.application, case.user, form.reason.data)
    session.commit()
    return _given_back()


def _given_back() -> ResponseReturnValue:
    flash(_("It is back with its writers."))
    return see_other(url_for("casefile.start"))
