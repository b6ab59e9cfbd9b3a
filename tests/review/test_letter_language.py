"""Is every letter read before it is sent, also when a reader's language changes meanwhile?"""

import re

from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.statuses import Move, Status
from tests.people import People
from tests.review.reading import ENGLISH, fields_of, mails_of, status_of


def test_letter_in_a_language_nobody_has_seen_is_shown_first(
    kim: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    url, amira = f"/review/{sent.id}/council", people.person("amira")
    amira.language = "sv"
    session.commit()
    letter = fields_of(kim.post(url, data={"press": "letter"}).text)
    edited = {**letter, "body-sv": "Helt omskrivet brev."}
    amira.language = "en"
    session.commit()

    stopped = kim.post(url, data={**edited, "press": "send"})
    mails_before = mails_of(session, sent, Move.PASS_TO_COUNCIL)
    done = kim.post(url, data={**fields_of(stopped.text), "press": "send"})

    assert (stopped.status_code, mails_before) == (422, [])
    assert "Helt omskrivet brev." in stopped.text
    assert (done.status_code, status_of(session, sent)) == (303, Status.COUNCIL)


def test_letter_says_its_language_to_whoever_listens_or_checks_the_spelling(
    kim: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    people.person("amira").language = "sv"
    session.commit()

    page = kim.get(f"/review/{sent.id}/council", headers=ENGLISH).text

    controls = re.findall(r'<(?:input|textarea) id="((?:subject|body)-sv)"[^>]* lang="(\w+)">', page)
    assert controls == [("subject-sv", "sv"), ("body-sv", "sv")]
    assert '<html lang="en">' in page
