"""One's own profile, and the choice of language."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.accounts.models import Person
from sifapp.accounts.operations import check_password
from sifapp.accounts.queries import person_by_email
from tests.accounts.conftest import PASSWORD
from tests.html import typed
from tests.people import People

NEW = "en helt ny fras"


def language_of(page: str) -> str:
    return page.split('<html lang="')[1][:2]


def test_profile_shows_who_one_is(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "amira")

    page = client.get("/profile").text

    assert ("amira@stad.example" in page, "Järva stadsdelsförvaltning" in page) == (True, True)


def test_language_is_saved_with_the_person(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "amira")

    answer = client.post("/profile", data={"language": "en"})

    assert answer.status_code == 303
    session.expire_all()
    assert people.person("amira").language == "en"
    assert language_of(client.get("/profile").text) == "en"


def test_language_that_there_is_not_is_refused(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "amira")

    assert client.post("/profile", data={"language": "xx"}).status_code == 422


def test_password_is_changed_and_other_browsers_are_signed_out(
    app: Flask, client: FlaskClient, session: Session, people: People, with_password: Callable[[str], Person]
) -> None:
    with_password("amira")
    other = app.test_client()
    people.sign_in(client, "amira")
    people.sign_in(other, "amira")

    client.post("/profile/password", data={"password": PASSWORD, "new_password": NEW})

    session.expire_all()
    assert check_password(session, "amira@stad.example", NEW) == person_by_email(session, "amira@stad.example")
    assert [c.get("/profile").status_code for c in (client, other)] == [200, 303]


@pytest.mark.parametrize(("password", "new"), [("fel", NEW), (PASSWORD, "kort"), (PASSWORD, ""), ("", NEW)])
def test_password_stays_when_something_is_wrong(
    client: FlaskClient,
    session: Session,
    people: People,
    with_password: Callable[[str], Person],
    password: str,
    new: str,
) -> None:
    amira = with_password("amira")
    people.sign_in(client, "amira")

    answer = client.post("/profile/password", data={"password": password, "new_password": new})

    assert answer.status_code == 422
    session.expire_all()
    assert check_password(session, "amira@stad.example", PASSWORD) == amira


def test_who_signs_in_elsewhere_has_no_password_to_change(
    client: FlaskClient, session: Session, people: People
) -> None:
    people.sign_in(client, "amira")

    page = client.get("/profile").text
    answer = client.post("/profile/password", data={"password": "", "new_password": NEW})

    assert ("new_password" in page, answer.status_code) == (False, 303)
    session.expire_all()
    assert people.person("amira").password_hash is None


@pytest.mark.parametrize("target", ["/sign-in?next=/profile", "/about", "/about?a=1&b=%C3%A5"])
def test_language_link_leads_back_to_the_same_page(client: FlaskClient, target: str) -> None:
    page = client.get(target, headers={"Accept-Language": "sv"}).text
    link = page.split('href="/language/en?')[1].split('"')[0].replace("&amp;", "&")

    answer = client.get(f"/language/en?{link}")

    assert (answer.status_code, answer.location) == (303, target)
    assert language_of(client.get(target).text) == "en"


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_language_link_never_leads_to_another_site(client: FlaskClient, target: str) -> None:
    assert client.get("/language/en", query_string={"next": target}).location == "/"


def test_language_of_the_first_page_changes_with_the_idea_and_its_advice(client: FlaskClient) -> None:
    form = {"idea": "Vi vill möta unga som inte går till skolan."}

    answer = client.post("/language/en", data=form)
    page = client.post(answer.location or "", data=form).text

    assert (answer.status_code, answer.location) == (307, "/")
    assert language_of(page) == "en"
    assert typed(page) == [form["idea"]]
    assert 'id="areas"' in page


@pytest.mark.parametrize("idea", ["", " \n"])
def test_language_of_an_empty_first_page_changes_without_a_word_about_it(client: FlaskClient, idea: str) -> None:
    answer = client.post("/language/en", data={"idea": idea})

    assert (answer.status_code, answer.location) == (303, "/")
    assert language_of(client.get("/").text) == "en"


def test_language_of_the_first_page_changes_for_htmx(client: FlaskClient) -> None:
    answer = client.post("/language/en", data={"idea": "Lotsar"}, headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/")
    assert language_of(client.get("/").text) == "en"


def test_language_of_the_conversation_changes_with_the_text_that_is_not_sent(client: FlaskClient) -> None:
    form = {"text": "Vi vill möta unga som inte går till skolan."}

    answer = client.post("/language/en", data=form)
    page = client.post(answer.location or "", data=form).text

    assert (answer.status_code, answer.location) == (307, "/conversation/unsent")
    assert language_of(page) == "en"
    assert typed(page) == [form["text"]]
    assert 'class="chat-turn chat-turn-own"' not in page


@pytest.mark.parametrize(
    ("headers", "way"), [({}, (303, "/conversation", None)), ({"HX-Request": "true"}, (204, None, "/conversation"))]
)
def test_language_of_the_conversation_changes_without_text_or_by_htmx(
    client: FlaskClient, headers: dict[str, str], way: tuple[int, str | None, str | None]
) -> None:
    answer = client.post("/language/en", data={"text": " "}, headers=headers)

    assert (answer.status_code, answer.location, answer.headers.get("HX-Redirect")) == way
    assert language_of(client.get("/conversation").text) == "en"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_language_that_there_is_not_is_no_page(client: FlaskClient, method: str) -> None:
    assert client.open("/language/xx", method=method).status_code == 404


def test_persons_language_wins_over_the_browsers(client: FlaskClient, session: Session, people: People) -> None:
    people.person("amira").language = "sv"
    session.commit()
    people.sign_in(client, "amira")

    page = client.get("/profile", headers={"Accept-Language": "en"}).text

    assert language_of(page) == "sv"
