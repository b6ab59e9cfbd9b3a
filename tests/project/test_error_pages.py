"""What a person sees when something cannot be done: a page in their language, with what they typed."""

from typing import NoReturn
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask, abort, g
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.accounts.models import Person
from sifapp.db import get_session, make_engine
from tests import html
from tests.conftest import CheckingClient
from tests.factories import make_call, make_draft
from tests.html import typed
from tests.locked import locked
from tests.people import People

ODD_TEXT = "Rad ett\nrad två\x00 مرحبا بكم 👩‍👩‍👧 <script>alert(1)</script> ÅÄÖ"
MEGABYTE = 1024 * 1024


@pytest.fixture
def guarded(app: Flask) -> FlaskClient:
    """A browser whose forms need the token, as in life."""
    app.test_client_class = CheckingClient
    return app.test_client()


def root_of(page: str) -> Element:
    root: Element = html5lib.parse(page, namespaceHTMLElements=False)
    return root


def title_of(page: str) -> str:
    return html.content(root_of(page).find(".//h1"))


def content_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_address_that_does_not_exist(client: FlaskClient) -> None:
    answer = client.get("/no-such-page", headers={"Accept-Language": "en"})

    assert (answer.status_code, title_of(answer.text)) == (404, "This page does not exist")


def test_case_of_others_looks_like_no_case(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session))
    people.sign_in(client, "eva")

    foreign, missing = (client.get(f"/cases/{number}") for number in (application.id, 999))

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert content_of(foreign.text) == content_of(missing.text)


@pytest.mark.parametrize("path", ["/cases/99999999999999999999", "/mail/99999999999999999999"])
def test_number_that_no_case_can_have(client: FlaskClient, people: People, path: str) -> None:
    people.sign_in(client, "kim")

    assert client.get(path).status_code == 404


def test_page_that_is_not_ones_own(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "amira")

    answer = client.get("/mail", headers={"Accept-Language": "en"})

    assert (answer.status_code, title_of(answer.text)) == (403, "You cannot do this")


def test_form_address_opened_as_a_page(client: FlaskClient) -> None:
    answer = client.get("/sign-out", headers={"Accept-Language": "en"})

    assert (answer.status_code, title_of(answer.text)) == (405, "This address is only used by a form")
    assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_too_much_text(guarded: FlaskClient) -> None:
    answer = guarded.post("/", data={"idea": "x" * 10 * MEGABYTE}, headers={"Accept-Language": "en"})

    assert (answer.status_code, title_of(answer.text)) == (413, "That was too much text")


def test_form_without_its_token_gives_back_what_was_typed(guarded: FlaskClient) -> None:
    answer = guarded.post("/", data={"idea": ODD_TEXT, "csrf_token": "foreign"}, headers={"Accept-Language": "en"})

    assert (answer.status_code, title_of(answer.text)) == (400, "The form could not be checked")
    assert typed(answer.text) == [ODD_TEXT.replace("\x00", "")]


def test_token_of_another_browser_is_refused(app: Flask, guarded: FlaskClient) -> None:
    page = app.test_client().get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]

    answer = guarded.post("/", data={"idea": "En idé", "csrf_token": token})

    assert (answer.status_code, typed(answer.text)) == (400, ["En idé"])


def test_secrets_are_not_given_back(guarded: FlaskClient) -> None:
    data = {"email": "amira@stad.example", "password": "hemligt-ord", "next": "/start", "csrf_token": "foreign"}

    answer = guarded.post("/sign-in", data=data)

    assert typed(answer.text) == ["amira@stad.example"]
    assert "hemligt-ord" not in answer.text


def test_page_knows_who_is_signed_in(guarded: FlaskClient, people: People) -> None:
    signed_out = guarded.post("/profile", data={"csrf_token": "foreign"}).text
    people.sign_in(guarded, "amira")
    signed_in = guarded.post("/profile", data={"csrf_token": "foreign"}).text

    assert [page.count('action="/sign-out"') for page in (signed_out, signed_in)] == [0, 1]
    assert [page.count('href="/sign-in"') > 0 for page in (signed_out, signed_in)] == [True, False]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", ["/no-such-page", "/sign-out"])
def test_page_is_in_the_readers_language(client: FlaskClient, language: str, path: str) -> None:
    page = client.get(path, headers={"Accept-Language": language}).text

    assert root_of(page).get("lang") == language


def test_locked_database_says_what_happened(app: Flask, client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "amira")

    with locked(app, "person"):
        answer = client.post("/profile", data={"language": "en"}, headers={"Accept-Language": "en"})
    afterwards = client.post("/profile", data={"language": "en"})

    assert (answer.status_code, title_of(answer.text)) == (503, "We could not save just now")
    assert afterwards.status_code == 303


@pytest.mark.parametrize("path", ["/profile", "/no-such-page", "/"])
def test_database_that_is_away_still_gives_a_page(
    app: Flask, client: FlaskClient, people: People, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    people.sign_in(client, "amira")
    monkeypatch.setitem(app.extensions, "engine", make_engine("sqlite:////nowhere/sif.sqlite3"))

    answer = client.post(path, data={"idea": "En lång idé"}, headers={"Accept-Language": "en"})

    assert (answer.status_code, title_of(answer.text)) == (503, "We could not save just now")
    assert typed(answer.text) == ["En lång idé"]


def test_database_that_goes_away_in_the_middle_still_gives_a_page(
    app: Flask, client: FlaskClient, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_the_database() -> NoReturn:
        get_session().close()
        g.db_session = Session(make_engine("sqlite:////nowhere/sif.sqlite3"))
        g.db_session.exec(select(Person)).all()
        raise AssertionError("the database answered")

    monkeypatch.setitem(app.view_functions, "casefile.about", lose_the_database)
    people.sign_in(client, "amira")

    assert client.get("/about").status_code == 503


def fail() -> NoReturn:
    raise RuntimeError("a secret of the programme")


def fail_politely() -> NoReturn:
    abort(500)


@pytest.mark.parametrize("fault", [fail, fail_politely])
def test_our_own_fault_tells_a_number_and_no_secrets(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, fault: object
) -> None:
    monkeypatch.setitem(app.view_functions, "casefile.about", fault)

    answer = client.get("/about", headers={"Accept-Language": "en"})

    assert (answer.status_code, title_of(answer.text)) == (500, "Something went wrong with us")
    assert answer.headers["X-Request-ID"] in answer.text
    assert [word for word in ("Traceback", "RuntimeError", "secret of") if word in answer.text] == []


def test_host_that_is_not_ours_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["sif.example"])
    client = FlaskClient(app, app.response_class)  # that answer is no page of ours

    answers = [client.get("/about", headers={"Host": host}).status_code for host in ("sif.example", "evil.example")]

    assert answers == [200, 400]


def test_htmx_gets_the_error_alone(client: FlaskClient) -> None:
    answer = client.get("/no-such-page", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.text.lstrip()[:16]) == (404, '<div id="error">')


def test_error_pages_are_never_stored_by_the_browser(client: FlaskClient) -> None:
    assert client.get("/no-such-page").headers["Cache-Control"] == "no-store"


def test_nothing_is_half_saved_when_the_database_is_locked(
    app: Flask, client: FlaskClient, session: Session, people: People
) -> None:
    people.sign_in(client, "amira")

    with locked(app, "person"):
        client.post("/profile", data={"language": "en"})

    session.expire_all()
    assert session.get_one(Person, people.person("amira").id).language is None
