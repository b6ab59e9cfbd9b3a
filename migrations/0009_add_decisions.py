"""Add proposals, decisions, the fund's frame; what a call says of pre-studies, applications and its budget."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = (
    "proposal_draft",
    "proposal",
    "decision",
    "condition",
    "diary_number",
    "frame_amount",
    "earlier_grant",
)
OF_CALL = ("application_days", "pre_study_allowed", "pre_study_ceiling_sek", "budget_sek")
GRANT_HAS_FACTS = (
    "ruling <> 'grant' OR (amount_sek > 0 AND starts_on IS NOT NULL AND ends_on IS NOT NULL AND ends_on >= starts_on)"
)
ONLY_GRANT_HAS_FACTS = "ruling = 'grant' OR (amount_sek IS NULL AND starts_on IS NULL AND ends_on IS NULL)"
REFUSAL_HAS_REASON = "ruling <> 'refuse' OR (criterion <> '' AND reason <> '' AND way_on <> '')"


def _reference(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=ondelete)


def _ruling(table: str) -> list[sa.schema.SchemaItem]:
    """What a proposal and a decision have in common."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("ruling", sa.String(length=32), nullable=False),
        sa.Column("amount_sek", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("way_on", sa.Text(), nullable=False),
        sa.CheckConstraint(GRANT_HAS_FACTS, name=f"ck_{table}_grant_has_facts"),
        sa.CheckConstraint(ONLY_GRANT_HAS_FACTS, name=f"ck_{table}_only_grant_has_facts"),
        sa.CheckConstraint(REFUSAL_HAS_REASON, name=f"ck_{table}_refusal_has_reason"),
        _reference(table, "application_id", "application", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def upgrade() -> None:
    op.add_column("call", sa.Column("application_days", sa.Integer(), nullable=False, server_default="90"))
    op.add_column("call", sa.Column("pre_study_allowed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("call", sa.Column("pre_study_ceiling_sek", sa.Integer(), nullable=True))
    op.add_column("call", sa.Column("budget_sek", sa.Integer(), nullable=True))
    with op.batch_alter_table("call") as batch:
        batch.alter_column("application_days", server_default=None)
        batch.alter_column("pre_study_allowed", server_default=None)
    # A ceiling for the calls that are there: the fund's own choice, as for new ones.
    op.execute("UPDATE call SET pre_study_ceiling_sek = 500000")
    op.create_table(
        "proposal_draft",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        _reference("proposal_draft", "application_id", "application", "CASCADE"),
        _reference("proposal_draft", "saved_by_id", "person"),
        sa.PrimaryKeyConstraint("application_id", name="pk_proposal_draft"),
    )
    op.create_table(
        "proposal",
        *_ruling("proposal"),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ruling IN ('grant', 'refuse')", name="ck_proposal_proposes_an_answer"),
        _reference("proposal", "proposed_by_id", "person"),
    )
    op.create_index("ix_proposal_application_id", "proposal", ["application_id"])
    op.create_table(
        "decision",
        *_ruling("decision"),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("protocol", sa.String(length=120), nullable=False),
        sa.Column("reservations", sa.Text(), nullable=False),
        sa.Column("letters", sa.JSON(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ruling <> 'remit' OR reason <> ''", name="ck_decision_remittal_has_reason"),
        sa.CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name="ck_decision_release_has_person"),
        _reference("decision", "proposal_id", "proposal"),
        _reference("decision", "recorded_by_id", "person"),
        _reference("decision", "released_by_id", "person"),
    )
    op.create_index("ix_decision_application_id", "decision", ["application_id"])
    held = sa.text("released_at IS NULL")
    op.create_index(
        "uq_decision_held", "decision", ["application_id"], unique=True, sqlite_where=held, postgresql_where=held
    )
    op.create_table(
        "condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("proposal_id IS NOT NULL OR decision_id IS NOT NULL", name="ck_condition_somebody_made_it"),
        sa.CheckConstraint("text <> ''", name="ck_condition_says_something"),
        _reference("condition", "application_id", "application", "CASCADE"),
        _reference("condition", "proposal_id", "proposal"),
        _reference("condition", "decision_id", "decision"),
        sa.PrimaryKeyConstraint("id", name="pk_condition"),
    )
    for column in ("application_id", "proposal_id", "decision_id"):
        op.create_index(f"ix_condition_{column}", "condition", [column])
    op.create_table(
        "diary_number",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("administration_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        _reference("diary_number", "application_id", "application", "CASCADE"),
        _reference("diary_number", "administration_id", "administration"),
        sa.PrimaryKeyConstraint("application_id", "administration_id", name="pk_diary_number"),
    )
    op.create_table(
        "frame_amount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("amount_sek", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_sek >= 0", name="ck_frame_amount_amount_from_zero"),
        _reference("frame_amount", "set_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_frame_amount"),
    )
    op.create_table(
        "earlier_grant",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_sv", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("investments", sa.Integer(), nullable=False),
        sa.Column("amount_sek", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("amount_sek > 0 AND investments > 0", name="ck_earlier_grant_money_for_something"),
        sa.PrimaryKeyConstraint("code", name="pk_earlier_grant"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for column in reversed(OF_CALL):
        op.drop_column("call", column)
