"""What can an evaluator from outside get at who tries everything: every page of their case, of others, and later?"""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.access import Whose
from sifapp.applications.models import Application
from sifapp.applications.operations import add_member, write_message
from sifapp.changes.operations import send
from sifapp.followup.queries import promises_of
from sifapp.followup.rules import Kind
from sifapp.i18n import today
from sifapp.progress.operations import measure, report_milestone
from sifapp.progress.queries import last_step
from sifapp.progress.rules import Stage
from sifapp.review.operations import write_note
from tests.applications.files import PDF, attach
from tests.changes.conftest import asked, written
from tests.factories import make_applied, make_call
from tests.followup.conftest import sent_evaluation
from tests.followup.reading import let_read
from tests.people import People
from tests.project.world import routes
from tests.reconciliation.conftest import T1, signed, two_years
from tests.review.reading import ENGLISH

READ = (
    "/cases/{0}",
    "/cases/{0}/application",
    "/projects/{0}",
    "/projects/{0}/progress",
    "/projects/{0}/reconciliations",
    f"/projects/{{0}}/reconciliations/{T1}",
    "/projects/{0}/changes",
    "/projects/{0}/changes/1",
)
# Parts of addresses that stand for something that is not there.
OTHERS = {
    "period": str(T1),
    "step_id": "aim",
    "attachment_id": 1,
    "promise_id": 1,
    "risk_id": 1,
    "person_id": 1,
    "number": 1,
}
# Who has worked on it; Amira owns it and is whom one asks. Vera reads it from outside too.
TEAM = {"Bo", "Cecilia", "Didrik", "Tor", "Vera"}
SECRETS = ("Ring mig i kväll.", "De verkar osäkra.", "samverkan.pdf")


@pytest.fixture
def project(app: Flask, session: Session, people: People, case: Application) -> Application:
    """A project on which many have worked, each with a name."""
    amira, bo, didrik, kim = (people.user(name) for name in ("amira", "bo", "didrik", "kim"))
    two_years(session, people, case)
    add_member(session, case, bo.person, Whose.EDITOR, by=amira)
    add_member(session, case, didrik.person, Whose.EDITOR, by=amira)
    case.manager_id = people.person("cecilia").id
    session.add(case)
    with app.test_request_context():
        attach(session, case, PDF, "samverkan.pdf", by=amira)
        write_message(session, case, "Ring mig i kväll.", by=amira, from_fund=False)
        write_note(session, case, "De verkar osäkra.", by=kim)
        promises = {promise.kind: promise for promise in promises_of(session, case.id)}
        measure(session, case, promises[Kind.INDICATOR], today(), 6_700, source="Registret", by=bo)
        for stage in (Stage.UNDER_WAY, Stage.UNDER_WAY):
            last = last_step(session, promises[Kind.MILESTONE].id)
            milestone, seen = promises[Kind.MILESTONE], last.id if last else 0
            report_milestone(session, case, milestone, stage, seen=seen, by=didrik)
    signed(session, people, case)
    change = written(session, case, asked(session, case, ends_on=(today() + timedelta(days=700)).isoformat()))
    send(session, case, change, by=didrik)
    sent_evaluation(session, people, case)
    session.add(let_read(case, people.person("vera"), by=people.person("kim")))
    session.commit()
    return case


def opened(client: FlaskClient, app: Flask, case: Application) -> dict[str, int]:
    """How every address about a case answers, whatever the method."""
    answers = {}
    for route in routes(app):
        if "application_id" in route.arguments:
            values: dict[str, Any] = {**OTHERS, "application_id": case.id}
            with app.test_request_context():
                url = app.url_for(route.endpoint, **{name: values[name] for name in route.arguments})
            answers[str(route)] = client.open(url, method=route.method).status_code
    return answers


def test_evaluator_reads_what_judging_takes_and_nothing_else_of_the_case(
    client: FlaskClient, app: Flask, session: Session, people: People, project: Application
) -> None:
    session.add(let_read(project, people.person("frida"), by=people.person("kim")))
    session.commit()
    people.sign_in(client, "frida")
    app.config["WTF_CSRF_ENABLED"] = False

    answers = opened(client, app, project)

    app.config["WTF_CSRF_ENABLED"] = True
    assert {route.split()[2] for route, code in answers.items() if code == 200} == {
        "casefile.case",
        "casefile.application",
        "changes.change",
        "changes.project_changes",
        "followup.project",
        "progress.progress",
        "reconciliation.project_reconciliations",
        "reconciliation.reconciliation",
    }
    assert set(answers.values()) == {200, 403, 404}


def test_evaluator_is_told_of_no_other_person_than_whom_to_ask(
    client: FlaskClient, session: Session, people: People, project: Application
) -> None:
    session.add(let_read(project, people.person("frida"), by=people.person("kim")))
    session.commit()
    read: dict[str, list[str]] = {}
    for name in ("kim", "frida"):
        people.sign_in(client, name)
        pages = [client.get(page.format(project.id), headers=ENGLISH).text for page in READ]
        read[name] = [" ".join(re.sub("<[^>]*>", " ", page).split()) for page in pages]

    named = {reader: TEAM & set(re.findall(r"\w+", " ".join(pages))) for reader, pages in read.items()}
    assert named == {"kim": TEAM, "frida": set()}
    assert not any(secret in page for secret in SECRETS for page in read["frida"])


@pytest.mark.parametrize("days", [-1, None])
def test_evaluator_whose_day_is_over_or_of_another_case_opens_nothing(
    client: FlaskClient, app: Flask, session: Session, people: People, project: Application, days: int | None
) -> None:
    case = project
    if days is None:
        case = make_applied(session, people.user("amira"), make_call(session, code="other"), people.user("kim"))
        session.add(let_read(project, people.person("frida"), by=people.person("kim")))
    else:
        until = today() + timedelta(days=days)
        session.add(let_read(project, people.person("frida"), by=people.person("kim"), until=until))
    session.commit()
    people.sign_in(client, "frida")
    app.config["WTF_CSRF_ENABLED"] = False

    answers = opened(client, app, case)

    app.config["WTF_CSRF_ENABLED"] = True
    assert set(answers.values()) <= {403, 404}


@pytest.mark.parametrize(
    "page",
    [
        "/lessons",
        "/review/cases?text=a",
        "/overview",
        "/overview.xlsx",
        "/repayments/table.csv",
        "/people/",
        "/mail",
        "/prices",
    ],
)
def test_evaluator_opens_no_page_about_many_cases(
    client: FlaskClient, session: Session, people: People, project: Application, page: str
) -> None:
    session.add(let_read(project, people.person("frida"), by=people.person("kim")))
    session.commit()
    people.sign_in(client, "frida")

    assert client.get(page).status_code == 403


def test_own_data_of_an_evaluator_tell_of_nobody_else(
    client: FlaskClient, session: Session, people: People, project: Application
) -> None:
    session.add(let_read(project, people.person("frida"), by=people.person("kim")))
    session.commit()
    people.sign_in(client, "frida")

    told = client.get("/profile/data")

    assert told.status_code == 200
    assert [name for name in ("Amira", "amira@", "Kim", "kim@", project.title) if name in told.text] == []
