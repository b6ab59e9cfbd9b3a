"""Is nobody invited to what their role forbids?"""

from flask.testing import FlaskClient
from sqlmodel import Session

from tests.factories import make_call
from tests.people import People

IDEA = {"idea": "Vi vill pröva ett team som följer fyrtio familjer i tre år, så att barnen kommer till skolan."}
START = "Start a sketch with this text"
MAY_NOT = "In your role you can try ideas, but not start a sketch."
ENGLISH = {"Accept-Language": "en"}


def test_stranger_and_applicant_can_start_from_the_advice(
    session: Session, people: People, client: FlaskClient
) -> None:
    make_call(session)

    pages = [client.post("/", data=IDEA, headers=ENGLISH).text]
    people.sign_in(client, "amira")
    pages.append(client.post("/", data=IDEA, headers=ENGLISH).text)

    assert [(START in page, MAY_NOT in page) for page in pages] == [(True, False), (True, False)]


def test_council_member_reads_that_they_cannot_start(session: Session, people: People, client: FlaskClient) -> None:
    make_call(session)
    people.sign_in(client, "rut")

    page = client.post("/", data=IDEA, headers=ENGLISH).text

    assert (START in page, MAY_NOT in page) == (False, True)
