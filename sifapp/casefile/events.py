"""What has happened in a case, in plain words, and what of it may each reader see? Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.advice import FUNDS
from sifapp.applications.models import LogEntry
from sifapp.i18n import language, show_sek
from sifapp.review.criteria import criterion_by_id
from sifapp.statuses import OF_APPLICATION, SENT, Status
from sifapp.wizard.which_form import step_by_id

LogRow = tuple[LogEntry, object, Mapping[str, object] | None]

PUBLIC_EVENTS: Mapping[str, LazyString] = {
    "created": _l("The sketch was started"),
    "sign_off_asked": _l("A manager was asked to sign off"),
    "sign_off_taken_back": _l("The sketch was taken back from the manager"),
    "sign_off_refused": _l("The manager gave the sketch back"),
    "submitted": _l("The sketch was sent to the fund"),
    "taken": _l("A coordinator took the case"),
    "returned": _l("The fund asked for more"),
    "resubmitted": _l("The sketch was completed and sent again"),
    "referred": _l("The fund referred the idea to other money"),
    "passed_to_council": _l("The sketch was passed to the council"),
    "declined": _l("The fund declined the idea"),
    "invited": _l("The council invited to an application"),
    "more_time_given": _l("The fund gave more time for the application"),
    "pre_study_proposed": _l("The council wanted a pre-study first"),
    "pre_study_sent": _l("The plan of the pre-study was sent to the fund"),
    "pre_study_returned": _l("The fund asked for changes in the plan of the pre-study"),
    "pre_study_approved": _l("The fund approved the pre-study"),
    "pre_study_reported": _l("The pre-study was reported"),
    "savings_asked": _l("An administration was asked about its savings"),
    "savings_answered": _l("An administration answered about its savings"),
    "stopped": _l("The idea was stopped after the pre-study"),
    "recommended": _l("The council gave its recommendation"),
    "decision_proposed": _l("The city director proposed a decision"),
    "remitted": _l("The executive board asked for more preparation"),
    "granted": _l("The executive board granted the money"),
    "refused": _l("The executive board refused the application"),
    "project_started": _l("The project was started"),
    "reconciliation_sent": _l("The project sent a reconciliation of its money"),
    "reconciliation_returned": _l("The fund asked about a reconciliation"),
    "reconciliation_signed": _l("The controller signed a reconciliation"),
    "change_asked": _l("The project asked for a change"),
    "change_taken_back": _l("The project took its request for a change back"),
    "change_returned": _l("The fund asked about the change"),
    "change_granted": _l("The city director granted the change"),
    "change_refused": _l("The city director refused the change"),
    "evaluation_sent": _l("The project sent its evaluation to the fund"),
    "evaluation_returned": _l("The fund asked about the evaluation"),
    "evaluated": _l("The effect of the project was judged"),
    "repayment_decided": _l("The city director decided what goes back to the fund"),
    "exempted": _l("The city director exempted the project from repayment"),
    "settled": _l("The saving has gone back to the fund"),
    "withdrawn": _l("The sketch was withdrawn"),
}

# The same events once the case is about an application.
APPLICATION_EVENTS: Mapping[str, LazyString] = {
    "sign_off_taken_back": _l("The application was taken back from the manager"),
    "sign_off_refused": _l("The manager gave the application back"),
    "submitted": _l("The application was sent to the fund"),
    "resubmitted": _l("The application was completed and sent again"),
    "passed_to_council": _l("The application was passed to the council"),
    "withdrawn": _l("The application was withdrawn"),
}

STAFF_EVENTS: Mapping[str, LazyString] = {
    "started_anew": _l("The sketch was begun from an earlier one"),
    "message_written": _l("A message was written"),
    "evaluator_let_in": _l("Somebody from outside was let in to evaluate it"),
    "evaluator_shut_out": _l("An outside evaluator’s reading was ended"),
    "attachment_added": _l("A file was attached"),
    "attachment_removed": _l("An attached file was removed"),
    "attachment_refused": _l("A file was refused: the scanner found a harmful program"),
    "member_added": _l("A colleague was invited"),
    "member_removed": _l("A colleague’s access ended"),
    "handed_over": _l("The sketch got a new owner"),
    "draft_deleted": _l("The draft was deleted"),
    "draft_restored": _l("The draft was brought back"),
    "note_written": _l("An internal note was written"),
    "support_given": _l("Help was noted"),
    "support_undone": _l("Noted help was taken back"),
    "origin_changed": _l("The origin was changed"),
    "lead_changed": _l("The case was handed to a colleague"),
    "lead_left": _l("The case lost its coordinator and waits for a new one"),
    "call_changed": _l("The case went over to the open call"),
    "conflict_declared": _l("A council member declared a conflict of interest"),
    "no_conflict_declared": _l("A council member declared no conflict of interest"),
    "conflict_overridden": _l("A coordinator overrode a conflict of interest"),
    "put_to_meeting": _l("The case was put to a meeting of the council"),
    "taken_from_meeting": _l("The case was taken from a meeting of the council"),
    "scores_sent": _l("A council member sent scores"),
    "decision_recorded": _l("The executive board’s decision was written down, to be released later"),
    "decision_taken_back": _l("A decision that was not released was taken back"),
    "diary_numbers_noted": _l("Diary numbers were noted"),
    "archived": _l("A package was made for the e-archive"),
    "disposed": _l("What people had written was removed by a retention rule"),
    "granted_recorded": _l("A grant from before this system was entered"),
    "indicator_measured": _l("The project wrote down what an indicator shows"),
    "milestone_reported": _l("Something was said of a milestone"),
    "risk_added": _l("A risk was written down"),
    "risk_changed": _l("A risk was assessed anew"),
    "saving_verified": _l("The controller verified a saving"),
    "repayment_proposed": _l("The city director proposed what goes back to the fund"),
    "return_recorded": _l("A return to the fund was noted"),
    "ledger_corrected": _l("A row of the ledger was corrected"),
}


def fund_side_log(log: Sequence[LogRow], status: Status) -> Sequence[LogRow]:
    """The log as the fund's staff may read it: from the moment when the sketch was sent.

    What happened inside the applicant's administration before is working material of another authority.
    """
    sent = next((place for place, (entry, *_rest) in enumerate(log) if entry.event == "submitted"), None)
    if sent is None:
        return log if status in SENT else ()
    return log[sent:]


def event_label(event: str, details: Mapping[str, object] | None = None) -> str:
    """An event in words; its name when there are none. ``details``: tell a sketch's event from an application's."""
    label = PUBLIC_EVENTS.get(event) or STAFF_EVENTS.get(event)
    if (details or {}).get("from") in OF_APPLICATION:
        label = APPLICATION_EVENTS.get(event, label)
    return str(label) if label else event


def letters(log: Sequence[LogRow]) -> list[tuple[datetime, str, str]]:
    """Letters that the fund has sent in the case: when, subject and body, latest first.

    In the reader's language if they were written in it, else in the one that they were written in.
    """
    found = []
    for entry, _person, details in log:
        kept = (details or {}).get("letter")
        if entry.event in PUBLIC_EVENTS and isinstance(kept, Mapping) and kept:
            letter = kept.get(language()) or next(iter(kept.values()))
            found.append((entry.at, str(letter["subject"]), str(letter["body"])))
    return found[::-1]


def explain(event: str, details: Mapping[str, object]) -> str:
    """What the applicant may read of an event's details."""
    if event == "returned":
        names = _titles(details.get("steps"))
        return _("Sections: %(names)s", names=names) if names else ""
    if event == "resubmitted" and (names := _titles(details.get("unchanged"))):
        return str(_("Unchanged: %(names)s. Reason: %(reason)s", names=names, reason=details.get("reason")))
    if event == "referred":
        return next((fund.name[language()] for fund in FUNDS if fund.id == details.get("fund")), "")
    if event == "granted":
        amount = details.get("amount_sek")
        return show_sek(amount) if isinstance(amount, int) else ""
    if event in ("declined", "refused"):
        criterion = criterion_by_id(str(details.get("criterion")))
        return str(_("The criterion that is not met: %(criterion)s", criterion=criterion.text)) if criterion else ""
    return ""


def _titles(steps: object) -> str:
    """The titles of steps that the log names by id."""
    found = (step_by_id(step) for step in (steps if isinstance(steps, list) else []))
    return ", ".join(str(step.title) for step in found if step)
