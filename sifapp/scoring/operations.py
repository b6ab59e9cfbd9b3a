"""The verbs of the council: call a meeting, put cases to it, score, and write down what comes of each case."""

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from sifapp.access import Whose
from sifapp.accounts.models import Person
from sifapp.accounts.queries import User
from sifapp.applications import conflict, log
from sifapp.applications.models import Application, Standing
from sifapp.db import insert_new, utc_now
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.review.letters import Mailing
from sifapp.review.operations import decide, require_refusal, require_written
from sifapp.scoring.criteria import freeze_criteria
from sifapp.scoring.models import (
    STAGE_OF,
    Assessment,
    CouncilCase,
    Criterion,
    Meeting,
    MeetingState,
    Outcome,
    ScoreSheet,
)
from sifapp.scoring.queries import sheet_of
from sifapp.scoring.sheets import LONGEST, Given, field_names
from sifapp.statuses import Move
from sifapp.wizard.merging import Base, merge

NEXT_STATE = {MeetingState.PLANNED: MeetingState.OPEN, MeetingState.OPEN: MeetingState.HELD}


def add_meeting(session: Session, name: str, held_on: date, *, by: User) -> Meeting:
    """Plan a meeting of the council."""
    meeting = Meeting(name=name, held_on=held_on)
    session.add(meeting)
    session.flush()
    log.record(session, "meeting_added", by=by.id, meeting=meeting.id, name=name, held_on=held_on.isoformat())
    return meeting


def put_to_meeting(session: Session, meeting: Meeting, application: Application, *, by: User) -> CouncilCase:
    """Let a meeting take a case. A case that an earlier meeting left undecided comes along with its scores.

    Raises TransitionNotAllowedError when the meeting is held, the case is not with the council, or another coming
    meeting has it.
    """
    stage = STAGE_OF.get(application.status)
    if meeting.state is MeetingState.HELD or stage is None:
        raise TransitionNotAllowedError("the meeting takes no such case")
    freeze_criteria(session, application.call_id, stage)
    new = CouncilCase(application_id=application.id, meeting_id=meeting.id, stage=stage)
    case = _undecided(session, application) or new
    if case.id is not None and session.get_one(Meeting, case.meeting_id).state is not MeetingState.HELD:
        raise TransitionNotAllowedError("another meeting has the case")
    case.meeting_id = meeting.id
    session.add(case)
    session.flush()
    log.record(session, "put_to_meeting", application_id=application.id, by=by.id, meeting=meeting.name)
    return case


def _undecided(session: Session, application: Application) -> CouncilCase | None:
    return session.exec(
        select(CouncilCase).where(CouncilCase.application_id == application.id, col(CouncilCase.outcome).is_(None))
    ).first()


def take_from_meeting(session: Session, case: CouncilCase, *, by: User) -> None:
    """Take a case from its meeting, as long as nobody has written about it.

    Raises InvalidInputError when somebody has: what they wrote must not vanish.
    """
    if session.exec(select(ScoreSheet.id).where(ScoreSheet.council_case_id == case.id).limit(1)).first():
        raise InvalidInputError("case", _("Members have begun to score the case, so it stays in the meeting."))
    name = session.get_one(Meeting, case.meeting_id).name
    session.delete(case)
    session.flush()
    log.record(session, "taken_from_meeting", application_id=case.application_id, by=by.id, meeting=name)


def move_on(session: Session, meeting: Meeting, to: MeetingState, *, by: User) -> None:
    """Open a planned meeting for scoring, or note that an open one has been held: then scores stand.

    Raises TransitionNotAllowedError when the meeting is not where that starts, or somebody was first.
    """
    source = meeting.state
    if NEXT_STATE.get(source) is not to:
        raise TransitionNotAllowedError(f"{to} from {source}")
    _change_meeting(session, meeting, source, to)
    log.record(session, f"meeting_{to.value}", by=by.id, meeting=meeting.id)


def _change_meeting(session: Session, meeting: Meeting, source: MeetingState, to: MeetingState) -> None:
    """Set the state if it is still ``source``; locks the row."""
    changed = session.execute(
        sa.update(Meeting)
        .where(col(Meeting.id) == meeting.id, col(Meeting.state) == source)
        .values(state=to)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE always has it
        raise TransitionNotAllowedError("the meeting has moved on")
    session.refresh(meeting)


def save_draft(
    session: Session,
    case: CouncilCase,
    criteria: Sequence[Criterion],
    fields: Mapping[str, str],
    base: Base,
    *,
    by: User,
) -> ScoreSheet:
    """Store the raw text of a member's sheet, whatever it is worth; nothing of it counts before it is sent.

    ``base``: what the page was opened on, so that two windows of one person do not undo each other; where both have
    changed the same field, the newer text holds. Raises InvalidInputError for a text that is longer than any reason.
    """
    names = field_names(criteria)
    if any(len(fields.get(name, "")) > LONGEST for name in names):
        raise InvalidInputError("words", str(LONGEST))
    while True:
        sheet = _sheet(session, case, by.id)
        merged = merge(names, base, sheet.fields, fields, own=frozenset(names))
        values = {"fields": merged.fields, "version": sheet.version + 1, "saved_at": utc_now()}
        if _change_sheet(session, sheet, values):
            return sheet


def _sheet(session: Session, case: CouncilCase, person_id: int) -> ScoreSheet:
    """The member's sheet, begun when there is none."""
    if sheet := sheet_of(session, case.id, person_id):
        return sheet
    key = {"council_case_id": case.id, "person_id": person_id}
    insert_new(session, ScoreSheet, tuple(key), **key, fields={}, version=0, saved_at=utc_now(), round=0)
    return session.exec(select(ScoreSheet).filter_by(**key)).one()


def _change_sheet(session: Session, sheet: ScoreSheet, values: Mapping[str, object]) -> bool:
    """Change the sheet if nobody has since it was read; False when somebody was first."""
    changed = session.execute(
        sa.update(ScoreSheet)
        .where(col(ScoreSheet.id) == sheet.id, col(ScoreSheet.version) == sheet.version)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(sheet)
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE always has it


def send_scores(session: Session, case: CouncilCase, given: Sequence[Given], *, by: User) -> ScoreSheet:
    """Let a member's scores count. Sent again, they replace the earlier ones in every figure; those are kept.

    ``given``: one for each criterion, without faults. Raises TransitionNotAllowedError when the meeting is not open.
    """
    meeting = session.get_one(Meeting, case.meeting_id)
    # It also locks the meeting: nothing is sent while it is being closed.
    _change_meeting(session, meeting, MeetingState.OPEN, MeetingState.OPEN)
    sheet = _sheet(session, case, by.id)
    if not _change_sheet(session, sheet, {"round": sheet.round + 1, "version": sheet.version + 1}):
        raise TransitionNotAllowedError("the sheet was sent from another window")
    now = utc_now()
    session.add_all(
        Assessment(
            sheet_id=sheet.id,
            round=sheet.round,
            criterion_id=one.criterion_id,
            score=one.score,
            words=one.words,
            sent_at=now,
        )
        for one in given
    )
    session.flush()
    log.record(session, "scores_sent", application_id=case.application_id, by=by.id, round=sheet.round)
    return sheet


def declare_conflict(session: Session, application: Application, reason: str, *, by: User) -> None:
    """A member steps aside from a case (jäv): from now on it is closed to them, and their scores are in no figure.

    Raises InvalidInputError without a reason.
    """
    require_written(reason=reason)
    conflict.declare(session, application, by.id, Standing.RECUSED, reason=reason, by=by)


def declare_no_conflict(session: Session, application: Application, *, by: User) -> None:
    """A member says that nothing ties them to a case: it opens to them."""
    conflict.declare(session, application, by.id, Standing.FREE, reason="", by=by)


def override_conflict(session: Session, application: Application, member: Person, reason: str, *, by: User) -> None:
    """Let a recused member take part after all; the log keeps who decided so, and why.

    Raises InvalidInputError without a reason or when the member writes the case, TransitionNotAllowedError when the
    member is not recused.
    """
    require_written(reason=reason)
    if conflict.ties(session, [application.id], [member])[application.id, member.id] is not Whose.RECUSED:
        raise TransitionNotAllowedError("the member is not recused")
    if (application.id, member.id) in conflict.team_of(session, [application.id]):
        raise InvalidInputError("reason", _("Whoever writes a case cannot judge it. Choose another member."))
    conflict.declare(session, application, member.id, Standing.ADMITTED, reason=reason, by=by)


def note_outcome(session: Session, application: Application, outcome: Outcome) -> CouncilCase:
    """Write down what comes of the council's view on a case; the move itself is made by another verb.

    Raises TransitionNotAllowedError when no held meeting has the case.
    """
    case = _undecided(session, application)
    if case is None or session.get_one(Meeting, case.meeting_id).state is not MeetingState.HELD:
        raise TransitionNotAllowedError("no held meeting has the case")
    case.outcome, case.outcome_at = outcome, utc_now()
    session.add(case)
    session.flush()
    return case


def invite(
    session: Session, application: Application, *, words: str, mailing: Mailing, by: User, request_id: str = ""
) -> None:
    """Invite to an application. ``words``: what the council wants to see in it.

    Raises InvalidInputError without words, TransitionNotAllowedError when the case has moved.
    """
    require_written(words=words)
    decide(session, application, Move.INVITE, mailing, by, request_id, note=words)


def propose_pre_study(
    session: Session, application: Application, *, questions: str, mailing: Mailing, by: User, request_id: str = ""
) -> None:
    """Ask for a pre-study first. ``questions``: what it shall answer.

    Raises InvalidInputError without questions, TransitionNotAllowedError when the case has moved.
    """
    require_written(questions=questions)
    decide(session, application, Move.PROPOSE_PRE_STUDY, mailing, by, request_id, note=questions)


def recommend_grant(
    session: Session, application: Application, *, reason: str, mailing: Mailing, by: User, request_id: str = ""
) -> None:
    """Recommend to the city director that the application be granted, and keep why.

    Raises InvalidInputError without a reason, TransitionNotAllowedError when no held meeting has the case or it moved.
    """
    require_written(reason=reason)
    case = note_outcome(session, application, Outcome.GRANT)
    case.reason = reason
    decide(session, application, Move.RECOMMEND, mailing, by, request_id, outcome=Outcome.GRANT.value, reason=reason)


def recommend_refusal(
    session: Session,
    application: Application,
    *,
    criterion: str,
    reason: str,
    way_on: str,
    mailing: Mailing,
    by: User,
    request_id: str = "",
) -> None:
    """Recommend that the application be refused: on a criterion, with the reason and a way on, all of them kept.

    Raises InvalidInputError when one of the three is missing, TransitionNotAllowedError as `recommend_grant` does.
    """
    require_refusal(criterion, reason, way_on)
    case = note_outcome(session, application, Outcome.REFUSE)
    case.criterion, case.reason, case.way_on = criterion, reason, way_on
    decide(
        session,
        application,
        Move.RECOMMEND,
        mailing,
        by,
        request_id,
        outcome=Outcome.REFUSE.value,
        criterion=criterion,
        reason=reason,
        way_on=way_on,
    )
