"""Let the council judge applications."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ()
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


def _checks() -> tuple[sa.CheckConstraint, ...]:
    return CHECKS if op.get_bind().dialect.name == "sqlite" else ()


def downgrade() -> None:
    with op.batch_alter_table("criterion", table_args=_checks()) as criterion:
        criterion.drop_constraint("uq_criterion_call_id_stage_code", type_="unique")
        criterion.create_unique_constraint("uq_criterion_call_id_code", ["call_id", "code"])
        criterion.drop_column("stage")
    for name in ("way_on", "reason", "criterion", "stage"):
        op.drop_column("council_case", name)
