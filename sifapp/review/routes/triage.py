"""Taking a case and deciding on it. Every decision shows its letter before it is made."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.applications.gate import Case, open_case
from sifapp.applications.models import Submission
from sifapp.applications.operations import take_case
from sifapp.applications.queries import submissions_of
from sifapp.db import get_session
from sifapp.errors import NotFoundError, TransitionNotAllowedError
from sifapp.i18n import in_language
from sifapp.review.forms import CouncilForm, DeclineForm, Draft, ReferForm, ReturnForm, TriageForm, read_draft
from sifapp.review.letters import Letter, Mailing, Sending, language_of
from sifapp.review.routes import bp
from sifapp.web import request_fields, see_other
from sifapp.wizard.letters import case_link, writers_of


@bp.post("/<int:application_id>/take")
@requires(Permission.TAKE_CASE)
def take(application_id: int) -> ResponseReturnValue:
    """Become the case's lead."""
    case, session = open_case(application_id), get_session()
    take_case(session, case.application, case.user)
    session.commit()
    flash(_("You look after this case now."))
    return see_other(url_for("casefile.case", application_id=application_id))


@bp.route("/<int:application_id>/return", methods=["GET", "POST"])
@requires(Permission.RETURN)
def return_for_completion(application_id: int) -> ResponseReturnValue:
    """Ask for completion of named sections."""
    return _decide(application_id, ReturnForm)


@bp.route("/<int:application_id>/refer", methods=["GET", "POST"])
@requires(Permission.REFER)
def refer(application_id: int) -> ResponseReturnValue:
    """Refer to another fund."""
    return _decide(application_id, ReferForm)


@bp.route("/<int:application_id>/council", methods=["GET", "POST"])
@requires(Permission.PASS_TO_COUNCIL)
def pass_to_council(application_id: int) -> ResponseReturnValue:
    """Pass to the council."""
    return _decide(application_id, CouncilForm)


@bp.route("/<int:application_id>/decline", methods=["GET", "POST"])
@requires(Permission.DECLINE)
def decline(application_id: int) -> ResponseReturnValue:
    """Decline."""
    return _decide(application_id, DeclineForm)


def _decide(application_id: int, kind: type[TriageForm]) -> ResponseReturnValue:
    """Choices, then the letter, then it is done: one address, told apart by the button that was pressed.

    "letter": the choices are made. "back": change them. "reasons": fetch the assistant's. "send": do it.
    """
    case, pressed = open_case(application_id), request.form.get("press")
    submission = _last_submission(application_id)
    form = kind.for_case(case, submission)
    if pressed == "reasons" and isinstance(form, ReferForm):
        form.fetch_reasons(submission)
    if pressed not in ("letter", "send") and form.has_choices:
        return _choices_page(case, form)
    if pressed and not form.validate():
        return _choices_page(case, form), 422
    drafts = _drafts(case, form)
    return _send(case, form, drafts) if pressed == "send" else _letter_page(case, form, drafts)


def _send(case: Case, form: TriageForm, drafts: list[Draft]) -> ResponseReturnValue:
    errors = {name: text for draft in drafts for name, text in draft.errors().items()}
    if errors:
        return _letter_page(case, form, drafts, errors), 422
    # The case may have been returned, answered and sent again while the letter lay open.
    if request.form.get("since") != _since(case):
        raise TransitionNotAllowedError("the case has moved since the page was opened")
    session = get_session()
    letters = {draft.language: Letter(draft.subject, draft.body) for draft in drafts}
    form.carry_out(session, case, Mailing(writers_of(session, case.application), letters))
    session.commit()
    flash(str(form.done))
    return see_other(url_for("casefile.case", application_id=case.application.id))


def _last_submission(application_id: int) -> Submission:
    submissions = submissions_of(get_session(), application_id)
    if not submissions:
        raise NotFoundError
    return submissions[-1]


def _drafts(case: Case, form: TriageForm) -> list[Draft]:
    """One letter for each language that is read; the owner's language first."""
    readers: dict[str, list[str]] = {}
    for person in sorted(writers_of(get_session(), case.application), key=lambda p: p.id != case.application.owner_id):
        readers.setdefault(language_of(person), []).append(person.name)
    sending, typed, drafts = Sending(case.application, case.user, case_link(case.application)), request_fields(), []
    for code, names in readers.items():
        with in_language(code):
            fresh = form.letter(sending)
        drafts.append(read_draft(code, names, fresh, typed))
    return drafts


def _since(case: Case) -> str:
    return case.application.status_since.isoformat()


def _choices_page(case: Case, form: TriageForm) -> str:
    # The letter may have been edited before "back" was pressed: it comes along.
    kept = [
        (name, text) for name, text in request_fields().items() if name.startswith(("subject-", "body-", "written-"))
    ]
    return render_template(
        "review/choices.html", case=case, form=form, kept=kept, since=request.form.get("since") or _since(case)
    )


def _letter_page(case: Case, form: TriageForm, drafts: list[Draft], errors: dict[str, str] | None = None) -> str:
    return render_template(
        "review/letter.html",
        case=case,
        form=form,
        drafts=drafts,
        errors=list((errors or {}).items()),
        since=request.form.get("since") or _since(case),
    )
