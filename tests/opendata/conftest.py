"""Cases as they stand after the board's decision, and how the tests of this folder ask for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from sifapp.applications.models import Application, Call, Submission
from sifapp.db import utc_now
from sifapp.decisions.models import Decision, Proposal, Ruling
from sifapp.statuses import Status
from tests.factories import make_call, make_cases
from tests.followup.conftest import case as granted
from tests.people import People

__all__ = ["granted"]

PERIOD: dict[str, Any] = {"starts_on": date(2027, 1, 1), "ends_on": date(2029, 12, 31)}
PROTOCOL = "KS 2027-03-10 § 12"
AIM = {"purpose": "Färre unga placeras.", "target_group": "118 elever i årskurs 7–9.", "equality": "Hemligt."}
# What an application holds besides, none of which anybody may read.
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "aim": AIM,
    "implementation": {"responsible": "Enheten Hemlig"},
    "contact": {"contact": "Hemliga Hilda"},
}


@pytest.fixture
def call(session: Session) -> Call:
    """The call of all cases here."""
    return make_call(session)


def make_granted(
    session: Session,
    people: People,
    call: Call,
    amount_sek: int = 4_000_000,
    *,
    status: Status = Status.GRANTED,
    released: bool = True,
    decided_on: date = date(2027, 3, 10),
    answers: Mapping[str, Mapping[str, str]] = ANSWERS,
    **changes: Any,
) -> Application:
    """A case of Amira's that the board has granted money; the applicant knows it when it is ``released``."""
    case = make_cases(session, people.user("amira"), call, 1, status=status, **changes)[0]
    terms = {"application_id": case.id, "ruling": Ruling.GRANT, "amount_sek": amount_sek, **PERIOD}
    now, by = utc_now(), people.person("siv").id
    proposal = Proposal(**terms, proposed_by_id=by, proposed_at=now)
    session.add(proposal)
    session.flush()
    session.add(
        Decision(
            **terms,
            proposal_id=proposal.id,
            decided_on=decided_on,
            protocol=PROTOCOL,
            letters={},
            recorded_by_id=by,
            recorded_at=now,
            released_at=now if released else None,
            released_by_id=by if released else None,
        )
    )
    session.add(
        Submission(
            application_id=case.id,
            round=1,
            form_version="application-1",
            form_digest="",
            answers={step: dict(fields) for step, fields in answers.items()},
            advice={},
            knowledge_version="",
            submitted_at=now,
            submitted_by_id=case.owner_id,
        )
    )
    session.commit()
    return case
