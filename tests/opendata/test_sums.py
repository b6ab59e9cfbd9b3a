"""Is each figure that is published the ledger's, in page, API and files alike, whatever has happened?"""

import csv
from collections import Counter
from datetime import date
from io import StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration
from sifapp.applications.models import Application, Call
from sifapp.db import utc_now
from sifapp.decisions.models import UnusedMoney
from sifapp.decisions.operations import load_earlier_grants
from sifapp.decisions.queries import earlier_grants, frame_of
from sifapp.opendata import queries
from sifapp.opendata.pages import Books
from sifapp.opendata.queries import Filters
from sifapp.repayment.ledger import Kind
from sifapp.repayment.models import LedgerRow
from sifapp.repayment.queries import ledger_totals
from sifapp.statuses import FUNDED, STARTED, Status
from tests.opendata.conftest import make_granted
from tests.people import People

AREAS = (None, "democracy_safety", "work_income", "health")
RETURNS = (Status.REPAYING, Status.SETTLED)

stories = st.lists(
    st.fixed_dictionaries(
        {
            "amount_sek": st.integers(1, 40_000_000),
            "status": st.sampled_from([*sorted(FUNDED), Status.RECORDED, Status.REFUSED, Status.WITHDRAWN]),
            "released": st.booleans(),
            "decided_on": st.dates(date(2019, 1, 1), date(2031, 12, 31)),
            "area": st.sampled_from(AREAS),
            "lead": st.integers(0, 40),
            # Parts of a hundred that were not needed.
            "unused": st.lists(st.integers(1, 50), max_size=2),
            # What went back, and what of each row was corrected afterwards.
            "returns": st.lists(st.tuples(st.integers(1, 9_000_000), st.integers(-9_000_000, 9_000_000)), max_size=3),
        }
    ),
    min_size=1,
    max_size=4,
)


def tell(session: Session, people: People, call: Call, story: dict[str, Any]) -> None:
    """Write one case's history down."""
    returns, lead, unused = (story.pop(name) for name in ("returns", "lead", "unused"))
    granted_sek = story.pop("amount_sek")
    case = make_granted(session, people, call, granted_sek, **story)
    administrations = session.exec(select(Administration.id).order_by(col(Administration.id))).all()
    case.lead_administration_id = administrations[lead % len(administrations)]
    session.add(case)
    if case.status in STARTED and story["released"]:
        now, by = utc_now(), people.person("siv").id
        for percent in unused:
            amount_sek = max(1, granted_sek * percent // 100)
            session.add(UnusedMoney(application_id=case.id, amount_sek=amount_sek, noted_by_id=by, noted_at=now))
    if case.status in RETURNS and story["released"]:
        for back_sek, wrong_sek in returns:
            first = write(session, people, case, Kind.RETURNED, -back_sek)
            write(session, people, case, Kind.RETURNED, wrong_sek, corrects_id=first.id, reason="Fel belopp.")
            write(session, people, case, Kind.DECIDED, back_sek)
    session.commit()


def write(session: Session, people: People, case: Application, kind: Kind, amount_sek: int, **more: Any) -> LedgerRow:
    facts: dict[str, Any] = {
        "application_id": case.id,
        "payer_id": case.lead_administration_id,
        "budget_year": 2030,
        "at": utc_now(),
    }
    by: dict[str, Any] = {"by_id": people.person("tor").id, "reference": "VP 2031"}
    row = LedgerRow(**facts, **by, kind=kind, amount_sek=amount_sek, **more)
    session.add(row)
    session.flush()
    return row


def all_pages(client: FlaskClient) -> list[dict[str, Any]]:
    """Every project of the API."""
    address, found = "/api/v1/projects?per_page=7", list[dict[str, Any]]()
    while address:
        answer: Any = client.get(address).json
        found += answer["projects"]
        address = (answer["next"] or "").removeprefix("http://localhost:8000")
    return found


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # the statements run on both in test_queries
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=stories)
def test_page_api_files_and_ledger_have_the_same_sums(
    client: FlaskClient, session: Session, people: People, call: Call, told: list[dict[str, Any]]
) -> None:
    """Each example goes on where the one before it ended, so that the history grows."""
    unlimited = client.application.extensions["settings"].model_copy(update={"api_requests_per_hour": 10_000})
    client.application.extensions["settings"] = unlimited
    load_earlier_grants(session)
    for story in told:
        tell(session, people, call, story)

    summary: Any = client.get("/api/v1/summary").json
    listed = all_pages(client)
    rows = list(csv.DictReader(StringIO(client.get("/open-data/projects.csv").text[1:]), delimiter=";"))
    grants: Any = client.get("/open-data/360giving.json").json
    page = client.get("/results", headers={"Accept-Language": "sv"}).text

    session.rollback()
    frame, back_sek = frame_of(session, 0), ledger_totals(session).returned_sek
    public = [one for one in queries.projects(session, Filters(), size=None) if one.status is not Status.RECORDED]
    assert frame.granted_sek == sum(one.amount_sek or 0 for one in public) == summary["granted_sek"]
    # What was granted before stands in the frame, and only some of it with its project.
    now = [one for one in listed if one["status"] != Status.RECORDED]
    assert sum(one["amount_sek"] for one in now) == frame.granted_sek
    assert sum(int(row["amount_sek"]) for row in rows if row["status"] != Status.RECORDED) == frame.granted_sek
    assert sum(one["amountAwarded"] for one in grants["grants"]) == frame.granted_sek
    assert summary["returned_sek"] == sum(one["returned_sek"] for one in listed) == back_sek
    assert sum(int(row["returned_sek"]) for row in rows) == back_sek
    unused_sek = sum(session.exec(select(UnusedMoney.amount_sek)))
    assert frame.unused_sek == summary["unused_sek"] == sum(one["unused_sek"] for one in listed) == unused_sek
    assert sum(int(row["unused_sek"]) for row in rows) == unused_sek
    assert sum(group["granted_sek"] for group in summary["groups"]) == frame.granted_sek
    assert sum(group["projects"] for group in summary["groups"]) == len(listed) == len(rows)
    assert Counter(one["reference"] for one in listed) == Counter(row["reference"] for row in rows)
    for amount in (frame.earlier_sek + frame.granted_sek, back_sek):
        assert is_shown(page, amount)
    books = Books(
        queries.groups(session),
        queries.returned_groups(session),
        earlier_grants(session),
        queries.administrations(session),
    )
    with client.application.test_request_context():
        tables = (books.by_area(), books.by_administration(), books.by_year(), books.by_state())
    for lines in tables:
        assert sum(line.granted_sek for line in lines) == frame.granted_sek
        assert sum(line.returned_sek for line in lines) == back_sek
        assert sum(line.earlier_sek for line in lines) == frame.earlier_sek


def is_shown(page: str, amount_sek: int) -> bool:
    """Whether a Swedish page shows the amount."""
    return f"{amount_sek:,}".replace(",", "\u00a0") in page
