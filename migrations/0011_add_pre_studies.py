"""Let the council judge applications, and keep pre-studies."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("pre_study",)
STAGE = sa.String(length=32)
# SQLite makes the table anew, without the checks that it is not told of.
CHECKS = (
    sa.CheckConstraint("code <> 'follow_up' OR weight = 0", name="ck_criterion_measuring_never_counts"),
    sa.CheckConstraint("weight >= 0 AND highest > 1", name="ck_criterion_weight_and_scale"),
)


def upgrade() -> None:
    op.add_column("council_case", sa.Column("stage", STAGE, nullable=False, server_default="sketch"))
    op.add_column("council_case", sa.Column("criterion", sa.String(length=40), nullable=True))
    op.add_column("council_case", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("council_case", sa.Column("way_on", sa.Text(), nullable=True))
    with op.batch_alter_table("criterion", table_args=_checks()) as criterion:
        criterion.add_column(sa.Column("stage", STAGE, nullable=False, server_default="sketch"))
        criterion.drop_constraint("uq_criterion_call_id_code", type_="unique")
        criterion.create_unique_constraint("uq_criterion_call_id_stage_code", ["call_id", "stage", "code"])
    _add_pre_study()


def _checks() -> tuple[sa.CheckConstraint, ...]:
    return CHECKS if op.get_bind().dialect.name == "sqlite" else ()


def _add_pre_study() -> None:
    op.create_table(
        "pre_study",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("asked_sek", sa.Integer(), nullable=True),
        sa.Column("approved_sek", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("spent_sek", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('running', 'reported') OR approved_sek IS NOT NULL", name="ck_pre_study_running_has_amount"
        ),
        sa.CheckConstraint("state <> 'reported' OR spent_sek IS NOT NULL", name="ck_pre_study_reported_has_spent"),
        sa.CheckConstraint("(state = 'closed') = (result IS NOT NULL)", name="ck_pre_study_closed_has_result"),
        sa.CheckConstraint("approved_sek IS NULL OR approved_sek > 0", name="ck_pre_study_amount_is_positive"),
        sa.CheckConstraint("spent_sek IS NULL OR spent_sek >= 0", name="ck_pre_study_spent_is_whole"),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name="fk_pre_study_application_id_application",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pre_study"),
    )
    op.create_index("ix_pre_study_application_id", "pre_study", ["application_id"])
    is_open = sa.text("state <> 'closed'")
    op.create_index(
        "uq_pre_study_open",
        "pre_study",
        ["application_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    with op.batch_alter_table("criterion", table_args=_checks()) as criterion:
        criterion.drop_constraint("uq_criterion_call_id_stage_code", type_="unique")
        criterion.create_unique_constraint("uq_criterion_call_id_code", ["call_id", "code"])
        criterion.drop_column("stage")
    for name in ("way_on", "reason", "criterion", "stage"):
        op.drop_column("council_case", name)
