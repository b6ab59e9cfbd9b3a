"""What is kept of a reconciliation?"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.calculation.lines import Financing
from sifapp.db import UTCDateTime, enum_column
from sifapp.reconciliation.calendar import Kind


class State(StrEnum):
    """How far a reconciliation has come."""

    WRITTEN = "written"  # the project writes it, or answers what the fund has asked
    SENT = "sent"  # the controller reads it
    SIGNED = "signed"  # its figures stand, and are changed no more


class Reconciliation(SQLModel, table=True):
    """What a project tells of its money in one period (ekonomisk avstämning)."""

    __table_args__ = (
        sa.UniqueConstraint("application_id", "year", "kind"),
        sa.CheckConstraint(
            "state = 'written' OR (sent_at IS NOT NULL AND sent_by_id IS NOT NULL)", name="sent_has_day"
        ),
        sa.CheckConstraint("(state = 'signed') = (signed_at IS NOT NULL)", name="signed_has_day"),
        sa.CheckConstraint("(signed_at IS NULL) = (signed_by_id IS NULL)", name="signed_has_person"),
        sa.CheckConstraint("signed_by_id <> sent_by_id", name="another_signs"),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="project.application_id", ondelete="CASCADE")
    year: int
    kind: Kind = Field(sa_column=sa.Column(enum_column(Kind), nullable=False))
    state: State = Field(default=State.WRITTEN, sa_column=sa.Column(enum_column(State), nullable=False))
    # The raw text of each field, whatever it is worth.
    fields: dict[str, str] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    version: int
    saved_at: datetime = Field(sa_type=UTCDateTime)
    questions: str = Field(default="", sa_type=sa.Text)  # what the fund asks, when it has sent it back
    asked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    sent_by_id: int | None = Field(default=None, foreign_key="person.id")
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    signed_by_id: int | None = Field(default=None, foreign_key="person.id")
    signed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class ReconciledLine(SQLModel, table=True):
    """A budget line as the controller has signed it. Nothing changes or removes it; see `guard`.

    ``forecast_sek``: None when the year was over.
    """

    __tablename__ = "reconciled_line"
    __table_args__ = (
        # Its name by our convention is longer than PostgreSQL takes.
        sa.UniqueConstraint("reconciliation_id", "administration_id", "financing", name="uq_reconciled_line"),
        sa.CheckConstraint("planned_sek >= 0", name="planned_is_whole"),
    )

    id: int = Field(default=None, primary_key=True)
    reconciliation_id: int = Field(foreign_key="reconciliation.id", ondelete="CASCADE")
    administration_id: int = Field(foreign_key="administration.id")
    financing: Financing = Field(sa_column=sa.Column(enum_column(Financing), nullable=False))
    planned_sek: int
    outcome_sek: int
    forecast_sek: int | None = None
    cause: str = Field(default="", sa_type=sa.Text)
