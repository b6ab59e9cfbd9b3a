"""How long a signed-in browser stays signed in, and what ends it."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.accounts.gate import COOKIE
from sifapp.accounts.models import LoginSession
from sifapp.db import utc_now
from tests.locked import locked
from tests.people import People


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/profile").status_code == 200


def age(session: Session, *, used: timedelta = timedelta(0), opened: timedelta = timedelta(0)) -> None:
    """Make every login session older."""
    for row in session.exec(select(LoginSession)):
        row.last_seen_at, row.created_at = utc_now() - used, utc_now() - opened
    session.commit()


def test_session_in_use_lives_on(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "amira")
    age(session, used=timedelta(minutes=119), opened=timedelta(hours=11))

    assert is_signed_in(client)
    session.expire_all()
    assert utc_now() - session.exec(select(LoginSession)).one().last_seen_at < timedelta(minutes=1)


def test_session_ends_when_it_is_not_used(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "amira")
    age(session, used=timedelta(minutes=121))

    assert not is_signed_in(client)


def test_session_ends_after_the_longest_time_though_used(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "amira")
    age(session, opened=timedelta(hours=13))

    assert not is_signed_in(client)


def test_signing_out_ends_the_session_on_the_server_too(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "amira")
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None

    client.post("/sign-out")
    client.set_cookie(COOKIE, cookie.value)

    assert not is_signed_in(client)


def test_signing_out_twice_is_no_error(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "amira")

    answers = [client.post("/sign-out") for _press in range(2)]

    assert [(a.status_code, a.location) for a in answers] == [(303, "/"), (303, "/")]


def test_signing_out_everywhere_ends_other_browsers(app: Flask, client: FlaskClient, people: People) -> None:
    other = app.test_client()
    people.sign_in(client, "amira")
    people.sign_in(other, "amira")

    client.post("/profile/sign-out-everywhere")

    assert (is_signed_in(client), is_signed_in(other)) == (False, False)


def test_person_who_is_closed_is_out_at_once(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "amira")
    people.person("amira").is_active = False
    session.commit()

    assert not is_signed_in(client)


def test_made_up_token_opens_nothing(client: FlaskClient, people: People) -> None:
    people.person("amira")
    client.set_cookie(COOKIE, "made-up")

    assert not is_signed_in(client)


def test_htmx_is_told_to_load_the_sign_in_page(client: FlaskClient) -> None:
    answer = client.get("/profile", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in?next=/profile")


def test_database_that_takes_no_writes_does_not_stop_a_reader(
    app: Flask, client: FlaskClient, session: Session, people: People
) -> None:
    people.sign_in(client, "amira")
    age(session, used=timedelta(minutes=5))

    with locked(app, "login_session"):
        page = client.get("/profile")

    assert page.status_code == 200
