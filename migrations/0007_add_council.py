"""Add the council: meetings, criteria, conflicts of interest, scores."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("conflict_check", "meeting", "council_case", "criterion", "score_sheet", "assessment")


def upgrade() -> None:
    op.create_table(
        "conflict_check",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name="fk_conflict_check_application_id_application",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_conflict_check_person_id_person"),
        sa.ForeignKeyConstraint(["said_by_id"], ["person.id"], name="fk_conflict_check_said_by_id_person"),
        sa.PrimaryKeyConstraint("application_id", "person_id", name="pk_conflict_check"),
    )
    op.create_index("ix_conflict_check_person_id", "conflict_check", ["person_id"])
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
    )
    op.create_index("ix_meeting_held_on", "meeting", ["held_on"])
    op.create_table(
        "council_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(outcome IS NULL) = (outcome_at IS NULL)", name="ck_council_case_outcome_has_time"),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name="fk_council_case_application_id_application",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_council_case_meeting_id_meeting"),
        sa.PrimaryKeyConstraint("id", name="pk_council_case"),
    )
    op.create_index("ix_council_case_application_id", "council_case", ["application_id"])
    op.create_index("ix_council_case_meeting_id", "council_case", ["meeting_id"])
    undecided = sa.text("outcome IS NULL")
    op.create_index(
        "uq_council_case_undecided",
        "council_case",
        ["application_id"],
        unique=True,
        sqlite_where=undecided,
        postgresql_where=undecided,
    )
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("highest", sa.Integer(), nullable=False),
        sa.Column("name_sv", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("look_for_sv", sa.Text(), nullable=False),
        sa.Column("look_for_en", sa.Text(), nullable=False),
        sa.CheckConstraint("code <> 'follow_up' OR weight = 0", name="ck_criterion_measuring_never_counts"),
        sa.CheckConstraint("weight >= 0 AND highest > 1", name="ck_criterion_weight_and_scale"),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_criterion_call_id_call"),
        sa.PrimaryKeyConstraint("id", name="pk_criterion"),
        sa.UniqueConstraint("call_id", "code", name="uq_criterion_call_id_code"),
    )
    op.create_table(
        "score_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_case_id"],
            ["council_case.id"],
            name="fk_score_sheet_council_case_id_council_case",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_score_sheet_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_score_sheet"),
        sa.UniqueConstraint("council_case_id", "person_id", name="uq_score_sheet_council_case_id_person_id"),
    )
    op.create_index("ix_score_sheet_person_id", "score_sheet", ["person_id"])
    op.create_table(
        "assessment",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score IS NULL OR score >= 1", name="ck_assessment_score_from_one"),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name="fk_assessment_criterion_id_criterion"),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["score_sheet.id"], name="fk_assessment_sheet_id_score_sheet", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sheet_id", "round", "criterion_id", name="pk_assessment"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
