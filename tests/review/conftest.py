"""A sketch that waits for triage, and the browser of the coordinator who reads it."""

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.applications.models import Application
from tests.factories import make_call, make_sent
from tests.people import People


@pytest.fixture
def sent(session: Session, people: People) -> Application:
    """Amira's sketch, which waits for triage."""
    return make_sent(session, people.user("amira"), make_call(session))


@pytest.fixture
def kim(client: FlaskClient, people: People) -> FlaskClient:
    """The coordinator's browser."""
    people.sign_in(client, "kim")
    return client
