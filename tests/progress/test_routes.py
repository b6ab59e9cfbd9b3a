"""The page of a running project and its forms: nothing typed is lost, and each tells what is missing."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.followup.rules import Kind
from sifapp.progress.operations import measure, report_milestone
from sifapp.progress.queries import last_step, risks_of, values_of
from sifapp.progress.rules import Level, Stage
from tests.people import People
from tests.progress.conftest import RISK, due, promise, risk
from tests.review.reading import ENGLISH, cells_of, fields_of, text_of

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


def fresh(session: Session) -> Session:
    session.rollback()
    session.expire_all()
    return session


def form_url(session: Session, case: Application, kind: Kind) -> str:
    part = "values" if kind is Kind.INDICATOR else "milestones"
    return f"/projects/{case.id}/progress/{part}/{promise(session, case, kind).id}"


def test_value_is_written_down_on_a_day(amira: FlaskClient, session: Session, case: Application) -> None:
    url = form_url(session, case, Kind.INDICATOR)
    form = fields_of(amira.get(url).text)

    answer = amira.post(url, data={**form, "period": "other", "day": "2026-08-31", "value": "70,5 %"})

    assert answer.status_code == 303
    page = amira.get(f"/projects/{case.id}/progress", headers=ENGLISH).text
    indicator = promise(session, case, Kind.INDICATOR)
    assert cells_of(page)[0][:3] == ["T2 2026 (31 August)", "70.5", indicator.source]
    assert '<polyline class="indicator-line"' in page


def test_what_was_typed_stays_when_the_value_is_no_number(
    amira: FlaskClient, session: Session, case: Application
) -> None:
    url = form_url(session, case, Kind.INDICATOR)
    typed = {"day": "2026-08-31", "value": "många", "source": "Registret", "note": "Preliminärt."}

    answer = amira.post(url, data={**fields_of(amira.get(url).text), "period": "other", **typed}, headers=ENGLISH)

    assert answer.status_code == 422
    assert "Write a number, such as 70 or 70.5." in text_of(answer.text)
    assert {name: text for name, text in fields_of(answer.text).items() if name in typed} == typed
    assert values_of(fresh(session), case.id) == []


def test_correction_begins_with_the_old_value_and_both_are_shown(
    amira: FlaskClient, session: Session, people: People, case: Application
) -> None:
    indicator, day = promise(session, case, Kind.INDICATOR), date(2026, 8, 30)
    measure(session, case, indicator, day, 7000, source="Registret", by=people.user("amira"))
    session.commit()
    url = f"{form_url(session, case, Kind.INDICATOR)}?on={day}"
    form = fields_of(amira.get(url).text)

    amira.post(url, data={**form, "period": "other", "value": "71"})

    assert (form["day"], form["value"], form["source"]) == ("2026-08-30", "70", "Registret")
    rows = cells_of(amira.get(f"/projects/{case.id}/progress", headers=ENGLISH).text)
    assert [row[:2] for row in rows[:2]] == [["30 August 2026", "70 (corrected)"], ["30 August 2026", "71"]]


def test_milestone_that_is_done_says_when(amira: FlaskClient, session: Session, case: Application) -> None:
    url = form_url(session, case, Kind.MILESTONE)
    form = fields_of(amira.get(url).text)

    wrong = amira.post(url, data={**form, "stage": "done", "note": "Alla är på plats."}, headers=ENGLISH)
    right = amira.post(url, data={**fields_of(wrong.text), "stage": "done", "done_on": "2026-11-02"})

    assert (wrong.status_code, fields_of(wrong.text)["note"]) == (422, "Alla är på plats.")
    assert right.status_code == 303
    page = amira.get(f"/projects/{case.id}/progress", headers=ENGLISH).text
    assert cells_of(page)[0][1:4] == ["31 March 2027", "Done on 2 November 2026", "Alla är på plats."]


def test_second_of_two_is_told_and_keeps_the_text(
    amira: FlaskClient, session: Session, people: People, case: Application
) -> None:
    url, milestone = form_url(session, case, Kind.MILESTONE), promise(session, case, Kind.MILESTONE)
    form = {**fields_of(amira.get(url).text), "stage": "dropped", "note": "Behövs inte."}
    report_milestone(session, case, milestone, Stage.UNDER_WAY, seen=0, by=people.user("bo"))
    session.commit()

    answer = amira.post(url, data=form, headers=ENGLISH)

    assert answer.status_code == 409
    assert "Somebody else has written about this meanwhile" in text_of(answer.text)
    again = fields_of(answer.text)
    assert (again["note"], again["stage"]) == ("Behövs inte.", "dropped")
    assert amira.post(url, data=again).status_code == 303


def test_coordinator_sets_another_day_and_late_ones_are_listed(
    kim: FlaskClient, session: Session, case: Application
) -> None:
    milestone = due(session, case, date(2026, 8, 31))
    url = f"{form_url(session, case, Kind.MILESTONE)}/day"
    before = text_of(kim.get("/projects", headers=ENGLISH).text)

    kim.post(url, data={**fields_of(kim.get(url).text), "due_on": "2099-01-01", "reason": "Rekryteringen drar ut."})

    assert "Late milestones" in before
    assert "Late milestones" not in text_of(kim.get("/projects", headers=ENGLISH).text)
    step = last_step(fresh(session), milestone.id)
    assert step is not None
    assert (step.due_on, step.note) == (date(2099, 1, 1), "Rekryteringen drar ut.")


def test_risk_of_the_application_is_taken_into_the_register(
    amira: FlaskClient, session: Session, case: Application
) -> None:
    url = f"/projects/{case.id}/progress/risks"
    (named,) = [link for link in text_links(amira.get(f"/projects/{case.id}/progress").text) if "named=" in link]
    form = fields_of(amira.get(named).text)

    amira.post(url, data={**form, "likelihood": "low", "consequence": "high", "responsible": "Enhetschefen"})

    (found,) = risks_of(fresh(session), case.id)
    assert (found.text, found.response, found.likelihood) == (form["text"], form["response"], Level.LOW)
    assert "named=" not in amira.get(f"/projects/{case.id}/progress").text


def text_links(page: str) -> list[str]:
    return [part.split('"')[0].replace("&amp;", "&") for part in page.split('href="')[1:]]


def test_risk_is_closed_only_with_a_reason(
    amira: FlaskClient, session: Session, people: People, case: Application
) -> None:
    url = f"/projects/{case.id}/progress/risks/{risk(session, people, case).id}"
    form = fields_of(amira.get(url).text)

    refused = amira.post(url, data={**form, "state": "closed"}, headers=ENGLISH)
    closed = amira.post(url, data={**form, "state": "closed", "closing": "Båda är fast anställda."})

    assert (form["text"], refused.status_code, closed.status_code) == (RISK.text, 422, 303)
    assert [one.closing for one in risks_of(fresh(session), case.id)] == ["Båda är fast anställda."]


def test_same_press_twice_writes_once(amira: FlaskClient, session: Session, case: Application) -> None:
    url = form_url(session, case, Kind.INDICATOR)
    form = {**fields_of(amira.get(url).text), "period": "other", "day": "2026-08-31", "value": "70"}

    answers = [amira.post(url, data=form).status_code for _press in range(2)]

    assert (answers, len(values_of(fresh(session), case.id))) == ([303, 303], 1)
