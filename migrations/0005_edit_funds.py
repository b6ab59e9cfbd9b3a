"""Keep edits of other money, and to which money a case was referred."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("fund_edit",)
REFUSAL = "an edit is not changed"
VERDICT = ["advised_fund", "referred_fund", "advised_area", "area", "status", "deleted_at"]


def upgrade() -> None:
    op.create_table(
        "fund_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.String(length=60), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["edited_by_id"], ["person.id"], name="fk_fund_edit_edited_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_fund_edit"),
        sa.UniqueConstraint("fund_id", "round", name="uq_fund_edit_fund_id_round"),
    )
    _protect()
    # Not in batch mode: a new column that may be empty needs no new table.
    op.add_column("application", sa.Column("referred_fund", sa.String(length=40), nullable=True))
    _fill_from_log()
    op.create_index("ix_application_verdict", "application", VERDICT)


def _protect() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_fund_edit_change() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            "CREATE TRIGGER fund_edit_protected BEFORE UPDATE OR DELETE ON fund_edit "
            "FOR EACH ROW EXECUTE FUNCTION refuse_fund_edit_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER fund_edit_{change.lower()}_protected BEFORE {change} ON fund_edit "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def _fill_from_log() -> None:
    """Until now, only the log told where a case was referred."""
    entry = sa.table("log_entry", sa.column("number"), sa.column("application_id"), sa.column("event"))
    details = sa.table("log_details", sa.column("number"), sa.column("details", sa.JSON()))
    case = sa.table("application", sa.column("id"), sa.column("referred_fund"))
    rows = op.get_bind().execute(
        sa.select(entry.c.application_id, details.c.details)
        .join(details, details.c.number == entry.c.number)
        .where(entry.c.event == "referred")
        .order_by(entry.c.number)
    )
    funds = [{"case": case_id, "fund": facts["fund"]} for case_id, facts in rows if facts.get("fund")]
    if funds:
        fill = sa.update(case).where(case.c.id == sa.bindparam("case")).values(referred_fund=sa.bindparam("fund"))
        op.get_bind().execute(fill, funds)


def downgrade() -> None:
    op.drop_index("ix_application_verdict", "application")
    op.drop_column("application", "referred_fund")
    op.drop_table("fund_edit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_fund_edit_change()")
