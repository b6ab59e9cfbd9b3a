"""Add the files that belong to a case, and the step that a message is about."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("attachment",)


def upgrade() -> None:
    # Not in batch mode: a new column that may be empty needs no new table.
    op.add_column("message", sa.Column("step", sa.String(length=40), nullable=True))
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("scan", sa.String(length=32), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size_bytes > 0", name="ck_attachment_holds_something"),
        sa.CheckConstraint("scan <> 'harmful' OR removed_at IS NOT NULL", name="ck_attachment_harmful_is_removed"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_attachment_application_id_application", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name="fk_attachment_added_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
    )
    op.create_index("ix_attachment_application_id", "attachment", ["application_id", "id"])
    op.create_index("ix_attachment_sha256", "attachment", ["sha256"])
    op.create_index("ix_attachment_removed_at", "attachment", ["removed_at"])
    present, waiting = sa.text("removed_at IS NULL"), sa.text("scan = 'waiting'")
    op.create_index(
        "uq_attachment_content",
        "attachment",
        ["application_id", "sha256"],
        unique=True,
        sqlite_where=present,
        postgresql_where=present,
    )
    op.create_index("ix_attachment_waiting", "attachment", ["id"], sqlite_where=waiting, postgresql_where=waiting)


def downgrade() -> None:
    op.drop_column("message", "step")
    for table in TABLES:
        op.drop_table(table)
