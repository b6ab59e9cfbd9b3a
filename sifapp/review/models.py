"""What do coordinators write down about a case?"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.db import UTCDateTime


class Note(SQLModel, table=True):
    """An internal note; the applicant never sees it."""

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True, ondelete="CASCADE")
    author_id: int = Field(foreign_key="person.id")
    body: str = Field(sa_type=sa.Text)
    written_at: datetime = Field(sa_type=UTCDateTime)


class SupportGiven(SQLModel, table=True):
    """Help that a coordinator gave an applicant, in half-hours: the report shows whether all get alike."""

    __tablename__ = "support_given"

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True, ondelete="CASCADE")
    given_by_id: int = Field(foreign_key="person.id")
    half_hours: int
    given_at: datetime = Field(sa_type=UTCDateTime)
