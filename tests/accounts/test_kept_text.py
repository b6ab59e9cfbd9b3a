"""Nothing typed is lost when a session has run out: it waits until its writer has signed in."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.accounts import operations
from sifapp.accounts.gate import COOKIE
from sifapp.accounts.models import HeldInput, LoginSession
from tests.factories import make_call, make_draft
from tests.html import typed
from tests.people import People

ENGLISH = {"Accept-Language": "en"}


def expire(session: Session) -> None:
    """Let every login session run out."""
    for row in session.exec(select(LoginSession)):
        row.last_seen_at -= timedelta(days=1)
    session.commit()


def values_of(page: str) -> dict[str, list[str]]:
    """The hidden fields that the "go on" form sends."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)">', page):
        fields.setdefault(name, []).append(value)
    fields.pop("csrf_token", None)
    return fields


@pytest.fixture
def post_when_expired(client: FlaskClient, session: Session, people: People) -> str:
    """Amira posts a form after her session has run out. Returns the address that she is sent to."""
    people.sign_in(client, "amira")
    expire(session)
    data = {"email": "bo@stad.example", "may": ["editor", "viewer"], "password": "hemligt", "csrf_token": "x"}
    answer = client.post("/sketches/1/colleagues", data=data)
    return answer.location or ""


def test_posted_form_waits_while_its_writer_signs_in(
    client: FlaskClient, people: People, post_when_expired: str
) -> None:
    sign_in = client.get(post_when_expired, headers={"Accept-Language": "en"}).text
    people.sign_in(client, "amira")
    page = client.get("/kept").text

    assert post_when_expired == "/sign-in?next=/kept"
    assert "Your text is kept" in sign_in
    assert values_of(page) == {"email": ["bo@stad.example"], "may": ["editor", "viewer"]}


def test_going_on_sends_the_form_to_where_it_was_going(
    client: FlaskClient, session: Session, people: People, post_when_expired: str
) -> None:
    people.sign_in(client, "amira")

    answer = client.post("/kept", data=values_of(client.get("/kept").text))

    assert (answer.status_code, answer.location) == (307, "/sketches/1/colleagues")
    assert session.exec(select(HeldInput)).all() == []
    assert client.get("/kept").location == "/start"


def test_form_does_what_it_would_have_done(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session))
    session.commit()
    people.person("bo")
    people.sign_in(client, "amira")
    expire(session)
    path = f"/sketches/{application.id}/colleagues"
    client.post(path, data={"email": "bo@stad.example", "may": "editor"})
    people.sign_in(client, "amira")

    client.post("/kept", data=values_of(client.get("/kept").text), follow_redirects=True)

    assert "Bo" in client.get(path).text


def test_nobody_else_gets_the_text_on_a_shared_computer(
    client: FlaskClient, people: People, post_when_expired: str
) -> None:
    people.sign_in(client, "bo")

    answers = [client.get("/kept"), client.post("/kept")]

    assert [a.location for a in answers] == ["/start", "/start"]


def test_passwords_are_not_kept(session: Session, post_when_expired: str) -> None:
    assert [sorted(held.fields) for held in session.exec(select(HeldInput))] == [["email", "may"]]


def test_signing_out_forgets_what_was_kept(client: FlaskClient, people: People, post_when_expired: str) -> None:
    people.sign_in(client, "amira")

    client.post("/sign-out")
    people.sign_in(client, "amira")

    assert client.get("/kept").location == "/start"


def test_text_is_kept_for_a_day(client: FlaskClient, session: Session, people: People, post_when_expired: str) -> None:
    for held in session.exec(select(HeldInput)):
        held.held_at -= timedelta(hours=25)
    session.commit()
    client.delete_cookie(COOKIE)
    client.delete_cookie("sif_form")

    client.post("/sketches/2/colleagues", data={"email": "new@stad.example"})

    session.expire_all()
    assert [held.path for held in session.exec(select(HeldInput))] == ["/sketches/2/colleagues"]


def test_one_browser_keeps_one_form(client: FlaskClient, session: Session) -> None:
    for number in range(3):
        client.post(f"/sketches/{number}/colleagues", data={"email": f"{number}@stad.example"})

    assert [held.path for held in session.exec(select(HeldInput))] == ["/sketches/2/colleagues"]


def test_place_that_leaves_too_much_is_shown_its_text_instead(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "HOLD_LIMIT", 1)
    for _form in range(2):
        client.delete_cookie("sif_form")
        answer = client.post("/sketches/1/colleagues", data={"email": "bo@stad.example"})

    assert answer.status_code == 429
    assert "\nbo@stad.example</textarea>" in answer.text


def test_texts_of_known_people_are_counted_by_person(
    client: FlaskClient, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "HOLD_LIMIT", 1)
    statuses = []
    for name in ("amira", "bo", "amira"):
        people.sign_in(client, name)
        expire(session)
        client.delete_cookie("sif_form")
        statuses.append(client.post("/sketches/1/colleagues", data={"email": "eva@stad.example"}).status_code)

    assert statuses == [303, 303, 429]


@pytest.mark.parametrize("name", ["amira", "nobody"])
def test_text_without_room_is_shown_for_copying_and_older_text_stays(
    client: FlaskClient, session: Session, people: People, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(operations, "HELD_OF_ONE", 1)
    monkeypatch.setattr(operations, "HELD_OF_NOBODY", 1)
    if name == "amira":
        people.sign_in(client, name)
        expire(session)
    client.post("/sketches/1/colleagues", data={"email": "bo@stad.example"})
    client.delete_cookie("sif_form")

    answer = client.post("/sketches/2/colleagues", data={"email": "eva@stad.example"}, headers=ENGLISH)

    assert answer.status_code == 413
    assert "Copy it, sign in, and put it in." in answer.text
    assert typed(answer.text) == ["eva@stad.example"]
    assert [held.path for held in session.exec(select(HeldInput))] == ["/sketches/1/colleagues"]


def test_full_store_still_takes_newer_text_of_the_same_browser(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "HELD_OF_NOBODY", 1)

    for number in (1, 1, 2):
        client.post(f"/sketches/{number}/colleagues", data={"email": f"{number}@stad.example"})

    assert [held.path for held in session.exec(select(HeldInput))] == ["/sketches/2/colleagues"]


@pytest.mark.parametrize("first", ["kort", ""], ids=["newer", "first"])
def test_text_of_nobody_known_is_not_held_when_it_is_very_long(
    client: FlaskClient, session: Session, first: str
) -> None:
    if first:
        client.post("/sketches/new", data={"idea": first})

    answer = client.post("/sketches/new", data={"idea": "å" * operations.HELD_LENGTH})

    assert (answer.status_code, len(typed(answer.text)[0])) == (413, operations.HELD_LENGTH)
    assert [held.fields for held in session.exec(select(HeldInput))] == ([{"idea": [first]}] if first else [])


def test_long_text_of_a_known_person_is_held(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "amira")
    expire(session)

    answer = client.post("/sketches/new", data={"idea": "å" * operations.HELD_LENGTH})

    assert answer.status_code == 303
    assert [len(held.fields["idea"][0]) for held in session.exec(select(HeldInput))] == [operations.HELD_LENGTH]


def test_htmx_post_waits_too(client: FlaskClient, session: Session) -> None:
    answer = client.post("/sketches/1/colleagues", data={"email": "bo@x.se"}, headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in?next=/kept")
    assert [held.fields for held in session.exec(select(HeldInput))] == [{"email": ["bo@x.se"]}]


def test_text_for_one_page_is_taken_once_and_by_its_writer(session: Session, people: People) -> None:
    amira, bo = people.person("amira"), people.person("bo")
    token = operations.hold_input(session, "/here", {"text": ["mitt", "mer"]}, amira.id)

    taken = [
        operations.take_held_input(session, token, "/elsewhere", amira.id),
        operations.take_held_input(session, token, "/here", bo.id),
        operations.take_held_input(session, token, "/here", amira.id),
        operations.take_held_input(session, token, "/here", amira.id),
    ]

    assert taken == [None, None, {"text": "mitt"}, None]
