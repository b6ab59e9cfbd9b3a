"""Keep what a running project measures, what is said of its milestones, and its risks."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = ("indicator_value", "milestone_step", "risk")
# Rows of these are only added: what was wrong is corrected by another row.
PROTECTED = ("indicator_value", "milestone_step")
CODE = sa.String(length=32)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name in ("due_on", "ended_on"):
        op.add_column("promise", sa.Column(name, sa.Date(), nullable=True))
    op.create_table(
        "indicator_value",
        *_row_about_promise("indicator_value"),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("source <> ''", name="ck_indicator_value_has_source"),
    )
    op.create_table(
        "milestone_step",
        *_row_about_promise("milestone_step"),
        sa.Column("stage", CODE, nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(stage = 'done') = (done_on IS NOT NULL)", name="ck_milestone_step_done_has_day"),
        sa.CheckConstraint("stage <> 'dropped' OR note <> ''", name="ck_milestone_step_dropped_has_reason"),
    )
    for table in PROTECTED:
        op.create_index(f"ix_{table}_promise_id", table, ["promise_id"])
        _protect(table)
    _add_risk()


def _row_about_promise(table: str) -> tuple[sa.Column[object] | sa.Constraint, ...]:
    """What both kinds of rows have: which promise, a note, who and when."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], f"fk_{table}_promise_id_promise", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], f"fk_{table}_by_id_person"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _add_risk() -> None:
    project = "fk_risk_application_id_project"
    op.create_table(
        "risk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("likelihood", CODE, nullable=False),
        sa.Column("consequence", CODE, nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("responsible", sa.String(length=150), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("text <> ''", name="ck_risk_says_something"),
        sa.CheckConstraint("(closing = '') = (closed_on IS NULL)", name="ck_risk_closed_has_reason"),
        sa.ForeignKeyConstraint(["application_id"], ["project.application_id"], project, ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_risk"),
    )
    op.create_index("ix_risk_application_id", "risk", ["application_id"])


def _protect(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION refuse_{table}_change() RETURNS trigger AS $$ "
            "BEGIN RAISE EXCEPTION 'what was said of a project is not changed'; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            f"CREATE TRIGGER {table}_protected BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_{table}_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_{change.lower()}_protected BEFORE {change} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'what was said of a project is not changed'); END"
        )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in PROTECTED:
            op.execute(f"DROP FUNCTION refuse_{table}_change()")
    with op.batch_alter_table("promise") as batch:
        for name in ("ended_on", "due_on"):
            batch.drop_column(name)
