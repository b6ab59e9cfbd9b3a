"""Sending: which call takes the sketch, the manager's sign-off, and presses that come twice or too late."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from sifapp.access import Whose
from sifapp.applications.models import Application
from sifapp.applications.operations import add_member
from sifapp.i18n import today
from sifapp.mail.models import OutboxMail
from sifapp.statuses import Status
from sifapp.wizard.models import StepRevision
from sifapp.wizard.sending import ask_sign_off
from tests.factories import closed_call, make_call, make_draft, make_returned, make_sent
from tests.people import People

ENGLISH = {"Accept-Language": "en"}


def waiting_for_cecilia(session: Session, people: People) -> Application:
    """A sketch of Amira's that Cecilia is asked to sign off."""
    amira = people.user("amira")
    application = make_draft(session, amira, make_call(session, sign_off_required=True))
    ask_sign_off(session, application, people.person("cecilia"), by=amira)
    session.commit()
    return application


def hidden(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form with this address."""
    form = page.split(f'action="{action}"')[1].split("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def mails(session: Session) -> int:
    return len(session.exec(select(OutboxMail.id)).all())


def test_manager_cannot_open_what_was_taken_back(client: FlaskClient, session: Session, people: People) -> None:
    application = waiting_for_cecilia(session, people)
    people.sign_in(client, "amira")
    client.post(f"/sketches/{application.id}/take-back")
    people.sign_in(client, "cecilia")

    opened = client.get(f"/cases/{application.id}/sketch")

    assert opened.status_code == 404


@pytest.mark.parametrize(
    ("reason", "words"), [("900101-0017 har flyttat", "personal identity number"), ("x" * 5001, "5,000 characters")]
)
def test_reason_that_cannot_be_kept_is_told_at_the_field(
    client: FlaskClient, session: Session, people: People, reason: str, words: str
) -> None:
    application = make_returned(session, people.user("amira"), make_call(session), people.user("kim"))
    people.sign_in(client, "amira")

    answer = client.post(f"/sketches/{application.id}/submit", data={"reason": reason}, headers=ENGLISH)

    session.refresh(application)
    assert (answer.status_code, application.status) == (422, Status.RETURNED)
    assert words in answer.text.split('id="reason-error"')[1].split("</p>")[0]


def test_conflict_that_is_saved_again_and_again_keeps_one_text(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira = people.user("amira")
    application = make_draft(session, amira, make_call(session), {"need": {"need": "Elever"}})
    add_member(session, application, people.person("bo"), Whose.EDITOR, by=amira)
    session.commit()
    people.sign_in(client, "bo")

    for number in range(20):
        fields = {"need": f"Föräldrar {number}", "base": "0", "invented": "x" * 100}
        client.post(f"/sketches/{application.id}/need/autosave", data=fields)

    kept = session.exec(select(StepRevision.fields).where(col(StepRevision.application_id) == application.id)).all()
    assert kept == [{"need": "Föräldrar 19"}]


def test_draft_of_a_closed_call_asks_for_the_sign_off_that_the_open_one_wants(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = make_draft(session, people.user("amira"), closed_call(session))
    opened = make_call(session, sign_off_required=True)
    people.person("cecilia")
    people.sign_in(client, "amira")

    page = client.get(f"/sketches/{application.id}/check").text
    sent = client.post(f"/sketches/{application.id}/submit")
    client.post(f"/sketches/{application.id}/ask-sign-off", data={"email": "cecilia@stad.example"})
    people.sign_in(client, "cecilia")
    url = f"/sketches/{application.id}/sign-off"
    client.post(url, data=hidden(client.get(url).text, url))

    session.refresh(application)
    assert re.findall(r'action="/sketches/\d+/([a-z-]+)"', page) == ["ask-sign-off"]
    assert sent.location == f"/sketches/{application.id}/check"
    assert (application.status, application.call_id) == (Status.SUBMITTED, opened.id)


def test_draft_is_sent_without_a_sign_off_when_the_open_call_wants_none(
    client: FlaskClient, session: Session, people: People
) -> None:
    yesterday = today() - timedelta(days=1)
    old = make_call(session, code="old", closes_on=yesterday, sign_off_required=True)
    application = make_draft(session, people.user("amira"), old)
    make_call(session)
    people.sign_in(client, "amira")

    page = client.get(f"/sketches/{application.id}/check").text

    assert re.findall(r'action="/sketches/\d+/([a-z-]+)"', page) == ["submit"]


def test_manager_who_presses_sign_off_twice_sees_the_receipt(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = waiting_for_cecilia(session, people)
    people.sign_in(client, "cecilia")
    url = f"/sketches/{application.id}/sign-off"
    fields = hidden(client.get(url).text, url)

    first, second = client.post(url, data=fields), client.post(url, data=fields)

    assert first.location == second.location == f"/sketches/{application.id}/receipt"


def test_manager_who_presses_give_back_twice_gives_it_back_once(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = waiting_for_cecilia(session, people)
    people.sign_in(client, "cecilia")
    url = f"/sketches/{application.id}/give-back"
    fields = {**hidden(client.get(f"/sketches/{application.id}/sign-off").text, url), "reason": "Skriv om."}

    first, before = client.post(url, data=fields), mails(session)
    second = client.post(url, data=fields)

    assert first.location == second.location == "/start"
    assert mails(session) == before


def test_writer_who_asks_for_sign_off_twice_asks_once(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session, sign_off_required=True))
    people.person("cecilia")
    people.sign_in(client, "amira")
    url = f"/sketches/{application.id}/ask-sign-off"
    form = hidden(client.get(f"/sketches/{application.id}/check").text, url)
    fields = {**form, "email": "cecilia@stad.example"}

    first, before = client.post(url, data=fields), mails(session)
    second = client.post(url, data=fields)

    assert first.location == second.location == f"/cases/{application.id}"
    assert mails(session) == before


def test_writer_who_takes_back_twice_goes_on_writing(client: FlaskClient, session: Session, people: People) -> None:
    application = waiting_for_cecilia(session, people)
    people.sign_in(client, "amira")
    url = f"/sketches/{application.id}/take-back"
    fields = hidden(client.get(f"/cases/{application.id}").text, url)

    first, second = client.post(url, data=fields), client.post(url, data=fields)

    assert first.location == second.location == f"/sketches/{application.id}"


def test_editor_who_names_the_owner_as_manager_is_told_at_the_field(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira = people.user("amira")
    application = make_draft(session, amira, make_call(session, sign_off_required=True))
    add_member(session, application, people.person("bo"), Whose.EDITOR, by=amira)
    session.commit()
    people.sign_in(client, "bo")

    answer = client.post(
        f"/sketches/{application.id}/ask-sign-off", data={"email": "amira@stad.example"}, headers=ENGLISH
    )

    assert answer.status_code == 422
    assert "The sketch’s owner cannot sign it off." in answer.text


@pytest.mark.parametrize("change", ["closed account", "other role"])
def test_sketch_is_handed_over_only_to_somebody_who_can_apply(
    client: FlaskClient, session: Session, people: People, change: str
) -> None:
    amira, colleague = people.user("amira"), people.person("bo" if change == "closed account" else "tor")
    application = make_draft(session, amira, make_call(session))
    add_member(session, application, colleague, Whose.EDITOR, by=amira)
    colleague.is_active = change != "closed account"
    session.commit()
    people.sign_in(client, "amira")

    client.post(f"/sketches/{application.id}/colleagues/{colleague.id}/hand-over", headers=ENGLISH)
    page = client.get(f"/sketches/{application.id}/colleagues", headers=ENGLISH).text

    session.refresh(application)
    assert application.owner_id == amira.id
    assert f"{colleague.name} cannot own the sketch" in page


def test_receipt_promises_an_answer_only_while_the_fund_has_the_sketch(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira, call = people.user("amira"), make_call(session)
    sent, returned = make_sent(session, amira, call), make_returned(session, amira, call, people.user("kim"))
    people.sign_in(client, "amira")

    pages = [client.get(f"/sketches/{case.id}/receipt", headers=ENGLISH).text for case in (sent, returned)]

    assert ["You will get an answer no later than" in page for page in pages] == [True, False]


def test_case_page_says_that_a_late_answer_is_taken(client: FlaskClient, session: Session, people: People) -> None:
    application = make_returned(session, people.user("amira"), make_call(session), people.user("kim"))
    application.due_at = datetime(2026, 11, 12, 22, 59, tzinfo=UTC)
    session.commit()
    people.sign_in(client, "amira")
    pages = ("/start", f"/cases/{application.id}", f"/sketches/{application.id}")

    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        texts = [client.get(page, headers=ENGLISH).text for page in pages]

    words = "The last day to answer was 12 November 2026. You can still send your answer."
    assert [text.count(words) for text in texts] == [1, 1, 1]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_step_that_the_fund_did_not_ask_about_says_that_it_is_locked(
    client: FlaskClient, session: Session, people: People, method: str
) -> None:
    application = make_returned(session, people.user("amira"), make_call(session), people.user("kim"), steps=["need"])
    people.sign_in(client, "amira")

    answer = client.open(f"/sketches/{application.id}/cost", method=method, headers=ENGLISH)

    assert (answer.status_code, "This section is locked" in answer.text) == (409, True)
    assert f'href="/sketches/{application.id}"' in answer.text
