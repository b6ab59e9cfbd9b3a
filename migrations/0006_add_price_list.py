"""Keep the price list and the basis of calculations."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("price", "calculation_basis")


def upgrade() -> None:
    op.create_table(
        "price",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name_sv", sa.String(length=160), nullable=False),
        sa.Column("name_en", sa.String(length=160), nullable=False),
        sa.Column("amount_sek", sa.Integer(), nullable=False),
        sa.Column(
            "per",
            sa.Enum("day", "month", "year", "each", "hour", name="per", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("place_sv", sa.String(length=80), nullable=False),
        sa.Column("place_en", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("note_sv", sa.String(length=500), nullable=False),
        sa.Column("note_en", sa.String(length=500), nullable=False),
        sa.Column("is_dated", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_sek > 0", name="ck_price_amount_is_positive"),
        sa.PrimaryKeyConstraint("id", name="pk_price"),
    )
    in_force = sa.text("valid_to IS NULL")
    op.create_index(
        "uq_price_code_in_force", "price", ["code"], unique=True, sqlite_where=in_force, postgresql_where=in_force
    )
    op.create_table(
        "calculation_basis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rate_hundredths", sa.Integer(), nullable=False),
        sa.Column("counted_years", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calculation_basis"),
    )


def downgrade() -> None:
    op.drop_table("calculation_basis")
    op.drop_index("uq_price_code_in_force", "price")
    op.drop_table("price")
