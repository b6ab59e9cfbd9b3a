"""Support beside the section that it concerns: messages about one step."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.models import Application, Message
from sifapp.applications.operations import write_message
from tests.factories import make_call, make_returned
from tests.people import People

ENGLISH = {"Accept-Language": "en"}
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def returned(session: Session, people: People) -> Application:
    return make_returned(session, people.user("amira"), make_call(session), people.user("kim"))


def test_coordinator_writes_about_a_section(
    client: FlaskClient, session: Session, people: People, returned: Application
) -> None:
    people.sign_in(client, "kim")
    sketch = client.get(f"/cases/{returned.id}/sketch", headers=ENGLISH).text
    form = client.get(f"/cases/{returned.id}/messages?step=need", headers=ENGLISH).text

    client.post(f"/cases/{returned.id}/messages", data={"step": "need", "body": "Räkna hushållen."})

    assert f'href="/cases/{returned.id}/messages?step=need"' in sketch
    assert '<option value="need" selected>' in form
    assert session.exec(select(Message.step)).all() == ["need"]


def test_writer_reads_it_beside_the_step_and_nowhere_else(
    client: FlaskClient, session: Session, people: People, returned: Application
) -> None:
    write_message(session, returned, "Räkna hushållen.", by=people.user("kim"), from_fund=True, step="need")
    write_message(session, returned, "Välkomna åter.", by=people.user("kim"), from_fund=True)
    session.commit()
    people.sign_in(client, "amira")

    page = client.get(f"/sketches/{returned.id}/need", headers=ENGLISH).text
    messages = client.get(f"/cases/{returned.id}/messages", headers=ENGLISH).text

    assert "1 message about this step" in page
    assert "Räkna hushållen." in page
    assert "Välkomna åter." not in page
    assert messages.count("About:") == 1
    assert f'href="/sketches/{returned.id}/need"' in messages


def test_message_about_the_whole_case_names_no_step(
    client: FlaskClient, session: Session, people: People, returned: Application
) -> None:
    people.sign_in(client, "kim")

    client.post(f"/cases/{returned.id}/messages", data={"step": "", "body": "Välkomna åter."})

    assert session.exec(select(Message.step)).all() == [None]


def test_step_that_there_is_not_is_refused_and_the_text_stays(
    client: FlaskClient, session: Session, people: People, returned: Application
) -> None:
    people.sign_in(client, "kim")

    answer = client.post(f"/cases/{returned.id}/messages", data={"step": "<b>", "body": "Räkna hushållen."})

    assert answer.status_code == 422
    assert "Räkna hushållen." in answer.text
    assert session.exec(select(Message)).all() == []


def test_step_page_reads_the_thread_only_when_there_is_one(
    client: FlaskClient, session: Session, people: People, returned: Application, count_queries: CountQueries
) -> None:
    people.sign_in(client, "amira")
    url, counts = f"/sketches/{returned.id}/need", []
    client.get(url)
    for step in (None, "need", "need"):
        write_message(session, returned, "Hej!", by=people.user("kim"), from_fund=True, step=step)
        session.commit()
        with count_queries() as statements:
            client.get(url)
        counts.append(len(statements))

    assert counts == [counts[0], counts[0] + 1, counts[0] + 1]
