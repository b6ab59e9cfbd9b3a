"""Refuse changes to what was sent, as to the log."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ()


def upgrade() -> None:
    # Whole cases may be deleted by the retention rule alone, which lifts the trigger to do so.
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_submission_change() RETURNS trigger AS $$ "
            "BEGIN RAISE EXCEPTION 'what was sent is not changed'; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            "CREATE TRIGGER submission_protected BEFORE UPDATE OR DELETE ON submission "
            "FOR EACH ROW EXECUTE FUNCTION refuse_submission_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER submission_{change.lower()}_protected BEFORE {change} ON submission "
            "BEGIN SELECT RAISE(ABORT, 'what was sent is not changed'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER submission_protected ON submission")
        op.execute("DROP FUNCTION refuse_submission_change()")
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(f"DROP TRIGGER submission_{change.lower()}_protected")
