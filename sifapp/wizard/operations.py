"""The verbs of a sketch: start, save, send, sign off."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from sifapp.accounts.models import Person
from sifapp.accounts.queries import User
from sifapp.advice import AREAS
from sifapp.applications import log
from sifapp.applications.attachments import frozen_files
from sifapp.applications.models import Application, Call, CasePartner, CompletionRequest, Origin, Submission
from sifapp.applications.operations import change_if, create_application, hold, index_text, transition
from sifapp.applications.queries import call_to_show, open_completion, submissions_of
from sifapp.db import upsert, utc_now
from sifapp.errors import CallClosedError, InvalidInputError, NotAllowedError
from sifapp.i18n import today
from sifapp.knowledge.queries import knowledge_version
from sifapp.statuses import EDITABLE, Move, Status
from sifapp.wizard.advising import advise_on
from sifapp.wizard.merging import Base, Merge, merge
from sifapp.wizard.models import NOBODY, Presence, StepDraft, StepRevision
from sifapp.wizard.queries import answers_of, drafts_of, named_owners, present_at
from sifapp.wizard.questions import Answers, Step
from sifapp.wizard.reading import text_of
from sifapp.wizard.revisions import is_worth_keeping, keep_conflicting, keep_revision
from sifapp.wizard.rules import LONGEST, faults_in, field_names
from sifapp.wizard.which_form import form_of, step_by_id

AREA_IDS = frozenset(area.id for area in AREAS)

# Well within the two minutes for which somebody counts as present.
NOTED_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class Saved:
    """What became of a save. ``conflicts``: fields that somebody else has changed too; they were left alone."""

    draft: StepDraft
    conflicts: tuple[str, ...]


def start_sketch(
    session: Session,
    owner: User,
    call: Call,
    *,
    idea: str = "",
    area: str = "",
    origin: Origin = Origin.ADMINISTRATION,
) -> Application:
    """Open a draft sketch with the idea's text in place, and the area of the advice, which is nobody's choice yet."""
    application = create_application(session, call, owner, origin=origin)
    if idea:
        save_fields(session, application, "idea", {"idea": idea}, by=owner)
    if area:
        draft = save_fields(session, application, "area", {"area": area}, by=owner).draft
        draft.authors = {"area": NOBODY}
        session.add(draft)
    return application


def save_fields(
    session: Session,
    application: Application,
    step_id: str,
    fields: Mapping[str, str],
    *,
    by: User,
    base: Base | None = None,
    visited: bool = False,
) -> Saved:
    """Store the raw text of a step, whatever it is worth, merged with what others have written meanwhile.

    ``base``: what the page was opened on; None to write over whatever stands there, which is kept. ``visited``: the
    person pressed "continue", so faults may be shown from now on. Raises InvalidInputError for a text that is longer
    than any book.
    """
    step = _step(step_id)
    for name, text in fields.items():
        if len(text) > LONGEST:
            raise InvalidInputError(name, str(LONGEST))
    # It also locks the case: a sketch that is being sent does not change under way.
    is_open = (col(Application.status).in_(EDITABLE), col(Application.deleted_at).is_(None))
    change_if(session, application, *is_open, changed_at=utc_now())
    draft = session.get(StepDraft, (application.id, step_id))
    while True:
        merged = _merge(step, draft, fields, base, by.id)
        saved = _store(session, application, step_id, draft, merged, by=by, visited=visited)
        if saved is not None:
            break
        draft = session.get(StepDraft, (application.id, step_id), populate_existing=True)
    if merged.conflicts:
        mine = {name: fields[name] for name in field_names(step) if name in fields}
        keep_conflicting(session, application.id, step_id, saved.version, mine, by.id)
    _touch(session, application, step_id, merged.fields)
    return Saved(saved, merged.conflicts)


def use_again(session: Session, application: Application, revision: StepRevision, *, by: User) -> Saved:
    """Put an earlier text of a step in place of what stands there now, which is kept as an earlier text in its turn."""
    fields = {name: revision.fields.get(name, "") for name in field_names(_step(revision.step))}
    return save_fields(session, application, revision.step, fields, by=by)


def _merge(step: Step, draft: StepDraft | None, fields: Mapping[str, str], base: Base | None, person_id: int) -> Merge:
    theirs, authors = (draft.fields, draft.authors) if draft else ({}, {})
    names = field_names(step)
    if base is None:
        both = {**theirs, **fields}
        replaced = tuple(name for name in names if theirs.get(name) and theirs[name] != both[name])
        return Merge({name: both[name] for name in names if both.get(name)}, replaced=replaced)
    return merge(names, base, theirs, fields, {name for name, author in authors.items() if author == person_id})


def _step(step_id: str) -> Step:
    step = step_by_id(step_id)
    if step is None:
        raise ValueError(f"no step {step_id}")
    return step


def _store(
    session: Session,
    application: Application,
    step_id: str,
    draft: StepDraft | None,
    merged: Merge,
    *,
    by: User,
    visited: bool,
) -> StepDraft | None:
    """Write the step's next version; None when somebody else wrote it in the same moment."""
    if draft is not None and draft.fields == merged.fields and (draft.visited or not visited):
        return draft
    values: dict[str, Any] = {
        "version": draft.version + 1 if draft else 1,
        "fields": merged.fields,
        "authors": _authors(draft, merged.fields, by.id),
        "visited": visited or bool(draft and draft.visited),
        "saved_at": utc_now(),
        "saved_by_id": by.id,
    }
    if draft is None:
        return _insert(session, StepDraft(application_id=application.id, step=step_id, **values))
    if merged.replaced or is_worth_keeping(draft, merged.fields, by.id):
        keep_revision(session, application.id, step_id, draft.version, draft.fields, draft.saved_by_id)
    changed = session.execute(
        sa.update(StepDraft)
        .where(
            col(StepDraft.application_id) == application.id,
            col(StepDraft.step) == step_id,
            col(StepDraft.version) == draft.version,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE always has it
        return None
    for name, value in values.items():
        set_committed_value(draft, name, value)
    return draft


def _insert(session: Session, draft: StepDraft) -> StepDraft | None:
    try:
        with session.begin_nested():
            session.add(draft)
    except sa.exc.IntegrityError:
        return None
    return draft


def _authors(draft: StepDraft | None, fields: Mapping[str, str], person_id: int) -> dict[str, int]:
    """Who wrote each field: whoever changed it last."""
    old_fields, old_authors = (draft.fields, draft.authors) if draft else ({}, {})
    return {
        name: old_authors.get(name, person_id) if old_fields.get(name) == text else person_id
        for name, text in fields.items()
    }


def _touch(session: Session, application: Application, step_id: str, fields: Mapping[str, str]) -> None:
    """The case's title and area follow the sketch while it is being written."""
    if step_id == "idea":
        application.title = fields.get("title", "")[:200]
    if step_id == "area":
        application.area = fields.get("area") if fields.get("area") in AREA_IDS else None
    session.add(application)
    session.flush()


def come_to_step(session: Session, application_id: int, step_id: str, person_id: int) -> list[str]:
    """Note that a person has a step open. Returns the names of others who have it open too.

    Noted anew only when half a minute has passed: nobody shall wait for the disk to read a page.
    """
    present = present_at(session, application_id, step_id)
    noted = next((seen_at for id, _name, seen_at in present if id == person_id), None)
    if noted is None or utc_now() - noted > NOTED_EVERY:
        note_presence(session, application_id, step_id, person_id)
    return [name for id, name, _seen_at in present if id != person_id]


def note_presence(session: Session, application_id: int, step_id: str, person_id: int) -> None:
    """Note that a person has a step open."""
    upsert(
        session,
        Presence,
        ("application_id", "step", "person_id"),
        application_id=application_id,
        step=step_id,
        person_id=person_id,
        seen_at=utc_now(),
    )


def steps_to_edit(session: Session, application: Application, answers: Answers) -> tuple[Step, ...]:
    """The steps that are open: all of a draft, the named ones of a returned sketch."""
    steps = form_of(application.status).visible(answers)
    if application.status is not Status.RETURNED:
        return steps
    request = open_completion(session, application.id)
    named = set(request.steps) if request else set()
    return tuple(step for step in steps if step.id in named or _hangs_on(step, named))


def _hangs_on(step: Step, named: Set[str]) -> bool:
    """Whether an answer in one of the named steps may have brought this step into being."""
    return any(condition is not None and condition[0] in named for condition in (step.only_if, step.unless))


def unchanged_steps(session: Session, application: Application, answers: Answers) -> list[str]:
    """Ids of the steps that the fund asked for and that still say what they said when the sketch was sent."""
    request = completion_to_answer(session, application)
    if request is None:
        return []
    before = submissions_of(session, application.id)[-1].answers
    asked = (step.id for step in form_of(application.status).visible(answers) if step.id in request.steps)
    return [step_id for step_id in asked if _texts(answers, step_id) == _texts(before, step_id)]


def _texts(answers: Answers, step_id: str) -> dict[str, str]:
    return {name: text.strip() for name, text in answers.get(step_id, {}).items() if text.strip()}


def submit(
    session: Session, application: Application, call: Call, *, by: User, request_id: str = "", reason: str = ""
) -> Submission:
    """Send the sketch: everything is checked anew, a copy is frozen with form and advice, the log is written.

    ``reason``: why a step that the fund asked for is sent back unchanged.
    Raises CallClosedError, TransitionNotAllowedError (a double press), and InvalidInputError: faults remain; its field
    is "reason" when only that is missing, "manager" when the call that takes the sketch asks for a sign-off first.
    """
    first = application.status is not Status.RETURNED
    taking = call_that_takes(session, application, call)
    if taking is None:
        raise CallClosedError
    if taking.sign_off_required and application.status is Status.DRAFT:
        raise InvalidInputError("manager", "a manager signs it off first")
    _move_to(session, application, call, taking, by)
    unchanged = _unchanged(session, application, reason)
    move = Move.SUBMIT if first else Move.RESUBMIT
    hold(session, application, move)
    answers = _faultless_answers(session, application)
    submission = _freeze(session, application, answers, by)
    transition(
        session,
        application,
        move,
        by=by,
        request_id=request_id,
        due_in_days=taking.triage_days,
        digest=log.submission_digest(submission),
        **frozen_files(session, application.id),
        **unchanged,
    )
    if not first and (request := open_completion(session, application.id)):
        request.answered_at = utc_now()
        session.add(request)
    _set_partners(session, application, answers)
    index_text(session, application, text_of(answers))
    return submission


def _unchanged(session: Session, application: Application, reason: str) -> dict[str, Any]:
    """What the log says of steps that come back as they were. Raises InvalidInputError when no reason is given."""
    steps = unchanged_steps(session, application, answers_of(drafts_of(session, application.id)))
    if steps and not reason.strip():
        raise InvalidInputError("reason", "say why nothing needs to change")
    return {"unchanged": steps, "reason": reason.strip()} if steps else {}


def call_that_takes(session: Session, application: Application, call: Call) -> Call | None:
    """The call that the sketch can be sent to today; None when none is open.

    It is the sketch's own ``call``, or the open one when that has closed. A returned sketch stays where it was sent.
    """
    if application.status is Status.RETURNED or _is_open(call):
        return call
    other = call_to_show(session, today())
    return other if other is not None and _is_open(other) else None


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
    """What is written, read anew. Raises InvalidInputError while faults remain."""
    answers = answers_of(drafts_of(session, application.id))
    if faults := faults_in(form_of(application.status), answers):
        raise InvalidInputError(next(iter(faults)), "faults remain")
    return answers


def _freeze(session: Session, application: Application, answers: Answers, by: User) -> Submission:
    """Keep what was sent, with the advice of the day, for ever."""
    form = form_of(application.status)
    seen = {step.id: dict(answers.get(step.id, {})) for step in form.visible(answers)}
    advice = advise_on(seen)
    application.advised_area, application.advised_fund = advice.primary_area, advice.best_fund
    submission = Submission(
        application_id=application.id,
        round=len(submissions_of(session, application.id)) + 1,
        form_version=form.version,
        form_digest=form.digest(),
        answers=seen,
        advice=advice.as_dict(),
        knowledge_version=knowledge_version(session),
        submitted_at=utc_now(),
        submitted_by_id=by.id,
    )
    session.add_all((application, submission))
    session.flush()
    return submission


def _set_partners(session: Session, application: Application, answers: Answers) -> None:
    """Administrations that were named as co-owners become partners of the case, under their present names."""
    session.execute(sa.delete(CasePartner).where(col(CasePartner.application_id) == application.id))
    ids = {found.id for _field, _name, found in named_owners(session, answers) if found}
    ids.discard(application.lead_administration_id)
    session.add_all(CasePartner(application_id=application.id, administration_id=i) for i in sorted(ids))
    session.flush()


def ask_sign_off(
    session: Session, application: Application, manager: Person, *, by: User, request_id: str = ""
) -> None:
    """Ask a unit manager to sign the sketch off; they send it or give it back.

    Raises InvalidInputError (faults remain) and NotAllowedError when the manager works elsewhere or is oneself.
    """
    if manager.id in (by.id, application.owner_id) or manager.administration_id != application.lead_administration_id:
        raise NotAllowedError
    application.manager_id = manager.id
    session.add(application)
    transition(session, application, Move.ASK_SIGN_OFF, by=by, request_id=request_id, manager=manager.id)
    _faultless_answers(session, application)


def take_back(session: Session, application: Application, *, by: User, request_id: str = "") -> None:
    """Take the sketch back from the manager, who is no longer tied to it."""
    _untie_manager(session, application)
    transition(session, application, Move.TAKE_BACK, by=by, request_id=request_id)


def _untie_manager(session: Session, application: Application) -> None:
    application.manager_id = None
    session.add(application)
    session.flush()


def refuse_sign_off(session: Session, application: Application, note: str, *, by: User, request_id: str = "") -> None:
    """Give the sketch back to its writers with a note."""
    _untie_manager(session, application)
    transition(session, application, Move.REFUSE_SIGN_OFF, by=by, request_id=request_id, note=note)


def completion_to_answer(session: Session, application: Application) -> CompletionRequest | None:
    """What the coordinators asked for, while the sketch is with the applicant again."""
    return open_completion(session, application.id) if application.status is Status.RETURNED else None
