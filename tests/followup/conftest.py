"""A granted case, and the project that it becomes."""

import pytest
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.applications.operations import transition
from sifapp.decisions.models import Decision
from sifapp.decisions.operations import propose, record_decision, release
from sifapp.followup.models import ProjectReport
from sifapp.followup.operations import begin, send_evaluation, start
from sifapp.followup.queries import EVALUATION, grant_of, promises_of
from sifapp.followup.reports import save_text
from sifapp.followup.rules import evaluation_fields
from sifapp.statuses import Move
from sifapp.wizard.merging import Base
from tests.decisions.conftest import LETTERS, grant, sitting
from tests.factories import make_applied, make_call, make_mailing
from tests.people import People

CONDITION = "Nämnden redovisar hur många som tackat nej."
BLANK = Base(0, {})
JUDGED = {
    "design": "comparison",
    "made_by": "En forskare",
    "anyway": "Några familjer hade kommit i arbete ändå.",
    "else_changed": "Arbetsmarknaden blev bättre.",
    "share_low": "20",
    "share_base": "40 %",
    "share_high": "60",
    "confidence": "Osäkert: grupperna är små.",
    "lesson": "Börja med skulderna.",
}


@pytest.fixture
def case(session: Session, people: People) -> Application:
    """See granted."""
    return granted(session, people)


def granted(session: Session, people: People) -> Application:
    """A case that the executive board has granted, on a condition."""
    kim = people.user("kim")
    case = make_applied(session, people.user("amira"), make_call(session), kim)
    transition(session, case, Move.PASS_TO_COUNCIL, by=kim)
    transition(session, case, Move.RECOMMEND, by=kim, reason="Rådet tillstyrker.")
    proposal = propose(session, case, grant(2_000_000), [CONDITION], by=people.user("siv"))
    decision = record_decision(
        session, case, proposal, grant(2_000_000), sitting(), LETTERS, conditions=[CONDITION], by=kim
    )
    release(session, case, decision, make_mailing(people.person("amira")), by=kim)
    session.commit()
    return case


def grant_for(session: Session, case: Application) -> Decision:
    decision = grant_of(session, case.id)
    assert decision is not None
    return decision


def started(session: Session, people: People, case: Application) -> Application:
    start(session, case, grant_for(session, case), by=people.user("kim"))
    session.commit()
    return case


def judged(session: Session, case: Application) -> dict[str, str]:
    """An evaluation of the project that lacks nothing."""
    numbers = [promise.id for promise in promises_of(session, case.id)]
    findings = {f"finding-{number}": "partly" for number in numbers}
    return {**JUDGED, **findings, **{f"note-{number}": "Enligt vår statistik." for number in numbers}}


def write_evaluation(session: Session, case: Application, fields: dict[str, str]) -> ProjectReport:
    report = begin(session, case, EVALUATION)
    names = evaluation_fields([promise.id for promise in promises_of(session, case.id)])
    save_text(session, report, names, fields, BLANK)
    return report


def sent_evaluation(session: Session, people: People, case: Application) -> ProjectReport:
    report = write_evaluation(session, case, judged(session, case))
    send_evaluation(session, case, report, by=people.user("amira"))
    session.commit()
    return report
