"""What may be removed at all, and after how long? The tables of a case are named here, each once."""

from enum import StrEnum


class Kind(StrEnum):
    """What a rule removes."""

    DELETED_DRAFTS = "deleted_drafts"  # put aside by their owner
    LEFT_DRAFTS = "left_drafts"  # never sent, and nobody has written in them for long
    # Closed without a grant, and already in the e-archive. What was granted is the record of public money.
    CLOSED_CASES = "closed_cases"
    SENT_MAIL = "sent_mail"


# How long is proposed before anybody has decided. The fund's own choice: no source gives it.
DEFAULT_DAYS = {Kind.DELETED_DRAFTS: 30, Kind.LEFT_DRAFTS: 730, Kind.CLOSED_CASES: 1825, Kind.SENT_MAIL: 365}
LONGEST_DAYS = 36_500

CASE = "application"
# What a removal takes of a case: all that people have written. What hangs on these rows goes with them.
GOES = (
    "attachment",
    "case_member",
    "completion_request",
    "conflict_check",
    "kept_conversation",
    "message",
    "note",
    "outbox_mail",
    "outside_access",
    "presence",
    "proposal_draft",
    "saving_answer",
    "savings_request",
    "score_sheet",
    "search_term",
    "sent_saving",
    "step_draft",
    "step_revision",
    "submission",
)
# What stays: that there was a case, whose, what was decided, and what others can learn from it.
STAYS = (
    "case_partner",
    "condition",
    "conversation",  # belongs to whoever holds it, and is forgotten by its own rule
    "council_case",
    "decision",
    "diary_number",
    "exemption",
    "ledger_row",
    "log_entry",
    "pre_study",
    "project",  # with its promises, what came of them, its reports, and what it asked to change
    "proposal",
    "repayment_plan",
    "support_given",
    "unused_money",
    "verified_saving",
)
