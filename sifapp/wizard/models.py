"""What is kept of a sketch while it is being written?"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.db import UTCDateTime

# Who wrote what was put in place from the advice or the conversation: nobody, until a person saves it.
NOBODY = 0


class StepDraft(SQLModel, table=True):
    """The raw text of one step, also when it is invalid or too long: nothing typed is lost."""

    __tablename__ = "step_draft"

    application_id: int = Field(foreign_key="application.id", primary_key=True, ondelete="CASCADE")
    step: str = Field(primary_key=True, max_length=40)
    # Counts up with every change; an UPDATE names the version that it builds on.
    version: int
    # Field name to text as typed.
    fields: dict[str, str] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    # Field name to the id of the person who wrote what stands there, or NOBODY.
    authors: dict[str, int] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    # The person has pressed "continue" here, so faults may be shown.
    visited: bool = False
    saved_at: datetime = Field(sa_type=UTCDateTime)
    saved_by_id: int = Field(foreign_key="person.id")


class StepRevision(SQLModel, table=True):
    """An earlier text of a step, kept when another person, or the same one later, wrote over it."""

    __tablename__ = "step_revision"

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True, ondelete="CASCADE")
    step: str = Field(max_length=40)
    version: int
    fields: dict[str, str] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    saved_at: datetime = Field(sa_type=UTCDateTime)
    saved_by_id: int = Field(foreign_key="person.id")


class Presence(SQLModel, table=True):
    """Who has a step open: a courtesy, never a lock."""

    application_id: int = Field(foreign_key="application.id", primary_key=True, ondelete="CASCADE")
    step: str = Field(primary_key=True, max_length=40)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    seen_at: datetime = Field(sa_type=UTCDateTime)
