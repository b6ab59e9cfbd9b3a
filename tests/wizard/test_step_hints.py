"""What a step says of an answer that could be sent as it is: hints, and owners that cannot own."""

import re

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from tests.factories import ANSWERS, make_call, make_draft
from tests.people import People

ENGLISH = {"Accept-Language": "en"}


def test_hint_goes_away_when_the_answer_that_it_was_about_is_changed(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    people.sign_in(client, "amira")
    url = f"/sketches/{application.id}/novelty"
    client.post(url, data={"novelty": "running_here", "base": "0"})

    before = client.get(url, headers=ENGLISH).text
    saved = client.post(f"{url}/autosave", data={"novelty": "new", "base": "1"}, headers=ENGLISH).text

    assert "This could make it stronger" in before
    assert '<div id="remarks" tabindex="-1" hx-swap-oob="true">' in saved
    assert "This could make it stronger" not in saved


@pytest.mark.parametrize(("who", "is_told"), [("Föreningen Trygg", True), ("Farsta", False)])
def test_owner_that_is_no_administration_is_told_at_the_field_and_can_be_sent(
    client: FlaskClient, session: Session, people: People, who: str, is_told: bool
) -> None:
    partners = {"partners-0-who": who, "partners-0-role": "co_owner"}
    application = make_draft(session, people.user("amira"), make_call(session), ANSWERS | {"partners": partners})
    people.sign_in(client, "amira")
    url = f"/sketches/{application.id}/partners"

    saved = client.post(url, data={**partners, "base": "1"}, headers=ENGLISH)
    again = client.get(url, headers=ENGLISH).text
    sent = client.post(f"/sketches/{application.id}/submit")

    assert saved.status_code == (422 if is_told else 303)
    assert ("is none of the city’s administrations" in again) == is_told
    assert sent.location == f"/sketches/{application.id}/receipt"


def test_case_page_names_everybody_whom_the_sketch_names(client: FlaskClient, session: Session, people: People) -> None:
    rows = [("Föreningen Trygg", "co_owner"), ("Farsta", "co_owner"), ("Regionen", "takes_part")]
    partners = {
        f"partners-{index}-{name}": text
        for index, row in enumerate(rows)
        for name, text in zip(("who", "role"), row, strict=True)
    }
    application = make_draft(session, people.user("amira"), make_call(session), ANSWERS | {"partners": partners})
    people.sign_in(client, "amira")

    client.post(f"/sketches/{application.id}/submit")
    page = client.get(f"/cases/{application.id}", headers=ENGLISH).text

    assert re.findall(r"<dt>Takes part</dt>\s*<dd[^>]*>([^<]+)</dd>", page) == ["Föreningen Trygg, Regionen"]
    assert re.findall(r"<dt>Owns the idea too</dt>\s*<dd[^>]*>([^<]+)</dd>", page) == ["Farsta District Administration"]
