"""The verbs of a case file: create, move on, write, hand over."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sifapp.access import Whose
from sifapp.accounts.models import Person
from sifapp.accounts.queries import User
from sifapp.advice import search_terms
from sifapp.applications import log
from sifapp.applications.models import (
    Application,
    Call,
    CaseMember,
    CompletionRequest,
    Message,
    Origin,
    SearchTerm,
)
from sifapp.db import upsert, utc_now
from sifapp.errors import TransitionNotAllowedError
from sifapp.statuses import CLOSED, Move, Status, target_of

# These go between the writers and their manager: the last day to send stays what it was.
WITHIN_A_SIDE = frozenset({Move.ASK_SIGN_OFF, Move.TAKE_BACK, Move.REFUSE_SIGN_OFF})


def create_application(
    session: Session, call: Call, owner: User, *, title: str = "", origin: Origin = Origin.ADMINISTRATION
) -> Application:
    """Open a case as a draft of the owner's administration."""
    now = utc_now()
    application = Application(
        call_id=call.id,
        title=title,
        origin=origin,
        status_since=now,
        created_at=now,
        changed_at=now,
        owner_id=owner.id,
        lead_administration_id=owner.administration.id,
    )
    session.add(application)
    session.flush()
    log.record(session, "created", application_id=application.id, by=owner.id, origin=origin.value)
    return application


def change_if(session: Session, application: Application, *conditions: sa.ColumnElement[bool], **values: Any) -> None:
    """Change the case's row if ``conditions`` still hold: a double press, or two people at once, change it once.

    The object keeps its old values until it is refreshed. Raises TransitionNotAllowedError when somebody was first.
    """
    changed = session.execute(
        sa.update(Application)
        .where(col(Application.id) == application.id, *conditions)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE always has it
        raise TransitionNotAllowedError("somebody else was first")


def hold(session: Session, application: Application, move: Move) -> None:
    """Lock the case where ``move`` starts: what is read after this is what the move is made with.

    Raises TransitionNotAllowedError when the case is not (or no longer) there.
    """
    source = application.status
    if target_of(move, source) is None:
        raise TransitionNotAllowedError(f"{move} from {source}")
    there = col(Application.status) == source, col(Application.deleted_at).is_(None)
    change_if(session, application, *there, changed_at=utc_now())


def transition(
    session: Session,
    application: Application,
    move: Move,
    *,
    by: User,
    request_id: str = "",
    due_in_days: int | None = None,
    **details: Any,
) -> None:
    """Make ``move``: the only way in which a status changes. Writes the log in the same transaction.

    ``due_in_days``: when the new status should be left; None for no such day. An invitation to apply has the call's
    last day, which stays while a manager has the application.
    Raises TransitionNotAllowedError when the case is not (or no longer) where the move starts.
    """
    source, now = application.status, utc_now()
    target = target_of(move, source)
    if target is None:
        raise TransitionNotAllowedError(f"{move} from {source}")
    if move is Move.INVITE:
        due_in_days = session.get_one(Call, application.call_id).application_days
    values: dict[str, Any] = {"status": target, "status_since": now, "changed_at": now}
    if move not in WITHIN_A_SIDE:
        values["due_at"] = None
    if due_in_days is not None:
        values["due_at"] = now + timedelta(days=due_in_days)
    if source is Status.PRE_STUDY:
        # A plan or report that was sent is answered now, or asked for no more.
        values["awaits_reply"] = False
    if target is Status.SUBMITTED and application.submitted_at is None:
        values["submitted_at"] = now
    change_if(session, application, col(Application.status) == source, col(Application.deleted_at).is_(None), **values)
    session.refresh(application)
    log.record(
        session,
        move.value,
        application_id=application.id,
        by=by.id,
        request_id=request_id,
        **{"from": source.value, "to": target.value},
        **details,
    )


def take_case(session: Session, application: Application, by: User) -> None:
    """Make the coordinator the case's lead. Raises TransitionNotAllowedError when somebody else has just taken it."""
    old = application.coordinator_id
    unchanged = col(Application.coordinator_id).is_not_distinct_from(old)
    change_if(session, application, unchanged, coordinator_id=by.id, changed_at=utc_now())
    session.refresh(application)
    log.record(session, "taken", application_id=application.id, by=by.id, old=old, new=by.id)


def release_cases(session: Session, lead_id: int, *, by: User | None) -> None:
    """Make a coordinator's open cases nobody's, so that they stand on every coordinator's heap again.

    ``by``: None for the worker.
    """
    released = session.execute(
        sa.update(Application)
        .where(col(Application.coordinator_id) == lead_id, col(Application.status).not_in(CLOSED))
        .values(coordinator_id=None, changed_at=utc_now())
        .returning(col(Application.id))
        .execution_options(synchronize_session=False)
    )
    for case_id in sorted(released.scalars()):
        log.record(session, "lead_left", application_id=case_id, by=by.id if by else None, old=lead_id)


def ask_for_completion(
    session: Session, application: Application, *, steps: list[str], note: str, by: User
) -> CompletionRequest:
    """Store which steps unlock and why; the move itself is `transition`'s."""
    request = CompletionRequest(
        application_id=application.id, steps=steps, note=note, asked_by_id=by.id, asked_at=utc_now()
    )
    session.add(request)
    session.flush()
    return request


def write_message(
    session: Session, application: Application, body: str, *, by: User, from_fund: bool, step: str | None = None
) -> Message:
    """Add to the conversation; whose turn it is follows from who wrote last. ``step``: the one that it is about."""
    message = Message(
        application_id=application.id,
        author_id=by.id,
        from_fund=from_fund,
        body=body,
        written_at=utc_now(),
        step=step,
    )
    application.awaits_reply = not from_fund
    session.add_all((message, application))
    session.flush()
    log.record(session, "message_written", application_id=application.id, by=by.id, message=message.id)
    return message


def add_member(session: Session, application: Application, person: Person, may: Whose, *, by: User) -> None:
    """Invite a colleague as editor or viewer; inviting again changes what they may."""
    key = ("application_id", "person_id")
    upsert(session, CaseMember, key, application_id=application.id, person_id=person.id, may=may, added_at=utc_now())
    log.record(session, "member_added", application_id=application.id, by=by.id, person=person.id, may=may.value)


def remove_member(session: Session, application: Application, person_id: int, *, by: User) -> None:
    """End a colleague's access."""
    session.execute(
        sa.delete(CaseMember).where(
            col(CaseMember.application_id) == application.id, col(CaseMember.person_id) == person_id
        )
    )
    log.record(session, "member_removed", application_id=application.id, by=by.id, person=person_id)


def hand_over(session: Session, application: Application, to: Person, *, by: User) -> None:
    """Make a colleague the owner; the old owner stays as editor."""
    old = application.owner_id
    change_if(session, application, col(Application.owner_id) == old, owner_id=to.id)
    session.execute(
        sa.delete(CaseMember).where(
            col(CaseMember.application_id) == application.id, col(CaseMember.person_id) == to.id
        )
    )
    session.refresh(application)
    session.merge(CaseMember(application_id=application.id, person_id=old, may=Whose.EDITOR, added_at=utc_now()))
    session.flush()
    log.record(session, "handed_over", application_id=application.id, by=by.id, old=old, new=to.id)


def delete_draft(session: Session, application: Application, *, by: User) -> None:
    """Put a draft aside. It can be brought back until the retention rule takes it."""
    is_draft = col(Application.status) == Status.DRAFT
    change_if(session, application, is_draft, col(Application.deleted_at).is_(None), deleted_at=utc_now())
    session.refresh(application)
    log.record(session, "draft_deleted", application_id=application.id, by=by.id)


def restore_draft(session: Session, application: Application, *, by: User) -> None:
    """Bring a deleted draft back."""
    change_if(session, application, col(Application.deleted_at).is_not(None), deleted_at=None)
    session.refresh(application)
    log.record(session, "draft_restored", application_id=application.id, by=by.id)


def index_text(session: Session, application: Application, text: str) -> None:
    """Replace the case's search terms by those of ``text``."""
    session.execute(sa.delete(SearchTerm).where(col(SearchTerm.application_id) == application.id))
    terms = sorted({term[:60] for term in search_terms(text)})
    if terms:
        session.execute(sa.insert(SearchTerm), [{"term": term, "application_id": application.id} for term in terms])
