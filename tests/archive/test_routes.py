"""Administrators set the rules and see what would go; everybody can have what is stored about themselves."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.archive import operations
from sifapp.archive.queries import rules
from sifapp.archive.rules import Kind
from tests.archive.conftest import AUTHORITY, aged, archived, decided, declined
from tests.factories import make_call, make_draft, make_sent
from tests.people import People
from tests.review.reading import fields_of, text_of

CountQueries = Callable[[], AbstractContextManager[list[str]]]
RULE = {"days": "30", "authority": AUTHORITY, "decided_on": "2026-01-15", "in_force": "1"}


@pytest.fixture
def ulla(client: FlaskClient, people: People) -> FlaskClient:
    """The administrator's browser."""
    people.sign_in(client, "ulla")
    return client


def test_administrator_sees_what_a_rule_would_take_before_it_is_in_force(
    ulla: FlaskClient, session: Session, people: People
) -> None:
    case = aged(session, make_draft(session, people.user("amira"), make_call(session)), 800)

    page = text_of(ulla.get("/retention").text)

    assert case.reference in page
    assert "Ingen än: inget tas bort" in page


def test_administrator_puts_a_rule_in_force(ulla: FlaskClient, session: Session) -> None:
    fields = {**fields_of(ulla.get("/retention/left_drafts").text), **RULE}

    answer = ulla.post("/retention/left_drafts", data=fields)

    rule = rules(session)[Kind.LEFT_DRAFTS]
    assert (answer.status_code, rule.days, rule.in_force, rule.authority) == (303, 30, True, AUTHORITY)
    assert AUTHORITY in text_of(ulla.get("/retention").text)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"days": "0"}, "Skriv ett helt antal dagar, från 1 till 36 500."),
        ({"days": "trettio"}, "Skriv ett helt antal dagar, från 1 till 36 500."),
        ({"days": "-5"}, "Skriv ett helt antal dagar, från 1 till 36 500."),
        ({"authority": " "}, "Skriv vem som har beslutat det. Utan beslut tas inget bort."),
        ({"decided_on": ""}, "Skriv dagen för beslutet. Utan beslut tas inget bort."),
        ({"decided_on": "2090-01-01"}, "Beslutets dag kan inte ligga framåt i tiden."),
        ({"decided_on": "2026-02-31"}, "Skriv en dag som finns, mellan 1990 och 2099, till exempel 2026-11-22."),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_bad_rule_says_what_to_write_and_keeps_what_was_typed(
    ulla: FlaskClient, session: Session, changes: dict[str, str], fault: str
) -> None:
    fields = {**fields_of(ulla.get("/retention/left_drafts").text), **RULE, **changes}

    answer = ulla.post("/retention/left_drafts", data=fields)

    assert (answer.status_code, rules(session)) == (422, {})
    assert fault in text_of(answer.text)
    assert f'value="{fields["days"]}"' in answer.text


def test_unknown_rule_is_not_found(ulla: FlaskClient) -> None:
    assert ulla.get("/retention/everything").status_code == 404


def test_page_asks_as_many_questions_for_many_drafts_as_for_one(
    ulla: FlaskClient, session: Session, people: People, count_queries: CountQueries
) -> None:
    call, counts = make_call(session), []
    for more in (1, 3):
        for _number in range(more):
            aged(session, make_draft(session, people.user("amira"), call), 800)
        with count_queries() as queries:
            ulla.get("/retention")
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["amira", "kim"])
def test_pages_of_an_emptied_case_say_what_has_happened(
    client: FlaskClient, app: Flask, session: Session, people: People, name: str
) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))
    archived(session, case)
    operations.apply(session, decided(session, people, Kind.CLOSED_CASES), by=None)
    session.commit()
    people.sign_in(client, name)
    parts = ["", "/sketch", "/messages", "/attachments", *(["/advice", "/notes", "/log"] if name == "kim" else [])]

    answers = {part: client.get(f"/cases/{case.id}{part}").status_code for part in parts}

    assert answers == dict.fromkeys(parts, 200)
    assert "tagits bort av en gallringsregel" in text_of(client.get(f"/cases/{case.id}/sketch").text)


def test_person_downloads_what_is_stored_about_them_and_no_secret(
    client: FlaskClient, session: Session, people: People
) -> None:
    case = make_sent(session, people.user("amira"), make_call(session))
    people.sign_in(client, "amira")

    answer = client.get("/profile/data")

    found = json.loads(answer.text)
    assert answer.headers["Content-Disposition"] == "attachment; filename=sif-data.json"
    assert found["person"][0]["email"] == people.person("amira").email
    assert [row["title"] for row in found["application"]] == [case.title]
    assert {person["id"] for person in found["person"]} == {people.person("amira").id}
    assert "hash" not in {name for table in ("person", "login_session") for name in found[table][0]}
    assert not {"password_hash", "token_hash"} & {name for rows in found.values() for row in rows for name in row}
