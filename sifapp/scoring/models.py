"""What does the council leave behind?"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.db import UTCDateTime, enum_column
from sifapp.statuses import Status


class MeetingState(StrEnum):
    """How far a meeting has come."""

    PLANNED = "planned"  # cases are put to it; members see nothing yet
    OPEN = "open"  # members read and score
    HELD = "held"  # scores stand; what comes of each case is written down


class Stage(StrEnum):
    """What the council has before it: the same case comes twice, by other criteria."""

    SKETCH = "sketch"
    APPLICATION = "application"


# In which statuses a case is with the council, and what the council then reads.
STAGE_OF = {Status.COUNCIL: Stage.SKETCH, Status.APPLICATION_COUNCIL: Stage.APPLICATION}


class Outcome(StrEnum):
    """What comes of the council's view on a sketch or an application."""

    INVITED = "invited"
    PRE_STUDY = "pre_study"
    RETURNED = "returned"
    REFERRED = "referred"
    DECLINED = "declined"
    GRANT = "grant"  # the council recommends to grant the application
    REFUSE = "refuse"  # the council recommends to refuse it


class Meeting(SQLModel, table=True):
    """A meeting of the council (sammanträde)."""

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    held_on: date = Field(index=True)
    state: MeetingState = Field(
        default=MeetingState.PLANNED, sa_column=sa.Column(enum_column(MeetingState), nullable=False)
    )


class CouncilCase(SQLModel, table=True):
    """One time that a case is before the council: a case that comes back after completion is a new one."""

    __tablename__ = "council_case"
    __table_args__ = (
        # A case waits for one view at a time.
        sa.Index(
            "uq_council_case_undecided",
            "application_id",
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        ),
        sa.CheckConstraint("(outcome IS NULL) = (outcome_at IS NULL)", name="outcome_has_time"),
    )

    id: int = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    application_id: int = Field(foreign_key="application.id", index=True, ondelete="CASCADE")
    stage: Stage = Field(
        default=Stage.SKETCH, sa_column=sa.Column(enum_column(Stage), nullable=False, server_default="sketch")
    )
    outcome: Outcome | None = Field(default=None, sa_column=sa.Column(enum_column(Outcome), nullable=True))
    outcome_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    # A recommendation and why: the criterion and the way on when it is to refuse.
    criterion: str | None = Field(default=None, max_length=40)
    reason: str | None = Field(default=None, sa_type=sa.Text)
    way_on: str | None = Field(default=None, sa_type=sa.Text)


class Criterion(SQLModel, table=True):
    """What a call's cases are judged by (bedömningskriterium): a copy that no change of the default reaches."""

    __tablename__ = "criterion"
    __table_args__ = (
        sa.UniqueConstraint("call_id", "stage", "code"),
        # Ease of measuring must not favour those who are easy to count.
        sa.CheckConstraint("code <> 'follow_up' OR weight = 0", name="measuring_never_counts"),
        sa.CheckConstraint("weight >= 0 AND highest > 1", name="weight_and_scale"),
    )

    id: int = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id")
    stage: Stage = Field(
        default=Stage.SKETCH, sa_column=sa.Column(enum_column(Stage), nullable=False, server_default="sketch")
    )
    code: str = Field(max_length=40)
    position: int
    weight: int  # 0: judged apart, in no total
    highest: int  # the scale goes from 1 to this
    name_sv: str = Field(max_length=120)
    name_en: str = Field(max_length=120)
    look_for_sv: str = Field(sa_type=sa.Text)
    look_for_en: str = Field(sa_type=sa.Text)


class ScoreSheet(SQLModel, table=True):
    """What a member writes about a case, as it stands on the page; what counts are its assessments."""

    __tablename__ = "score_sheet"
    __table_args__ = (sa.UniqueConstraint("council_case_id", "person_id"),)

    id: int = Field(default=None, primary_key=True)
    council_case_id: int = Field(foreign_key="council_case.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True)
    # The raw text of each field, whatever it is worth.
    fields: dict[str, str] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    version: int
    saved_at: datetime = Field(sa_type=UTCDateTime)
    round: int = 0  # how many times it has been sent; 0 for a draft


class Assessment(SQLModel, table=True):
    """A member's view of a case by one criterion (bedömning). Rows are only added: those of the last round count."""

    __tablename__ = "assessment"
    __table_args__ = (sa.CheckConstraint("score IS NULL OR score >= 1", name="score_from_one"),)

    sheet_id: int = Field(foreign_key="score_sheet.id", primary_key=True, ondelete="CASCADE")
    round: int = Field(primary_key=True)
    criterion_id: int = Field(foreign_key="criterion.id", primary_key=True)
    score: int | None = None  # None: the member abstained
    words: str = Field(sa_type=sa.Text)
    sent_at: datetime = Field(sa_type=UTCDateTime)
