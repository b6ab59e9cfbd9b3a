"""A project that runs, with one indicator and one milestone: see `tests.factories`."""

from datetime import date

import pytest
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.followup.models import Promise
from sifapp.followup.rules import Kind
from sifapp.progress.models import Risk
from sifapp.progress.operations import Assessment, add_risk
from sifapp.progress.queries import promises
from sifapp.progress.rules import Level
from tests.followup.conftest import case as granted_case
from tests.followup.conftest import started
from tests.people import People

__all__ = ["granted_case"]

RISK = Assessment("En mentor slutar", Level.MEDIUM, Level.HIGH, "Två arbetar alltid tillsammans.", "Enhetschefen")


@pytest.fixture
def case(session: Session, people: People, granted_case: Application) -> Application:
    """Amira's project."""
    return started(session, people, granted_case)


def promise(session: Session, case: Application, kind: Kind) -> Promise:
    return promises(session, case.id, kind)[0]


def due(session: Session, case: Application, day: date) -> Promise:
    """The project's milestone, due on that day."""
    milestone = promise(session, case, Kind.MILESTONE)
    milestone.due_on = day
    session.add(milestone)
    session.commit()
    return milestone


def risk(session: Session, people: People, case: Application) -> Risk:
    found = add_risk(session, case, RISK, by=people.user("amira"))
    session.commit()
    return found
