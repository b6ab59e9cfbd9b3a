"""What is kept of a request to change a project, and of the decision?"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.calculation.lines import Financing
from sifapp.db import UTCDateTime, enum_column


class State(StrEnum):
    """How far a request has come."""

    WRITTEN = "written"  # the project writes it, or answers what the fund has asked
    SENT = "sent"  # the city director decides
    GRANTED = "granted"  # it holds since then
    REFUSED = "refused"  # the plan stands as it was


OPEN = (State.WRITTEN, State.SENT)
IS_OPEN = sa.text("state IN ('written', 'sent')")


class ChangeRequest(SQLModel, table=True):
    """What a project asks to change in its plan, its budget or its last day (begäran om ändring). One at a time.

    ``number``: 1 for the project's first. From ``grounds`` on it is the decision: the last day as it was and as it was
    asked for (None when it stays), and what the fund gets back.
    """

    __tablename__ = "change_request"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "number"),
        sa.CheckConstraint(
            "state = 'written' OR (sent_at IS NOT NULL AND sent_by_id IS NOT NULL)", name="sent_has_day"
        ),
        sa.CheckConstraint("(state IN ('granted', 'refused')) = (decided_at IS NOT NULL)", name="decided_has_day"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_has_person"),
        sa.CheckConstraint("(decided_at IS NULL) = (grounds = '')", name="decided_has_grounds"),
        sa.CheckConstraint("decided_by_id <> sent_by_id", name="another_decides"),
        sa.CheckConstraint("unused_sek = 0 OR (unused_sek > 0 AND state = 'granted')", name="only_grant_gives_back"),
        sa.Index(
            "uq_change_request_open", "application_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
        ),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="project.application_id", ondelete="CASCADE")
    number: int
    state: State = Field(default=State.WRITTEN, sa_column=sa.Column(enum_column(State), nullable=False))
    # The raw text of each field, whatever it is worth.
    fields: dict[str, str] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    version: int
    saved_at: datetime = Field(sa_type=UTCDateTime)
    questions: str = Field(default="", sa_type=sa.Text)  # what the fund asks, when it has sent it back
    sent_by_id: int | None = Field(default=None, foreign_key="person.id")
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    grounds: str = Field(default="", sa_type=sa.Text)
    reference: str = Field(default="", max_length=120)
    last_day_before: date | None = None
    last_day_after: date | None = None
    unused_sek: int = 0
    decided_by_id: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class ChangedLine(SQLModel, table=True):
    """An amount of the plan as it stood, and as a decided request asked for it. Rows are only added."""

    __tablename__ = "changed_line"
    __table_args__ = (
        sa.UniqueConstraint("request_id", "year", "administration_id", "financing", name="uq_changed_line"),
        sa.CheckConstraint("before_sek >= 0 AND after_sek >= 0", name="amounts_from_zero"),
        sa.CheckConstraint("before_sek <> after_sek", name="changes_something"),
    )

    id: int = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="change_request.id", ondelete="CASCADE")
    year: int
    administration_id: int = Field(foreign_key="administration.id")
    financing: Financing = Field(sa_column=sa.Column(enum_column(Financing), nullable=False))
    before_sek: int
    after_sek: int
