"""What is kept of a running project: measured values, what is said of milestones, and risks?"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.db import UTCDateTime, enum_column
from sifapp.progress.rules import Level, Stage


class IndicatorValue(SQLModel, table=True):
    """What an indicator came to on a day (uppmätt värde). The last row of a day holds; the others were corrected."""

    __tablename__ = "indicator_value"
    __table_args__ = (sa.CheckConstraint("source <> ''", name="has_source"),)

    id: int = Field(default=None, primary_key=True)
    promise_id: int = Field(foreign_key="promise.id", index=True, ondelete="CASCADE")
    measured_on: date
    hundredths: int  # of one: 70.5 per cent is 7,050
    source: str = Field(sa_type=sa.Text)
    note: str = Field(default="", sa_type=sa.Text)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)


class MilestoneStep(SQLModel, table=True):
    """What somebody has said of a milestone (delmål). The last row holds; the rows before tell how it came to that."""

    __tablename__ = "milestone_step"
    __table_args__ = (
        sa.CheckConstraint("(stage = 'done') = (done_on IS NOT NULL)", name="done_has_day"),
        sa.CheckConstraint("stage <> 'dropped' OR note <> ''", name="dropped_has_reason"),
    )

    id: int = Field(default=None, primary_key=True)
    promise_id: int = Field(foreign_key="promise.id", index=True, ondelete="CASCADE")
    stage: Stage = Field(sa_column=sa.Column(enum_column(Stage), nullable=False))
    done_on: date | None = None
    due_on: date | None = None
    note: str = Field(default="", sa_type=sa.Text)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)


class Risk(SQLModel, table=True):
    """What may go wrong in a project, and what is done about it (risk). Its earlier forms stand in the log.

    ``closing``: why it is a risk no more; "" while it is open. ``version``: grows with each change.
    """

    __table_args__ = (
        sa.CheckConstraint("text <> ''", name="says_something"),
        sa.CheckConstraint("(closing = '') = (closed_on IS NULL)", name="closed_has_reason"),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="project.application_id", index=True, ondelete="CASCADE")
    text: str = Field(sa_type=sa.Text)
    likelihood: Level = Field(sa_column=sa.Column(enum_column(Level), nullable=False))
    consequence: Level = Field(sa_column=sa.Column(enum_column(Level), nullable=False))
    response: str = Field(sa_type=sa.Text)
    responsible: str = Field(max_length=150)
    closing: str = Field(default="", sa_type=sa.Text)
    closed_on: date | None = None
    version: int = 1
