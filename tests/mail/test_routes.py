"""The outbox as staff see it, and one's own mail in the demo."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.config import Settings
from sifapp.mail import queries
from sifapp.mail.models import MailState
from tests.mail.outbox import all_mail, make_mail, states
from tests.paging import every_page
from tests.people import People


def subjects(text: str) -> list[str]:
    """The subjects in the outbox's table."""
    return re.findall(r'<a href="/mail/\d+" lang="sv">(.*?)</a>', text)


def test_outbox_shows_the_newest_first(client: FlaskClient, session: Session, people: People) -> None:
    for subject in ("Ett", "Två", "Tre"):
        make_mail(session, people.person("amira"), subject=subject)
    people.sign_in(client, "kim")

    page = client.get("/mail").text

    assert subjects(page) == ["Tre", "Två", "Ett"]


def test_outbox_shows_one_state_when_asked(client: FlaskClient, session: Session, people: People) -> None:
    make_mail(session, people.person("amira"), subject="Gick", state=MailState.SENT)
    make_mail(session, people.person("amira"), subject="Stannade", state=MailState.FAILED)
    people.sign_in(client, "kim")

    page = client.get("/mail?state=failed").text

    assert subjects(page) == ["Stannade"]


@pytest.mark.parametrize("query", ["state=nonsense", "before=x", "before=-1", "before=99999999999999999999", "state="])
def test_outbox_ignores_what_it_cannot_read(client: FlaskClient, session: Session, people: People, query: str) -> None:
    make_mail(session, people.person("amira"), subject="Ett")
    people.sign_in(client, "kim")

    page = client.get(f"/mail?{query}").text

    assert subjects(page) == ["Ett"]


def test_paging_meets_each_mail_once(
    client: FlaskClient, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(5):
        make_mail(session, people.person("amira"), subject=f"Nr {number}")
    people.sign_in(client, "kim")

    seen = [subjects(page) for page in every_page(client, "/mail")]

    assert seen == [["Nr 4", "Nr 3"], ["Nr 2", "Nr 1"], ["Nr 0"]]


def test_outbox_needs_the_same_statements_for_one_mail_and_three(
    client: FlaskClient, session: Session, people: People, count_queries: object
) -> None:
    people.sign_in(client, "kim")
    counts = []
    for _round in range(2):
        make_mail(session, people.person("amira"))
        with count_queries() as statements:  # type: ignore[operator]  # the fixture's type is long
            client.get("/mail")
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 5


def test_mail_can_be_read_by_staff(client: FlaskClient, session: Session, people: People) -> None:
    mail = make_mail(session, people.person("amira"), body="Hej <b>Amira</b>\nRad två")
    people.sign_in(client, "kim")

    page = client.get(f"/mail/{mail.id}").text

    assert page.count("Hej &lt;b&gt;Amira&lt;/b&gt;\nRad två") == 1


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.UNCERTAIN])
def test_stuck_mail_can_be_sent_again(client: FlaskClient, session: Session, people: People, state: MailState) -> None:
    mail = make_mail(session, people.person("amira"), state=state)
    people.sign_in(client, "kim")

    offered = "send-again" in client.get(f"/mail/{mail.id}").text
    answer = client.post(f"/mail/{mail.id}/send-again")

    assert offered
    assert answer.status_code == 303
    assert states(session) == [MailState.READY]


@pytest.mark.parametrize("state", [MailState.READY, MailState.SENDING, MailState.SENT])
def test_other_mail_cannot_be_sent_again(
    client: FlaskClient, session: Session, people: People, state: MailState
) -> None:
    mail = make_mail(session, people.person("amira"), state=state)
    people.sign_in(client, "kim")

    offered = "send-again" in client.get(f"/mail/{mail.id}").text
    client.post(f"/mail/{mail.id}/send-again")

    assert not offered
    assert states(session) == [state]


@pytest.mark.parametrize("path", ["/mail/999", "/mail/99999999999999999999"])
def test_mail_that_does_not_exist_is_not_found(client: FlaskClient, people: People, path: str) -> None:
    people.sign_in(client, "kim")

    assert client.get(path).status_code == 404


def test_outbox_is_closed_to_applicants(client: FlaskClient, session: Session, people: People) -> None:
    mail = make_mail(session, people.person("amira"))
    people.sign_in(client, "amira")

    assert [client.get("/mail").status_code, client.get(f"/mail/{mail.id}").status_code] == [403, 403]


def test_own_mail_is_ones_own_only(client: FlaskClient, session: Session, people: People) -> None:
    make_mail(session, people.person("amira"), subject="Till Amira", body="Se https://sif.example/cases/1")
    make_mail(session, people.person("bo"), subject="Till Bo")
    people.sign_in(client, "amira")

    page = client.get("/mail/mine").text

    assert ("Till Amira" in page, "Till Bo" in page) == (True, False)
    assert '<a href="https://sif.example/cases/1"' in page
    assert len(all_mail(session)) == 2


def test_own_mail_is_no_page_outside_the_demo(
    app: Flask, client: FlaskClient, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    production: Settings = app.extensions["settings"].model_copy(update={"demo": False})
    monkeypatch.setitem(app.extensions, "settings", production)
    people.sign_in(client, "amira")

    assert client.get("/mail/mine").status_code == 404
