"""What does a case file hold?"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.access import Whose
from sifapp.applications.file_types import Kind
from sifapp.db import UTCDateTime, enum_column
from sifapp.statuses import Status


class Origin(StrEnum):
    """Where an idea was born. It is recorded for the equal-support report and gives no advantage."""

    ADMINISTRATION = "administration"
    COMMISSION = "commission"


class Call(SQLModel, table=True):
    """A time-limited round in which sketches are taken (utlysning)."""

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    name_sv: str = Field(max_length=120)
    name_en: str = Field(max_length=120)
    purpose_sv: str = Field(sa_type=sa.Text)
    purpose_en: str = Field(sa_type=sa.Text)
    opens_on: date = Field(index=True)
    closes_on: date  # the last day
    # How long triage and a completion may take before they count as late: the fund's own choice.
    triage_days: int = 15
    completion_days: int = 20
    # How long one may write an application, and the most that a pre-study may cost: its own choice too.
    application_days: int = 90
    pre_study_allowed: bool = True
    pre_study_ceiling_sek: int | None = None  # None: no ceiling
    budget_sek: int | None = None  # None: the call has no budget of its own
    sign_off_required: bool = False


class Application(SQLModel, table=True):
    """One case, from a draft sketch to its end (ärende)."""

    __table_args__ = (
        # One index for each way that the queue is filtered, ending in its order.
        sa.Index("ix_application_status_since", "status_since", "id"),
        # ``deleted_at``: how long cases have stood is told without reading them.
        sa.Index("ix_application_status", "status", "status_since", "id", "deleted_at"),
        sa.Index("ix_application_area", "area", "status_since", "id"),
        sa.Index("ix_application_lead", "lead_administration_id", "status_since", "id"),
        sa.Index("ix_application_coordinator", "coordinator_id", "status_since", "id"),
        sa.Index("ix_application_call", "call_id", "status_since", "id"),
        sa.Index("ix_application_due", "due_at", "id"),
        # The heaps of a coordinator's inbox.
        sa.Index("ix_application_status_coordinator", "status", "coordinator_id", "status_since", "id"),
        sa.Index("ix_application_awaits_reply", "awaits_reply", "coordinator_id", "status_since", "id"),
        sa.Index("ix_application_owner", "owner_id", "id"),
        # All that tells whether advice and decision differ, so that no row is read to count them.
        sa.Index(
            "ix_application_verdict", "advised_fund", "referred_fund", "advised_area", "area", "status", "deleted_at"
        ),
        # All that groups of cases are counted by, likewise.
        sa.Index("ix_application_group", "lead_administration_id", "origin", "status", "deleted_at", "id"),
        # What is granted from before this system may lack the date on which it was sent.
        sa.CheckConstraint(
            "status IN ('draft', 'sign_off', 'withdrawn', 'recorded') OR submitted_at IS NOT NULL",
            name="sent_has_date",
        ),
    )

    id: int = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id")
    title: str = Field(default="", max_length=200)
    status: Status = Field(default=Status.DRAFT, sa_column=sa.Column(enum_column(Status), nullable=False))
    status_since: datetime = Field(sa_type=UTCDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    origin: Origin = Field(default=Origin.ADMINISTRATION, sa_column=sa.Column(enum_column(Origin), nullable=False))
    area: str | None = Field(default=None, max_length=40)  # the applicant's own choice
    advised_area: str | None = Field(default=None, max_length=40)
    advised_fund: str | None = Field(default=None, max_length=40)
    referred_fund: str | None = Field(default=None, max_length=40)
    lead_administration_id: int = Field(foreign_key="administration.id")
    owner_id: int = Field(foreign_key="person.id")
    manager_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    coordinator_id: int | None = Field(default=None, foreign_key="person.id")
    # The applicant wrote last.
    awaits_reply: bool = False
    created_at: datetime = Field(sa_type=UTCDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    changed_at: datetime = Field(sa_type=UTCDateTime)
    # A deleted draft can be brought back until the retention rule takes it.
    deleted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    @property
    def reference(self) -> str:
        """The number that people use."""
        return case_reference(self.id, self.created_at)


def case_reference(case_id: int, created_at: datetime) -> str:
    """The number that people use of a case: SIF-2026-0017."""
    return f"SIF-{created_at.year}-{case_id:04d}"


class CaseMember(SQLModel, table=True):
    """A colleague who was invited into a case."""

    __tablename__ = "case_member"

    application_id: int = Field(foreign_key="application.id", primary_key=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    may: Whose = Field(sa_column=sa.Column(enum_column(Whose), nullable=False))  # editor | viewer
    added_at: datetime = Field(sa_type=UTCDateTime)


class OutsideAccess(SQLModel, table=True):
    """Somebody from outside the city who may read one case, as its evaluator, until a day: that day included."""

    __tablename__ = "outside_access"

    application_id: int = Field(foreign_key="application.id", primary_key=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    until: date
    given_by_id: int = Field(foreign_key="person.id")
    given_at: datetime = Field(sa_type=UTCDateTime)


class CasePartner(SQLModel, table=True):
    """An administration that owns the case together with the lead."""

    __tablename__ = "case_partner"

    application_id: int = Field(foreign_key="application.id", primary_key=True, ondelete="CASCADE")
    administration_id: int = Field(foreign_key="administration.id", primary_key=True, index=True)


class Standing(StrEnum):
    """What has been said of a council member's ties to a case."""

    FREE = "free"  # the member has declared no conflict
    RECUSED = "recused"  # the member has declared one
    ADMITTED = "admitted"  # a coordinator has overridden a conflict


class ConflictCheck(SQLModel, table=True):
    """How close a council member is to a case, as declared or overridden (jävsprövning); older ones are in the log."""

    __tablename__ = "conflict_check"

    application_id: int = Field(foreign_key="application.id", primary_key=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    standing: Standing = Field(sa_column=sa.Column(enum_column(Standing), nullable=False))
    reason: str = Field(default="", sa_type=sa.Text)
    said_by_id: int = Field(foreign_key="person.id")
    said_at: datetime = Field(sa_type=UTCDateTime)


class Submission(SQLModel, table=True):
    """What was sent, frozen: answers, the form that they answer, and the advice of that day."""

    __table_args__ = (sa.UniqueConstraint("application_id", "round"),)

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", ondelete="CASCADE")
    round: int  # 1 for the first, one more for each completion
    form_version: str = Field(max_length=40)
    form_digest: str = Field(max_length=64)
    answers: dict[str, dict[str, str]] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    advice: dict[str, Any] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    knowledge_version: str = Field(max_length=40)
    submitted_at: datetime = Field(sa_type=UTCDateTime)
    submitted_by_id: int = Field(foreign_key="person.id")


class CompletionRequest(SQLModel, table=True):
    """The coordinator asks for more in named steps; only these unlock (begäran om komplettering)."""

    __tablename__ = "completion_request"

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True, ondelete="CASCADE")
    steps: list[str] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    note: str = Field(sa_type=sa.Text)
    asked_by_id: int = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UTCDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Message(SQLModel, table=True):
    """One contribution to the conversation between the applicant and the coordinators."""

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True, ondelete="CASCADE")
    author_id: int = Field(foreign_key="person.id")
    from_fund: bool
    body: str = Field(sa_type=sa.Text)
    written_at: datetime = Field(sa_type=UTCDateTime)
    step: str | None = Field(default=None, max_length=40)  # the step that it is about; None: the whole case


class Scan(StrEnum):
    """What the scanner has said of a file."""

    NOT_ASKED = "not_asked"  # the installation has none
    WAITING = "waiting"  # it did not answer: nobody gets the file before it has
    CLEAN = "clean"
    HARMFUL = "harmful"


class Attachment(SQLModel, table=True):
    """A file that belongs to a case (bilaga). What it goes with, its times say: see `queries.ATTACHMENTS_OF_CASE`."""

    __table_args__ = (
        # The same content stands once in a case.
        sa.Index(
            "uq_attachment_content",
            "application_id",
            "sha256",
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        ),
        sa.Index("ix_attachment_application_id", "application_id", "id"),
        sa.Index(
            "ix_attachment_waiting",
            "id",
            sqlite_where=sa.text("scan = 'waiting'"),
            postgresql_where=sa.text("scan = 'waiting'"),
        ),
        sa.CheckConstraint("size_bytes > 0", name="holds_something"),
        sa.CheckConstraint("scan <> 'harmful' OR removed_at IS NOT NULL", name="harmful_is_removed"),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", ondelete="CASCADE")
    name: str = Field(max_length=200)
    description: str = Field(default="", max_length=200)
    kind: Kind = Field(sa_column=sa.Column(enum_column(Kind), nullable=False))
    size_bytes: int
    sha256: str = Field(max_length=64, index=True)  # and the file's name in the storage
    scan: Scan = Field(sa_column=sa.Column(enum_column(Scan), nullable=False))
    added_at: datetime = Field(sa_type=UTCDateTime)
    added_by_id: int = Field(foreign_key="person.id")
    removed_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)


class LogEntry(SQLModel, table=True):
    """One event of the log. Rows are only added; each carries the hash of the one before."""

    __tablename__ = "log_entry"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UTCDateTime)
    event: str = Field(max_length=40)
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    request_id: str = Field(default="", max_length=32)
    # Details are stored apart, so that retention can remove personal text while the chain still holds.
    details_hash: str = Field(max_length=64)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class LogDetails(SQLModel, table=True):
    """What changed in one event: old and new values, reasons."""

    __tablename__ = "log_details"

    number: int = Field(primary_key=True, foreign_key="log_entry.number", sa_column_kwargs={"autoincrement": False})
    details: dict[str, Any] = Field(sa_column=sa.Column(sa.JSON, nullable=False))


class LogHead(SQLModel, table=True):
    """The last link of the chain; one row, locked by whoever adds the next."""

    __tablename__ = "log_head"

    id: int = Field(default=1, primary_key=True)
    number: int
    hash: str = Field(max_length=64)


class SearchTerm(SQLModel, table=True):
    """A normalised word of a case's title and idea: the index behind search and similar cases."""

    __tablename__ = "search_term"
    __table_args__ = (
        sa.Index("ix_search_term_application_id", "application_id"),
        {"sqlite_with_rowid": False},
    )

    term: str = Field(max_length=60, primary_key=True)
    application_id: int = Field(foreign_key="application.id", primary_key=True, ondelete="CASCADE")
