"""Keep the report of an evaluation as a file, and let somebody from outside the city read one case until a day."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = ("evaluation_file", "outside_access")


def upgrade() -> None:
    op.create_table(
        "evaluation_file",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        _key("evaluation_file", "report_id", "project_report"),
        _key("evaluation_file", "attachment_id", "attachment"),
        sa.PrimaryKeyConstraint("report_id", name="pk_evaluation_file"),
    )
    op.create_table(
        "outside_access",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        _key("outside_access", "application_id", "application"),
        _person("person_id"),
        _person("given_by_id"),
        sa.PrimaryKeyConstraint("application_id", "person_id", name="pk_outside_access"),
    )
    op.create_index("ix_outside_access_person_id", "outside_access", ["person_id"])
    with op.batch_alter_table("person") as person:
        person.alter_column("administration_id", existing_type=sa.Integer(), nullable=True)


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete="CASCADE")


def _person(column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=f"fk_outside_access_{column}_person")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    # Whoever belongs to no administration has no place in the older tables, and must not sign in there.
    first = sa.text(
        "UPDATE person SET administration_id = (SELECT min(id) FROM administration), is_active = :no "
        "WHERE administration_id IS NULL"
    ).bindparams(no=False)
    op.execute(first)
    with op.batch_alter_table("person") as person:
        person.alter_column("administration_id", existing_type=sa.Integer(), nullable=False)
