"""The project's pages: coordinators start it and accept its evaluation, and nothing typed is lost."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.followup.models import State
from sifapp.followup.operations import send_back, send_evaluation
from sifapp.followup.queries import EVALUATION, report_of
from sifapp.statuses import Status
from tests.followup.conftest import CONDITION, judged, sent_evaluation, started, write_evaluation
from tests.mail.outbox import all_mail
from tests.people import People
from tests.review.reading import ENGLISH, fields_of, status_of, text_of

# The pages know of no database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def amira(client: FlaskClient, people: People) -> FlaskClient:
    """The applicant's browser."""
    people.sign_in(client, "amira")
    return client


@pytest.fixture
def kim(client: FlaskClient, people: People) -> FlaskClient:
    """The coordinator's browser."""
    people.sign_in(client, "kim")
    return client


def state_of(session: Session, case: Application) -> State | None:
    session.rollback()
    report = report_of(session, case.id, EVALUATION)
    return report.state if report else None


def test_coordinator_starts_the_project_in_one_press(kim: FlaskClient, session: Session, case: Application) -> None:
    listed = kim.get("/projects").text
    answer = kim.post(f"/projects/{case.id}/start")

    assert f'href="/projects/{case.id}"' in listed
    assert (answer.status_code, status_of(session, case)) == (303, Status.PROJECT)
    assert CONDITION in text_of(kim.get(f"/projects/{case.id}").text)


def test_list_says_how_far_each_project_has_come(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    started(session, people, case)

    assert 'data-label="Status">Project<' in kim.get("/projects", headers=ENGLISH).text


def test_evaluation_that_lacks_something_is_kept_and_not_sent(
    amira: FlaskClient, session: Session, people: People, case: Application
) -> None:
    started(session, people, case)
    form = fields_of(amira.get(f"/projects/{case.id}/evaluation").text)

    answer = amira.post(f"/projects/{case.id}/evaluation", data={**form, "lesson": "Börja med skulderna."})

    assert (answer.status_code, state_of(session, case)) == (422, State.WRITTEN)
    assert fields_of(amira.get(f"/projects/{case.id}/evaluation").text)["lesson"] == "Börja med skulderna."


def test_whole_evaluation_is_sent(amira: FlaskClient, session: Session, people: People, case: Application) -> None:
    started(session, people, case)
    form = fields_of(amira.get(f"/projects/{case.id}/evaluation").text)

    answer = amira.post(f"/projects/{case.id}/evaluation", data={**form, **judged(session, case)})

    assert (answer.status_code, state_of(session, case)) == (303, State.SENT)


def test_evaluation_is_saved_while_one_types(
    amira: FlaskClient, session: Session, people: People, case: Application
) -> None:
    started(session, people, case)
    form = fields_of(amira.get(f"/projects/{case.id}/evaluation").text)

    amira.post(f"/projects/{case.id}/evaluation/autosave", data={**form, "anyway": "Ingen kan veta."})

    assert fields_of(amira.get(f"/projects/{case.id}/evaluation").text)["anyway"] == "Ingen kan veta."


def seen(browser: FlaskClient, case: Application) -> dict[str, str]:
    """What the project's page sends of what has been read."""
    return {"seen": fields_of(browser.get(f"/projects/{case.id}").text)["seen"]}


def test_evaluation_that_came_again_is_not_accepted_unread(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    started(session, people, case)
    report = sent_evaluation(session, people, case)
    read = seen(kim, case)
    send_back(session, case, report, "Hur valdes gruppen?", by=people.user("lena"))
    session.commit()
    write_evaluation(session, case, {**judged(session, case), "share_low": "1"})
    send_evaluation(session, case, report, by=people.user("amira"))
    session.commit()

    answers = [
        kim.post(f"/projects/{case.id}/evaluation/accept", data=read),
        kim.post(f"/projects/{case.id}/evaluation/return", data={**read, "questions": "Varför 20?"}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert (state_of(session, case), "Varför 20?" in text_of(answers[1].text)) == (State.SENT, True)


def test_coordinator_accepts_the_evaluation(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    started(session, people, case)
    sent_evaluation(session, people, case)

    page = kim.get(f"/projects/{case.id}").text
    kim.post(f"/projects/{case.id}/evaluation/accept", data=fields_of(page))

    assert "40 procent, minst 20 och högst 60" in text_of(page)
    assert status_of(session, case) is Status.EVALUATED


def test_evaluation_goes_back_only_with_questions(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    started(session, people, case)
    sent_evaluation(session, people, case)

    read = seen(kim, case)
    empty = kim.post(f"/projects/{case.id}/evaluation/return", data={**read, "questions": " "})
    before = state_of(session, case)
    kim.post(f"/projects/{case.id}/evaluation/return", data={**read, "questions": "Hur valdes gruppen?"})

    assert (empty.status_code, before, state_of(session, case)) == (422, State.SENT, State.WRITTEN)
    assert '<p class="error" id="questions-error">' in empty.text


def test_question_of_whoever_came_second_is_shown_to_be_copied(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    started(session, people, case)
    report = sent_evaluation(session, people, case)
    send_back(session, case, report, "Hur valdes gruppen?", by=people.user("lena"))
    session.commit()

    answer = kim.post(f"/projects/{case.id}/evaluation/return", data={"questions": "Vad kostade det?"})

    assert answer.status_code == 409
    assert "Vad kostade det?" in text_of(answer.text)


def test_each_step_of_the_evaluation_is_told_by_letter(
    kim: FlaskClient, app: Flask, session: Session, people: People, case: Application
) -> None:
    started(session, people, case)
    amira = app.test_client()
    people.sign_in(amira, "amira")
    whole = judged(session, case)

    amira.post(f"/projects/{case.id}/evaluation", data=whole)
    kim.post(f"/projects/{case.id}/evaluation/return", data={**seen(kim, case), "questions": "Hur valdes gruppen?"})
    amira.post(f"/projects/{case.id}/evaluation", data={**whole, "made_by": "En annan forskare"})
    kim.post(f"/projects/{case.id}/evaluation/accept", data=seen(kim, case))

    told = [(mail.key.rpartition("-")[0], mail.to_address) for mail in all_mail(session) if "evaluation" in mail.key]
    assert told == [
        ("evaluation-sent", "kim@stad.example"),
        ("evaluation-returned", "amira@stad.example"),
        ("evaluation-sent", "kim@stad.example"),
        ("evaluation-accepted", "amira@stad.example"),
    ]
