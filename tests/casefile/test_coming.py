"""The pages of a project say what comes next, to each role in its own words, with a button for whoever does it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlmodel import Session, col

from sifapp.applications.models import Application
from sifapp.applications.operations import transition
from sifapp.followup.models import BudgetLine, Project, Promise
from sifapp.followup.operations import send_back
from sifapp.followup.rules import Kind
from sifapp.i18n import today
from sifapp.statuses import Move
from tests.followup.conftest import sent_evaluation
from tests.followup.reading import let_read
from tests.people import People
from tests.reconciliation.conftest import granted, project, sent
from tests.review.reading import ENGLISH, text_of

__all__ = ["granted", "project"]  # fixtures

# The pages know of no database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
STEP = re.compile(r'<section id="coming".*?</section>', re.DOTALL)
# Until the status named, move by move.
MOVES = (Move.EVALUATE, Move.DECIDE_REPAYMENT, Move.SETTLE)
CONTROLLER, DIRECTOR = "The controller verifies what was saved.", "Then the city director decides what goes back."


def step(client: FlaskClient, people: People, name: str, page: str) -> tuple[str, str]:
    """What the page says comes next, and where its button leads."""
    people.sign_in(client, name)
    found = STEP.search(client.get(page, headers=ENGLISH).text)
    assert found is not None
    button = re.search(r'href="([^"]+)"', found[0])
    return text_of(found[0]), button[1] if button else ""


def unbudgeted(session: Session, case: Application, days: int = 200) -> None:
    """Let the project reconcile no money, and end so many days from today."""
    session.execute(sa.delete(BudgetLine).where(col(BudgetLine.application_id) == case.id))
    found = session.get_one(Project, case.id)
    found.ends_on = today() + timedelta(days=days)
    session.add(found)
    session.commit()


def test_late_reconciliation_comes_before_all_else(
    client: FlaskClient, session: Session, people: People, project: Application
) -> None:
    text, url = step(client, people, "amira", f"/projects/{project.id}")

    assert "A reconciliation is late: Tertial 1" in text
    assert url.endswith("-t1/write")
    assert "The project is late with a reconciliation" in step(client, people, "kim", f"/projects/{project.id}")[0]


def test_controller_is_led_to_what_waits_for_the_signature(
    client: FlaskClient, session: Session, people: People, project: Application
) -> None:
    sent(session, people, project)

    text, url = step(client, people, "tor", f"/projects/{project.id}")

    assert "A reconciliation waits for you: Tertial 1" in text
    assert url.endswith("-t1")


def test_late_milestone_is_asked_about(
    client: FlaskClient, session: Session, people: People, project: Application
) -> None:
    unbudgeted(session, project)
    late = Promise(
        application_id=project.id, kind=Kind.MILESTONE, text="Team på plats", due_on=today() - timedelta(days=1)
    )
    session.add(late)
    session.commit()

    text, url = step(client, people, "amira", f"/projects/{project.id}")

    assert "A milestone is late: “Team på plats”" in text
    assert url == f"/projects/{project.id}/progress/milestones/{late.id}"


@pytest.mark.parametrize(
    ("days", "page"), [(200, "progress"), (93, "progress"), (92, "evaluation"), (-1, "evaluation")]
)
def test_effect_is_judged_from_the_last_quarter_on(
    client: FlaskClient, session: Session, people: People, project: Application, days: int, page: str
) -> None:
    unbudgeted(session, project, days)

    _text, url = step(client, people, "amira", f"/projects/{project.id}")

    assert url == f"/projects/{project.id}/{page}"


def test_evaluation_goes_to_the_coordinators_and_back_with_questions(
    client: FlaskClient, session: Session, people: People, project: Application
) -> None:
    unbudgeted(session, project)
    report = sent_evaluation(session, people, project)
    page = f"/projects/{project.id}"
    texts = [step(client, people, name, page)[0] for name in ("kim", "amira")]
    send_back(session, project, report, "Hur vet ni det?", by=people.user("kim"))
    session.commit()

    asked, url = step(client, people, "amira", page)

    assert "Read the evaluation below" in texts[0]
    assert "The fund’s coordinators read the evaluation" in texts[1]
    assert ("The fund asks about the evaluation." in asked, url) == (True, f"{page}/evaluation")


@pytest.mark.parametrize(
    ("moves", "name", "words"),
    [
        (0, "kim", "The project works until"),
        (0, "siv", "The project works until"),
        (0, "frida", "The project works until"),
        (1, "tor", "Verify what has been saved."),
        (1, "siv", "Then decide what goes back to the fund."),
        (1, "kim", DIRECTOR),
        (1, "amira", DIRECTOR),
        (1, "frida", DIRECTOR),
        (2, "tor", "Note each return"),
        (2, "siv", "change its instalment"),
        (2, "kim", "returns its part year by year"),
        (2, "amira", "returns its part year by year"),
        (3, "tor", "Nothing more happens here."),
        (3, "amira", "Nothing more happens here."),
    ],
)
def test_each_status_says_the_next_step_to_each_role(
    client: FlaskClient, session: Session, people: People, project: Application, moves: int, name: str, words: str
) -> None:
    unbudgeted(session, project)
    for move in MOVES[:moves]:
        transition(session, project, move, by=people.user("kim"))
    session.add(let_read(project, people.person("frida"), by=people.person("kim")))
    session.commit()

    text, _url = step(client, people, name, f"/projects/{project.id}")

    assert words in text
