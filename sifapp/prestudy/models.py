"""What is kept of a pre-study?"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.db import UTCDateTime, enum_column


class State(StrEnum):
    """How far a pre-study has come; the case's own status stays "pre-study" all the way."""

    PLANNED = "planned"  # the applicant writes the plan
    PROPOSED = "proposed"  # the coordinators read it
    RUNNING = "running"  # approved: its money is reserved
    REPORTED = "reported"  # the applicant has told what came of it
    CLOSED = "closed"  # the coordinators have said what comes next


class Result(StrEnum):
    """What a pre-study has led to."""

    GO = "go"
    REWORK = "rework"
    STOP = "stop"


class PreStudy(SQLModel, table=True):
    """One pre-study of a case (förstudie). A case that is reworked may have another one later."""

    __tablename__ = "pre_study"
    __table_args__ = (
        # A case has one at a time.
        sa.Index(
            "uq_pre_study_open",
            "application_id",
            unique=True,
            sqlite_where=sa.text("state <> 'closed'"),
            postgresql_where=sa.text("state <> 'closed'"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('running', 'reported') OR approved_sek IS NOT NULL", name="running_has_amount"
        ),
        sa.CheckConstraint("state <> 'reported' OR spent_sek IS NOT NULL", name="reported_has_spent"),
        sa.CheckConstraint("(state = 'closed') = (result IS NOT NULL)", name="closed_has_result"),
        sa.CheckConstraint("approved_sek IS NULL OR approved_sek > 0", name="amount_is_positive"),
        sa.CheckConstraint("spent_sek IS NULL OR spent_sek >= 0", name="spent_is_whole"),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True, ondelete="CASCADE")
    state: State = Field(default=State.PLANNED, sa_column=sa.Column(enum_column(State), nullable=False))
    # The raw text of each field of plan and report, whatever it is worth.
    fields: dict[str, str] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    version: int
    saved_at: datetime = Field(sa_type=UTCDateTime)
    wanted: str = Field(default="", sa_type=sa.Text)  # what the coordinators ask to have changed in the plan
    asked_sek: int | None = None
    approved_sek: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    spent_sek: int | None = None
    result: Result | None = Field(default=None, sa_column=sa.Column(enum_column(Result), nullable=True))
    reason: str = Field(default="", sa_type=sa.Text)
    lesson: str = Field(default="", sa_type=sa.Text)  # for others to read, as the coordinators released it
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
