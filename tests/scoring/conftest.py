"""A case that the council scores, and what a member fills in."""

import pytest
from sqlmodel import Session, select

from sifapp.accounts.queries import User
from sifapp.applications.models import Application, Call
from sifapp.applications.operations import transition
from sifapp.i18n import today
from sifapp.review.letters import Letter, Mailing
from sifapp.scoring.criteria import criteria_of
from sifapp.scoring.models import STAGE_OF, CouncilCase, Meeting, MeetingState
from sifapp.scoring.operations import add_meeting, declare_no_conflict, move_on, put_to_meeting, send_scores
from sifapp.scoring.sheets import Given
from sifapp.statuses import Move
from tests.factories import make_call, make_sent
from tests.people import People


def make_council_cases(session: Session, people: People, count: int, call: Call | None = None) -> list[Application]:
    """Sketches of Amira's that have been passed to the council."""
    call, kim = call or make_call(session), people.user("kim")
    cases = [make_sent(session, people.user("amira"), call) for _number in range(count)]
    for case in cases:
        transition(session, case, Move.PASS_TO_COUNCIL, by=kim)
    session.commit()
    return cases


def make_applications(session: Session, people: People, count: int, call: Call | None = None) -> list[Application]:
    """Applications of Amira's that have been passed to the council."""
    cases, amira, kim = make_council_cases(session, people, count, call), people.user("amira"), people.user("kim")
    for case in cases:
        for move, by in ((Move.INVITE, kim), (Move.SUBMIT, amira), (Move.PASS_TO_COUNCIL, kim)):
            transition(session, case, move, by=by)
    session.commit()
    return cases


def make_meeting(session: Session, people: People, *cases: Application, state: MeetingState | None = None) -> Meeting:
    """A meeting with these cases, open for scores unless told otherwise."""
    kim, state = people.user("kim"), state or MeetingState.OPEN
    meeting = add_meeting(session, "Höstens möte", today(), by=kim)
    for case in cases:
        put_to_meeting(session, meeting, case, by=kim)
    for to in (MeetingState.OPEN, MeetingState.HELD):
        if state is to or state is MeetingState.HELD:
            move_on(session, meeting, to, by=kim)
    session.commit()
    return meeting


def give(session: Session, case: Application, member: User, score: int | None, measuring: int = 3) -> None:
    """Let a member, whom nothing ties to the case, send the same score by every criterion that counts."""
    declare_no_conflict(session, case, by=member)
    given = [
        Given(one.id, score if one.weight else measuring, "Tydligt beskrivet.")
        for one in criteria_of(session, case.call_id, STAGE_OF[case.status])
    ]
    send_scores(session, council_case(session, case), given, by=member)
    session.commit()


def council_case(session: Session, case: Application) -> CouncilCase:
    """The case as the council has it."""
    return session.exec(select(CouncilCase).where(CouncilCase.application_id == case.id)).one()


def mailing_to(user: User) -> Mailing:
    return Mailing([user.person], {"sv": Letter("Om er skiss", "Hej!")})


@pytest.fixture
def case(session: Session, people: People) -> Application:
    """A sketch that an open meeting of the council has."""
    case = make_council_cases(session, people, 1)[0]
    make_meeting(session, people, case)
    return case
