"""What is a job?"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.db import UTCDateTime, enum_column
from sifapp.documents.writing import Form


class JobState(StrEnum):
    """How far a job has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Fault(StrEnum):
    """Why a job has failed."""

    DIED = "died"  # the program that did it stopped, as often as it may
    MISSING_LIBRARY = "missing_library"
    NOT_STORED = "not_stored"  # the disk is full, or the folder is not ours to write in
    GONE = "gone"  # what the document is about is not there any more


class Job(SQLModel, table=True):
    """A document that somebody has asked for (bakgrundsjobb)."""

    __table_args__ = (
        sa.Index("ix_job_state", "state", "asked_at"),
        sa.CheckConstraint("(state = 'done') = (sha256 IS NOT NULL)", name="done_has_file"),
        sa.CheckConstraint("(state = 'failed') = (fault IS NOT NULL)", name="failed_has_fault"),
    )

    id: int = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40)
    subject_id: int  # the meeting, or the case
    # The cases whose content the file holds: whoever fetches it must be allowed to read each of them still.
    case_ids: list[int] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    form: Form = Field(sa_column=sa.Column(enum_column(Form), nullable=False))
    language: str = Field(max_length=2)
    asked_by_id: int = Field(foreign_key="person.id", index=True)
    asked_at: datetime = Field(sa_type=UTCDateTime)
    state: JobState = Field(default=JobState.WAITING, sa_column=sa.Column(enum_column(JobState), nullable=False))
    attempts: int = 0
    # Until when whoever does it may be trusted to live; afterwards somebody else takes it.
    lease_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    pages_done: int = 0
    pages: int = 0  # 0: not known yet
    fault: Fault | None = Field(default=None, sa_column=sa.Column(enum_column(Fault), nullable=True))
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    sha256: str | None = Field(default=None, max_length=64)
