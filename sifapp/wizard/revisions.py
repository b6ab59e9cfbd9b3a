"""Which earlier texts of a step are kept?"""

from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.db import utc_now
from sifapp.wizard.masking import masked
from sifapp.wizard.models import StepDraft, StepRevision
from sifapp.wizard.questions import Step

# A person's own earlier text is kept as a revision when they come back to it after this long.
NEW_SITTING_AFTER = timedelta(minutes=10)


def is_worth_keeping(draft: StepDraft, fields: Mapping[str, str], person_id: int) -> bool:
    """Whether the stored text should be kept before ``fields`` take its place.

    Yes when this person writes over somebody else's text, or comes back to their own. Not when two people write in
    different fields at the same time: then nothing is lost, and a page that saves itself would keep each half sentence.
    """
    changed = {name for name, text in draft.fields.items() if fields.get(name, "") != text}
    is_anothers = any(draft.authors.get(name, draft.saved_by_id) != person_id for name in changed)
    return is_anothers or utc_now() - draft.saved_at > NEW_SITTING_AFTER


def keep_revision(
    session: Session, application_id: int, step_id: str, version: int, fields: Mapping[str, str], person_id: int
) -> None:
    """Keep a text of a step. ``person_id``: who wrote it."""
    session.add(
        StepRevision(
            application_id=application_id,
            step=step_id,
            version=version,
            fields=dict(fields),
            saved_at=utc_now(),
            saved_by_id=person_id,
        )
    )


def keep_conflicting(
    session: Session, application_id: int, step_id: str, version: int, fields: Mapping[str, str], person_id: int
) -> None:
    """Keep a text that could not be merged, in place of this person's last one of the same conflict.

    The page saves itself again and again while a conflict stands: each time the text is the same one, a little longer.
    """
    session.execute(
        sa.delete(StepRevision).where(
            col(StepRevision.application_id) == application_id,
            col(StepRevision.step) == step_id,
            col(StepRevision.version) == version,
            col(StepRevision.saved_by_id) == person_id,
        )
    )
    keep_revision(session, application_id, step_id, version, fields, person_id)


def mask_revisions(session: Session, application_id: int, step: Step) -> None:
    """Take personal data out of the earlier texts of a step, for good."""
    of_step = (col(StepRevision.application_id) == application_id, col(StepRevision.step) == step.id)
    for kept in session.exec(select(StepRevision).where(*of_step)):
        if without := masked(step, kept.fields):
            kept.fields = {**kept.fields, **without}
            session.add(kept)
    session.flush()
