"""What is written of a sketch so far, and who is writing?"""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from sifapp.accounts.models import Person
from sifapp.applications.models import Application
from sifapp.db import utc_now
from sifapp.wizard.models import Presence, StepDraft
from sifapp.wizard.steps import Answers

PRESENT_FOR = timedelta(minutes=2)


def drafts_of(session: Session, application_id: int) -> dict[str, StepDraft]:
    """The steps that hold text, by id, read anew."""
    rows = session.exec(
        select(StepDraft).where(StepDraft.application_id == application_id).execution_options(populate_existing=True)
    )
    return {draft.step: draft for draft in rows}


def answers_of(drafts: dict[str, StepDraft]) -> Answers:
    """The raw answers in drafts, as the rules take them."""
    return {step: draft.fields for step, draft in drafts.items()}


def others_at(session: Session, application_id: int, step: str, person_id: int) -> Sequence[str]:
    """Names of others who have had this step open in the last two minutes."""
    return session.exec(
        select(Person.name)
        .join(Presence, col(Presence.person_id) == Person.id)
        .where(
            Presence.application_id == application_id,
            Presence.step == step,
            Presence.person_id != person_id,
            Presence.seen_at > utc_now() - PRESENT_FOR,
        )
        .order_by(Person.name)
    ).all()


def deleted_drafts_of(session: Session, person_id: int) -> Sequence[Application]:
    """A person's own drafts that were deleted and can be brought back, latest first."""
    return session.exec(
        select(Application)
        .where(Application.owner_id == person_id, col(Application.deleted_at).is_not(None))
        .order_by(col(Application.deleted_at).desc())
    ).all()
