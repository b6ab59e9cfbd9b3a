"""A case that has come to the city director or the board, and what is decided of it."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from sifapp.applications.models import Application, Call
from sifapp.applications.operations import transition
from sifapp.db import utc_now
from sifapp.decisions.models import Decision, Proposal, Ruling
from sifapp.decisions.operations import Sitting, Terms, propose, record_decision
from sifapp.i18n import today
from sifapp.scoring.models import CouncilCase, Meeting, Outcome, Stage
from sifapp.scoring.operations import add_meeting
from sifapp.statuses import Move, Status
from tests.factories import make_call, make_sent
from tests.people import People

LETTERS = {"sv": {"subject": "Kommunstyrelsen har beslutat", "body": "Hej! Ni får pengarna."}}
PERIOD: dict[str, Any] = {"starts_on": date(2027, 1, 1), "ends_on": date(2029, 12, 31)}


def grant(amount_sek: int) -> Terms:
    """A grant for three years."""
    return Terms(Ruling.GRANT, amount_sek=amount_sek, **PERIOD)


def refusal(**changes: Any) -> Terms:
    values = {"criterion": "preventive", "reason": "Insatsen kommer sent.", "way_on": "Sök igen tidigare i kedjan."}
    return Terms(Ruling.REFUSE, **{**values, **changes})


def sitting(**changes: Any) -> Sitting:
    return Sitting(**{"decided_on": today(), "protocol": "KS 2027-03-10 § 12", **changes})


def make_proposal_case(session: Session, people: People, call: Call | None = None) -> Application:
    """A case of Amira's that the council has recommended: it waits for the city director."""
    case = make_sent(session, people.user("amira"), call or make_call(session))
    session.execute(
        sa.update(Application).where(col(Application.id) == case.id).values(status=Status.APPLICATION_COUNCIL)
    )
    session.refresh(case)
    meeting = add_meeting(session, "Rådets möte", today(), by=people.user("kim"))
    session.add(recommended(meeting, case))
    transition(session, case, Move.RECOMMEND, by=people.user("kim"), reason="Behovet är väl visat.")
    session.commit()
    return case


def recommended(meeting: Meeting, case: Application) -> CouncilCase:
    """The council recommends to grant."""
    return CouncilCase(
        meeting_id=meeting.id,
        application_id=case.id,
        stage=Stage.APPLICATION,
        outcome=Outcome.GRANT,
        outcome_at=utc_now(),
        reason="Behovet är väl visat.",
    )


def make_decision_case(
    session: Session, people: People, call: Call | None = None, *, terms: Terms | None = None, conditions: Any = ()
) -> tuple[Application, Proposal]:
    """A case that waits for the executive board, with what the director proposed."""
    case = make_proposal_case(session, people, call)
    proposal = propose(session, case, terms or grant(4_000_000), conditions, by=people.user("siv"))
    session.commit()
    return case, proposal


def make_held(session: Session, people: People, case: Application, proposal: Proposal, terms: Terms) -> Decision:
    """The board's answer, written down and not released."""
    decision = record_decision(session, case, proposal, terms, sitting(), LETTERS, by=people.user("kim"))
    session.commit()
    return decision


@pytest.fixture
def call(session: Session) -> Call:
    return make_call(session)
