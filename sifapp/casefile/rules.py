"""What has happened in a case, where is it now, what comes next, and what can be done? Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.access import Permission, Role
from sifapp.advice import FUNDS
from sifapp.applications.models import Application, Call, LogEntry
from sifapp.i18n import TIME_ZONE, language, show_date, show_sek
from sifapp.review.criteria import criterion_by_id
from sifapp.statuses import CLOSED, OF_APPLICATION, SENT, Status
from sifapp.wizard.which_form import step_by_id


@dataclass(frozen=True)
class Stage:
    """What a status means for whoever waits. ``who``: whose turn it is; ``next``: what comes then.

    ``you``: whose turn it is, said to the applicant's side, where that takes other words.
    """

    now: LazyString
    who: LazyString | None = None
    next: LazyString | None = None
    you: LazyString | None = None


STAGES: Mapping[Status, Stage] = {
    Status.DRAFT: Stage(
        _l("The sketch is being written"),
        _l("It is your turn. Only you who work on the sketch can read it."),
        _l("You send the sketch to the fund."),
    ),
    Status.SIGN_OFF: Stage(
        _l("A manager reads the sketch"),
        _l("The manager sends it to the fund, or gives it back with a note."),
        _l("The fund’s coordinators read the sketch."),
    ),
    Status.SUBMITTED: Stage(
        _l("The fund’s coordinators read the sketch"),
        _l("It is the coordinators’ turn. The applicant need not do anything."),
        _l(
            "The coordinators pass it to the council, ask for more, refer it to other money, or decline it. "
            "If they ask for more, refer it or decline it, a letter says why."
        ),
        _l("It is the coordinators’ turn. You need not do anything."),
    ),
    Status.RETURNED: Stage(
        _l("The fund has asked for more"),
        _l("The applicant changes the sections that the fund named, and sends the sketch again."),
        _l("The coordinators go on with the completed sketch."),
        _l("It is your turn: change the sections that the fund named, and send the sketch again."),
    ),
    Status.COUNCIL: Stage(
        _l("The sketch is with the council"),
        _l("It is the council’s turn. No day is set yet; the coordinators say when there is one."),
        _l("The council gives its view on whether the idea should become an application."),
    ),
    Status.PRE_STUDY: Stage(
        _l("The council wants a pre-study first"),
        _l("The applicant plans the pre-study together with the fund’s coordinators."),
        _l("The pre-study shows whether the idea should become an application."),
        _l("It is your turn: plan the pre-study together with the fund’s coordinators."),
    ),
    Status.INVITED: Stage(
        _l("The council invites to an application"),
        _l("The applicant writes the application with support from the fund’s coordinators."),
        _l("The council gives its view on the application."),
        _l("It is your turn: write the application. The fund’s coordinators help you."),
    ),
    Status.STOPPED: Stage(_l("Stopped after the pre-study. What was learnt is kept for others. The case is closed.")),
    Status.APPLICATION_SIGN_OFF: Stage(
        _l("A manager reads the application"),
        _l("The manager sends it to the fund, or gives it back with a note."),
        _l("The fund’s coordinators read the application."),
    ),
    Status.APPLIED: Stage(
        _l("The fund’s coordinators read the application"),
        _l("It is the coordinators’ turn. The applicant need not do anything."),
        _l("The coordinators pass it to the council, or ask for more. If they ask for more, a letter says what."),
        _l("It is the coordinators’ turn. You need not do anything."),
    ),
    Status.APPLICATION_RETURNED: Stage(
        _l("The fund has asked for more"),
        _l("The applicant changes the sections that the fund named, and sends the application again."),
        _l("The coordinators go on with the completed application."),
        _l("It is your turn: change the sections that the fund named, and send the application again."),
    ),
    Status.APPLICATION_COUNCIL: Stage(
        _l("The application is with the council"),
        _l("It is the council’s turn. No day is set yet; the coordinators say when there is one."),
        _l("The council recommends to the city director what to propose."),
    ),
    Status.PROPOSAL: Stage(
        _l("The city director prepares a proposal"),
        _l("It is the city director’s turn."),
        _l("The city’s executive board decides."),
    ),
    Status.DECISION: Stage(
        _l("The proposal is with the city’s executive board"),
        _l("It is the executive board’s turn."),
        _l("A letter tells what the board has decided."),
    ),
    Status.REFERRED: Stage(_l("Referred: other money suits the idea better. The case is closed here.")),
    Status.DECLINED: Stage(_l("Declined: the fund does not take the idea further. The case is closed.")),
    Status.WITHDRAWN: Stage(_l("Withdrawn by the applicant. The case is closed.")),
    Status.GRANTED: Stage(
        _l("Granted: the fund pays for the project"),
        _l("The fund’s coordinators start the project together with the applicant."),
        _l("The project runs and its effect is judged when it ends."),
        _l("The fund’s coordinators start the project together with you."),
    ),
    Status.PROJECT: Stage(
        _l("The project runs"),
        _l(
            "The project works, reconciles its money three times a year, and judges its effect when it ends. "
            "The coordinators follow it."
        ),
        _l("The effect is judged when the project ends."),
        _l("The project runs: reconcile its money three times a year, and judge its effect when it ends."),
    ),
    Status.EVALUATED: Stage(
        _l("The effect has been judged"),
        _l("The controller verifies what has been saved. The city director decides what goes back to the fund."),
        _l("The saving goes back to the fund, or the project is exempt."),
    ),
    Status.REPAYING: Stage(
        _l("The saving goes back to the fund"),
        _l("Each administration that has saved returns its part year by year."),
        _l("The case is closed when all has been returned."),
    ),
    Status.SETTLED: Stage(_l("Settled: the saving has gone back to the fund. The case is closed.")),
    Status.EXEMPT: Stage(_l("Exempt from repayment. The case is closed.")),
    Status.RECORDED: Stage(_l("Granted before this system was there. The case is closed.")),
    Status.REFUSED: Stage(_l("Refused: the executive board does not grant the money. The case is closed.")),
}

# What is next, as the applicant's own list of sketches says it.
NEXT_FOR_APPLICANT: Mapping[Status, LazyString] = {
    Status.DRAFT: _l("Finish writing, then send the sketch."),
    Status.SIGN_OFF: _l("The manager reads it and sends it."),
    Status.SUBMITTED: _l("The fund reads it. You need not do anything."),
    Status.RETURNED: _l("Answer what the fund asks, then send it again."),
    Status.COUNCIL: _l("The council gives its view. You need not do anything."),
    Status.PRE_STUDY: _l("Read the letter, then plan the pre-study with the fund."),
    Status.INVITED: _l("Read the letter, then write the application with support from the fund."),
    Status.STOPPED: _l("Nothing more happens here. What you learnt helps others."),
    Status.APPLICATION_SIGN_OFF: _l("The manager reads it and sends it."),
    Status.APPLIED: _l("The fund reads it. You need not do anything."),
    Status.APPLICATION_RETURNED: _l("Answer what the fund asks, then send it again."),
    Status.APPLICATION_COUNCIL: _l("The council gives its view. You need not do anything."),
    Status.PROPOSAL: _l("The city director proposes a decision. You need not do anything."),
    Status.DECISION: _l("The executive board decides. You need not do anything."),
    Status.REFERRED: _l("Read the letter: it says which money suits better."),
    Status.DECLINED: _l("Read the letter: it says why, and what you can do."),
    Status.WITHDRAWN: _l("Nothing more happens."),
    Status.GRANTED: _l("The fund starts the project with you. The letter says more."),
    Status.PROJECT: _l("Judge the effect when the project ends."),
    Status.EVALUATED: _l("The fund decides what goes back. You need not do anything."),
    Status.REPAYING: _l("Those who have saved return their part year by year."),
    Status.SETTLED: _l("Nothing more happens here."),
    Status.EXEMPT: _l("Nothing more happens here."),
    Status.RECORDED: _l("Nothing more happens here."),
    Status.REFUSED: _l("Read the letter: it says why, and what you can do."),
}

# Events that the applicant may know of. All others stand in the coordinators' log alone.
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

# They read what has been sent, without the coordinators' desk.
READERS = frozenset({Role.DIRECTOR, Role.CONTROLLER})

LogRow = tuple[LogEntry, object, Mapping[str, object] | None]


@dataclass(frozen=True)
class Event:
    """One line of the timeline. ``state``: "done", "current" or "coming"."""

    title: str
    at: datetime | str
    text: str
    state: str


@dataclass(frozen=True)
class Action:
    """Something that can be done with a case, if the person may and ``fits`` agrees (it gets the case and their id).

    ``posts``: one press does it. ``is_main``: it can be the page's main action. ``is_quiet``: seldom the right one.
    """

    permission: Permission
    label: LazyString
    endpoint: str
    posts: bool = False
    is_main: bool = True
    is_quiet: bool = False
    fits: Callable[[Application, int], bool] = lambda _application, _person_id: True


# The word on the button of whoever has the pen.
WRITE_LABELS: Mapping[Status, LazyString] = {
    Status.DRAFT: _l("Go on writing"),
    Status.INVITED: _l("Write the application"),
    Status.RETURNED: _l("Answer the fund"),
    Status.APPLICATION_RETURNED: _l("Answer the fund"),
}


def _stands_at(status: Status) -> Callable[[Application, int], bool]:
    return lambda case, _person_id: case.status == status


# In the order in which they are offered.
ACTIONS = (
    *(
        Action(Permission.WRITE_ANSWERS, label, "wizard.sketch", fits=_stands_at(status))
        for status, label in WRITE_LABELS.items()
    ),
    Action(Permission.SIGN_OFF, _l("Read and sign off"), "wizard.sign_off"),
    Action(
        Permission.TAKE_CASE,
        _l("Take the case"),
        "review.take",
        posts=True,
        fits=lambda case, _: case.coordinator_id is None,
    ),
    Action(Permission.START_PROJECT, _l("Start the project"), "followup.project"),
    Action(Permission.PASS_TO_COUNCIL, _l("Pass to the council"), "review.pass_to_council"),
    Action(Permission.RETURN, _l("Ask for completion"), "review.return_for_completion"),
    Action(Permission.REFER, _l("Refer to other money"), "review.refer"),
    Action(Permission.DECLINE, _l("Decline"), "review.decline", is_main=False, is_quiet=True),
    Action(Permission.GIVE_MORE_TIME, _l("Give more time"), "review.give_more_time", is_main=False),
    Action(Permission.SCORE, _l("Read and score"), "scoring.score"),
    Action(Permission.DECIDE_OUTCOME, _l("Scores and outcome"), "scoring.result"),
    Action(Permission.PROPOSE, _l("Propose a decision"), "decisions.propose"),
    Action(Permission.DECIDE, _l("Proposal and decision"), "decisions.case"),
    Action(
        Permission.TAKE_CASE,
        _l("Take over the case"),
        "review.take",
        posts=True,
        is_main=False,
        fits=lambda case, person_id: case.coordinator_id not in (None, person_id),
    ),
    Action(
        Permission.TAKE_CASE,
        _l("Hand over the case"),
        "review.hand_over",
        is_main=False,
        is_quiet=True,
        fits=lambda case, person_id: case.coordinator_id == person_id,
    ),
    Action(Permission.VERIFY_SAVING, _l("Verify savings"), "repayment.case"),
    Action(Permission.DECIDE_REPAYMENT, _l("Decide on repayment"), "repayment.case"),
    Action(Permission.RECORD_RETURN, _l("Note returns"), "repayment.case"),
    Action(Permission.TAKE_BACK, _l("Take it back from the manager"), "wizard.take_back", posts=True, is_main=False),
    Action(Permission.MANAGE_COLLEAGUES, _l("Colleagues"), "wizard.colleagues", is_main=False),
    Action(Permission.WITHDRAW, _l("Withdraw"), "wizard.ask_withdraw", is_main=False, is_quiet=True),
)


def actions(application: Application, person_id: int, allows: Callable[[Permission], bool]) -> list[Action]:
    """What a person can do with the case, the main action first. ``allows``: the case's own answer."""
    return [action for action in ACTIONS if allows(action.permission) and action.fits(application, person_id)]


def timeline(
    application: Application,
    call: Call,
    log: Sequence[LogRow],
    now: datetime,
    *,
    is_own: bool = False,
    turn: str = "",
    stage: Stage | None = None,
) -> list[Event]:
    """The case's way in plain words: what has happened, where it is now, what comes.

    ``is_own``: the reader belongs to the applicant's side, and is spoken to as "you". ``turn``: whose turn it is, where
    more is known of it than the status tells. ``stage``: the same of all that is said of the status.
    """
    done = [
        Event(event_label(entry.event, details), entry.at, _explain(entry.event, details or {}), "done")
        for entry, _person, details in log
        if entry.event in PUBLIC_EVENTS
    ]
    stage = stage or STAGES[application.status]
    turn = turn or str((stage.you if is_own else None) or stage.who or "")
    current = Event(str(stage.now), by_when(application, call, now), turn, "current")
    coming = [Event(_("Then"), "", str(stage.next), "coming")] if stage.next else []
    return [*done, current, *coming]


def by_when(application: Application, call: Call, now: datetime) -> str:
    """Until when the present status should last, in words; "" when no day is set."""
    if application.status is Status.DRAFT:
        closes_on = show_date(call.closes_on)
        if call.closes_on < now.astimezone(TIME_ZONE).date():
            return str(_("The call closed on %(date)s. The sketch can be sent when a call is open.", date=closes_on))
        return str(_("The call closes on %(date)s.", date=closes_on))
    if application.due_at is None or application.status in CLOSED:
        return ""
    if application.due_at < now:
        return str(_("This should have been done by %(date)s. It is late.", date=show_date(application.due_at)))
    return str(_("No later than %(date)s.", date=show_date(application.due_at)))


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


def _explain(event: str, details: Mapping[str, object]) -> str:
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
