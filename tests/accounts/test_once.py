"""A form that is sent twice does its work once, on both databases and in two processes at once."""

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.accounts.operations import use_form
from sifapp.applications.models import Application, Message
from sifapp.mail.models import OutboxMail
from tests.factories import make_call, make_sent
from tests.people import People


@pytest.fixture
def sent(session: Session, people: People) -> Application:
    """Amira's sketch; Kim reads at the fund."""
    people.person("kim")
    return make_sent(session, people.user("amira"), make_call(session))


def written(session: Session) -> list[str]:
    """All messages, in their order."""
    session.rollback()
    return list(session.exec(select(Message.body).order_by(Message.id)))  # type: ignore[arg-type]  # a column


def key_in(page: str) -> str:
    return page.split('name="once" value="')[1].split('"')[0]


def test_message_that_is_sent_twice_is_written_once(
    client: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    people.sign_in(client, "amira")
    address = f"/cases/{sent.id}/messages"
    form = {"body": "När får vi svar?", "once": key_in(client.get(address).text)}

    answers = [client.post(address, data=form) for _press in range(2)]

    assert [(a.status_code, a.location) for a in answers] == [(303, address)] * 2
    assert written(session) == ["När får vi svar?"]
    assert len([m for m in session.exec(select(OutboxMail)) if m.key.startswith("message:")]) == 1


def test_two_presses_at_once_write_one_message(
    app: Flask, client: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    form, start = {"body": "När får vi svar?", "once": "the-same-page"}, threading.Barrier(2)
    browsers = [app.test_client() for _press in range(2)]
    for browser in browsers:
        people.sign_in(browser, "amira")
    statuses: list[int] = []

    def press(browser: FlaskClient) -> None:
        start.wait()
        statuses.append(browser.post(f"/cases/{sent.id}/messages", data=form).status_code)

    presses = [threading.Thread(target=press, args=(browser,)) for browser in browsers]
    for each in presses:
        each.start()
    for each in presses:
        each.join()

    assert statuses == [303, 303]
    assert written(session) == ["När får vi svar?"]


@pytest.mark.parametrize(
    "second",
    [{"body": "Hej!", "once": "another page"}, {"body": "Hej igen!", "once": "a page"}],
    ids=["another page", "another text on the same page"],
)
def test_another_form_is_no_replay(
    client: FlaskClient, session: Session, people: People, sent: Application, second: dict[str, str]
) -> None:
    people.sign_in(client, "amira")

    for form in ({"body": "Hej!", "once": "a page"}, second):
        client.post(f"/cases/{sent.id}/messages", data=form)

    assert written(session) == ["Hej!", second["body"]]


def test_each_page_has_a_key_of_its_own(client: FlaskClient, people: People, sent: Application) -> None:
    people.sign_in(client, "amira")

    keys = {key_in(client.get(f"/cases/{sent.id}/messages").text) for _visit in range(3)}

    assert [len(key) for key in keys] == [22, 22, 22]


def test_form_that_failed_may_be_sent_again(session: Session, people: People) -> None:
    amira = people.person("amira").id

    used = [use_form(session, amira, "a form")]
    session.rollback()
    used.append(use_form(session, amira, "a form"))
    session.commit()
    used.append(use_form(session, amira, "a form"))

    assert used == [True, True, False]


def test_forms_of_two_people_are_two(session: Session, people: People) -> None:
    used = [use_form(session, people.person(name).id, "a form") for name in ("amira", "bo")]

    assert used == [True, True]
