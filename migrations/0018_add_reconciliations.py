"""Let a project reconcile its money in each period, and keep what the controller has signed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("reconciliation", "reconciled_line")
CODE = sa.String(length=32)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add_reconciliation()
    _add_line()


def _add_reconciliation() -> None:
    op.create_table(
        "reconciliation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state = 'written' OR (sent_at IS NOT NULL AND sent_by_id IS NOT NULL)",
            name="ck_reconciliation_sent_has_day",
        ),
        sa.CheckConstraint("(state = 'signed') = (signed_at IS NOT NULL)", name="ck_reconciliation_signed_has_day"),
        sa.CheckConstraint("(signed_at IS NULL) = (signed_by_id IS NULL)", name="ck_reconciliation_signed_has_person"),
        sa.CheckConstraint("signed_by_id <> sent_by_id", name="ck_reconciliation_another_signs"),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["project.application_id"],
            name="fk_reconciliation_application_id_project",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], name="fk_reconciliation_sent_by_id_person"),
        sa.ForeignKeyConstraint(["signed_by_id"], ["person.id"], name="fk_reconciliation_signed_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_reconciliation"),
        sa.UniqueConstraint("application_id", "year", "kind", name="uq_reconciliation_application_id_year_kind"),
    )


def _add_line() -> None:
    op.create_table(
        "reconciled_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reconciliation_id", sa.Integer(), nullable=False),
        sa.Column("administration_id", sa.Integer(), nullable=False),
        sa.Column("financing", CODE, nullable=False),
        sa.Column("planned_sek", sa.Integer(), nullable=False),
        sa.Column("outcome_sek", sa.Integer(), nullable=False),
        sa.Column("forecast_sek", sa.Integer(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.CheckConstraint("planned_sek >= 0", name="ck_reconciled_line_planned_is_whole"),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"],
            ["reconciliation.id"],
            name="fk_reconciled_line_reconciliation_id_reconciliation",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["administration_id"], ["administration.id"], name="fk_reconciled_line_administration_id_administration"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reconciled_line"),
        sa.UniqueConstraint("reconciliation_id", "administration_id", "financing", name="uq_reconciled_line"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
