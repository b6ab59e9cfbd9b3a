"""What is kept of a repayment? Rows are only added: a row that was wrong gets another one that corrects it."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.db import UTCDateTime, enum_column
from sifapp.repayment.ledger import Kind
from sifapp.repayment.rules import Ground


class CountedFrom(StrEnum):
    """From which day the years are counted whose savings count."""

    FIRST_DAY = "first_day"  # of the project
    DECISION = "decision"  # of the executive board
    LAST_DAY = "last_day"  # of the project


class CountingBasis(SQLModel, table=True):
    """From which day the fund counts, as somebody has set it; the last row holds."""

    __tablename__ = "counting_basis"
    __table_args__ = (sa.CheckConstraint("source <> ''", name="has_source"),)

    id: int = Field(default=None, primary_key=True)
    counted_from: CountedFrom = Field(sa_column=sa.Column(enum_column(CountedFrom), nullable=False))
    source: str = Field(sa_type=sa.Text)
    set_by_id: int = Field(foreign_key="person.id")
    set_at: datetime = Field(sa_type=UTCDateTime)


class VerifiedSaving(SQLModel, table=True):
    """What the controller has verified of one effect line, for one payer in one year (verifierad besparing).

    The last row of a line, payer and year holds. ``line``: its number in the application. ``counts_from`` and
    ``counts_until``: the days whose savings count, as the fund counted then. ``ledger_id``: the row of the ledger with
    what counts; a later verification corrects that row.
    """

    __tablename__ = "verified_saving"
    __table_args__ = (
        sa.CheckConstraint(
            "0 <= low_sek AND low_sek <= base_sek AND base_sek <= high_sek"
            " AND low_sek <= verified_sek AND verified_sek <= high_sek",
            name="within_its_range",
        ),
        sa.CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        sa.CheckConstraint("evidence <> ''", name="has_evidence"),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True, ondelete="CASCADE")
    line: int
    payer_id: int = Field(foreign_key="administration.id")
    year: int
    starts_on: date
    ends_on: date
    low_sek: int
    base_sek: int
    high_sek: int
    verified_sek: int
    counts_from: date
    counts_until: date
    ledger_id: int = Field(foreign_key="ledger_row.id")
    evidence: str = Field(sa_type=sa.Text)
    verified_by_id: int = Field(foreign_key="person.id")
    verified_at: datetime = Field(sa_type=UTCDateTime)


class RepaymentPlan(SQLModel, table=True):
    """How much goes back to the fund and in which budget years, as the city director proposes or decides it."""

    __tablename__ = "repayment_plan"
    __table_args__ = (
        sa.CheckConstraint("amount_sek > 0", name="amount_is_positive"),
        sa.CheckConstraint("first_year <= last_year", name="years_in_order"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        # One decision a case.
        sa.Index(
            "uq_repayment_plan_decided",
            "application_id",
            unique=True,
            sqlite_where=sa.text("is_decided"),
            postgresql_where=sa.text("is_decided"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True, ondelete="CASCADE")
    is_decided: bool
    amount_sek: int
    first_year: int
    last_year: int
    reason: str = Field(sa_type=sa.Text)
    made_by_id: int = Field(foreign_key="person.id")
    made_at: datetime = Field(sa_type=UTCDateTime)


class Exemption(SQLModel, table=True):
    """Why nothing goes back (undantag från återföring), as the city director decided."""

    __table_args__ = (sa.CheckConstraint("reason <> '' AND evidence <> ''", name="has_reason_and_evidence"),)

    application_id: int = Field(foreign_key="application.id", primary_key=True, ondelete="CASCADE")
    ground: Ground = Field(sa_column=sa.Column(enum_column(Ground), nullable=False))
    reason: str = Field(sa_type=sa.Text)
    evidence: str = Field(sa_type=sa.Text)
    decided_by_id: int = Field(foreign_key="person.id")
    decided_at: datetime = Field(sa_type=UTCDateTime)


class LedgerRow(SQLModel, table=True):
    """One row of the ledger (liggare). Its digest stands in the log, so that a changed row is found; see `guard`.

    ``payer_id``: as it was called then; whoever has taken over owes it. ``amount_sek``: signed, see `ledger.Entry`.
    ``reference``: of the decision that reduces the budget frame.
    """

    __tablename__ = "ledger_row"
    __table_args__ = (
        sa.CheckConstraint("corrects_id IS NULL OR reason <> ''", name="correction_has_reason"),
        sa.CheckConstraint("kind <> 'returned' OR reference <> ''", name="return_has_reference"),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR (CASE kind WHEN 'returned' THEN amount_sek < 0 ELSE amount_sek >= 0 END)",
            name="amount_has_its_sign",
        ),
        sa.Index("ix_ledger_row_application_id", "application_id", "id"),
        sa.Index("ix_ledger_row_payer_id", "payer_id", "budget_year", "kind", "amount_sek"),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", ondelete="CASCADE")
    kind: Kind = Field(sa_column=sa.Column(enum_column(Kind), nullable=False))
    corrects_id: int | None = Field(default=None, foreign_key="ledger_row.id")
    payer_id: int = Field(foreign_key="administration.id")
    budget_year: int
    amount_sek: int
    reference: str = Field(default="", max_length=120)
    reason: str = Field(default="", sa_type=sa.Text)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)
