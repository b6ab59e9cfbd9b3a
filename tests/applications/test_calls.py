"""The administrators' pages for calls."""

import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications import forms
from sifapp.applications.models import Call, LogDetails, LogEntry
from tests.factories import make_call
from tests.people import People
from tests.review.reading import fields_of


def payload(**changes: Any) -> dict[str, Any]:
    """What the form for a call sends."""
    data = {
        "code": "2026-autumn",
        "name_sv": "Hösten 2026",
        "name_en": "Autumn 2026",
        "purpose_sv": "Att förebygga.",
        "purpose_en": "To prevent.",
        "opens_on": "2026-09-01",
        "closes_on": "2026-10-15",
        "triage_days": "15",
        "completion_days": "20",
        "application_days": "90",
        "budget_sek": "20 000 000",
        "pre_study_allowed": "1",
        "pre_study_ceiling_sek": "400000 kr",
    }
    return data | changes


def faulty_fields(page: str) -> list[str]:
    return re.findall(r'<li><a href="#(.*?)">', page)


def test_call_is_added(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "ulla")

    answer = client.post("/calls/new", data=payload(sign_off_required="1"))

    assert answer.status_code == 303
    call = session.exec(select(Call)).one()
    assert (call.code, call.name_sv, call.name_en) == ("2026-autumn", "Hösten 2026", "Autumn 2026")
    assert (call.opens_on, call.closes_on, call.sign_off_required) == (date(2026, 9, 1), date(2026, 10, 15), True)


def test_calls_money_and_days_are_kept_as_numbers(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "ulla")

    client.post("/calls/new", data=payload(pre_study_ceiling_sek=""))

    call = session.exec(select(Call)).one()
    assert (call.application_days, call.budget_sek) == (90, 20_000_000)
    assert (call.pre_study_allowed, call.pre_study_ceiling_sek) == (True, None)


def test_copy_begins_with_all_but_short_name_and_days(client: FlaskClient, session: Session, people: People) -> None:
    call = make_call(session, budget_sek=20_000_000, pre_study_allowed=False, completion_days=33)
    people.sign_in(client, "ulla")

    fields = fields_of(client.get(f"/calls/new?copy={call.id}").text)

    assert (fields["code"], fields["opens_on"], fields["closes_on"]) == ("", "", "")
    assert (fields["name_sv"], fields["completion_days"]) == (call.name_sv, "33")
    assert re.sub(r"\D", "", fields["budget_sek"]) == "20000000"
    assert "pre_study_allowed" not in fields


@pytest.mark.parametrize(("closes_on", "is_late"), [("2026-03-01", False), ("2026-06-30", True), ("2026-09-30", False)])
def test_last_day_too_near_the_boards_t2_is_warned_of_and_saved(
    client: FlaskClient, session: Session, people: People, closes_on: str, is_late: bool
) -> None:
    people.sign_in(client, "ulla")

    client.post("/calls/new", data=payload(opens_on="2026-01-01", closes_on=closes_on))

    call = session.exec(select(Call)).one()
    page = client.get(f"/calls/{call.id}", headers={"Accept-Language": "en"}).text
    assert ("Little time for the board" in page) == is_late
    assert "Tertial report 2" in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name_en": ""}, "name_en"),
        ({"purpose_sv": "  \n "}, "purpose_sv"),
        ({"closes_on": "2026-08-31"}, "closes_on"),
        ({"opens_on": "soon"}, "opens_on"),
        ({"triage_days": "0"}, "triage_days"),
        ({"completion_days": "-3"}, "completion_days"),
        ({"completion_days": "many"}, "completion_days"),
        ({"application_days": ""}, "application_days"),
        ({"budget_sek": "-5"}, "budget_sek"),
        ({"budget_sek": "1000000000000000000"}, "budget_sek"),
        ({"budget_sek": "0"}, "budget_sek"),
        ({"pre_study_ceiling_sek": "500,50"}, "pre_study_ceiling_sek"),
        ({"code": "Höst 2026"}, "code"),
        ({"code": "taken"}, "code"),
    ],
)
def test_call_with_a_fault_is_not_added_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, people: People, change: dict[str, str], field: str
) -> None:
    make_call(session, code="taken")
    session.commit()
    people.sign_in(client, "ulla")

    answer = client.post("/calls/new", data=payload(**change))

    assert answer.status_code == 422
    assert faulty_fields(answer.text) == [field]
    assert "To prevent." in answer.text
    assert [call.code for call in session.exec(select(Call))] == ["taken"]


def test_short_name_that_somebody_takes_meanwhile_is_a_fault_of_the_field(
    client: FlaskClient, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.sign_in(client, "ulla")
    client.post("/calls/new", data=payload())
    # As if both had looked before either wrote.
    monkeypatch.setattr(forms, "call_by_code", lambda _session, _code: None)

    answer = client.post("/calls/new", data=payload(name_en="Another"))

    assert answer.status_code == 422
    assert faulty_fields(answer.text) == ["code"]
    assert "Another" in answer.text


@pytest.mark.parametrize(
    "change", [{"opens_on": "soon"}, {"closes_on": "2026-13-01"}, {"triage_days": "many"}, {"completion_days": "1,5"}]
)
def test_value_that_cannot_be_read_is_answered_in_the_readers_words(
    client: FlaskClient, people: People, change: dict[str, str]
) -> None:
    people.sign_in(client, "ulla")

    page = client.post("/calls/new", data=payload(**change), headers={"Accept-Language": "en"}).text

    assert re.findall(r'<li><a href="#.*?">(.*?)</a>', page)[0] in {
        "Write a day that exists, between 1990 and 2099, such as 2026-11-22.",
        "Write a number of days from 1 to 365.",
    }


def test_call_of_one_day_is_allowed(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "ulla")

    answer = client.post("/calls/new", data=payload(closes_on="2026-09-01"))

    assert answer.status_code == 303


def test_change_is_logged_with_old_and_new_value(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "ulla")
    client.post("/calls/new", data=payload())
    call = session.exec(select(Call)).one()

    answer = client.post(f"/calls/{call.id}", data=payload(closes_on="2026-10-31", triage_days="10"))

    assert answer.status_code == 303
    entries = session.exec(select(LogEntry.event, LogDetails.details).join(LogDetails).order_by(LogEntry.number)).all()  # type: ignore[arg-type]  # a column
    assert entries[1] == (
        "call_changed",
        {"call": "2026-autumn", "changed": {"closes_on": ["2026-10-15", "2026-10-31"], "triage_days": [15, 10]}},
    )


def test_short_name_cannot_be_changed(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "ulla")
    client.post("/calls/new", data=payload())
    call = session.exec(select(Call)).one()

    client.post(f"/calls/{call.id}", data=payload(code="other"))

    session.expire_all()
    assert session.get_one(Call, call.id).code == "2026-autumn"


def test_list_shows_the_latest_call_first(client: FlaskClient, session: Session, people: People) -> None:
    make_call(session, code="old", name_sv="Gammal", opens_on=date(2020, 1, 1), closes_on=date(2020, 2, 1))
    make_call(session, code="new", name_sv="Ny", opens_on=date(2030, 1, 1), closes_on=date(2030, 2, 1))
    session.commit()
    people.sign_in(client, "ulla")

    page = client.get("/calls", headers={"Accept-Language": "sv"}).text

    assert re.findall(r'<a href="/calls/\d+">(.*?)</a>', page) == ["Ny", "Gammal"]


def test_form_of_a_call_shows_what_is_stored(client: FlaskClient, session: Session, people: People) -> None:
    call = make_call(session, purpose_en="First line\nsecond <line>")
    session.commit()
    people.sign_in(client, "ulla")

    page = client.get(f"/calls/{call.id}").text

    assert "First line\nsecond &lt;line&gt;</textarea>" in page
    assert f'value="{call.opens_on.isoformat()}"' in page


def test_calls_are_closed_to_others(client: FlaskClient, session: Session, people: People) -> None:
    call = make_call(session)
    session.commit()
    people.sign_in(client, "kim")

    assert [client.get(path).status_code for path in ("/calls", "/calls/new", f"/calls/{call.id}")] == [403] * 3


def test_call_that_does_not_exist_is_not_found(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "ulla")

    assert client.get("/calls/999").status_code == 404
