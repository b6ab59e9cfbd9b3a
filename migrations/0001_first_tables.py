"""Create the first tables: people, cases, log, mail, sketches, triage."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = ("default",)
depends_on = None

# The log is only added to. Details may be deleted by the retention rule alone, which lifts its trigger to do so.
PROTECTED = ("log_entry", "log_details")


def upgrade() -> None:
    op.create_table(
        "administration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name_sv", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["administration.id"], name="fk_administration_successor_id_administration"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_administration"),
        sa.UniqueConstraint("code", name="uq_administration_code"),
    )
    op.create_table(
        "attempt_count",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_attempt_count"),
    )
    op.create_index("ix_attempt_count_window_ends_at", "attempt_count", ["window_ends_at"])

    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_sv", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("purpose_sv", sa.Text(), nullable=False),
        sa.Column("purpose_en", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("triage_days", sa.Integer(), nullable=False),
        sa.Column("completion_days", sa.Integer(), nullable=False),
        sa.Column("sign_off_required", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_call"),
        sa.UniqueConstraint("code", name="uq_call_code"),
    )
    op.create_index("ix_call_opens_on", "call", ["opens_on"])

    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_log_head"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("administration_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("external_id", sa.String(length=255), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["administration_id"], ["administration.id"], name="fk_person_administration_id_administration"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("email", name="uq_person_email"),
        sa.UniqueConstraint("external_id", name="uq_person_external_id"),
    )
    op.create_index("ix_person_administration_id", "person", ["administration_id"])

    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "sign_off",
                "submitted",
                "returned",
                "council",
                "referred",
                "declined",
                "withdrawn",
                "granted",
                name="status",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "origin",
            sa.Enum("administration", "commission", name="origin", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("advised_area", sa.String(length=40), nullable=True),
        sa.Column("advised_fund", sa.String(length=40), nullable=True),
        sa.Column("lead_administration_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("coordinator_id", sa.Integer(), nullable=True),
        sa.Column("awaits_reply", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'sign_off', 'withdrawn', 'granted') OR submitted_at IS NOT NULL",
            name="ck_application_sent_has_date",
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_application_call_id_call"),
        sa.ForeignKeyConstraint(["coordinator_id"], ["person.id"], name="fk_application_coordinator_id_person"),
        sa.ForeignKeyConstraint(
            ["lead_administration_id"],
            ["administration.id"],
            name="fk_application_lead_administration_id_administration",
        ),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"], name="fk_application_manager_id_person"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_application_owner_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_application"),
    )
    op.create_index("ix_application_area", "application", ["area", "status_since", "id"])
    op.create_index(
        "ix_application_awaits_reply", "application", ["awaits_reply", "coordinator_id", "status_since", "id"]
    )
    op.create_index("ix_application_call", "application", ["call_id", "status_since", "id"])
    op.create_index("ix_application_coordinator", "application", ["coordinator_id", "status_since", "id"])
    op.create_index("ix_application_due", "application", ["due_at", "id"])
    op.create_index("ix_application_lead", "application", ["lead_administration_id", "status_since", "id"])
    op.create_index("ix_application_manager_id", "application", ["manager_id"])
    op.create_index("ix_application_owner", "application", ["owner_id", "id"])
    op.create_index("ix_application_status", "application", ["status", "status_since", "id"])
    op.create_index(
        "ix_application_status_coordinator", "application", ["status", "coordinator_id", "status_since", "id"]
    )
    op.create_index("ix_application_status_since", "application", ["status_since", "id"])

    op.create_table(
        "held_input",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_held_input_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_held_input"),
        sa.UniqueConstraint("token_hash", name="uq_held_input_token_hash"),
    )
    op.create_index("ix_held_input_held_at", "held_input", ["held_at"])
    op.create_index("ix_held_input_person_id", "held_input", ["person_id"])

    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_login_session_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_login_session"),
        sa.UniqueConstraint("token_hash", name="uq_login_session_token_hash"),
    )
    op.create_index("ix_login_session_person_id", "login_session", ["person_id"])

    op.create_table(
        "role_grant",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "applicant",
                "coordinator",
                "council",
                "director",
                "controller",
                "administrator",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_role_grant_person_id_person"),
        sa.PrimaryKeyConstraint("person_id", "role", name="pk_role_grant"),
    )
    op.create_table(
        "case_member",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "may",
            sa.Enum("owner", "editor", "viewer", "manager", "nobody", name="whose", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_case_member_application_id_application", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_case_member_person_id_person"),
        sa.PrimaryKeyConstraint("application_id", "person_id", name="pk_case_member"),
    )
    op.create_index("ix_case_member_person_id", "case_member", ["person_id"])

    op.create_table(
        "case_partner",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("administration_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["administration_id"], ["administration.id"], name="fk_case_partner_administration_id_administration"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name="fk_case_partner_application_id_application",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("application_id", "administration_id", name="pk_case_partner"),
    )
    op.create_index("ix_case_partner_administration_id", "case_partner", ["administration_id"])

    op.create_table(
        "completion_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name="fk_completion_request_application_id_application",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name="fk_completion_request_asked_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_completion_request"),
    )
    op.create_index("ix_completion_request_application_id", "completion_request", ["application_id"])

    op.create_table(
        "log_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("details_hash", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name="fk_log_entry_actor_id_person"),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name="fk_log_entry_application_id_application"),
        sa.PrimaryKeyConstraint("number", name="pk_log_entry"),
    )
    op.create_index("ix_log_entry_application_id", "log_entry", ["application_id"])

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("from_fund", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_message_application_id_application", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_message_author_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    op.create_index("ix_message_application_id", "message", ["application_id"])

    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_note_application_id_application", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_note_author_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
    )
    op.create_index("ix_note_application_id", "note", ["application_id"])

    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("ready", "sending", "sent", "failed", "uncertain", name="mailstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_outbox_mail_application_id_application"
        ),
        sa.ForeignKeyConstraint(["recipient_id"], ["person.id"], name="fk_outbox_mail_recipient_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_mail"),
        sa.UniqueConstraint("key", name="uq_outbox_mail_key"),
    )
    op.create_index("ix_outbox_mail_application_id", "outbox_mail", ["application_id"])
    op.create_index("ix_outbox_mail_due", "outbox_mail", ["state", "next_try_at"])
    op.create_index("ix_outbox_mail_recipient_id", "outbox_mail", ["recipient_id"])

    op.create_table(
        "presence",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_presence_application_id_application", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_presence_person_id_person"),
        sa.PrimaryKeyConstraint("application_id", "step", "person_id", name="pk_presence"),
    )
    op.create_table(
        "search_term",
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_search_term_application_id_application", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("term", "application_id", name="pk_search_term"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_term_application_id", "search_term", ["application_id"])

    op.create_table(
        "step_draft",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("visited", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_step_draft_application_id_application", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name="fk_step_draft_saved_by_id_person"),
        sa.PrimaryKeyConstraint("application_id", "step", name="pk_step_draft"),
    )
    op.create_table(
        "step_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name="fk_step_revision_application_id_application",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["saved_by_id"], ["person.id"], name="fk_step_revision_saved_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_step_revision"),
    )
    op.create_index("ix_step_revision_application_id", "step_revision", ["application_id"])

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("form_version", sa.String(length=40), nullable=False),
        sa.Column("form_digest", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("advice", sa.JSON(), nullable=False),
        sa.Column("knowledge_version", sa.String(length=40), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_submission_application_id_application", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name="fk_submission_submitted_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("application_id", "round", name="uq_submission_application_id_round"),
    )
    op.create_table(
        "support_given",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("half_hours", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name="fk_support_given_application_id_application",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name="fk_support_given_given_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_support_given"),
    )
    op.create_index("ix_support_given_application_id", "support_given", ["application_id"])

    op.create_table(
        "log_details",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["log_entry.number"], name="fk_log_details_number_log_entry"),
        sa.PrimaryKeyConstraint("number", name="pk_log_details"),
    )
    op.execute("INSERT INTO log_head (id, number, hash) VALUES (1, 0, '" + "0" * 64 + "')")
    protect_log()


def protect_log() -> None:
    """Refuse UPDATE and DELETE on the log, on both databases."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_log_change() RETURNS trigger AS $$ "
            "BEGIN RAISE EXCEPTION 'the log is only added to'; END $$ LANGUAGE plpgsql"
        )
    for table in PROTECTED:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_protected BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_log_change()"
            )
            continue
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{change.lower()}_protected BEFORE {change} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END"
            )


def downgrade() -> None:
    op.drop_table("log_details")
    op.drop_table("support_given")
    op.drop_table("submission")
    op.drop_table("step_revision")
    op.drop_table("step_draft")
    op.drop_table("search_term")
    op.drop_table("presence")
    op.drop_table("outbox_mail")
    op.drop_table("note")
    op.drop_table("message")
    op.drop_table("log_entry")
    op.drop_table("completion_request")
    op.drop_table("case_partner")
    op.drop_table("case_member")
    op.drop_table("role_grant")
    op.drop_table("login_session")
    op.drop_table("held_input")
    op.drop_table("application")
    op.drop_table("person")
    op.drop_table("log_head")
    op.drop_table("call")
    op.drop_table("attempt_count")
    op.drop_table("administration")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_log_change()")
