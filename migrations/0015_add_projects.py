"""Let a grant become a project with budget lines, promises and reports."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("project", "budget_line", "promise", "project_report")
CODE = sa.String(length=32)
ONE_LINE = "uq_budget_line_application_id_year_administration_id_financing"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add_project()
    _add_budget_line()
    _add_promise()
    _add_report()


def _add_project() -> None:
    op.create_table(
        "project",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("granted_sek", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.CheckConstraint("granted_sek > 0", name="ck_project_grants_something"),
        sa.CheckConstraint("ends_on >= starts_on", name="ck_project_ends_after_start"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_project_application_id_application", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_project_decision_id_decision"),
        sa.ForeignKeyConstraint(["started_by_id"], ["person.id"], name="fk_project_started_by_id_person"),
        sa.PrimaryKeyConstraint("application_id", name="pk_project"),
    )


def _of_project(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["application_id"], ["project.application_id"], name=f"fk_{table}_application_id_project", ondelete="CASCADE"
    )


def _add_budget_line() -> None:
    op.create_table(
        "budget_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("administration_id", sa.Integer(), nullable=False),
        sa.Column("financing", CODE, nullable=False),
        sa.Column("planned_sek", sa.Integer(), nullable=False),
        sa.CheckConstraint("planned_sek >= 0", name="ck_budget_line_planned_is_whole"),
        _of_project("budget_line"),
        sa.ForeignKeyConstraint(
            ["administration_id"], ["administration.id"], name="fk_budget_line_administration_id_administration"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_budget_line"),
        sa.UniqueConstraint("application_id", "year", "administration_id", "financing", name=ONE_LINE),
    )


def _add_promise() -> None:
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("condition_id", sa.Integer(), nullable=True),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("text", "baseline", "target", "source", "responsible", "due")
        ),
        sa.Column("finding", CODE, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.CheckConstraint("text <> ''", name="ck_promise_says_something"),
        sa.CheckConstraint("(finding IS NULL) = (note = '')", name="ck_promise_finding_has_note"),
        sa.CheckConstraint("(finding IS NULL) = (closed_at IS NULL)", name="ck_promise_finding_has_day"),
        sa.CheckConstraint(
            "(kind = 'condition') = (condition_id IS NOT NULL)", name="ck_promise_condition_keeps_its_number"
        ),
        _of_project("promise"),
        sa.ForeignKeyConstraint(["condition_id"], ["condition.id"], name="fk_promise_condition_id_condition"),
        sa.PrimaryKeyConstraint("id", name="pk_promise"),
        sa.UniqueConstraint("condition_id", name="uq_promise_condition_id"),
    )
    op.create_index("ix_promise_application_id", "promise", ["application_id"])


def _add_report() -> None:
    op.create_table(
        "project_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(state = 'accepted') = (accepted_at IS NOT NULL)", name="ck_project_report_accepted_has_day"
        ),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="ck_project_report_accepted_has_person"
        ),
        sa.CheckConstraint("state = 'written' OR sent_at IS NOT NULL", name="ck_project_report_sent_has_day"),
        _of_project("project_report"),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name="fk_project_report_accepted_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_project_report"),
        sa.UniqueConstraint("application_id", "part", name="uq_project_report_application_id_part"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
