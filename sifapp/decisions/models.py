"""What do the city director and the executive board leave behind, and what money is there?"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sifapp.db import UTCDateTime, enum_column


class Ruling(StrEnum):
    """What is proposed or decided. Only the executive board sends a case back for more preparation (återremiss)."""

    GRANT = "grant"
    REFUSE = "refuse"
    REMIT = "remit"


# What a ruling must say, and what it may not, as constraints of a table.
GRANT_HAS_FACTS = (
    "ruling <> 'grant' OR (amount_sek > 0 AND starts_on IS NOT NULL AND ends_on IS NOT NULL AND ends_on >= starts_on)"
)
ONLY_GRANT_HAS_FACTS = "ruling = 'grant' OR (amount_sek IS NULL AND starts_on IS NULL AND ends_on IS NULL)"
REFUSAL_HAS_REASON = "ruling <> 'refuse' OR (criterion <> '' AND reason <> '' AND way_on <> '')"


class ProposalDraft(SQLModel, table=True):
    """The proposal of a case as it stands on the director's page, whatever it is worth."""

    __tablename__ = "proposal_draft"

    application_id: int = Field(foreign_key="application.id", primary_key=True, ondelete="CASCADE")
    fields: dict[str, str] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    version: int
    saved_by_id: int = Field(foreign_key="person.id")
    saved_at: datetime = Field(sa_type=UTCDateTime)


class Proposal(SQLModel, table=True):
    """What the city director proposes to the executive board (förslag till beslut). Rows are only added."""

    __table_args__ = (
        sa.CheckConstraint("ruling IN ('grant', 'refuse')", name="proposes_an_answer"),
        sa.CheckConstraint(GRANT_HAS_FACTS, name="grant_has_facts"),
        sa.CheckConstraint(ONLY_GRANT_HAS_FACTS, name="only_grant_has_facts"),
        sa.CheckConstraint(REFUSAL_HAS_REASON, name="refusal_has_reason"),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True, ondelete="CASCADE")
    ruling: Ruling = Field(sa_column=sa.Column(enum_column(Ruling), nullable=False))
    amount_sek: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    criterion: str = Field(default="", max_length=40)
    reason: str = Field(default="", sa_type=sa.Text)
    way_on: str = Field(default="", sa_type=sa.Text)
    proposed_by_id: int = Field(foreign_key="person.id")
    proposed_at: datetime = Field(sa_type=UTCDateTime)


class Decision(SQLModel, table=True):
    """What the executive board has decided on a case (beslut), written down at the office.

    Until it is released nobody of the applicant's side sees it, and the case stands where it stood.
    """

    __table_args__ = (
        sa.CheckConstraint(GRANT_HAS_FACTS, name="grant_has_facts"),
        sa.CheckConstraint(ONLY_GRANT_HAS_FACTS, name="only_grant_has_facts"),
        sa.CheckConstraint(REFUSAL_HAS_REASON, name="refusal_has_reason"),
        sa.CheckConstraint("ruling <> 'remit' OR reason <> ''", name="remittal_has_reason"),
        sa.CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name="release_has_person"),
        # The board's answer is written down once at a time.
        sa.Index(
            "uq_decision_held",
            "application_id",
            unique=True,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True, ondelete="CASCADE")
    proposal_id: int = Field(foreign_key="proposal.id")
    ruling: Ruling = Field(sa_column=sa.Column(enum_column(Ruling), nullable=False))
    amount_sek: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    criterion: str = Field(default="", max_length=40)
    reason: str = Field(default="", sa_type=sa.Text)
    way_on: str = Field(default="", sa_type=sa.Text)
    decided_on: date
    protocol: str = Field(max_length=120)
    reservations: str = Field(default="", sa_type=sa.Text)
    # By language: subject and body, as somebody has read them.
    letters: dict[str, dict[str, str]] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    recorded_by_id: int = Field(foreign_key="person.id")
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    released_by_id: int | None = Field(default=None, foreign_key="person.id")
    released_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Condition(SQLModel, table=True):
    """A condition of a grant (villkor). It keeps its number from the proposal on, so that it can be followed up.

    It holds when a decision has taken it over; one that the board added itself has no proposal.
    """

    __table_args__ = (
        sa.CheckConstraint("proposal_id IS NOT NULL OR decision_id IS NOT NULL", name="somebody_made_it"),
        sa.CheckConstraint("text <> ''", name="says_something"),
    )

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True, ondelete="CASCADE")
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id", index=True)
    decision_id: int | None = Field(default=None, foreign_key="decision.id", index=True)
    position: int
    text: str = Field(sa_type=sa.Text)


class DiaryNumber(SQLModel, table=True):
    """Under which number an authority has registered a case (diarienummer). Each committee is an authority."""

    __tablename__ = "diary_number"

    application_id: int = Field(foreign_key="application.id", primary_key=True, ondelete="CASCADE")
    administration_id: int = Field(foreign_key="administration.id", primary_key=True)
    number: str = Field(max_length=60)


class FrameAmount(SQLModel, table=True):
    """How much money the fund has (ram), as somebody has set it. Rows are only added; the last one holds."""

    __tablename__ = "frame_amount"
    __table_args__ = (sa.CheckConstraint("amount_sek >= 0", name="amount_from_zero"),)

    id: int = Field(default=None, primary_key=True)
    amount_sek: int
    source: str = Field(sa_type=sa.Text)
    set_by_id: int = Field(foreign_key="person.id")
    set_at: datetime = Field(sa_type=UTCDateTime)


class UnusedMoney(SQLModel, table=True):
    """Granted money that a project does not need, and that is the fund's again (oförbrukade medel). Only added."""

    __tablename__ = "unused_money"
    __table_args__ = (sa.CheckConstraint("amount_sek > 0", name="gives_back_something"),)

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True, ondelete="CASCADE")
    amount_sek: int
    noted_by_id: int = Field(foreign_key="person.id")
    noted_at: datetime = Field(sa_type=UTCDateTime)


class EarlierGrant(SQLModel, table=True):
    """Money that was granted before this system: one investment, or several that no source tells apart."""

    __tablename__ = "earlier_grant"
    __table_args__ = (sa.CheckConstraint("amount_sek > 0 AND investments > 0", name="money_for_something"),)

    code: str = Field(max_length=40, primary_key=True)
    name_sv: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    investments: int
    amount_sek: int
    area: str | None = Field(default=None, max_length=40)
    source: str = Field(sa_type=sa.Text)
