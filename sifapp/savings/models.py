"""What is kept of what administrations say of the savings that an application names?"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.db import UTCDateTime, enum_column
from sifapp.savings.rules import State, Verdict


class SavingsRequest(SQLModel, table=True):
    """An administration was asked to answer for its lines in an application; asked anew, the row is changed."""

    __tablename__ = "savings_request"
    __table_args__ = (sa.UniqueConstraint("application_id", "administration_id"),)

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", ondelete="CASCADE")
    administration_id: int = Field(foreign_key="administration.id", index=True)
    asked_at: datetime = Field(sa_type=UTCDateTime)
    asked_by_id: int = Field(foreign_key="person.id")


class SavingAnswer(SQLModel, table=True):
    """What somebody of an administration has said of one line. Rows are only added: the last one holds."""

    __tablename__ = "saving_answer"
    __table_args__ = (
        sa.CheckConstraint("(verdict = 'disputed') = (reason <> '')", name="disputed_has_reason"),
        sa.Index("ix_saving_answer_application_id", "application_id", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", ondelete="CASCADE")
    row: int  # the line's place in the form
    said: dict[str, str] = Field(sa_column=sa.Column(sa.JSON, nullable=False))  # what the line said
    verdict: Verdict = Field(sa_column=sa.Column(enum_column(Verdict), nullable=False))
    reason: str = Field(default="", sa_type=sa.Text)
    answered_at: datetime = Field(sa_type=UTCDateTime)
    answered_by_id: int = Field(foreign_key="person.id")


class SentSaving(SQLModel, table=True):
    """How a line stood when the application was sent. Never changed."""

    __tablename__ = "sent_saving"

    submission_id: int = Field(foreign_key="submission.id", primary_key=True, ondelete="CASCADE")
    row: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    said: dict[str, str] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    state: State = Field(sa_column=sa.Column(enum_column(State), nullable=False))
    asked_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    answer_id: int | None = Field(default=None, foreign_key="saving_answer.id")
    remark: str = Field(default="", sa_type=sa.Text)  # what the applicant says of a line that is not confirmed
