"""Let the ledger be summed by administration and year without reading its rows."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES = ()


def upgrade() -> None:
    op.drop_index("ix_ledger_row_payer_id", "ledger_row")
    op.create_index("ix_ledger_row_payer_id", "ledger_row", ["payer_id", "budget_year", "kind", "amount_sek"])


def downgrade() -> None:
    op.drop_index("ix_ledger_row_payer_id", "ledger_row")
    op.create_index("ix_ledger_row_payer_id", "ledger_row", ["payer_id", "budget_year"])
