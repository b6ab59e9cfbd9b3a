"""How is a decision made? Choices, then the letter they lead to, then it is done; nothing is sent unseen."""

from collections.abc import Callable

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.accounts.once import is_replay
from sifapp.applications.gate import Case, open_case
from sifapp.applications.models import Submission
from sifapp.applications.queries import submissions_of
from sifapp.db import get_session
from sifapp.errors import NotFoundError, TransitionNotAllowedError
from sifapp.i18n import LANGUAGES, in_language
from sifapp.review.drafts import Draft, read_draft
from sifapp.review.forms import ReferForm, TriageForm
from sifapp.review.letters import Letter, Mailing, Readers, Sending, readers_of
from sifapp.web import request_fields, see_other
from sifapp.wizard.letters import case_link, writers_of


def decide(
    application_id: int,
    kind: type[TriageForm],
    *,
    not_yet: Callable[[Case], ResponseReturnValue | None] = lambda _case: None,
) -> ResponseReturnValue:
    """Choices, then the letter, then it is done: one address, told apart by the button that was pressed.

    "letter": the choices are made. "back": change them. "reasons": fetch the assistant's. "send": do it.
    ``not_yet``: what answers instead while something else has to come first.
    """
    pressed = request.form.get("press")
    # Asked first: the case has moved on by the first press, so that it could not be opened for this any more.
    if pressed == "send" and is_replay():
        return _done(application_id, kind)
    case = open_case(application_id)
    if instead := not_yet(case):
        return instead
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
    if request.form.get("since") != form.since(case):
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


def _choices_page(case: Case, form: TriageForm) -> str:
    # The letter may have been edited before "back" was pressed: it comes along.
    kept = [
        (name, text) for name, text in request_fields().items() if name.startswith(("subject-", "body-", "written-"))
    ]
    return render_template(
        form.page,
        case=case,
        form=form,
        kept=kept,
        readers=_readers(case),
        since=request.form.get("since") or form.since(case),
    )


def _letter_page(case: Case, form: TriageForm, drafts: list[Draft], errors: dict[str, str] | None = None) -> str:
    return render_template(
        "review/letter.html",
        case=case,
        form=form,
        drafts=drafts,
        unread=_unread(drafts),
        errors=list((errors or {}).items()),
        since=request.form.get("since") or form.since(case),
    )
