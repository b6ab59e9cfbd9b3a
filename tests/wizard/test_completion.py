"""Answering the fund: what was asked for and is still untouched must be told, and said why."""

import re

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.queries import log_of
from sifapp.errors import InvalidInputError
from sifapp.mail.models import OutboxMail
from sifapp.statuses import Status
from sifapp.wizard.completion import unchanged_steps
from sifapp.wizard.operations import save_fields
from sifapp.wizard.queries import answers_of, drafts_of
from sifapp.wizard.sending import submit
from tests.factories import ANSWERS, make_call, make_draft, make_returned
from tests.people import People

ENGLISH = {"Accept-Language": "en"}


def test_completion_of_an_untouched_step_needs_a_reason(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    application = make_returned(session, amira, call, people.user("kim"), steps=["need", "cost"])
    save_fields(session, application, "cost", {"cost-1-amount": "900 000"}, by=amira)

    with pytest.raises(InvalidInputError) as refused:
        submit(session, application, call, by=amira, reason=" ")

    assert refused.value.field == "reason"
    assert application.status is Status.RETURNED


def test_reason_for_an_untouched_step_is_in_the_log(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    application = make_returned(session, amira, call, people.user("kim"), steps=["need", "cost"])
    save_fields(session, application, "cost", {"cost-1-amount": "900 000"}, by=amira)

    submit(session, application, call, by=amira, reason="Siffran är den senaste.")

    details = next(d for entry, _who, d in log_of(session, application.id) if entry.event == "resubmitted")
    assert details is not None
    assert (details["unchanged"], details["reason"]) == (["need"], "Siffran är den senaste.")


def test_step_whose_text_only_moved_its_spaces_is_unchanged(session: Session, people: People) -> None:
    application = make_returned(session, people.user("amira"), make_call(session), people.user("kim"))
    save_fields(session, application, "need", {"need": f" {ANSWERS['need']['need']}\n"}, by=people.user("amira"))

    unchanged = unchanged_steps(session, application, answers_of(drafts_of(session, application.id)))

    assert unchanged == ["need"]


def test_task_list_asks_for_what_is_untouched_and_leads_on_when_nothing_is(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira = people.user("amira")
    application = make_returned(session, amira, make_call(session), people.user("kim"), steps=["need"])
    people.sign_in(client, "amira")

    before = client.get(f"/sketches/{application.id}", headers=ENGLISH).text
    save_fields(session, application, "need", {"need": "Nu 130 familjer."}, by=amira)
    session.commit()
    after = client.get(f"/sketches/{application.id}", headers=ENGLISH).text

    assert re.findall(r'button-primary" href="([^"]+)"', before) == [f"/sketches/{application.id}/need"]
    assert re.findall(r'button-primary" href="([^"]+)"', after) == [f"/sketches/{application.id}/check"]


def test_draft_has_no_unchanged_steps(session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session))

    assert unchanged_steps(session, application, ANSWERS) == []


def test_untouched_answer_to_the_fund_is_shown_and_needs_a_word(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira, call = people.user("amira"), make_call(session)
    application = make_returned(session, amira, call, people.user("kim"), steps=["need", "cost"])
    save_fields(session, application, "cost", {"cost-1-amount": "900 000"}, by=amira)
    session.commit()
    people.sign_in(client, "amira")

    check = client.get(f"/sketches/{application.id}/check", headers=ENGLISH)
    without = client.post(f"/sketches/{application.id}/submit", headers=ENGLISH)
    sent = client.post(f"/sketches/{application.id}/submit", data={"reason": "Vi har inget nyare."})

    assert unchanged(check.text) == unchanged(without.text) == ["The need"]
    assert without.status_code == 422
    assert "Change these, or say in a sentence why they stay as they are: The need." in without.text
    assert sent.location == f"/sketches/{application.id}/receipt"


def unchanged(page: str) -> list[str]:
    """The titles in the notice about untouched sections."""
    notice = page.partition("but they are unchanged")[2].partition("</ul>")[0]
    return re.findall(r"<a [^>]*>([^<]+)</a>", notice)


def test_untouched_answer_with_faults_is_asked_to_mend_them_first(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira = people.user("amira")
    application = make_returned(session, amira, make_call(session), people.user("kim"), steps=["need", "cost"])
    save_fields(session, application, "cost", {"cost-1-amount": "mycket"}, by=amira)
    session.commit()
    people.sign_in(client, "amira")

    response = client.post(f"/sketches/{application.id}/submit", headers=ENGLISH)

    assert response.status_code == 422
    assert "Time and cost: Write the cost as a number" in response.text
    assert "Why do they stay as they are?" not in response.text


def test_changed_answer_to_the_fund_is_sent_without_a_word_and_gets_a_receipt_of_its_own(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira = people.user("amira")
    application = make_returned(session, amira, make_call(session), people.user("kim"))
    save_fields(session, application, "need", {"need": "Nu 130 familjer."}, by=amira)
    session.commit()
    people.sign_in(client, "amira")

    client.post(f"/sketches/{application.id}/submit")
    page = client.get(f"/sketches/{application.id}/receipt", headers=ENGLISH).text

    mail = session.exec(select(OutboxMail).where(OutboxMail.to_address == "amira@stad.example")).all()[-1]
    assert "<h1>Your answer to the fund has arrived</h1>" in page
    assert mail.subject == f"{application.reference}: svaret till fonden har kommit in"
