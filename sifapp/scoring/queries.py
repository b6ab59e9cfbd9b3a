"""Which meetings are there, which cases are before the council, and who has scored what?

Each function sends the same number of statements for one case and for a hundred.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.access import Role, Whose
from sifapp.accounts.models import Administration, Person, RoleGrant
from sifapp.applications.conflict import ties
from sifapp.applications.models import Application, LogDetails, LogEntry, Submission
from sifapp.applications.search import MOST
from sifapp.scoring.models import (
    STAGE_OF,
    Assessment,
    CouncilCase,
    Criterion,
    Meeting,
    MeetingState,
    Outcome,
    ScoreSheet,
    Stage,
)
from sifapp.scoring.rules import Line, Result, Scores, Weights, lines, result
from sifapp.statuses import Move
from sifapp.wizard.questions import Answers


@dataclass(frozen=True)
class Row:
    """A case before the council, as lists show it."""

    case: CouncilCase
    meeting: Meeting
    application: Application
    lead: Administration

    @property
    def title(self) -> str:
        """The sketch's title, else its number."""
        return self.application.title or self.application.reference

    @property
    def awaits_outcome(self) -> bool:
        """Whether the meeting has been held, and what comes of the case is still to be written down."""
        return self.meeting.state is MeetingState.HELD and self.case.outcome is None


@dataclass(frozen=True)
class View:
    """What one member has sent about a case. ``words``: criterion → justification."""

    person: Person
    scores: Scores
    words: dict[int, str]
    sent_at: datetime


@dataclass(frozen=True)
class Member:
    """A council member and their tie to a case. ``has_sent``: they have sent scores, whether these count or not."""

    person: Person
    tie: Whose
    has_sent: bool


@dataclass(frozen=True)
class CaseScores:
    """All that the council has said of a case. ``views``: of those who may score it, in the order of their names."""

    row: Row
    criteria: Sequence[Criterion]
    members: Sequence[Member]
    views: Sequence[View]
    result: Result
    lines: Sequence[Line]

    @property
    def id(self) -> int:
        """The case's number."""
        return self.row.application.id

    def tie_of(self, person_id: int) -> Whose:
        """How a member is tied to the case; nobody's for somebody who is no member."""
        return next((member.tie for member in self.members if member.person.id == person_id), Whose.NOBODY)

    def has_view_of(self, person_id: int) -> bool:
        """Whether a member's own scores are in."""
        return any(view.person.id == person_id for view in self.views)


class Sent(NamedTuple):
    """One assessment, as figures need it."""

    criterion_id: int
    score: int | None
    words: str
    sent_at: datetime


ROWS = (
    select(CouncilCase, Meeting, Application, Administration)
    .join(Meeting, col(Meeting.id) == CouncilCase.meeting_id)
    .join(Application, col(Application.id) == CouncilCase.application_id)
    .join(Administration, col(Administration.id) == Application.lead_administration_id)
    .where(col(Application.deleted_at).is_(None))
    .order_by(col(CouncilCase.id))
)


def meetings(session: Session) -> list[tuple[Meeting, int, int]]:
    """Every meeting, the latest first, with how many cases it has and how many of them have an outcome."""
    counts = (
        sa.select(
            col(CouncilCase.meeting_id).label("meeting"),
            sa.func.count().label("cases"),
            sa.func.count(col(CouncilCase.outcome)).label("decided"),
        )
        .group_by(col(CouncilCase.meeting_id))
        .subquery()
    )
    rows = session.execute(
        sa.select(Meeting, sa.func.coalesce(counts.c.cases, 0), sa.func.coalesce(counts.c.decided, 0))
        .outerjoin(counts, counts.c.meeting == col(Meeting.id))
        .order_by(col(Meeting.held_on).desc(), col(Meeting.id).desc())
    )
    return [(row[0], row[1], row[2]) for row in rows]


def rows_of_meeting(session: Session, meeting_id: int) -> list[Row]:
    """The cases of a meeting."""
    return [Row(*row) for row in session.exec(ROWS.where(CouncilCase.meeting_id == meeting_id))]


def rows_to_score(session: Session) -> list[Row]:
    """The cases that the council scores now: those of open meetings, the nearest meeting first."""
    is_open = (Meeting.state == MeetingState.OPEN, col(Application.status).in_(STAGE_OF))
    found = session.exec(ROWS.where(*is_open).order_by(None).order_by(col(Meeting.held_on), col(CouncilCase.id)))
    return [Row(*row) for row in found]


def decided_rows(session: Session, stage: Stage) -> list[Row]:
    """The sketches or applications that a meeting has given an outcome, the latest first; at most 1,000."""
    decided = ROWS.where(col(CouncilCase.outcome).is_not(None), CouncilCase.stage == stage).order_by(None)
    return [Row(*row) for row in session.exec(decided.order_by(col(CouncilCase.id).desc()).limit(MOST))]


def row_of_case(session: Session, application_id: int) -> Row | None:
    """The last time that a case was before the council; None when it never was."""
    last = ROWS.where(CouncilCase.application_id == application_id).order_by(None)
    found = session.exec(last.order_by(col(CouncilCase.id).desc()).limit(1)).first()
    return Row(*found) if found else None


def recommendation_for(session: Session, application_id: int) -> CouncilCase | None:
    """What the council has recommended of an application, with its reason; None before it has.

    ``outcome`` is GRANT or REFUSE; ``criterion`` and ``way_on`` stand there when it is to refuse.
    """
    return session.exec(
        select(CouncilCase)
        .where(
            CouncilCase.application_id == application_id,
            CouncilCase.stage == Stage.APPLICATION,
            col(CouncilCase.outcome).in_((Outcome.GRANT, Outcome.REFUSE)),
        )
        .order_by(col(CouncilCase.id).desc())
        .limit(1)
    ).first()


def cases_to_put(session: Session) -> Sequence[Application]:
    """Cases with the council that no coming meeting has: new ones, and those that a held meeting left undecided."""
    coming = (
        sa.select(col(CouncilCase.application_id))
        .join(Meeting, col(Meeting.id) == col(CouncilCase.meeting_id))
        .where(col(CouncilCase.outcome).is_(None), col(Meeting.state) != MeetingState.HELD)
    )
    return session.exec(
        select(Application)
        .where(
            col(Application.status).in_(STAGE_OF),
            col(Application.deleted_at).is_(None),
            col(Application.id).not_in(coming),
        )
        .order_by(col(Application.status_since), col(Application.id))
        .limit(200)
    ).all()


def sheet_of(session: Session, council_case_id: int, person_id: int) -> ScoreSheet | None:
    """What a member has written about a case; None before they have begun."""
    return session.exec(
        select(ScoreSheet)
        .where(ScoreSheet.council_case_id == council_case_id, ScoreSheet.person_id == person_id)
        .execution_options(populate_existing=True)
    ).first()


def earlier_views(session: Session, sheet: ScoreSheet) -> Sequence[Assessment]:
    """What a member sent in earlier rounds, latest first."""
    return session.exec(
        select(Assessment)
        .where(Assessment.sheet_id == sheet.id, Assessment.round < sheet.round)
        .order_by(col(Assessment.round).desc(), col(Assessment.criterion_id))
    ).all()


def scores_of(session: Session, rows: Sequence[Row]) -> list[CaseScores]:
    """What the council has said of each of these cases, in seven statements."""
    sent = _sent(session, [row.case.id for row in rows])
    people = _council(session, {person_id for _case, person_id in sent})
    tied = ties(session, [row.application.id for row in rows], people)
    criteria = _criteria(session, {row.application.call_id for row in rows})
    return [
        _case_scores(
            row, criteria.get((row.application.call_id, row.case.stage), []), people, tied, _views(row, sent, people)
        )
        for row in rows
    ]


def _case_scores(
    row: Row,
    criteria: Sequence[Criterion],
    people: Sequence[Person],
    tied: dict[tuple[int, int], Whose],
    all_views: Sequence[View],
) -> CaseScores:
    case, sent = row.application.id, {view.person.id for view in all_views}
    members = [Member(person, tied[case, person.id], person.id in sent) for person in people]
    # Whoever was recused after scoring drops out of every figure; what they wrote is kept.
    views = [view for view in all_views if tied[case, view.person.id] is Whose.REVIEWER]
    weights: Weights = {criterion.id: criterion.weight for criterion in criteria}
    sheets = [view.scores for view in views]
    reviewers = sum(1 for member in members if member.tie is not Whose.RECUSED)
    return CaseScores(row, criteria, members, views, result(sheets, weights, reviewers), lines(sheets, list(weights)))


def _views(row: Row, sent: Mapping[tuple[int, int], Sequence[Sent]], people: Sequence[Person]) -> list[View]:
    found = [(person, sent[row.case.id, person.id]) for person in people if (row.case.id, person.id) in sent]
    return [
        View(
            person,
            {one.criterion_id: one.score for one in given},
            {one.criterion_id: one.words for one in given},
            given[0].sent_at,
        )
        for person, given in found
    ]


def _sent(session: Session, council_case_ids: Sequence[int]) -> dict[tuple[int, int], list[Sent]]:
    """What was sent last: (council case, person) → one for each criterion. As columns: whole rows take far longer."""
    rows = session.execute(
        sa.select(
            col(ScoreSheet.council_case_id),
            col(ScoreSheet.person_id),
            col(Assessment.criterion_id),
            col(Assessment.score),
            col(Assessment.words),
            col(Assessment.sent_at),
        )
        .join(
            Assessment, (col(Assessment.sheet_id) == col(ScoreSheet.id)) & (col(Assessment.round) == ScoreSheet.round)
        )
        .where(col(ScoreSheet.council_case_id).in_(council_case_ids))
    )
    found: dict[tuple[int, int], list[Sent]] = {}
    for case, person, *given in rows:
        found.setdefault((case, person), []).append(Sent(*given))
    return found


def _council(session: Session, besides: Collection[int]) -> Sequence[Person]:
    """The council's members by name, with those who have sent scores and sit there no more."""
    members = select(RoleGrant.person_id).where(RoleGrant.role == Role.COUNCIL)
    is_member = col(Person.id).in_(members) & col(Person.is_active)
    return session.exec(
        select(Person).where(is_member | col(Person.id).in_(besides)).order_by(Person.name, col(Person.id))
    ).all()


def _criteria(session: Session, call_ids: Collection[int]) -> dict[tuple[int, Stage], list[Criterion]]:
    """By call and stage."""
    found: dict[tuple[int, Stage], list[Criterion]] = defaultdict(list)
    for criterion in session.exec(
        select(Criterion).where(col(Criterion.call_id).in_(call_ids)).order_by(col(Criterion.position))
    ):
        found[criterion.call_id, criterion.stage].append(criterion)
    return found


def sent_answers(session: Session, application_ids: Sequence[int]) -> dict[int, Answers]:
    """What was sent last in each of these cases, in one statement."""
    rounds = select(Submission.application_id, Submission.answers).order_by(col(Submission.round))
    return dict(session.exec(rounds.where(col(Submission.application_id).in_(application_ids))).all())


# In the log, what stands for each outcome.
MOVES: Mapping[Outcome, Move] = {
    Outcome.INVITED: Move.INVITE,
    Outcome.PRE_STUDY: Move.PROPOSE_PRE_STUDY,
    Outcome.RETURNED: Move.RETURN,
    Outcome.REFERRED: Move.REFER,
    Outcome.DECLINED: Move.DECLINE,
    Outcome.GRANT: Move.RECOMMEND,
    Outcome.REFUSE: Move.RECOMMEND,
}
# What the log keeps of why, and of the way on.
IN_WORDS = ("reason", "note", "way_on")


def reasons_of_outcomes(session: Session, cases: Sequence[CouncilCase]) -> dict[int, list[str]]:
    """Why each of these got its outcome, and the way on, as they were written: by case; one statement."""
    moves = {case.application_id: MOVES[case.outcome] for case in cases if case.outcome}
    rows = session.exec(
        select(LogEntry.application_id, LogEntry.event, LogDetails.details)
        .join(LogDetails, col(LogDetails.number) == LogEntry.number)
        .where(col(LogEntry.application_id).in_(moves), col(LogEntry.event).in_(set(moves.values())))
        .order_by(col(LogEntry.number))
    )
    return {
        case: [str(details[key]) for key in IN_WORDS if details.get(key)]
        for case, event, details in rows
        if case and moves[case] == event
    }
