"""Remember which forms have been sent, so that a double press does nothing twice."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("used_form",)


def upgrade() -> None:
    op.create_table(
        "used_form",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_used_form_person_id_person"),
        sa.PrimaryKeyConstraint("person_id", "key", name="pk_used_form"),
    )


def downgrade() -> None:
    op.drop_table("used_form")
