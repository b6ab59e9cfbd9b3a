"""What is kept of a project: its money, its promises, and what it reports?"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.calculation.lines import Financing
from sifapp.db import UTCDateTime, enum_column
from sifapp.followup.rules import Finding, Kind


class State(StrEnum):
    """How far a report of the project has come."""

    WRITTEN = "written"  # the project writes it, or changes what the fund has asked about
    SENT = "sent"  # the fund reads it
    ACCEPTED = "accepted"  # it holds, and is changed no more


class Project(SQLModel, table=True):
    """A granted case that is carried out (projekt). Sum and days are those of the board's decision.

    A granted change may move the last day; what is given back of the sum stands in `decisions.models.UnusedMoney`.
    """

    __table_args__ = (
        sa.CheckConstraint("granted_sek > 0", name="grants_something"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )

    application_id: int = Field(foreign_key="application.id", primary_key=True, ondelete="CASCADE")
    decision_id: int = Field(foreign_key="decision.id")
    granted_sek: int
    starts_on: date
    ends_on: date
    started_by_id: int = Field(foreign_key="person.id")
    started_at: datetime = Field(sa_type=UTCDateTime)


class BudgetLine(SQLModel, table=True):
    """What an administration spends on the project in one year, out of one purse (budgetrad)."""

    __tablename__ = "budget_line"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "year", "administration_id", "financing"),
        sa.CheckConstraint("planned_sek >= 0", name="planned_is_whole"),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="project.application_id", ondelete="CASCADE")
    year: int
    administration_id: int = Field(foreign_key="administration.id")
    financing: Financing = Field(sa_column=sa.Column(enum_column(Financing), nullable=False))
    planned_sek: int


class Promise(SQLModel, table=True):
    """What the project has promised (åtagande). None vanishes: it is closed by a finding and a note, together."""

    __table_args__ = (
        sa.CheckConstraint("text <> ''", name="says_something"),
        sa.CheckConstraint("(finding IS NULL) = (note = '')", name="finding_has_note"),
        sa.CheckConstraint("(finding IS NULL) = (closed_at IS NULL)", name="finding_has_day"),
        sa.CheckConstraint("(kind = 'condition') = (condition_id IS NOT NULL)", name="condition_keeps_its_number"),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="project.application_id", index=True, ondelete="CASCADE")
    kind: Kind = Field(sa_column=sa.Column(enum_column(Kind), nullable=False))
    condition_id: int | None = Field(default=None, foreign_key="condition.id", unique=True)
    text: str = Field(sa_type=sa.Text)
    baseline: str = Field(default="", sa_type=sa.Text)
    target: str = Field(default="", sa_type=sa.Text)
    source: str = Field(default="", sa_type=sa.Text)
    responsible: str = Field(default="", sa_type=sa.Text)
    due: str = Field(default="", sa_type=sa.Text)  # as it was written: "March 2027"
    due_on: date | None = None  # of a milestone: the day that this means, or that was set later
    ended_on: date | None = None  # of a milestone: since when nothing more is awaited, done or dropped
    finding: Finding | None = Field(default=None, sa_column=sa.Column(enum_column(Finding), nullable=True))
    note: str = Field(default="", sa_type=sa.Text)
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class ProjectReport(SQLModel, table=True):
    """What the project writes to the fund: now the evaluation. ``part``: which one."""

    __tablename__ = "project_report"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "part"),
        sa.CheckConstraint("(state = 'accepted') = (accepted_at IS NOT NULL)", name="accepted_has_day"),
        sa.CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="accepted_has_person"),
        sa.CheckConstraint("state = 'written' OR sent_at IS NOT NULL", name="sent_has_day"),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="project.application_id", ondelete="CASCADE")
    part: str = Field(max_length=10)
    state: State = Field(default=State.WRITTEN, sa_column=sa.Column(enum_column(State), nullable=False))
    # The raw text of each field, whatever it is worth.
    fields: dict[str, str] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    version: int
    saved_at: datetime = Field(sa_type=UTCDateTime)
    questions: str = Field(default="", sa_type=sa.Text)  # what the fund asks, when it has sent the report back
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    accepted_by_id: int | None = Field(default=None, foreign_key="person.id")
    accepted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class EvaluationFile(SQLModel, table=True):
    """The report of an evaluation, as a file."""

    __tablename__ = "evaluation_file"

    report_id: int = Field(foreign_key="project_report.id", primary_key=True, ondelete="CASCADE")
    attachment_id: int = Field(foreign_key="attachment.id", ondelete="CASCADE")
