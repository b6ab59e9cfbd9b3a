"""Which prices are there, and on which basis does the fund calculate?"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.calculation.lines import Per
from sifapp.db import UTCDateTime, enum_column


class Price(SQLModel, table=True):
    """What one unit costs whoever pays for it today (pris).

    A row is never changed but for its end: a new price is a new row, so that a calculation can be read years later with
    the price that it used.
    """

    __table_args__ = (
        # One price in force for each code.
        sa.Index(
            "uq_price_code_in_force",
            "code",
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        ),
        sa.CheckConstraint("amount_sek > 0", name="amount_is_positive"),
    )

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=60)
    name_sv: str = Field(max_length=160)
    name_en: str = Field(max_length=160)
    amount_sek: int
    per: Per = Field(sa_column=sa.Column(enum_column(Per), nullable=False))
    year: int
    place_sv: str = Field(max_length=80)
    place_en: str = Field(max_length=80)
    source: str = Field(max_length=300)
    address: str = Field(default="", max_length=500)
    # What one must know before using it; may be empty.
    note_sv: str = Field(default="", max_length=500)
    note_en: str = Field(default="", max_length=500)
    # The figure describes a past situation: show it with its year, and ask for a newer one.
    is_dated: bool = False
    valid_from: datetime = Field(sa_type=UTCDateTime)
    valid_to: datetime | None = Field(default=None, sa_type=UTCDateTime)


class CalculationBasis(SQLModel, table=True):
    """What the fund has decided on how to calculate; the latest row holds."""

    __tablename__ = "calculation_basis"

    id: int = Field(default=None, primary_key=True)
    rate_hundredths: int  # of a per cent a year: 350 is 3.5 %
    counted_years: int
    decided_at: datetime = Field(sa_type=UTCDateTime)
