"""Which statuses can a case have, and which moves lead from one to the next?

This table is the only place that says so. Buttons, tests and documentation ask it; `applications.operations.transition`
is the only writer of a status. Who may make a move stands in access.py.
"""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a case stands (ärendets status)."""

    DRAFT = "draft"
    SIGN_OFF = "sign_off"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    COUNCIL = "council"
    PRE_STUDY = "pre_study"
    STOPPED = "stopped"
    INVITED = "invited"
    APPLICATION_SIGN_OFF = "application_sign_off"
    APPLIED = "applied"
    APPLICATION_RETURNED = "application_returned"
    APPLICATION_COUNCIL = "application_council"
    PROPOSAL = "proposal"
    DECISION = "decision"
    REFERRED = "referred"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    GRANTED = "granted"
    REFUSED = "refused"
    PROJECT = "project"
    EVALUATED = "evaluated"
    REPAYING = "repaying"
    SETTLED = "settled"
    EXEMPT = "exempt"
    RECORDED = "recorded"  # granted before this system was there, and entered as history


class Move(StrEnum):
    """What can be done that changes the status; the value is the name of the event in the log."""

    ASK_SIGN_OFF = "sign_off_asked"
    TAKE_BACK = "sign_off_taken_back"
    REFUSE_SIGN_OFF = "sign_off_refused"
    SUBMIT = "submitted"
    WITHDRAW = "withdrawn"
    RETURN = "returned"
    RESUBMIT = "resubmitted"
    REFER = "referred"
    PASS_TO_COUNCIL = "passed_to_council"  # noqa: S105 - passing on, no password
    DECLINE = "declined"
    INVITE = "invited"
    PROPOSE_PRE_STUDY = "pre_study_proposed"
    STOP = "stopped"
    RECOMMEND = "recommended"
    PROPOSE = "decision_proposed"
    REMIT = "remitted"
    GRANT = "granted"
    REFUSE = "refused"
    START_PROJECT = "project_started"
    EVALUATE = "evaluated"
    DECIDE_REPAYMENT = "repayment_decided"
    EXEMPT = "exempted"
    SETTLE = "settled"


@dataclass(frozen=True)
class Step:
    """One allowed change of status."""

    move: Move
    source: Status
    target: Status


STEPS = (
    Step(Move.ASK_SIGN_OFF, Status.DRAFT, Status.SIGN_OFF),
    Step(Move.TAKE_BACK, Status.SIGN_OFF, Status.DRAFT),
    Step(Move.REFUSE_SIGN_OFF, Status.SIGN_OFF, Status.DRAFT),
    Step(Move.SUBMIT, Status.DRAFT, Status.SUBMITTED),
    Step(Move.SUBMIT, Status.SIGN_OFF, Status.SUBMITTED),
    Step(Move.RETURN, Status.SUBMITTED, Status.RETURNED),
    Step(Move.RESUBMIT, Status.RETURNED, Status.SUBMITTED),
    Step(Move.REFER, Status.SUBMITTED, Status.REFERRED),
    Step(Move.PASS_TO_COUNCIL, Status.SUBMITTED, Status.COUNCIL),
    Step(Move.DECLINE, Status.SUBMITTED, Status.DECLINED),
    Step(Move.WITHDRAW, Status.SUBMITTED, Status.WITHDRAWN),
    Step(Move.WITHDRAW, Status.RETURNED, Status.WITHDRAWN),
    Step(Move.WITHDRAW, Status.COUNCIL, Status.WITHDRAWN),
    # What comes of the council's view on a sketch.
    Step(Move.INVITE, Status.COUNCIL, Status.INVITED),
    Step(Move.PROPOSE_PRE_STUDY, Status.COUNCIL, Status.PRE_STUDY),
    Step(Move.RETURN, Status.COUNCIL, Status.RETURNED),
    Step(Move.REFER, Status.COUNCIL, Status.REFERRED),
    Step(Move.DECLINE, Status.COUNCIL, Status.DECLINED),
    # What the pre-study led to: go, rework or stop.
    Step(Move.INVITE, Status.PRE_STUDY, Status.INVITED),
    Step(Move.RETURN, Status.PRE_STUDY, Status.RETURNED),
    Step(Move.STOP, Status.PRE_STUDY, Status.STOPPED),
    Step(Move.WITHDRAW, Status.PRE_STUDY, Status.WITHDRAWN),
    # The application goes the same way as the sketch went.
    Step(Move.ASK_SIGN_OFF, Status.INVITED, Status.APPLICATION_SIGN_OFF),
    Step(Move.TAKE_BACK, Status.APPLICATION_SIGN_OFF, Status.INVITED),
    Step(Move.REFUSE_SIGN_OFF, Status.APPLICATION_SIGN_OFF, Status.INVITED),
    Step(Move.SUBMIT, Status.INVITED, Status.APPLIED),
    Step(Move.SUBMIT, Status.APPLICATION_SIGN_OFF, Status.APPLIED),
    Step(Move.RETURN, Status.APPLIED, Status.APPLICATION_RETURNED),
    Step(Move.RESUBMIT, Status.APPLICATION_RETURNED, Status.APPLIED),
    Step(Move.PASS_TO_COUNCIL, Status.APPLIED, Status.APPLICATION_COUNCIL),
    Step(Move.RETURN, Status.APPLICATION_COUNCIL, Status.APPLICATION_RETURNED),
    Step(Move.WITHDRAW, Status.INVITED, Status.WITHDRAWN),
    Step(Move.WITHDRAW, Status.APPLIED, Status.WITHDRAWN),
    Step(Move.WITHDRAW, Status.APPLICATION_RETURNED, Status.WITHDRAWN),
    Step(Move.WITHDRAW, Status.APPLICATION_COUNCIL, Status.WITHDRAWN),
    # The council recommends, the city director proposes, the executive board decides or asks for more preparation.
    Step(Move.RECOMMEND, Status.APPLICATION_COUNCIL, Status.PROPOSAL),
    Step(Move.PROPOSE, Status.PROPOSAL, Status.DECISION),
    Step(Move.REMIT, Status.DECISION, Status.PROPOSAL),
    Step(Move.GRANT, Status.DECISION, Status.GRANTED),
    Step(Move.REFUSE, Status.DECISION, Status.REFUSED),
    Step(Move.WITHDRAW, Status.PROPOSAL, Status.WITHDRAWN),
    Step(Move.WITHDRAW, Status.DECISION, Status.WITHDRAWN),
    # A grant becomes a project; when its effect has been judged, the saving goes back to the fund.
    Step(Move.START_PROJECT, Status.GRANTED, Status.PROJECT),
    Step(Move.EVALUATE, Status.PROJECT, Status.EVALUATED),
    Step(Move.DECIDE_REPAYMENT, Status.EVALUATED, Status.REPAYING),
    Step(Move.EXEMPT, Status.EVALUATED, Status.EXEMPT),
    Step(Move.SETTLE, Status.REPAYING, Status.SETTLED),
)

# The sketch or the application is being written and has not been sent.
BEING_WRITTEN = frozenset({Status.DRAFT, Status.INVITED})
# A manager reads what has been written, to sign it off.
WITH_MANAGER = frozenset({Status.SIGN_OFF, Status.APPLICATION_SIGN_OFF})
# The coordinators have got it and have not answered yet.
ARRIVED = frozenset({Status.SUBMITTED, Status.APPLIED})
# The fund has asked for more in some sections.
TO_COMPLETE = frozenset({Status.RETURNED, Status.APPLICATION_RETURNED})
# The applicant's side has an application that it has not sent.
BEFORE_APPLYING = frozenset({Status.INVITED, Status.APPLICATION_SIGN_OFF})
# The same, also when the fund has asked for more: what it says of savings can still be answered.
APPLYING = BEFORE_APPLYING | {Status.APPLICATION_RETURNED}
# The applicant has the pen.
EDITABLE = BEING_WRITTEN | TO_COMPLETE
# Nothing more happens to the case in this system.
CLOSED = frozenset(
    {
        Status.REFERRED,
        Status.DECLINED,
        Status.STOPPED,
        Status.WITHDRAWN,
        Status.REFUSED,
        Status.SETTLED,
        Status.EXEMPT,
        Status.RECORDED,
    }
)
# Closed, and the fund has not paid for the idea.
CLOSED_WITHOUT_GRANT = frozenset({Status.REFERRED, Status.DECLINED, Status.STOPPED, Status.WITHDRAWN, Status.REFUSED})
# The executive board has granted the money, in this system.
FUNDED = frozenset({Status.GRANTED, Status.PROJECT, Status.EVALUATED, Status.REPAYING, Status.SETTLED, Status.EXEMPT})
# The project's money is reconciled: also what was spent last, when its effect has been judged already.
RECONCILED = frozenset({Status.PROJECT, Status.EVALUATED, Status.REPAYING})
# The project has been started.
STARTED = FUNDED - {Status.GRANTED}
# The sketch has left the applicant's administration, so the fund's staff may see the case.
SENT = frozenset(Status) - {Status.DRAFT, Status.SIGN_OFF}
# A coordinator looks after the case.
LOOKED_AFTER = SENT - CLOSED
# The fund has taken the idea on: triage neither declined it nor sent it to other money.
TAKEN_ON = SENT - {Status.SUBMITTED, Status.RETURNED, Status.REFERRED, Status.DECLINED, Status.WITHDRAWN}
# The case is about an application, no longer about a sketch.
OF_APPLICATION = frozenset(
    {
        Status.INVITED,
        Status.APPLICATION_SIGN_OFF,
        Status.APPLIED,
        Status.APPLICATION_RETURNED,
        Status.APPLICATION_COUNCIL,
        Status.PROPOSAL,
        Status.DECISION,
        Status.REFUSED,
    }
    | FUNDED
)
# The council has had the case, so whoever has reviewed it may read it.
SEEN_BY_COUNCIL = SENT - {Status.SUBMITTED, Status.WITHDRAWN}


def target_of(move: Move, source: Status) -> Status | None:
    """The status that ``move`` leads to from ``source``; None when it is not allowed there."""
    return next((s.target for s in STEPS if s.move is move and s.source is source), None)


def sources_of(move: Move) -> frozenset[Status]:
    """All statuses in which ``move`` can be made."""
    return frozenset(s.source for s in STEPS if s.move is move)
