"""Which retention rules are in force?"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.archive.rules import Kind
from sifapp.db import UTCDateTime, enum_column


class RetentionRule(SQLModel, table=True):
    """A rule on removal as somebody has set it (gallringsbeslut). Rows are only added; the last one of a kind holds."""

    __tablename__ = "retention_rule"
    __table_args__ = (
        sa.CheckConstraint("days > 0", name="keeps_some_time"),
        # Nothing goes without somebody who has decided it.
        sa.CheckConstraint(
            "NOT in_force OR (authority <> '' AND decided_on IS NOT NULL)", name="in_force_has_authority"
        ),
    )

    id: int = Field(default=None, primary_key=True)
    kind: Kind = Field(sa_column=sa.Column(enum_column(Kind), nullable=False, index=True))
    days: int
    in_force: bool
    authority: str = Field(default="", max_length=200)
    decided_on: date | None = None
    set_by_id: int = Field(foreign_key="person.id")
    set_at: datetime = Field(sa_type=UTCDateTime)
