"""Keep what was saved, what shall go back to the fund, and what has gone back; nothing of it is changed afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = ("counting_basis", "exemption", "repayment_plan", "ledger_row", "verified_saving")
# Whole cases may be deleted by the retention rule alone, which lifts the triggers to do so.
PROTECTED = ("exemption", "repayment_plan", "ledger_row", "verified_saving")
MOMENT = sa.DateTime(timezone=True)
KIND = sa.String(length=32)


def upgrade() -> None:
    op.create_table(
        "counting_basis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("counted_from", KIND, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.CheckConstraint("source <> ''", name="ck_counting_basis_has_source"),
        _person("counting_basis", "set_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_counting_basis"),
    )
    _add_decisions()
    _add_ledger()
    _add_savings()
    for table in PROTECTED:
        _protect(table)


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=f"fk_{table}_{column}_person")


def _payer(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["payer_id"], ["administration.id"], name=f"fk_{table}_payer_id_administration")


def _case(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_application_id_application"
    return sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=name, ondelete="CASCADE")


def _add_decisions() -> None:
    op.create_table(
        "exemption",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("ground", KIND, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.CheckConstraint("reason <> '' AND evidence <> ''", name="ck_exemption_has_reason_and_evidence"),
        _case("exemption"),
        _person("exemption", "decided_by_id"),
        sa.PrimaryKeyConstraint("application_id", name="pk_exemption"),
    )
    op.create_table(
        "repayment_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("is_decided", sa.Boolean(), nullable=False),
        sa.Column("amount_sek", sa.Integer(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint("amount_sek > 0", name="ck_repayment_plan_amount_is_positive"),
        sa.CheckConstraint("first_year <= last_year", name="ck_repayment_plan_years_in_order"),
        sa.CheckConstraint("reason <> ''", name="ck_repayment_plan_has_reason"),
        _case("repayment_plan"),
        _person("repayment_plan", "made_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_repayment_plan"),
    )
    op.create_index("ix_repayment_plan_application_id", "repayment_plan", ["application_id"])
    op.create_index(
        "uq_repayment_plan_decided",
        "repayment_plan",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("is_decided"),
        postgresql_where=sa.text("is_decided"),
    )


def _add_ledger() -> None:
    op.create_table(
        "ledger_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("payer_id", sa.Integer(), nullable=False),
        sa.Column("budget_year", sa.Integer(), nullable=False),
        sa.Column("amount_sek", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("corrects_id IS NULL OR reason <> ''", name="ck_ledger_row_correction_has_reason"),
        sa.CheckConstraint("kind <> 'returned' OR reference <> ''", name="ck_ledger_row_return_has_reference"),
        sa.CheckConstraint(
            "corrects_id IS NOT NULL OR (CASE kind WHEN 'returned' THEN amount_sek < 0 ELSE amount_sek >= 0 END)",
            name="ck_ledger_row_amount_has_its_sign",
        ),
        _case("ledger_row"),
        sa.ForeignKeyConstraint(["corrects_id"], ["ledger_row.id"], name="fk_ledger_row_corrects_id_ledger_row"),
        _payer("ledger_row"),
        _person("ledger_row", "by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_row"),
    )
    op.create_index("ix_ledger_row_application_id", "ledger_row", ["application_id", "id"])
    op.create_index("ix_ledger_row_payer_id", "ledger_row", ["payer_id", "budget_year"])


def _add_savings() -> None:
    op.create_table(
        "verified_saving",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("payer_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("low_sek", sa.Integer(), nullable=False),
        sa.Column("base_sek", sa.Integer(), nullable=False),
        sa.Column("high_sek", sa.Integer(), nullable=False),
        sa.Column("verified_sek", sa.Integer(), nullable=False),
        sa.Column("counts_from", sa.Date(), nullable=False),
        sa.Column("counts_until", sa.Date(), nullable=False),
        sa.Column("ledger_id", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("verified_by_id", sa.Integer(), nullable=False),
        sa.Column("verified_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "0 <= low_sek AND low_sek <= base_sek AND base_sek <= high_sek"
            " AND low_sek <= verified_sek AND verified_sek <= high_sek",
            name="ck_verified_saving_within_its_range",
        ),
        sa.CheckConstraint("starts_on <= ends_on", name="ck_verified_saving_days_in_order"),
        sa.CheckConstraint("evidence <> ''", name="ck_verified_saving_has_evidence"),
        _case("verified_saving"),
        _payer("verified_saving"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledger_row.id"], name="fk_verified_saving_ledger_id_ledger_row"),
        _person("verified_saving", "verified_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_verified_saving"),
    )
    op.create_index("ix_verified_saving_application_id", "verified_saving", ["application_id"])


def _protect(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION refuse_{table}_change() RETURNS trigger AS $$ "
            "BEGIN RAISE EXCEPTION 'what was kept of a repayment is not changed'; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            f"CREATE TRIGGER {table}_protected BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_{table}_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_{change.lower()}_protected BEFORE {change} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'what was kept of a repayment is not changed'); END"
        )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in PROTECTED:
            op.execute(f"DROP FUNCTION refuse_{table}_change()")
