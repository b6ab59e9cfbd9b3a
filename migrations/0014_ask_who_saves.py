"""Keep what administrations say of the savings that an application names."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = ("savings_request", "saving_answer", "sent_saving")


def upgrade() -> None:
    _add_requests()
    _add_answers()
    op.create_table(
        "sent_saving",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_sent_saving_submission_id_submission", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["answer_id"], ["saving_answer.id"], name="fk_sent_saving_answer_id_saving_answer"),
        sa.PrimaryKeyConstraint("submission_id", "row", name="pk_sent_saving"),
    )


def _add_requests() -> None:
    op.create_table(
        "savings_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("administration_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name="fk_savings_request_application_id_application",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["administration_id"], ["administration.id"], name="fk_savings_request_administration_id_administration"
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name="fk_savings_request_asked_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_savings_request"),
        sa.UniqueConstraint(
            "application_id", "administration_id", name="uq_savings_request_application_id_administration_id"
        ),
    )
    op.create_index("ix_savings_request_administration_id", "savings_request", ["administration_id"])


def _add_answers() -> None:
    op.create_table(
        "saving_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(verdict = 'disputed') = (reason <> '')", name="ck_saving_answer_disputed_has_reason"),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name="fk_saving_answer_application_id_application",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name="fk_saving_answer_answered_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_saving_answer"),
    )
    op.create_index("ix_saving_answer_application_id", "saving_answer", ["application_id", "id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
