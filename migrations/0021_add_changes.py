"""Keep what projects ask to change, what was decided, and granted money that is not needed."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = ("change_request", "changed_line", "unused_money")
# Rows of these are only added: they say what a decision did.
PROTECTED = ("changed_line", "unused_money")
CODE = sa.String(length=32)
MOMENT = sa.DateTime(timezone=True)
REFUSED = "what a decision on a change did is not changed"


def upgrade() -> None:
    _add_request()
    op.create_table(
        "changed_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("administration_id", sa.Integer(), nullable=False),
        sa.Column("financing", CODE, nullable=False),
        sa.Column("before_sek", sa.Integer(), nullable=False),
        sa.Column("after_sek", sa.Integer(), nullable=False),
        sa.CheckConstraint("before_sek >= 0 AND after_sek >= 0", name="ck_changed_line_amounts_from_zero"),
        sa.CheckConstraint("before_sek <> after_sek", name="ck_changed_line_changes_something"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["change_request.id"], "fk_changed_line_request_id_change_request", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["administration_id"], ["administration.id"], "fk_changed_line_administration_id_administration"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_changed_line"),
        sa.UniqueConstraint("request_id", "year", "administration_id", "financing", name="uq_changed_line"),
    )
    op.create_table(
        "unused_money",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("amount_sek", sa.Integer(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.CheckConstraint("amount_sek > 0", name="ck_unused_money_gives_back_something"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], "fk_unused_money_application_id_application", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], "fk_unused_money_noted_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_unused_money"),
    )
    op.create_index("ix_unused_money_application_id", "unused_money", ["application_id"])
    for table in PROTECTED:
        _protect(table)


def _add_request() -> None:
    project, is_open = "fk_change_request_application_id_project", sa.text("state IN ('written', 'sent')")
    op.create_table(
        "change_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("last_day_before", sa.Date(), nullable=True),
        sa.Column("last_day_after", sa.Date(), nullable=True),
        sa.Column("unused_sek", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state = 'written' OR (sent_at IS NOT NULL AND sent_by_id IS NOT NULL)",
            name="ck_change_request_sent_has_day",
        ),
        sa.CheckConstraint(
            "(state IN ('granted', 'refused')) = (decided_at IS NOT NULL)", name="ck_change_request_decided_has_day"
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name="ck_change_request_decided_has_person"
        ),
        sa.CheckConstraint("(decided_at IS NULL) = (grounds = '')", name="ck_change_request_decided_has_grounds"),
        sa.CheckConstraint("decided_by_id <> sent_by_id", name="ck_change_request_another_decides"),
        sa.CheckConstraint(
            "unused_sek = 0 OR (unused_sek > 0 AND state = 'granted')", name="ck_change_request_only_grant_gives_back"
        ),
        sa.ForeignKeyConstraint(["application_id"], ["project.application_id"], project, ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], "fk_change_request_sent_by_id_person"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], "fk_change_request_decided_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_change_request"),
        sa.UniqueConstraint("application_id", "number", name="uq_change_request_application_id_number"),
    )
    op.create_index(
        "uq_change_request_open",
        "change_request",
        ["application_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _protect(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION refuse_{table}_change() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{REFUSED}'; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            f"CREATE TRIGGER {table}_protected BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_{table}_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_{change.lower()}_protected BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in PROTECTED:
            op.execute(f"DROP FUNCTION refuse_{table}_change()")
