"""The verbs of a sketch: start, save, send, sign off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from sifapp.accounts.queries import User
from sifapp.advice import AREAS
from sifapp.applications import log
from sifapp.applications.models import Application, Call, Origin
from sifapp.applications.operations import change_if, create_application
from sifapp.db import upsert, utc_now
from sifapp.errors import InvalidInputError
from sifapp.statuses import EDITABLE
from sifapp.wizard.merging import Base, Merge, merge
from sifapp.wizard.models import NOBODY, Presence, StepDraft, StepRevision
from sifapp.wizard.queries import drafts_of, present_at
from sifapp.wizard.questions import Step
from sifapp.wizard.revisions import is_worth_keeping, keep_conflicting, keep_revision
from sifapp.wizard.rules import LONGEST, field_names
from sifapp.wizard.savings import REMARKS, is_remark
from sifapp.wizard.steps import SKETCH
from sifapp.wizard.which_form import step_by_id

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


def start_anew(session: Session, earlier: Application, call: Call, *, by: User) -> Application:
    """Open a draft sketch with what stands in an earlier case's sketch, to be worked on; the earlier case stays."""
    application = create_application(session, call, by, origin=earlier.origin)
    asked = {step.id for step in SKETCH.steps}
    for step_id, draft in drafts_of(session, earlier.id).items():
        if step_id in asked:
            save_fields(session, application, step_id, draft.fields, by=by)
    log.record(session, "started_anew", application_id=application.id, by=by.id, earlier=earlier.reference)
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
    for name, text in fields.items():
        if len(text) > LONGEST:
            raise InvalidInputError(name, str(LONGEST))
    # It also locks the case: a sketch that is being sent does not change under way.
    is_open = (col(Application.status).in_(EDITABLE), col(Application.deleted_at).is_(None))
    change_if(session, application, *is_open, changed_at=utc_now())
    draft = session.get(StepDraft, (application.id, step_id))
    while True:
        names = _names(step_id, fields, draft)
        merged = _merge(names, draft, fields, base, by.id)
        saved = _store(session, application, step_id, draft, merged, by=by, visited=visited)
        if saved is not None:
            break
        draft = session.get(StepDraft, (application.id, step_id), populate_existing=True)
    if merged.conflicts:
        mine = {name: fields[name] for name in names if name in fields}
        keep_conflicting(session, application.id, step_id, saved.version, mine, by.id)
    _touch(session, application, step_id, merged.fields)
    return Saved(saved, merged.conflicts)


def use_again(session: Session, application: Application, revision: StepRevision, *, by: User) -> Saved:
    """Put an earlier text of a step in place of what stands there now, which is kept as an earlier text in its turn."""
    fields = {name: revision.fields.get(name, "") for name in field_names(_step(revision.step))}
    return save_fields(session, application, revision.step, fields, by=by)


def _names(step_id: str, fields: Mapping[str, str], draft: StepDraft | None) -> Sequence[str]:
    """The fields that a step can have. Which administrations the applicant has something to say of, nobody can list."""
    if step_id != REMARKS:
        return field_names(_step(step_id))
    return [name for name in {**(draft.fields if draft else {}), **fields} if is_remark(name)]


def _merge(
    names: Sequence[str], draft: StepDraft | None, fields: Mapping[str, str], base: Base | None, person_id: int
) -> Merge:
    theirs, authors = (draft.fields, draft.authors) if draft else ({}, {})
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
