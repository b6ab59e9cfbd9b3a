"""The administrators' pages for people, and the command that makes the first administrator."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from sifapp.access import Role
from sifapp.accounts.models import LoginSession
from sifapp.accounts.operations import check_password
from sifapp.accounts.queries import administration_by_name, person_by_email, roles_of
from sifapp.applications import log
from sifapp.applications.models import LogDetails, LogEntry
from sifapp.i18n import today
from sifapp.people import operations, queries
from tests.paging import every_page
from tests.people import People

PASSWORD = "korrekt häst batteri"


def payload(people: People, **changes: Any) -> dict[str, Any]:
    """What the form for a new person sends."""
    data = {
        "email": "Nya.Nina@stad.example",
        "name": "Nina Ny",
        "title": "Utredare",
        "administration_id": people.administration("amira").id,
        "roles": ["applicant", "coordinator"],
    }
    return data | changes


def names(page: str) -> list[str]:
    """The people in the list, in its order."""
    return re.findall(r'<a href="/people/\d+">(.*?)</a>', page)


def last_event(session: Session) -> tuple[str, dict[str, Any]]:
    """The newest entry of the log, with its details."""
    entry = session.exec(select(LogEntry).order_by(col(LogEntry.number).desc())).first()
    assert entry is not None
    return entry.event, session.get_one(LogDetails, entry.number).details


def test_address_that_somebody_adds_meanwhile_is_a_fault_of_the_field(
    client: FlaskClient, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.sign_in(client, "ulla")
    client.post("/people/new", data=payload(people))
    # As if both had looked before either wrote.
    monkeypatch.setattr(operations, "person_by_email", lambda _session, _email: None)

    answer = client.post("/people/new", data=payload(people, name="Nina Två"))

    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(.*?)">', answer.text) == ["email"]
    assert "Nina Två" in answer.text


def test_person_is_added_and_logged(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "ulla")

    answer = client.post("/people/new", data=payload(people))

    person = person_by_email(session, "nya.nina@stad.example")
    assert person is not None
    assert (answer.status_code, answer.location) == (303, f"/people/{person.id}")
    assert (person.name, person.title, person.is_active) == ("Nina Ny", "Utredare", True)
    assert roles_of(session, [person.id])[person.id] == [Role.APPLICANT, Role.COORDINATOR]
    assert last_event(session) == (
        "person_added",
        {"person": person.id, "email": person.email, "name": "Nina Ny", "roles": ["applicant", "coordinator"]},
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "amira@STAD.example"}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b.se\nBcc: c@d.se"}, "email"),
        ({"email": "a@b.se,c@d.se"}, "email"),
        ({"name": "  "}, "name"),
        ({"roles": []}, "roles"),
        ({"roles": ["king"]}, "roles"),
        ({"administration_id": 9999}, "administration_id"),
    ],
)
def test_person_with_a_fault_is_not_added(
    client: FlaskClient, session: Session, people: People, change: dict[str, Any], field: str
) -> None:
    people.sign_in(client, "ulla")

    answer = client.post("/people/new", data=payload(people, **change))

    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(.*?)">', answer.text) == [field]
    assert person_by_email(session, "nya.nina@stad.example") is None


def test_list_is_searched_by_name_and_address(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "ulla")
    people.person("amira").name = "Åsa Ärlig"
    people.person("bo").name = "Bo 100 % Berg"
    session.commit()

    found = {q: names(client.get("/people/", query_string={"q": q}).text) for q in ("åsa", "ärl", "amira@", "%", "x y")}

    assert found == {
        "åsa": ["Åsa Ärlig"],
        "ärl": ["Åsa Ärlig"],
        "amira@": ["Åsa Ärlig"],
        "%": ["Bo 100 % Berg"],
        "x y": [],
    }


def test_paging_meets_each_person_once(
    client: FlaskClient, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for name in ("amira", "bo", "cecilia", "didrik"):
        people.person(name).name = "Samma Namn"
    people.sign_in(client, "ulla")
    session.commit()

    seen = [names(page) for page in every_page(client, "/people/")]

    assert seen == [["Samma Namn"] * 2, ["Samma Namn"] * 2, ["Ulla"]]


def test_htmx_gets_the_list_alone(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "ulla")

    answer = client.get("/people/?q=ulla", headers={"HX-Request": "true"})

    assert answer.text.lstrip().startswith('<div id="people">')


def change(people: People, part: str, /, **changes: Any) -> dict[str, Any]:
    """What the form for a person sends when nothing but ``changes`` is touched."""
    person = people.person(part)
    roles = [role.value for role in roles_of(people.session, [person.id])[person.id]]
    data = {
        "name": person.name,
        "title": person.title,
        "administration_id": person.administration_id,
        "roles": roles,
        "is_active": "1",
    }
    return data | changes


def test_change_is_logged_with_old_and_new_value(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "ulla")
    amira = people.person("amira")

    client.post(f"/people/{amira.id}", data=change(people, "amira", name="Amira Ali", title="Chef"))

    assert last_event(session) == (
        "person_changed",
        {"person": amira.id, "changed": {"name": ["Amira", "Amira Ali"], "title": ["Handläggare", "Chef"]}},
    )


def test_roles_are_changed_and_logged(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "ulla")
    amira = people.person("amira")

    client.post(f"/people/{amira.id}", data=change(people, "amira", roles=["controller", "director"]))

    assert roles_of(session, [amira.id])[amira.id] == [Role.DIRECTOR, Role.CONTROLLER]
    assert last_event(session) == (
        "roles_changed",
        {"person": amira.id, "changed": [["applicant"], ["controller", "director"]]},
    )


@pytest.mark.parametrize("roles", [["council", "coordinator"], ["applicant", "council", "director"]])
def test_council_is_not_joined_by_who_prepares_or_proposes(
    client: FlaskClient, session: Session, people: People, roles: list[str]
) -> None:
    people.sign_in(client, "ulla")
    amira = people.person("amira")

    answer = client.post(f"/people/{amira.id}", data=change(people, "amira", roles=roles))

    assert answer.status_code == 422
    assert roles_of(session, [amira.id])[amira.id] == [Role.APPLICANT]


def test_saving_without_a_change_logs_nothing(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "ulla")
    amira = people.person("amira")

    client.post(f"/people/{amira.id}", data=change(people, "amira"))

    assert session.exec(select(LogEntry)).all() == []


def test_person_in_an_old_administration_stays_there_when_saved(
    client: FlaskClient, session: Session, people: People
) -> None:
    people.sign_in(client, "ulla")
    amira = people.person("amira")
    administration = people.administration("amira")
    administration.valid_to = today()
    session.commit()

    page = client.get(f"/people/{amira.id}").text
    answer = client.post(f"/people/{amira.id}", data=change(people, "amira", name="Amira Ali"))

    assert f'<option value="{administration.id}" selected>' in page
    assert answer.status_code == 303
    administration.valid_to = None
    session.commit()


def test_closing_an_account_signs_the_person_out(
    app: Flask, client: FlaskClient, session: Session, people: People
) -> None:
    amiras = app.test_client()
    people.sign_in(amiras, "amira")
    people.sign_in(client, "ulla")
    data = change(people, "amira")
    del data["is_active"]

    client.post(f"/people/{people.person('amira').id}", data=data)

    assert amiras.get("/profile").status_code == 303
    assert last_event(session)[1]["changed"] == {"is_active": [True, False]}


@pytest.mark.parametrize(("field", "value"), [("is_active", ""), ("roles", ["applicant"])])
def test_administrators_cannot_shut_themselves_out(
    client: FlaskClient, session: Session, people: People, field: str, value: object
) -> None:
    people.sign_in(client, "ulla")
    data = change(people, "ulla", **{field: value})
    if not value:
        del data[field]

    answer = client.post(f"/people/{people.person('ulla').id}", data=data)

    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(.*?)">', answer.text) == [field]
    assert session.exec(select(LogEntry)).all() == []


def test_temporary_password_is_shown_once_and_works(
    app: Flask, client: FlaskClient, session: Session, people: People
) -> None:
    amiras, amira = app.test_client(), people.person("amira")
    people.sign_in(amiras, "amira")
    people.sign_in(client, "ulla")

    page = client.post(f"/people/{amira.id}/password").text

    password = re.findall(r'<code translate="no">(.*?)</code>', page)[0]
    session.expire_all()
    assert check_password(session, amira.email, password) is not None
    assert amiras.get("/profile").status_code == 303
    assert password not in client.get(f"/people/{amira.id}").text
    assert last_event(session) == ("password_set", {"person": amira.id})


def test_person_is_signed_out_everywhere(client: FlaskClient, session: Session, people: People) -> None:
    amira = people.person("amira")
    people.user("amira")
    people.sign_in(client, "ulla")

    client.post(f"/people/{amira.id}/sign-out")

    session.expire_all()
    mine = session.exec(select(LoginSession).where(LoginSession.person_id == amira.id)).all()
    assert [row.ended_at is None for row in mine] == [False]
    assert last_event(session) == ("signed_out", {"person": amira.id})


@pytest.mark.parametrize("path", ["/people/", "/people/new", "/people/1"])
def test_register_is_closed_to_others(client: FlaskClient, people: People, path: str) -> None:
    people.sign_in(client, "kim")

    assert client.get(path).status_code == 403


def test_person_who_does_not_exist_is_not_found(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "ulla")

    assert [client.get("/people/999").status_code, client.post("/people/999/password").status_code] == [404, 404]


def create_admin(app: Flask, email: str = "first@stad.example", password: str = PASSWORD) -> Any:
    runner = app.test_cli_runner()
    return runner.invoke(args=["create-admin", email, "Först Först"], input=f"{password}\n{password}\n")


def test_first_administrator_is_made_from_the_command_line(app: Flask, session: Session) -> None:
    result = create_admin(app)

    assert result.exit_code == 0
    assert PASSWORD not in result.output
    person = check_password(session, "first@stad.example", PASSWORD)
    assert person is not None
    assert roles_of(session, [person.id])[person.id] == [Role.ADMINISTRATOR]
    assert log.verify(session).faults == []


def test_command_lets_somebody_known_in_again(app: Flask, session: Session, people: People) -> None:
    amira = people.person("amira")
    amira.is_active = False
    session.commit()

    create_admin(app, email="Amira@stad.example")

    session.expire_all()
    assert check_password(session, amira.email, PASSWORD) == amira
    assert roles_of(session, [amira.id])[amira.id] == [Role.APPLICANT, Role.ADMINISTRATOR]
    assert amira.name == "Amira"


@pytest.mark.parametrize(
    ("email", "password", "says"),
    [("first@stad.example", "kort", "at least 12 characters"), ("first", PASSWORD, "name@workplace.se")],
)
def test_command_says_what_is_wrong(app: Flask, session: Session, email: str, password: str, says: str) -> None:
    result = create_admin(app, email, password)

    assert result.exit_code == 2
    assert says in result.output
    assert administration_by_name(session, "stadsledning", today()) is not None
    assert person_by_email(session, email) is None
