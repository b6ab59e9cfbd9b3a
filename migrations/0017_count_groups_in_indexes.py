"""Let groups of cases be counted, and how long they have stood, without reading the cases."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = ()


def upgrade() -> None:
    op.drop_index("ix_application_status", "application")
    op.create_index("ix_application_status", "application", ["status", "status_since", "id", "deleted_at"])
    op.create_index(
        "ix_application_group", "application", ["lead_administration_id", "origin", "status", "deleted_at", "id"]
    )


def downgrade() -> None:
    op.drop_index("ix_application_group", "application")
    op.drop_index("ix_application_status", "application")
    op.create_index("ix_application_status", "application", ["status", "status_since", "id"])
