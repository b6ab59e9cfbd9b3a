"""A locked database or a full disk: each form says so, gives back what was typed, and has written nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, SQLModel

from tests.factories import make_call, make_draft, make_returned, make_sent
from tests.full_disk import full_disk
from tests.html import typed
from tests.locked import locked
from tests.people import People

Trouble = Callable[[], AbstractContextManager[None]]
# Longer than what the pages of an SQLite file still have room for.
TEXT = "Skolk" * 900  # one word, or a step would call it too long
ENGLISH = {"Accept-Language": "en"}
HTMX = {**ENGLISH, "HX-Request": "true"}


@dataclass(frozen=True)
class Sent:
    """A form that somebody sends. ``path`` names the case of the world below that it is about."""

    who: str
    path: str
    field: str
    headers: dict[str, str]


FORMS = {
    "a step": Sent("amira", "/sketches/{draft}/need", "need", ENGLISH),
    "a step by itself": Sent("amira", "/sketches/{draft}/need/autosave", "need", HTMX),
    "a returned step": Sent("amira", "/sketches/{returned}/need", "need", ENGLISH),
    "a message": Sent("amira", "/cases/{sent}/messages", "body", ENGLISH),
    "a message of the fund": Sent("kim", "/cases/{sent}/messages", "body", ENGLISH),
    "a note": Sent("kim", "/cases/{sent}/notes", "body", ENGLISH),
    "a withdrawal": Sent("amira", "/sketches/{sent}/withdraw", "reason", ENGLISH),
}


@pytest.fixture
def cases(session: Session, people: People) -> dict[str, int]:
    """A draft, a sent and a returned sketch of Amira's, with Kim at the fund."""
    amira, kim, call = people.user("amira"), people.user("kim"), make_call(session)
    return {
        "draft": make_draft(session, amira, call).id,
        "sent": make_sent(session, amira, call).id,
        "returned": make_returned(session, amira, call, kim).id,
    }


@pytest.fixture(params=["locked", "full"])
def trouble(app: Flask, request: pytest.FixtureRequest) -> Trouble:
    """What is wrong with the database."""
    if request.param == "full":
        return lambda: full_disk(app)
    return lambda: locked(app, "application", "log_head")


def written(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    tables = SQLModel.metadata.tables.values()
    counts = {t.name: session.execute(sa.select(sa.func.count()).select_from(t)).scalar_one() for t in tables}
    # An open transaction would hold on to the tables, and to what they were.
    session.rollback()
    return counts


@pytest.mark.parametrize("name", FORMS)
def test_form_is_answered_and_nothing_is_lost(
    client: FlaskClient, session: Session, people: People, cases: dict[str, int], trouble: Trouble, name: str
) -> None:
    form = FORMS[name]
    people.sign_in(client, form.who)
    path, data = form.path.format(**cases), {form.field: TEXT}
    before = written(session)

    with trouble():
        answer = client.post(path, data=data, headers=form.headers)
    after = written(session)
    again = client.post(path, data=data, headers=form.headers)

    assert (answer.status_code, "We could not save just now" in answer.text) == (503, True)
    assert typed(answer.text) == [TEXT]
    assert after == before
    assert again.status_code < 400


def test_sketch_is_sent_whole_or_not_at_all(
    client: FlaskClient, session: Session, people: People, cases: dict[str, int], trouble: Trouble
) -> None:
    people.sign_in(client, "amira")
    before = written(session)

    with trouble():
        answer = client.post(f"/sketches/{cases['draft']}/submit", headers=ENGLISH)
    after = written(session)
    again = client.post(f"/sketches/{cases['draft']}/submit")

    assert (answer.status_code, again.status_code) == (503, 303)
    assert after == before
    assert {name: count - after[name] for name, count in written(session).items() if count != after[name]} != {}


def test_pages_can_be_read_meanwhile(
    client: FlaskClient, people: People, cases: dict[str, int], trouble: Trouble
) -> None:
    people.sign_in(client, "amira")
    paths = ("/", "/start", f"/sketches/{cases['draft']}", f"/cases/{cases['sent']}", f"/cases/{cases['sent']}/sketch")

    with trouble():
        answers = [client.get(path).status_code for path in paths]

    assert answers == [200] * len(paths)


def test_advice_is_given_meanwhile(client: FlaskClient, session: Session, people: People, trouble: Trouble) -> None:
    make_call(session)

    with trouble():
        answer = client.post("/", data={"idea": TEXT})

    assert answer.status_code == 200
