"""Where is a case now, what comes next, and what can be done? Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.access import Permission, Role
from sifapp.applications.models import Application, Call
from sifapp.casefile.events import PUBLIC_EVENTS, LogRow, event_label, explain
from sifapp.i18n import TIME_ZONE, show_date
from sifapp.statuses import CLOSED, Status


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
# They read what has been sent, without the coordinators' desk.
READERS = frozenset({Role.DIRECTOR, Role.CONTROLLER})


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
    Action(Permission.START_ANEW, _l("Begin a new sketch from this one"), "wizard.start_anew", posts=True),
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
        Event(event_label(entry.event, details), entry.at, explain(entry.event, details or {}), "done")
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
