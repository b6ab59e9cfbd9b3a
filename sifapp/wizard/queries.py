"""What is written of a sketch or an application so far, and who is writing?"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration, Person
from sifapp.accounts.queries import administration_by_name
from sifapp.applications.models import Application
from sifapp.db import UTCDateTime, utc_now
from sifapp.i18n import today
from sifapp.wizard.models import Presence, StepDraft, StepRevision
from sifapp.wizard.questions import Answers, Form, Question
from sifapp.wizard.rules import filled_rows
from sifapp.wizard.which_form import FORMS

PRESENT_FOR = timedelta(minutes=2)
# More would be hard to find the way in.
MOST_EARLIER = 50

# Each page of the wizard asks both; building them anew would take longer than running them.
DRAFTS_OF_CASE = (
    select(StepDraft).where(StepDraft.application_id == sa.bindparam("case")).execution_options(populate_existing=True)
)
PRESENT_AT_STEP = (
    select(Presence.person_id, Person.name, Presence.seen_at)
    .join(Person, col(Person.id) == Presence.person_id)
    .where(
        Presence.application_id == sa.bindparam("case"),
        Presence.step == sa.bindparam("step"),
        col(Presence.seen_at) > sa.bindparam("since", type_=UTCDateTime),
    )
    .order_by(Person.name)
)


def named_owners(session: Session, form: Form, answers: Answers) -> list[tuple[str, str, Administration | None]]:
    """Who is named as owning it too: form field, the name as written, and the administration that it means."""
    question = _asks_for_partners(form)
    return [
        (f"{question.name}-{row['index']}-who", row["who"], administration_by_name(session, row["who"], today()))
        for row in filled_rows(question, answers.get(form.partners, {}))
        if row["role"] == "co_owner" and row["who"]
    ]


def others_taking_part(session: Session, answers: Answers, owners: Sequence[Administration]) -> list[str]:
    """Whom the application, or else the sketch, names besides ``owners``, the administrations that own it, as it
    names them.

    Sends a statement only for a name that is not one of theirs: it may be an administration's old one.
    """
    known = {name.casefold() for owner in owners for name in (owner.name_sv, owner.name_en)}
    form = next((form for form in reversed(FORMS) if form.partners in answers), FORMS[0])
    rows = [row for row in filled_rows(_asks_for_partners(form), answers.get(form.partners, {})) if row["who"]]

    def is_owner(row: Mapping[str, str]) -> bool:
        if row["role"] != "co_owner":
            return False
        return row["who"].casefold() in known or administration_by_name(session, row["who"], today()) is not None

    return [row["who"] for row in rows if not is_owner(row)]


def _asks_for_partners(form: Form) -> Question:
    step = form.step(form.partners)
    if step is None:
        raise ValueError(f"{form.id} has no step {form.partners}")
    return step.questions[0]


def drafts_of(session: Session, application_id: int) -> dict[str, StepDraft]:
    """The steps that hold text, by id, read anew."""
    rows = session.exec(DRAFTS_OF_CASE, params={"case": application_id})
    return {draft.step: draft for draft in rows}


def answers_of(drafts: dict[str, StepDraft]) -> Answers:
    """The raw answers in drafts, as the rules take them."""
    return {step: draft.fields for step, draft in drafts.items()}


def present_at(session: Session, application_id: int, step: str) -> Sequence[tuple[int, str, datetime]]:
    """Who has had this step open in the last two minutes: id, name and when last."""
    since = utc_now() - PRESENT_FOR
    return session.exec(PRESENT_AT_STEP, params={"case": application_id, "step": step, "since": since}).all()


def earlier_texts(session: Session, application_id: int, step: str) -> Sequence[tuple[StepRevision, Person]]:
    """The earlier texts of a step with their writers, the latest fifty, latest first."""
    return session.exec(
        select(StepRevision, Person)
        .join(Person, col(Person.id) == StepRevision.saved_by_id)
        .where(StepRevision.application_id == application_id, StepRevision.step == step)
        .order_by(col(StepRevision.id).desc())
        .limit(MOST_EARLIER)
    ).all()


def deleted_drafts_of(session: Session, person_id: int) -> Sequence[Application]:
    """A person's own drafts that were deleted and can be brought back, latest first."""
    return session.exec(
        select(Application)
        .where(Application.owner_id == person_id, col(Application.deleted_at).is_not(None))
        # What a retention rule has emptied cannot be brought back.
        .where(sa.exists().where(col(StepDraft.application_id) == col(Application.id)))
        .order_by(col(Application.deleted_at).desc())
    ).all()
