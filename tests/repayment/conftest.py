"""A project whose effect has been judged, and what comes after it."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from sifapp.accounts.models import Administration
from sifapp.applications.models import Application
from sifapp.applications.operations import transition
from sifapp.calculation.lines import Range
from sifapp.decisions.models import Ruling
from sifapp.decisions.operations import Terms as GrantTerms
from sifapp.decisions.operations import propose as propose_grant
from sifapp.decisions.operations import record_decision, release
from sifapp.repayment.ledger import total
from sifapp.repayment.operations import Terms, decide, record_return
from sifapp.repayment.queries import entry_of, last_row, ledger_of, payers_on
from sifapp.repayment.verifying import Verification, verify_saving
from sifapp.statuses import Move
from tests.decisions.conftest import LETTERS, sitting
from tests.factories import make_applied, make_call, make_mailing
from tests.people import People

FIRST_DAY = date(2027, 3, 15)  # six years end on 15 March 2033
GRANT = GrantTerms(Ruling.GRANT, amount_sek=2_000_000, starts_on=FIRST_DAY, ends_on=date(2029, 12, 31))


@pytest.fixture
def case(session: Session, people: People) -> Application:
    """See judged."""
    return judged(session, people)


def judged(session: Session, people: People) -> Application:
    """Amira's project, whose effect has been judged. Its application expects a saving of the social services."""
    amira, kim, siv = people.user("amira"), people.user("kim"), people.user("siv")
    case = make_applied(session, amira, make_call(session), kim)
    transition(session, case, Move.PASS_TO_COUNCIL, by=kim)
    transition(session, case, Move.RECOMMEND, by=kim, reason="Rådet tillstyrker.")
    proposal = propose_grant(session, case, GRANT, by=siv)
    decision = record_decision(session, case, proposal, GRANT, sitting(), LETTERS, by=kim)
    release(session, case, decision, make_mailing(amira.person), by=kim)
    transition(session, case, Move.START_PROJECT, by=kim)
    transition(session, case, Move.EVALUATE, by=kim)
    session.commit()
    return case


def payer(session: Session, code: str = "social") -> int:
    return session.exec(select(Administration.id).where(Administration.code == code)).one()


def saving(session: Session, **changes: Any) -> Verification:
    """600,000 kronor that the social services saved in 2028."""
    values = {
        "line": 1,
        "payer_id": payer(session),
        "starts_on": date(2028, 1, 1),
        "ends_on": date(2028, 12, 31),
        "estimate_sek": Range(400_000, 600_000, 800_000),
        "verified_sek": 600_000,
        "evidence": "Bokslutet 2028, sidan 12.",
    }
    return Verification(**{**values, **changes})


def verified(session: Session, people: People, case: Application, **changes: Any) -> None:
    found, seen = saving(session, **changes), last_row(session, case.id)
    verify_saving(session, case, found, seen=seen, by=people.user("tor"))
    session.commit()


def terms(session: Session, amount_sek: int = 600_000, **changes: Any) -> Terms:
    """The social services return it in 2031 to 2033."""
    values = {"shares": {payer(session): amount_sek}, "years": range(2031, 2034), "reason": "Så mycket sparades."}
    return Terms(**{**values, **changes})


def decided(session: Session, people: People, case: Application, what: Terms | None = None) -> None:
    decide(session, case, what or terms(session), seen=last_row(session, case.id), by=people.user("siv"))
    session.commit()


def returned(session: Session, people: People, case: Application, amount_sek: int, year: int = 2031) -> None:
    seen, reference = last_row(session, case.id), "KF 2030-11-20 § 4"
    record_return(session, case, payer(session), year, amount_sek, reference, seen=seen, by=people.user("tor"))
    session.commit()


def sums_of(session: Session, case: Application) -> tuple[int, int, int, int, int]:
    """Planned, verified, decided, returned, left."""
    payers = payers_on(session, date(2030, 1, 1))
    sums = total(entry_of(row, payers) for row, _payer, _who in ledger_of(session, case.id))
    return sums.planned_sek, sums.verified_sek, sums.decided_sek, sums.returned_sek, sums.left_sek
