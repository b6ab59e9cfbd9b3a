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
    INVITED = "invited"
    REFERRED = "referred"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    GRANTED = "granted"


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
    Step(Move.WITHDRAW, Status.PRE_STUDY, Status.WITHDRAWN),
    Step(Move.WITHDRAW, Status.INVITED, Status.WITHDRAWN),
)

# The applicant has the pen.
EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
# Nothing more happens to the case in this system.
CLOSED = frozenset({Status.REFERRED, Status.DECLINED, Status.WITHDRAWN, Status.GRANTED})
# The sketch has left the applicant's administration, so the fund's staff may see the case.
SENT = frozenset(Status) - {Status.DRAFT, Status.SIGN_OFF}
# A coordinator looks after the case.
LOOKED_AFTER = SENT - CLOSED
# The council has had the case, so whoever has reviewed it may read it.
SEEN_BY_COUNCIL = SENT - {Status.SUBMITTED, Status.WITHDRAWN}


def target_of(move: Move, source: Status) -> Status | None:
    """The status that ``move`` leads to from ``source``; None when it is not allowed there."""
    return next((s.target for s in STEPS if s.move is move and s.source is source), None)


def sources_of(move: Move) -> frozenset[Status]:
    """All statuses in which ``move`` can be made."""
    return frozenset(s.source for s in STEPS if s.move is move)
