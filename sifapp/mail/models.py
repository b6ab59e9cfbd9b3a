"""What is a mail in the outbox?"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.db import UTCDateTime, enum_column


class MailState(StrEnum):
    """Where a mail stands."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    # Refused for good, or too often: staff see it and can send it again.
    FAILED = "failed"
    # The worker stopped while sending: it may have gone. Only staff may send it again, so nobody gets it twice.
    UNCERTAIN = "uncertain"


class OutboxMail(SQLModel, table=True):
    """One mail to one person, written in the same transaction as its event (utkorg)."""

    __tablename__ = "outbox_mail"
    __table_args__ = (sa.Index("ix_outbox_mail_due", "state", "next_try_at"),)

    id: int = Field(default=None, primary_key=True)
    # One mail per event and recipient: a repeated event cannot write it twice.
    key: str = Field(max_length=120, unique=True)
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    recipient_id: int = Field(foreign_key="person.id", index=True)
    to_address: str = Field(max_length=254)
    language: str = Field(max_length=2)
    subject: str = Field(max_length=200)
    body: str = Field(sa_type=sa.Text)
    state: MailState = Field(default=MailState.READY, sa_column=sa.Column(enum_column(MailState), nullable=False))
    tries: int = 0
    next_try_at: datetime = Field(sa_type=UTCDateTime)
    # When a worker took it: what that worker writes afterwards counts only while nobody has taken it anew.
    claimed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    written_at: datetime = Field(sa_type=UTCDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    last_error: str = Field(default="", max_length=500)
