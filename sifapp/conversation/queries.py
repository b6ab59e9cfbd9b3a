"""Which conversation is this browser's, which were handed over, and what do people say is not right?"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.models import Person
from sifapp.conversation.models import About, Conversation, HandOver, KeptConversation, Objection

PAGE = 50
# A number that is only shown need not be exact above this.
MOST_COUNTED = 1000


@dataclass(frozen=True)
class HandedOver:
    """A conversation that was handed over, with the person who asks and who answered."""

    hand_over: HandOver
    kept: KeptConversation
    person: Person


def conversation_by_token(session: Session, token_hash: str) -> Conversation | None:
    """The conversation of a browser, whosever it is."""
    return session.exec(select(Conversation).where(Conversation.token_hash == token_hash)).first()


def own_conversation(session: Session, conversation_id: int, person_id: int) -> Conversation | None:
    """A conversation of a person's own."""
    found = session.get(Conversation, conversation_id)
    return found if found is not None and found.person_id == person_id else None


def latest_conversation(session: Session, person_id: int) -> Conversation | None:
    """The conversation that a person held last."""
    return session.exec(
        select(Conversation)
        .where(Conversation.person_id == person_id)
        .order_by(col(Conversation.changed_at).desc(), col(Conversation.id).desc())
        .limit(1)
    ).first()


def kept_for_case(session: Session, application_id: int) -> Sequence[tuple[KeptConversation, HandOver | None]]:
    """The conversations that belong to a case, first first, with what was asked and answered when handed over."""
    rows = session.exec(
        select(KeptConversation, HandOver)
        .outerjoin(HandOver, col(HandOver.kept_id) == KeptConversation.id)
        .where(KeptConversation.application_id == application_id)
        .order_by(col(KeptConversation.id))
    )
    return rows.all()


def handed_over(session: Session, before: int | None = None) -> Sequence[HandedOver]:
    """Conversations that were handed over, latest first, one more than a page. ``before``: older than this id."""
    query = _handed_over().order_by(col(HandOver.id).desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(col(HandOver.id) < before)
    return [HandedOver(*row) for row in session.execute(query)]


def one_hand_over(session: Session, hand_over_id: int) -> HandedOver | None:
    """One conversation that was handed over."""
    row = session.execute(_handed_over().where(col(HandOver.id) == hand_over_id)).first()
    return HandedOver(*row) if row else None


def _handed_over() -> sa.Select[HandOver, KeptConversation, Person]:
    return (
        sa.select(HandOver, KeptConversation, Person)
        .join(KeptConversation, col(KeptConversation.id) == HandOver.kept_id)
        .join(Person, col(Person.id) == HandOver.person_id)
    )


def waiting_count(session: Session) -> int:
    """How many conversations wait for an answer, up to 1,001, which means more than 1,000."""
    waiting = sa.select(col(HandOver.id)).where(col(HandOver.answered_at).is_(None)).limit(MOST_COUNTED + 1).subquery()
    return int(session.execute(sa.select(sa.func.count()).select_from(waiting)).scalar_one())


def hand_overs_of(session: Session, conversation_id: int) -> Sequence[HandOver]:
    """What was handed over of a conversation, latest first."""
    return session.exec(
        select(HandOver)
        .join(KeptConversation, col(KeptConversation.id) == HandOver.kept_id)
        .where(KeptConversation.conversation_id == conversation_id)
        .order_by(col(HandOver.id).desc())
    ).all()


def objections(
    session: Session, before: int | None = None, *, about: About | None = None, said: str = ""
) -> Sequence[tuple[Objection, KeptConversation]]:
    """What people say is not right, latest first, one more than a page. ``before``: older than this id.

    ``about`` and ``said``: only of this area, or of this money.
    """
    query = (
        select(Objection, KeptConversation)
        .join(KeptConversation, col(KeptConversation.id) == Objection.kept_id)
        .order_by(col(Objection.id).desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(col(Objection.id) < before)
    if about is not None:
        query = query.where(col(Objection.about) == about, col(Objection.said) == said)
    return session.exec(query).all()


def same_objection(session: Session, conversation_id: int, about: str, said: str) -> Objection | None:
    """What was said before of the same thing in the same conversation."""
    return session.exec(
        select(Objection)
        .join(KeptConversation, col(KeptConversation.id) == Objection.kept_id)
        .where(
            KeptConversation.conversation_id == conversation_id,
            Objection.about == about,
            Objection.said == said,
        )
    ).first()
