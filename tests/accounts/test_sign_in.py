"""Signing in: who gets in, what a wrong try tells, and where one lands."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from sifapp.accounts import operations
from sifapp.accounts.gate import COOKIE
from sifapp.accounts.models import AttemptCount, LoginSession, Person
from tests.accounts.conftest import PASSWORD
from tests.people import People


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def cookie_of(answer: TestResponse) -> str:
    """The header that gives the browser its token."""
    (header,) = [h for h in answer.headers.getlist("Set-Cookie") if h.startswith(f"{COOKIE}=")]
    return header


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/profile").status_code == 200


def test_right_password_signs_in(client: FlaskClient, with_password: Callable[[str], Person]) -> None:
    with_password("amira")

    answer = sign_in(client, " Amira@STAD.example ")

    assert (answer.status_code, answer.location) == (303, "/start")
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("email", "password"), [("amira@stad.example", "fel"), ("nobody@stad.example", PASSWORD), ("bo@stad.example", "")]
)
def test_wrong_try_does_not_tell_what_was_wrong(
    client: FlaskClient, with_password: Callable[[str], Person], people: People, email: str, password: str
) -> None:
    with_password("amira")
    people.person("bo")  # has no password

    answer = sign_in(client, email, password or "x")

    assert answer.status_code == 422
    assert answer.text.count("Adressen och lösenordet hör inte ihop") + answer.text.count("do not match") == 2
    assert not is_signed_in(client)


def test_account_that_does_not_exist_takes_as_long_as_one_that_does(with_password: Callable[[str], Person]) -> None:
    known = (with_password("amira").password_hash or "").split("$")

    method, salt, digest = operations.NO_ACCOUNT_HASH.split("$")

    assert (method, len(salt), len(digest)) == (known[0], len(known[1]), len(known[2]))


def test_password_is_never_written_into_a_page(client: FlaskClient, with_password: Callable[[str], Person]) -> None:
    with_password("amira")

    answer = sign_in(client, "amira@stad.example", "fel-lösenord")

    assert ("amira@stad.example" in answer.text, "fel-lösenord" in answer.text) == (True, False)


def test_account_that_does_not_exist_costs_a_hash_as_well(
    session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.person("bo")
    checked: list[str] = []

    def check(stored: str, _password: str) -> bool:
        checked.append(stored)
        return False

    monkeypatch.setattr(operations, "check_password_hash", check)

    operations.check_password(session, "nobody@stad.example", "x")
    operations.check_password(session, "bo@stad.example", "x")

    assert [stored.startswith("scrypt:") for stored in checked] == [True, True]


def test_person_who_is_not_active_does_not_get_in(
    client: FlaskClient, session: Session, with_password: Callable[[str], Person]
) -> None:
    person = with_password("amira")
    person.is_active = False
    session.commit()

    answer = sign_in(client, "amira@stad.example")

    assert answer.status_code == 422


def test_empty_form_says_what_is_missing_and_keeps_the_address(client: FlaskClient, app: Flask) -> None:
    answer = client.post("/sign-in", data={"email": "amira@stad.example"}, headers={"Accept-Language": "en"})

    assert answer.status_code == 422
    assert "<title>Error: Sign in" in answer.text
    assert 'href="#password">Write your password.</a>' in answer.text
    assert 'value="amira@stad.example"' in answer.text


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example", "evil", ""],
)
def test_signing_in_never_leads_to_another_site(
    client: FlaskClient, with_password: Callable[[str], Person], target: str
) -> None:
    with_password("amira")

    answer = sign_in(client, "amira@stad.example", next=target)

    assert answer.location == "/start"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(
    client: FlaskClient, with_password: Callable[[str], Person]
) -> None:
    with_password("kim")

    asked = client.get("/review/cases?q=unga+vuxna&status=submitted")
    form = client.get(asked.location or "")
    answer = sign_in(client, "kim@stad.example", next="/review/cases?q=unga+vuxna&status=submitted")

    assert asked.status_code == 303
    assert 'name="next" value="/review/cases?q=unga+vuxna&amp;status=submitted"' in form.text
    assert answer.location == "/review/cases?q=unga+vuxna&status=submitted"


def test_token_is_new_at_every_sign_in_and_the_old_session_ends(
    client: FlaskClient, session: Session, with_password: Callable[[str], Person]
) -> None:
    with_password("amira")
    client.set_cookie(COOKIE, "chosen-by-somebody-else")

    first = cookie_of(sign_in(client, "amira@stad.example"))
    second = cookie_of(sign_in(client, "amira@stad.example"))

    assert "chosen-by-somebody-else" not in first
    assert first != second
    sessions = session.exec(select(LoginSession).order_by(col(LoginSession.id))).all()
    assert [s.ended_at is None for s in sessions] == [False, True]


@pytest.mark.usefixtures("production")
def test_cookie_is_closed_to_scripts_and_ends_with_the_browser(
    client: FlaskClient, with_password: Callable[[str], Person]
) -> None:
    with_password("amira")

    header = cookie_of(sign_in(client, "amira@stad.example"))

    assert [part.strip() for part in header.split(";")[1:]] == ["Secure", "HttpOnly", "Path=/", "SameSite=Lax"]


def test_only_the_hash_of_the_token_is_stored(
    client: FlaskClient, session: Session, with_password: Callable[[str], Person]
) -> None:
    with_password("amira")

    token = cookie_of(sign_in(client, "amira@stad.example")).split(";")[0].removeprefix(f"{COOKIE}=")

    assert [s.token_hash for s in session.exec(select(LoginSession))] == [operations.hash_token(token)]


def test_too_many_wrong_tries_close_the_account_for_a_while(
    client: FlaskClient, with_password: Callable[[str], Person]
) -> None:
    with_password("amira")
    wrong = [sign_in(client, "amira@stad.example", "fel").status_code for _try in range(operations.SIGN_IN_LIMIT)]

    answer = sign_in(client, "amira@stad.example")

    assert set(wrong) == {422}
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60


def test_tries_at_one_account_do_not_close_another(client: FlaskClient, with_password: Callable[[str], Person]) -> None:
    with_password("amira")
    with_password("bo")
    for _try in range(operations.SIGN_IN_LIMIT + 1):
        sign_in(client, "amira@stad.example", "fel")

    assert sign_in(client, "bo@stad.example").status_code == 303


def test_only_tries_that_fail_are_counted(
    client: FlaskClient, session: Session, with_password: Callable[[str], Person]
) -> None:
    with_password("amira")
    sign_in(client, "amira@stad.example", "fel")
    for _try in range(3):
        sign_in(client, "amira@stad.example")

    counts = {row.key: row.count for row in session.exec(select(AttemptCount))}

    assert counts == {"sign-in-from:127.0.0.1": 1}


def test_wrong_tries_from_one_place_are_counted_over_all_accounts(client: FlaskClient, session: Session) -> None:
    for _try in range(operations.SIGN_IN_LIMIT_FROM):
        operations.count_attempt(
            session, "sign-in-from:127.0.0.1", operations.SIGN_IN_LIMIT_FROM, operations.SIGN_IN_WINDOW
        )
    session.commit()

    assert sign_in(client, "somebody@stad.example", "fel").status_code == 429


def test_demo_person_signs_in_with_one_press(client: FlaskClient, session: Session, people: People) -> None:
    person = people.person("amira")
    person.email = "amira@demo.example"
    session.commit()

    page = client.get("/sign-in?next=/profile").text
    answer = client.post(f"/sign-in/demo/{person.id}", data={"next": "/profile"})

    assert f'action="/sign-in/demo/{person.id}"' in page
    assert answer.location == "/profile"
    assert is_signed_in(client)


def test_demo_people_stand_under_their_role_with_what_it_is_good_for(
    client: FlaskClient, session: Session, people: People
) -> None:
    for name in ("amira", "kim"):
        person = people.person(name)
        person.email = f"{name}@demo.example"
        session.add(person)
    session.commit()

    page = client.get("/sign-in", headers={"Accept-Language": "en"}).text

    assert re.findall(r"<h[34][^>]*>(.+?)</h[34]>", page) == ["Applicant", "Amira", "Coordinator", "Kim"]
    assert "Read what has come in" in page


def test_demo_sign_in_takes_demo_people_only(client: FlaskClient, people: People) -> None:
    assert client.post(f"/sign-in/demo/{people.person('amira').id}").status_code == 404


def test_demo_sign_in_refuses_who_is_not_active(client: FlaskClient, session: Session, people: People) -> None:
    person = people.person("amira")
    person.email, person.is_active = "amira@demo.example", False
    session.commit()

    assert client.post(f"/sign-in/demo/{person.id}").status_code == 404


@pytest.mark.usefixtures("production")
def test_demo_sign_in_is_no_page_outside_the_demo(client: FlaskClient, session: Session, people: People) -> None:
    person = people.person("amira")
    person.email = "amira@demo.example"
    session.commit()

    page = client.get("/sign-in").text
    answer = client.post(f"/sign-in/demo/{person.id}")

    assert "demo" not in page.replace("/static/", "")
    assert answer.status_code == 404
