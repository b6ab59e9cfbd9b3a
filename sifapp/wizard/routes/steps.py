"""Writing a sketch or an application: the task list, one page for each step, and saving while one types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, forget_held, held_for_page, requires, settings
from sifapp.accounts.models import Person
from sifapp.applications.gate import Case, open_case
from sifapp.applications.models import CompletionRequest, Message
from sifapp.applications.queries import messages_about
from sifapp.db import get_session, utc_now
from sifapp.errors import InvalidInputError, NotFoundError, StepLockedError, TransitionNotAllowedError
from sifapp.i18n import show_time, today
from sifapp.web import request_fields, row_number, see_other
from sifapp.wizard import completion, operations, queries
from sifapp.wizard.conflicts import conflict_page, resolved
from sifapp.wizard.economy import reference_for, result_of
from sifapp.wizard.masking import masked, taken_out, unmasked
from sifapp.wizard.merging import Base, base_after, base_in, base_of, read_base
from sifapp.wizard.models import StepDraft, StepRevision
from sifapp.wizard.pages import StepPage, answer_by, earlier_texts, minutes_left, step_page, task_items
from sifapp.wizard.prefill import prefilled
from sifapp.wizard.questions import Answers, Kind, Step
from sifapp.wizard.remarks import remarks
from sifapp.wizard.revisions import mask_revisions
from sifapp.wizard.routes import bp
from sifapp.wizard.sending import is_too_late
from sifapp.wizard.signed_out import tell_at
from sifapp.wizard.which_form import form_of

# Buttons that save a step and stay on it.
STAYING = frozenset({"add_row", "remove_row", "mask", "unmask"})
# Before the name of a field: its text before it was masked.
RAW = "raw-"


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

    Raises NotFoundError for a step that there is not, or that these answers do not lead to, and StepLockedError.
    """
    case, session = open_case(application_id), get_session()
    drafts, form = queries.drafts_of(session, application_id), form_of(case.application.status)
    answers, step = queries.answers_of(drafts), form.step(step_id)
    if step is None or step not in form.visible(answers):
        raise NotFoundError
    if step not in completion.steps_to_edit(session, case.application, answers):
        raise StepLockedError
    return OpenStep(case, step, drafts)


@bp.get("/sketches/<int:application_id>")
@requires(Permission.WRITE_ANSWERS)
def sketch(application_id: int) -> ResponseReturnValue:
    """The task list: which steps are done, which are left. When the sketch is sent, its bookmark leads to the case."""
    try:
        case, session = open_case(application_id), get_session()
    except TransitionNotAllowedError:
        return see_other(url_for("casefile.case", application_id=application_id))
    drafts = queries.drafts_of(session, application_id)
    answers = queries.answers_of(drafts)
    open_ids = {s.id for s in completion.steps_to_edit(session, case.application, answers)}
    form = form_of(case.application.status)
    reference = reference_for(session, form)
    untouched = completion.unchanged_steps(session, case.application, answers)
    return render_template(
        "wizard/sketch.html",
        case=case,
        items=task_items(case.application, answers, open_ids, untouched, reference),
        minutes=minutes_left(form, answers, reference),
        completion=completion.completion_to_answer(session, case.application),
        answer_by=answer_by(case.application.due_at, utc_now()) if case.application.due_at else "",
        today=today(),
        is_too_late=is_too_late(case.application),
    )


@bp.get("/sketches/<int:application_id>/<step_id>")
@requires(Permission.WRITE_ANSWERS)
def step(application_id: int, step_id: str) -> ResponseReturnValue:
    """One page of the sketch or the application."""
    opened = open_step(application_id, step_id)
    session, user = get_session(), current_user()
    draft = opened.drafts.get(step_id)
    taken = prefilled(opened.step, opened.answers, opened.case.lead.code)
    fields, kept = dict(draft.fields if draft else taken), held_for_page()
    # Kept text builds on what its page was opened on, not on what a colleague has saved since.
    base = read_base(kept.pop("base", "")) or opened.base
    fields.update(kept, **_wanted_row(opened.step))
    others = operations.come_to_step(session, application_id, step_id, user.id)
    session.commit()
    page = step_page(
        opened.case,
        opened.step,
        opened.answers,
        fields,
        base,
        shows_faults=bool(draft and draft.visited),
        strangers=_strangers(opened, fields),
        reference=reference_for(session, opened.step),
        is_prefilled=bool(taken) and not kept,
    )
    asked = completion.completion_to_answer(session, opened.case.application)
    return _show(page, others=others, is_kept=bool(kept), saved=draft, asked=asked, raw=_raw(kept))


def _wanted_row(step: Step) -> dict[str, str]:
    """The row that was asked for before the page was saved: costs and effects show none that is empty by themselves."""
    wanted = request.args.get("add_row", "")
    return {"add_row": wanted} if wanted and any(q.kind is Kind.CALCULATION for q in step.questions) else {}


def _show(
    page: StepPage,
    *,
    others: Sequence[str] = (),
    is_kept: bool = False,
    saved: StepDraft | None = None,
    asked: CompletionRequest | None = None,
    raw: Mapping[str, str] = MappingProxyType({}),
    taken: Sequence[str] = (),
    is_undone: bool = False,
) -> str:
    """``raw``: the texts as they were before personal data were masked. ``taken``: what was taken out of them.

    ``is_undone``: it was to be put back, and could not be.
    """
    return render_template(
        "wizard/step.html",
        page=page,
        others=others,
        is_kept=is_kept,
        saved=saved,
        asked=asked,
        raw=raw,
        taken=taken,
        is_undone=is_undone,
        idle_minutes=settings().session_idle_minutes,
        thread=_thread(page),
    )


def _thread(page: StepPage) -> Sequence[tuple[Message, Person]]:
    """What has been written about this step; nothing is read where there is nothing."""
    case = page.case
    return messages_about(get_session(), case.application.id, page.step.id) if case.has_step_messages else ()


@bp.post("/sketches/<int:application_id>/<step_id>")
@requires(Permission.WRITE_ANSWERS, restores_text=True)
def save_step(application_id: int, step_id: str) -> ResponseReturnValue:
    """Save a step and go on; whoever wrote the same field meanwhile is not overwritten."""
    opened, fields = open_step(application_id, step_id), request_fields()
    stays = not STAYING.isdisjoint(fields)
    _remove_row(fields)
    try:
        saved = _save(opened, fields, visited=not stays)
        raw = {} if saved.conflicts else _change_marks(opened, saved.draft, fields)
        get_session().commit()
    except OperationalError:
        text = _("We could not save just now. Wait a moment and press “Save and continue” again.")
        return _not_saved(opened, fields, text), 503
    except InvalidInputError:
        text = _("A field holds more text than we can keep. Shorten it and press “Save and continue” again.")
        return _not_saved(opened, fields, text), 422
    if saved.conflicts:
        clash = conflict_page(opened.case, opened.step, saved.draft, fields, saved.conflicts, _writer(saved.draft))
        return render_template("wizard/conflict.html", page=clash, carried=_carried(fields)), 409
    if raw:
        return _show_masked(opened, saved.draft, raw, is_undone="unmask" in fields)
    answers = {**opened.answers, step_id: saved.draft.fields}
    if stays or "stay" in fields:
        return see_other(_same_step(opened, fields))
    page = step_page(
        opened.case,
        opened.step,
        answers,
        saved.draft.fields,
        base_of(saved.draft.version, saved.draft.fields),
        shows_faults=True,
        strangers=_strangers(opened, saved.draft.fields),
        reference=reference_for(get_session(), opened.step),
    )
    if page.errors and "later" not in fields:
        return _show(page, saved=saved.draft), 422
    return see_other(_next_url(opened, answers))


def _same_step(opened: OpenStep, fields: Mapping[str, str]) -> str:
    """The page that was saved, with the row that was asked for and at the place where it was."""
    wanted = fields.get("add_row", "")
    asks = wanted if any(q.kind is Kind.CALCULATION for q in opened.step.questions) else ""
    return url_for(
        "wizard.step",
        application_id=opened.case.application.id,
        step_id=opened.step.id,
        add_row=asks or None,
        _anchor=f"{asks}s" if asks else None,
    )


def _change_marks(opened: OpenStep, draft: StepDraft, fields: Mapping[str, str]) -> dict[str, str]:
    """Mask what has just been saved, or put back what was masked, as the pressed button says.

    Returns the texts as they were before they were masked; after undoing, those where one cannot tell what stood where.
    """
    raw, session = _raw(fields), get_session()
    restored = unmasked(opened.step, draft.fields, raw)
    if "mask" in fields:
        changed = masked(opened.step, draft.fields)
        # What was masked before on the same page can still be put back too.
        raw |= {name: restored.get(name, draft.fields[name]) for name in changed}
    elif "unmask" in fields:
        changed, raw = restored, {name: text for name, text in raw.items() if name not in restored}
    else:
        # A page that goes on with one more row can still be undone.
        return raw if "add_row" in fields else {}
    base = base_of(draft.version, draft.fields)
    operations.save_fields(session, opened.case.application, opened.step.id, changed, by=current_user(), base=base)
    if "mask" in fields:
        # Last: saving may have kept the text that was just masked.
        mask_revisions(session, opened.case.application.id, opened.step)
    return raw


def _raw(fields: Mapping[str, str]) -> dict[str, str]:
    """The texts as they were before they were masked, which the page carries until it is saved."""
    return {name[len(RAW) :]: text for name, text in fields.items() if name.startswith(RAW)}


def _carried(fields: Mapping[str, str]) -> dict[str, str]:
    """What "mask" and "undo" need when a conflict has to be settled first."""
    return {name: text for name, text in fields.items() if name in ("mask", "unmask") or name.startswith(RAW)}


def _show_masked(opened: OpenStep, draft: StepDraft, raw: Mapping[str, str], *, is_undone: bool) -> str:
    """The step as it has been saved, with the texts as they were in its form until it is saved again."""
    page = step_page(
        opened.case,
        opened.step,
        {**opened.answers, opened.step.id: draft.fields},
        draft.fields,
        base_of(draft.version, draft.fields),
        shows_faults=draft.visited,
        strangers=_strangers(opened, draft.fields),
        reference=reference_for(get_session(), opened.step),
    )
    return _show(page, saved=draft, raw=raw, taken=taken_out(raw), is_undone=is_undone)


def _strangers(opened: OpenStep, fields: Mapping[str, str]) -> dict[str, str]:
    """Who is named as an owner and is no administration, by field. It may be a slip: it does not stop the sending."""
    form = form_of(opened.case.application.status)
    owners = queries.named_owners(get_session(), form, {opened.step.id: fields})
    return {field: name for field, name, found in owners if found is None}


def _save(opened: OpenStep, fields: dict[str, str], *, visited: bool) -> operations.Saved:
    """Store the form; the caller commits."""
    session, application = get_session(), opened.case.application
    saved = operations.save_fields(
        session,
        application,
        opened.step.id,
        resolved(opened.step, opened.answers.get(opened.step.id, {}), fields),
        by=current_user(),
        base=base_in(fields),
        visited=visited,
    )
    if not visited:
        operations.note_presence(session, application.id, opened.step.id, current_user().id)
    forget_held(url_for("wizard.step", application_id=application.id, step_id=opened.step.id))
    return saved


def _remove_row(fields: dict[str, str]) -> None:
    """Empty the row whose "remove" button was pressed; an empty row is not stored."""
    if prefix := fields.get("remove_row"):
        for name in fields:
            if name.startswith(f"{prefix}-"):
                fields[name] = ""


def _next_url(opened: OpenStep, answers: Answers) -> str:
    """The next open step; at the end the page to check it all."""
    application_id, form = opened.case.application.id, form_of(opened.case.application.status)
    following = form.after(opened.step, answers)
    open_steps = completion.steps_to_edit(get_session(), opened.case.application, answers)
    while following is not None and following not in open_steps:
        following = form.after(following, answers)
    if following is None:
        return url_for("wizard.check", application_id=application_id)
    return url_for("wizard.step", application_id=application_id, step_id=following.id)


def _not_saved(opened: OpenStep, fields: dict[str, str], text: str) -> str:
    """The form again, with everything in it, and why it could not be saved."""
    get_session().rollback()
    reference = reference_for(get_session(), opened.step)
    page = step_page(
        opened.case, opened.step, opened.answers, fields, opened.base, shows_faults=False, reference=reference
    )
    return _show(page.with_error(text), is_kept=True, raw=_raw(fields))


@bp.post("/sketches/<int:application_id>/<step_id>/autosave")
@requires(Permission.WRITE_ANSWERS, signed_out=tell_at("wizard.step"))
def autosave(application_id: int, step_id: str) -> ResponseReturnValue:
    """Save while one types, and say so."""
    opened, fields = open_step(application_id, step_id), request_fields()
    try:
        saved = _save(opened, fields, visited=False)
        get_session().commit()
    except InvalidInputError:
        return render_template("wizard/_too_long.html"), 422
    draft, reference = saved.draft, reference_for(get_session(), opened.step)
    is_read_through = draft.visited or bool(fields.get("left"))
    return render_template(
        "wizard/_saved.html",
        at=show_time(draft.saved_at),
        base=base_after(base_in(fields), draft.version, draft.fields, fields),
        remarks=remarks(opened.step, draft.fields, is_read_through=is_read_through, reference=reference),
        calculates=reference is not None,
        result=result_of(draft.fields, reference) if reference else None,
        writer=_writer(draft) if saved.conflicts else "",
    )


def _writer(draft: StepDraft) -> str:
    person = get_session().get(Person, draft.saved_by_id)
    return person.name if person else _("Somebody else")


@bp.get("/sketches/<int:application_id>/<step_id>/earlier")
@requires(Permission.WRITE_ANSWERS)
def earlier(application_id: int, step_id: str) -> ResponseReturnValue:
    """Earlier texts of a step: who wrote them, and what has changed since."""
    opened = open_step(application_id, step_id)
    kept = queries.earlier_texts(get_session(), application_id, step_id)
    return render_template(
        "wizard/earlier.html",
        case=opened.case,
        step=opened.step,
        texts=earlier_texts(opened.step, opened.answers.get(step_id, {}), kept),
    )


@bp.post("/sketches/<int:application_id>/<step_id>/earlier")
@requires(Permission.WRITE_ANSWERS)
def use_again(application_id: int, step_id: str) -> ResponseReturnValue:
    """Use an earlier text again; the present one becomes an earlier text."""
    opened, session = open_step(application_id, step_id), get_session()
    revision = session.get(StepRevision, request.form.get("revision", 0, type=row_number))
    if revision is None or (revision.application_id, revision.step) != (application_id, step_id):
        flash(_("That text is not kept any more."), "info")
        return see_other(url_for("wizard.earlier", application_id=application_id, step_id=step_id))
    operations.use_again(session, opened.case.application, revision, by=current_user())
    session.commit()
    flash(_("The earlier text is back. What stood here before is kept among the earlier texts."))
    return see_other(url_for("wizard.step", application_id=application_id, step_id=step_id))
