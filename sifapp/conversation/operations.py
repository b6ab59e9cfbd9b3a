"""The verbs of a conversation: take a turn, mask, delete, hand over, start a sketch, object."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.operations import hash_token
from sifapp.accounts.queries import User
from sifapp.advice import DialogueState, Turn, masked, replay
from sifapp.applications.models import Application, Call
from sifapp.conversation.models import About, Conversation, HandOver, KeptConversation, Objection
from sifapp.conversation.queries import same_objection
from sifapp.conversation.rules import sketch_fields
from sifapp.db import utc_now
from sifapp.errors import TransitionNotAllowedError
from sifapp.i18n import language
from sifapp.knowledge.queries import knowledge_version
from sifapp.wizard.models import NOBODY
from sifapp.wizard.operations import save_fields
from sifapp.wizard.operations import start_sketch as open_sketch

# What somebody does in a conversation.
Change = Callable[[DialogueState], DialogueState]


def state_of(conversation: Conversation | KeptConversation | None) -> DialogueState:
    """The conversation as the assistant takes it, in the reader's language."""
    turns = conversation.turns if conversation else []
    return DialogueState(language(), tuple(Turn(**row) for row in turns))  # type: ignore[arg-type]  # as it was stored


def take_turn(
    session: Session, conversation: Conversation | None, change: Change, *, token: str, person_id: int | None, seen: int
) -> Conversation:
    """Do one thing in the conversation; the first opens it.

    ``token``: the browser's, for a new one. ``seen``: how many turns the page showed: what was sent twice is done once.
    Raises AssistantError when the turn names what there is not.
    """
    if conversation is None:
        return _open(session, _rows(change(state_of(None))), token=token, person_id=person_id)
    while True:
        before = state_of(conversation)
        if _was_done(before, change, max(seen, 0)):
            return conversation
        if _write(session, conversation, _rows(change(before)), person_id):
            return conversation
        session.refresh(conversation)


def _open(session: Session, turns: list[dict[str, str]], *, token: str, person_id: int | None) -> Conversation:
    conversation = Conversation(
        token_hash=hash_token(token), person_id=person_id, turns=turns, version=1, changed_at=utc_now()
    )
    session.add(conversation)
    session.flush()
    return conversation


def _rows(state: DialogueState) -> list[dict[str, str]]:
    return [asdict(turn) for turn in state.turns]


def _was_done(state: DialogueState, change: Change, seen: int) -> bool:
    """Whether this turn has been taken since the page was loaded: a double press."""
    if len(state.turns) <= seen:
        return False
    shown = DialogueState(state.language, state.turns[:seen])
    return change(shown).turns[-1] == state.turns[seen]


def _write(session: Session, conversation: Conversation, turns: list[dict[str, str]], person_id: int | None) -> bool:
    """Store the turns; False when another window of the same person was first."""
    values: dict[str, Any] = {
        "turns": turns,
        "version": conversation.version + 1,
        "changed_at": utc_now(),
        "person_id": conversation.person_id or person_id,
    }
    changed = session.execute(
        sa.update(Conversation)
        .where(col(Conversation.id) == conversation.id, col(Conversation.version) == conversation.version)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(conversation)
    return changed.rowcount == 1  # type: ignore[attr-defined, no-any-return]  # an UPDATE always has it


def mask_turn(session: Session, conversation: Conversation, number: int, *, person_id: int | None) -> Conversation:
    """Take personal data out of turn ``number`` (from 0), here and wherever it is kept, for good."""
    taken = take_turn(
        session, conversation, lambda state: masked(state, number), token="", person_id=person_id, seen=10**6
    )
    text = taken.turns[number]["text"]
    for kept in session.exec(select(KeptConversation).where(KeptConversation.conversation_id == taken.id)):
        # What is kept is the conversation as far as it had come, so a turn has the same number in both.
        if number < len(kept.turns):
            kept.turns = [*kept.turns[:number], {**kept.turns[number], "text": text}, *kept.turns[number + 1 :]]
            session.add(kept)
    session.flush()
    return taken


def delete(session: Session, conversation: Conversation) -> None:
    """Delete a conversation, with what was "not right" in it.

    What was handed over, or kept with a sketch, stays with the fund.
    """
    _delete_kept(session, col(KeptConversation.conversation_id) == conversation.id)
    session.delete(conversation)
    session.flush()


def _delete_kept(session: Session, *which: sa.ColumnElement[bool]) -> None:
    """Delete what is kept only because something was "not right": it was not handed over and belongs to no sketch."""
    session.execute(
        sa.delete(KeptConversation)
        .where(
            *which,
            col(KeptConversation.application_id).is_(None),
            ~sa.exists().where(col(HandOver.kept_id) == KeptConversation.id),
        )
        .execution_options(synchronize_session=False)
    )


def delete_forgotten(session: Session, days: int) -> None:
    """Delete the conversations that are nobody's and have not been used for ``days`` days.

    What was kept because something was "not right" goes as well when its conversation is gone, whosever it was.
    """
    oldest = utc_now() - timedelta(days=days)
    session.execute(
        sa.delete(Conversation)
        .where(col(Conversation.person_id).is_(None), col(Conversation.changed_at) < oldest)
        .execution_options(synchronize_session=False)
    )
    _delete_kept(session, col(KeptConversation.conversation_id).is_(None), col(KeptConversation.kept_at) < oldest)


def keep(session: Session, conversation: Conversation, *, person_id: int | None) -> KeptConversation:
    """Keep the conversation as it is now, with today's advice."""
    advice = replay(state_of(conversation)).advice
    kept = KeptConversation(
        conversation_id=conversation.id,
        person_id=person_id,
        application_id=conversation.application_id,
        turns=conversation.turns,
        advice=advice.as_dict() if advice else {},
        knowledge_version=knowledge_version(session),
        kept_at=utc_now(),
    )
    session.add(kept)
    session.flush()
    return kept


def hand_over(session: Session, conversation: Conversation | None, message: str, *, token: str, by: User) -> HandOver:
    """Give the conversation to the coordinators, with a question.

    None when it has been deleted meanwhile: the question then comes with an empty one, whose browser key is ``token``.
    """
    conversation = conversation or _open(session, [], token=token, person_id=by.id)
    _own(conversation, by)
    kept = keep(session, conversation, person_id=by.id)
    asked = HandOver(kept_id=kept.id, person_id=by.id, message=message, sent_at=utc_now())
    session.add(asked)
    session.flush()
    return asked


def answer_hand_over(session: Session, asked: HandOver, text: str, *, by: User) -> None:
    """Answer what was handed over. Raises TransitionNotAllowedError when a colleague was first."""
    now = utc_now()
    changed = session.execute(
        sa.update(HandOver)
        .where(col(HandOver.id) == asked.id, col(HandOver.answered_at).is_(None))
        .values(answer=text, answered_by_id=by.id, answered_at=now)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE always has it
        raise TransitionNotAllowedError("somebody else was first")
    session.refresh(asked)


def start_sketch(session: Session, conversation: Conversation, call: Call, *, by: User) -> Application:
    """Open a draft with everything in place that the conversation tells, and keep the conversation with it.

    What is put in place is nobody's text until a person saves it. Raises InvalidInputError for a text that is too long,
    TransitionNotAllowedError when a press at the same moment was first.
    """
    _claim(session, conversation)
    _own(conversation, by)
    application = open_sketch(session, by, call)
    for step, fields in sketch_fields(replay(state_of(conversation)), first_year=call.closes_on.year + 1).items():
        draft = save_fields(session, application, step, fields, by=by).draft
        draft.authors = dict.fromkeys(draft.fields, NOBODY)
        session.add(draft)
    conversation.application_id = application.id
    session.add(conversation)
    keep(session, conversation, person_id=by.id)
    # What was handed over before belongs to the case as well.
    session.execute(
        sa.update(KeptConversation)
        .where(
            col(KeptConversation.conversation_id) == conversation.id,
            col(KeptConversation.person_id) == by.id,
            # What an earlier sketch was started from, or asked about, stays with that one.
            col(KeptConversation.application_id).is_(None),
        )
        .values(application_id=application.id)
        .execution_options(synchronize_session=False)
    )
    return application


def _claim(session: Session, conversation: Conversation) -> None:
    """Lock the conversation until the commit, while no other sketch has been started from it since it was read."""
    begun = conversation.application_id
    changed = session.execute(
        sa.update(Conversation)
        .where(col(Conversation.id) == conversation.id, col(Conversation.application_id).is_not_distinct_from(begun))
        .values(version=col(Conversation.version) + 1)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE always has it
        raise TransitionNotAllowedError("a sketch has just been started")
    session.refresh(conversation)


def _own(conversation: Conversation, by: User) -> None:
    """From now on the conversation is this person's."""
    conversation.person_id = by.id


def object_to(
    session: Session, conversation: Conversation, about: About, said: str, reason: str, *, person_id: int | None
) -> Objection:
    """Note that something is not right, with the conversation; said again, the reason is the newer one."""
    found = same_objection(session, conversation.id, about, said)
    if found is None:
        kept = keep(session, conversation, person_id=person_id)
        found = Objection(kept_id=kept.id, about=about, said=said, pressed_at=utc_now())
    found.reason = reason or found.reason
    session.add(found)
    session.flush()
    return found
