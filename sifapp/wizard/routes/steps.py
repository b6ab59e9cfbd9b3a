"""Writing a sketch: the task list, one page for each step, and saving while one types."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, hold_posted, requires
from sifapp.accounts.models import Person
from sifapp.accounts.operations import take_held_input
from sifapp.applications.gate import Case, open_case
from sifapp.applications.models import CompletionRequest
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, NotFoundError
from sifapp.i18n import show_time
from sifapp.web import request_fields, see_other
from sifapp.wizard import operations, queries
from sifapp.wizard.merging import Base, base_after, base_of, read_base
from sifapp.wizard.models import StepDraft
from sifapp.wizard.pages import StepPage, conflict_page, step_page, task_items
from sifapp.wizard.routes import bp
from sifapp.wizard.steps import Answers, Step, step_after, step_by_id


@dataclass(frozen=True)
class OpenStep:
    """A step as one person has it open."""

    case: Case
    step: Step
    drafts: dict[str, StepDraft]

    @property
    def answers(self) -> Answers:
        return queries.answers_of(self.drafts)

    @property
    def base(self) -> Base:
        draft = self.drafts.get(self.step.id)
        return base_of(draft.version if draft else 0, draft.fields if draft else {})


def open_step(application_id: int, step_id: str) -> OpenStep:
    """The case and its step, for the permission that the route names.

    Raises NotFoundError for a step that there is not, that these answers do not lead to, or that is locked.
    """
    case, session = open_case(application_id), get_session()
    drafts, step = queries.drafts_of(session, application_id), step_by_id(step_id)
    if step is None or step not in operations.steps_to_edit(session, case.application, queries.answers_of(drafts)):
        raise NotFoundError
    return OpenStep(case, step, drafts)


@bp.get("/sketches/<int:application_id>")
@requires(Permission.EDIT_SKETCH)
def sketch(application_id: int) -> ResponseReturnValue:
    """The task list: which steps are done, which are left."""
    case, session = open_case(application_id), get_session()
    drafts = queries.drafts_of(session, application_id)
    answers = queries.answers_of(drafts)
    open_ids = {s.id for s in operations.steps_to_edit(session, case.application, answers)}
    return render_template(
        "wizard/sketch.html",
        case=case,
        items=task_items(case.application, answers, open_ids),
        completion=operations.completion_to_answer(session, case.application),
    )


@bp.get("/sketches/<int:application_id>/<step_id>")
@requires(Permission.EDIT_SKETCH)
def step(application_id: int, step_id: str) -> ResponseReturnValue:
    """One page of the sketch."""
    opened = open_step(application_id, step_id)
    session, user = get_session(), current_user()
    draft = opened.drafts.get(step_id)
    fields, kept = dict(draft.fields if draft else {}), _held_fields()
    # Kept text builds on what its page was opened on, not on what a colleague has saved since.
    base = read_base(kept.pop("base", "")) or opened.base
    fields.update(kept)
    others = queries.others_at(session, application_id, step_id, user.id)
    operations.note_presence(session, application_id, step_id, user.id)
    session.commit()
    page = step_page(opened.case, opened.step, opened.answers, fields, base, shows_faults=bool(draft and draft.visited))
    asked = operations.completion_to_answer(session, opened.case.application)
    return _show(page, others=others, is_kept=bool(kept), saved=draft, asked=asked)


def _show(
    page: StepPage,
    *,
    others: Sequence[str] = (),
    is_kept: bool = False,
    saved: StepDraft | None = None,
    asked: CompletionRequest | None = None,
) -> str:
    return render_template("wizard/step.html", page=page, others=others, is_kept=is_kept, saved=saved, asked=asked)


def _held_fields() -> dict[str, str]:
    """What the person had typed here when their session ran out."""
    token = browser.get("held")
    if not token:
        return {}
    held = take_held_input(get_session(), token, request.path, current_user().id)
    if held is None:
        return {}
    browser.pop("held")
    return held


@bp.post("/sketches/<int:application_id>/<step_id>")
@requires(Permission.EDIT_SKETCH, restores_text=True)
def save_step(application_id: int, step_id: str) -> ResponseReturnValue:
    """Save a step and go on; whoever wrote the same field meanwhile is not overwritten."""
    opened, fields = open_step(application_id, step_id), request_fields()
    stays = "add_row" in fields or "remove_row" in fields
    _remove_row(fields)
    try:
        saved = _save(opened, fields, visited=not stays)
    except OperationalError:
        text = _("We could not save just now. Wait a moment and press “Save and continue” again.")
        return _not_saved(opened, fields, text), 503
    except InvalidInputError:
        text = _("A field holds more text than we can keep. Shorten it and press “Save and continue” again.")
        return _not_saved(opened, fields, text), 422
    if saved.conflicts:
        clash = conflict_page(opened.case, opened.step, saved.draft, fields, saved.conflicts, _writer(saved.draft))
        return render_template("wizard/conflict.html", page=clash), 409
    answers = {**opened.answers, step_id: saved.draft.fields}
    if stays or "stay" in fields:
        return see_other(url_for("wizard.step", application_id=application_id, step_id=step_id))
    page = step_page(
        opened.case,
        opened.step,
        answers,
        saved.draft.fields,
        base_of(saved.draft.version, saved.draft.fields),
        shows_faults=True,
    )
    if page.errors and "later" not in fields:
        return render_template(
            "wizard/step.html", page=page, others=[], is_kept=False, saved=saved.draft, asked=None
        ), 422
    return see_other(_next_url(opened, answers))


def _base(fields: dict[str, str]) -> Base:
    """What the form was opened on; an empty page when it does not say, so that nobody's text is written over."""
    return read_base(fields.get("base", "")) or Base(0, {})


def _save(opened: OpenStep, fields: dict[str, str], *, visited: bool) -> operations.Saved:
    session, application = get_session(), opened.case.application
    saved = operations.save_fields(
        session,
        application,
        opened.step.id,
        _resolved(opened, fields),
        by=current_user(),
        base=_base(fields),
        visited=visited,
    )
    operations.note_presence(session, application.id, opened.step.id, current_user().id)
    session.commit()
    return saved


def _resolved(opened: OpenStep, fields: dict[str, str]) -> dict[str, str]:
    """The fields with each conflict settled as the person chose: mine, theirs, or both texts."""
    draft, resolved = opened.drafts.get(opened.step.id), dict(fields)
    for name, choice in fields.items():
        field = name.removeprefix("choice-")
        theirs = draft.fields.get(field, "") if draft else ""
        if field == name or field not in fields:
            continue
        if choice == "theirs":
            resolved[field] = theirs
        elif choice == "both":
            resolved[field] = f"{theirs}\n\n{fields[field]}"
    return resolved


def _remove_row(fields: dict[str, str]) -> None:
    """Empty the row whose "remove" button was pressed; an empty row is not stored."""
    if prefix := fields.get("remove_row"):
        for name in fields:
            if name.startswith(f"{prefix}-"):
                fields[name] = ""


def _next_url(opened: OpenStep, answers: Answers) -> str:
    """The next open step; the task list of a returned sketch; at the end the page to check it all."""
    application_id, following = opened.case.application.id, step_after(opened.step, answers)
    open_steps = operations.steps_to_edit(get_session(), opened.case.application, answers)
    while following is not None and following not in open_steps:
        following = step_after(following, answers)
    if following is None:
        return url_for("wizard.check", application_id=application_id)
    return url_for("wizard.step", application_id=application_id, step_id=following.id)


def _not_saved(opened: OpenStep, fields: dict[str, str], text: str) -> str:
    """The form again, with everything in it, and why it could not be saved."""
    get_session().rollback()
    page = step_page(opened.case, opened.step, opened.answers, fields, opened.base, shows_faults=False)
    return _show(page.with_error(text), is_kept=True)


def tell_signed_out(application_id: int, step_id: str) -> ResponseReturnValue:
    """Whoever is writing is told, not sent away: the text is kept and waits on the step's page."""
    step_url = url_for("wizard.step", application_id=application_id, step_id=step_id)
    hold_posted(step_url)
    return render_template("wizard/_signed_out.html", url=url_for("accounts.sign_in", next=step_url))


@bp.post("/sketches/<int:application_id>/<step_id>/autosave")
@requires(Permission.EDIT_SKETCH, signed_out=tell_signed_out)
def autosave(application_id: int, step_id: str) -> ResponseReturnValue:
    """Save while one types, and say so."""
    opened, fields = open_step(application_id, step_id), request_fields()
    try:
        saved = _save(opened, fields, visited=False)
    except InvalidInputError:
        return render_template("wizard/_too_long.html"), 422
    draft = saved.draft
    return render_template(
        "wizard/_saved.html",
        at=show_time(draft.saved_at),
        base=base_after(_base(fields), draft.version, draft.fields, fields),
        writer=_writer(draft) if saved.conflicts else "",
    )


def _writer(draft: StepDraft) -> str:
    person = get_session().get(Person, draft.saved_by_id)
    return person.name if person else _("Somebody else")
