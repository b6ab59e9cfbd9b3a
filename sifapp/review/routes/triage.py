"""Taking a case and deciding on it. Every decision shows its letter before it is made."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.accounts.models import Person
from sifapp.accounts.once import is_replay
from sifapp.applications.gate import Case, open_case
from sifapp.applications.models import Submission
from sifapp.applications.operations import take_case
from sifapp.applications.queries import submissions_of
from sifapp.db import get_session
from sifapp.error_pages import ErrorPage, show_error
from sifapp.errors import NotFoundError, TransitionNotAllowedError
from sifapp.i18n import LANGUAGES, in_language, show_moment
from sifapp.review import operations
from sifapp.review.drafts import Draft, read_draft
from sifapp.review.forms import CouncilForm, DeclineForm, ReferForm, ReturnForm, TriageForm
from sifapp.review.letters import Letter, Mailing, Readers, Sending, hand_over_letter, language_of, readers_of
from sifapp.review.queries import lead_and_since
from sifapp.review.routes import bp
from sifapp.review.rules import capped
from sifapp.review.workload import colleagues_for
from sifapp.web import request_fields, see_other
from sifapp.wizard.letters import case_link, writers_of


@bp.post("/<int:application_id>/take")
@requires(Permission.TAKE_CASE)
def take(application_id: int) -> ResponseReturnValue:
    """Become the case's lead."""
    case, session = open_case(application_id), get_session()
    if case.application.coordinator_id != case.user.id and not is_replay():
        # Nobody takes a case from a colleague who was first, on a page that still says it is nobody's.
        if request.form.get("lead", "") != str(case.application.coordinator_id or ""):
            return _taken_by_another(case)
        take_case(session, case.application, case.user)
        session.commit()
    flash(_("You look after this case now."))
    return see_other(url_for("casefile.case", application_id=application_id))


def _taken_by_another(case: Case) -> ResponseReturnValue:
    found = lead_and_since(get_session(), case.application.id)
    if found is None:
        raise TransitionNotAllowedError
    name, moment = found
    text = _("%(name)s took it %(moment)s. To take it over, open the case.", name=name, moment=show_moment(moment))
    url = url_for("casefile.case", application_id=case.application.id)
    return show_error(ErrorPage(409, _("A colleague looks after this case"), text, (_("Open the case"), url)))


@bp.route("/<int:application_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.TAKE_CASE)
def hand_over(application_id: int) -> ResponseReturnValue:
    """Give the case to a colleague: one press beside each name, with how much they have already."""
    case, session = open_case(application_id), get_session()
    colleagues = colleagues_for(session, case.application)
    to = request.form.get("to", type=int)
    is_done = to is not None and is_replay()
    if not is_done and to not in {colleague.person_id for colleague in colleagues}:
        is_refused = request.method == "POST"
        page = render_template(
            "review/hand_over.html", case=case, colleagues=colleagues, capped=capped, is_refused=is_refused
        )
        return page, 422 if is_refused else 200
    if not is_done:
        _hand_over(case, session.get_one(Person, to))
        session.commit()
    flash(_("The case is handed over. Your colleague is told by email."))
    return see_other(url_for("casefile.case", application_id=application_id))


def _hand_over(case: Case, colleague: Person) -> None:
    with in_language(language_of(colleague)):
        letter = hand_over_letter(case.application, case.user, case_link(case.application))
    operations.hand_over(get_session(), case.application, colleague, letter, by=case.user)


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
    pressed = request.form.get("press")
    # Asked first: the case has moved on by the first press, so that it could not be opened for this any more.
    if pressed == "send" and is_replay():
        return _done(application_id, kind)
    case = open_case(application_id)
    submission = _last_submission(application_id)
    letter_language = _readers(case)[0].language
    form = kind.for_case(case, submission, letter_language)
    if pressed == "reasons" and isinstance(form, ReferForm):
        form.fetch_reasons(submission, letter_language)
    if pressed not in ("letter", "send") and form.has_choices:
        return _choices_page(case, form)
    if pressed and not form.validate():
        return _choices_page(case, form), 422
    drafts = _drafts(case, form)
    return _send(case, form, drafts) if pressed == "send" else _letter_page(case, form, drafts)


def _send(case: Case, form: TriageForm, drafts: list[Draft]) -> ResponseReturnValue:
    errors = _unseen(drafts) or {name: text for draft in drafts for name, text in draft.errors().items()}
    if errors:
        return _letter_page(case, form, drafts, errors), 422
    # The case may have been returned, answered and sent again while the letter lay open.
    if request.form.get("since") != _since(case):
        raise TransitionNotAllowedError("the case has moved since the page was opened")
    session = get_session()
    letters = {draft.language: Letter(draft.subject, draft.body) for draft in drafts}
    form.carry_out(session, case, Mailing(writers_of(session, case.application), letters))
    session.commit()
    return _done(case.application.id, type(form))


def _unseen(drafts: list[Draft]) -> dict[str, str]:
    """What to say of a letter that was not on the page: a reader has come or changed language since it was opened."""
    text = _("Somebody reads the letter in this language now. Read it too, then send.")
    return {name: text for draft in drafts if (name := f"body-{draft.language}") not in request.form}


def _unread(drafts: list[Draft]) -> list[tuple[str, Letter]]:
    """Letters that were typed in a language that nobody reads any more: they are not sent, nor lost."""
    read, typed = {draft.language for draft in drafts}, request_fields()
    return [
        (code, Letter(typed.get(f"subject-{code}", ""), typed[f"body-{code}"]))
        for code in LANGUAGES
        if code not in read and f"body-{code}" in typed
    ]


def _done(application_id: int, kind: type[TriageForm]) -> ResponseReturnValue:
    flash(str(kind.done))
    return see_other(url_for("casefile.case", application_id=application_id))


def _last_submission(application_id: int) -> Submission:
    submissions = submissions_of(get_session(), application_id)
    if not submissions:
        raise NotFoundError
    return submissions[-1]


def _readers(case: Case) -> list[Readers]:
    """Who gets the letter, in which language; the owner's language first."""
    owner = case.application.owner_id
    return readers_of(sorted(writers_of(get_session(), case.application), key=lambda person: person.id != owner))


def _drafts(case: Case, form: TriageForm) -> list[Draft]:
    """One letter for each language that is read."""
    sending, typed, drafts = Sending(case.application, case.user, case_link(case.application)), request_fields(), []
    for readers in _readers(case):
        with in_language(readers.language):
            fresh = form.letter(sending)
        drafts.append(read_draft(readers, fresh, typed))
    return drafts


def _since(case: Case) -> str:
    return case.application.status_since.isoformat()


def _choices_page(case: Case, form: TriageForm) -> str:
    # The letter may have been edited before "back" was pressed: it comes along.
    kept = [
        (name, text) for name, text in request_fields().items() if name.startswith(("subject-", "body-", "written-"))
    ]
    return render_template(
        "review/choices.html",
        case=case,
        form=form,
        kept=kept,
        readers=_readers(case),
        since=request.form.get("since") or _since(case),
    )


def _letter_page(case: Case, form: TriageForm, drafts: list[Draft], errors: dict[str, str] | None = None) -> str:
    return render_template(
        "review/letter.html",
        case=case,
        form=form,
        drafts=drafts,
        unread=_unread(drafts),
        errors=list((errors or {}).items()),
        since=request.form.get("since") or _since(case),
    )
