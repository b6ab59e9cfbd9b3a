"""A sketch that waits for triage, and the browser of the coordinator who reads it."""

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.wizard.sending import submit
from tests.factories import ANSWERS, make_call, make_draft, make_sent
from tests.people import People


@pytest.fixture
def sent(session: Session, people: People) -> Application:
    """Amira's sketch, which waits for triage."""
    return make_sent(session, people.user("amira"), make_call(session))


@pytest.fixture
def fits_elsewhere(session: Session, people: People) -> Application:
    """A sketch that waits for triage and that the assistant finds fitter for other money."""
    call, amira = make_call(session), people.user("amira")
    answers = {
        **ANSWERS,
        "idea": {
            "title": "Ljus i parken",
            "idea": "Vi vill bygga om gångtunneln, sätta upp belysning i parken och måla om fasaden.",
        },
        "need": {"need": "Tunneln är mörk och betongen är trasig."},
        "method": {"method": "Ny belysning, nya räcken och ny asfalt."},
        "partners": {},
        "saving": {"saver": "same", "saving": "Det kan inte beräknas."},
        "follow_up": {"follow_up": "Vi räknar lamporna."},
    }
    application = make_draft(session, amira, call, answers)
    submit(session, application, call, by=amira)
    session.commit()
    return application


@pytest.fixture
def kim(client: FlaskClient, people: People) -> FlaskClient:
    """The coordinator's browser."""
    people.sign_in(client, "kim")
    return client
