"""A case for which the council wants a pre-study first, at each of its steps."""

import pytest
from sqlmodel import Session

from sifapp.applications.models import Application, Call
from sifapp.applications.operations import transition
from sifapp.prestudy.models import PreStudy, State
from sifapp.prestudy.operations import approve, begin, propose, save_fields, send_report
from sifapp.prestudy.rules import read_plan, read_report
from sifapp.review.letters import Mailing
from sifapp.statuses import Move
from sifapp.wizard.merging import Base
from tests.factories import make_mailing
from tests.people import People
from tests.scoring.conftest import make_council_cases

CEILING_SEK = 300_000
BLANK = Base(0, {})
PLAN = {
    "question-0": "Vilka områden går att jämföra?",
    "line-0-what": "Projektledare på halvtid",
    "line-0-amount": "150 000",
    "line-1-what": "Resor",
    "line-1-amount": "10 tkr",
    "leader": "Utvecklingsenheten",
    "starts_on": "2027-01-11",
    "ends_on": "2027-04-30",
}
REPORT = {**PLAN, "answer-0": "Fyra områden liknar varandra.", "spent": "120 000", "learnt": "Börja i liten skala."}


@pytest.fixture
def case(session: Session, people: People) -> Application:
    """A case for which the council wants a pre-study first."""
    case = make_council_cases(session, people, 1)[0]
    transition(session, case, Move.PROPOSE_PRE_STUDY, by=people.user("kim"), note="Vem gör vad?\nVad kostar det?")
    session.commit()
    return case


def call_of(session: Session, case: Application) -> Call:
    return session.get_one(Call, case.call_id)


def letter(people: People) -> Mailing:
    return make_mailing(people.person("amira"))


def proposed(session: Session, people: People, case: Application) -> PreStudy:
    study, (plan, _faults) = begin(session, case), read_plan(PLAN, CEILING_SEK)
    assert plan is not None
    save_fields(session, study, State.PLANNED, PLAN, BLANK)
    propose(session, case, call_of(session, case), study, plan, by=people.user("amira"))
    return study


def running(session: Session, people: People, case: Application) -> PreStudy:
    study = proposed(session, people, case)
    approve(session, case, study, 160_000, letter(people), by=people.user("kim"))
    return study


def reported(session: Session, people: People, case: Application) -> PreStudy:
    study, (report, _faults) = running(session, people, case), read_report(REPORT)
    assert report is not None
    save_fields(session, study, State.RUNNING, REPORT, BLANK)
    send_report(session, case, call_of(session, case), study, report, by=people.user("amira"))
    return study
