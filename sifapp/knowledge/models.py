"""What have administrators changed in what the knowledge files say of other money?"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.db import UTCDateTime


class FundEdit(SQLModel, table=True):
    """One edit of a fund with a name. Rows are only added: the database refuses anything else."""

    __tablename__ = "fund_edit"
    __table_args__ = (sa.UniqueConstraint("fund_id", "round"),)

    # The edition of the catalogue: all edits up to this one.
    id: int = Field(default=None, primary_key=True)
    fund_id: str = Field(max_length=60)
    round: int  # 1 for the fund's first edit
    # Field -> what it said before, and what it says now; fields as the assistant names them.
    changes: dict[str, list[str]] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    edited_by_id: int = Field(foreign_key="person.id")
    edited_at: datetime = Field(sa_type=UTCDateTime)
