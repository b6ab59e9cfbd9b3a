"""Tell grants from before this system apart from those that the executive board has made in it."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ()
# So the first migration named it.
OLD_NAME = "ck_application_ck_application_sent_has_date"
NAME = "ck_application_sent_has_date"
OLD_DATELESS = "'draft', 'sign_off', 'withdrawn', 'granted'"
DATELESS = "'draft', 'sign_off', 'withdrawn', 'recorded'"


def upgrade() -> None:
    _drop_check(OLD_NAME)
    op.execute("UPDATE application SET status = 'recorded' WHERE status = 'granted' AND submitted_at IS NULL")
    _create_check(NAME, DATELESS)


def downgrade() -> None:
    _drop_check(NAME)
    op.execute("UPDATE application SET status = 'granted' WHERE status = 'recorded'")
    _create_check(OLD_NAME, OLD_DATELESS)


def _drop_check(name: str) -> None:
    with op.batch_alter_table("application") as batch:
        batch.drop_constraint(op.f(name), type_="check")


def _create_check(name: str, dateless: str) -> None:
    with op.batch_alter_table("application") as batch:
        batch.create_check_constraint(op.f(name), f"status IN ({dateless}) OR submitted_at IS NOT NULL")
