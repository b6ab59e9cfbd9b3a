"""What is kept of a conversation with the assistant?

Only what the user did, turn by turn; what the assistant says follows from it.
"""

from collections.abc import Mapping, Set
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.advice import AREAS, FUNDS
from sifapp.db import UTCDateTime, enum_column


class About(StrEnum):
    """What somebody says is not right."""

    AREA = "area"
    FUND = "fund"


# What can be said to be not right.
SAID: Mapping[About, Set[str]] = {
    About.AREA: {area.id for area in AREAS},
    About.FUND: {fund.id for fund in FUNDS},
}


class Conversation(SQLModel, table=True):
    """A conversation that is going on. The browser holds a random token; only its hash is stored."""

    id: int = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    # Whose it is; nobody's before somebody signs in.
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    turns: list[dict[str, str]] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    # Counts up with every change; an UPDATE names the version that it builds on.
    version: int
    # The sketch that was started from it.
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True, ondelete="SET NULL")
    changed_at: datetime = Field(sa_type=UTCDateTime, index=True)


class KeptConversation(SQLModel, table=True):
    """A conversation as it was when it came to concern the fund, with the advice of that day."""

    __tablename__ = "kept_conversation"

    id: int = Field(default=None, primary_key=True)
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id", index=True, ondelete="SET NULL")
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True, ondelete="CASCADE")
    turns: list[dict[str, str]] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    # As the assistant writes it; empty when there was no idea to advise on.
    advice: dict[str, Any] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    knowledge_version: str = Field(max_length=40)
    kept_at: datetime = Field(sa_type=UTCDateTime)


class HandOver(SQLModel, table=True):
    """A conversation that was handed over to the coordinators, and their answer."""

    __tablename__ = "hand_over"
    __table_args__ = (sa.Index("ix_hand_over_waiting", "answered_at", "id"),)

    id: int = Field(default=None, primary_key=True)
    kept_id: int = Field(foreign_key="kept_conversation.id", index=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True)
    message: str = Field(sa_type=sa.Text)
    sent_at: datetime = Field(sa_type=UTCDateTime)
    answer: str = Field(default="", sa_type=sa.Text)
    answered_by_id: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Objection(SQLModel, table=True):
    """Somebody pressed "this is not right" beside an area or a fund. ``said``: its id."""

    id: int = Field(default=None, primary_key=True)
    kept_id: int = Field(foreign_key="kept_conversation.id", index=True, ondelete="CASCADE")
    about: About = Field(sa_column=sa.Column(enum_column(About), nullable=False))
    said: str = Field(max_length=40)
    reason: str = Field(default="", max_length=500)
    pressed_at: datetime = Field(sa_type=UTCDateTime)
