"""The pages of changes: a project asks, the city director decides, either of the fund asks back, nothing is lost."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.models import Application
from sifapp.changes import operations
from sifapp.changes.models import ChangeRequest, State
from sifapp.changes.queries import request_of
from sifapp.mail.models import OutboxMail
from tests.changes.conftest import TEXTS, THIS_YEAR, asked, line, planned, sent, written
from tests.people import People
from tests.reconciliation.conftest import LAST_YEAR
from tests.review.reading import ENGLISH, fields_of, text_of

# The pages know of no database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def amira(client: FlaskClient, people: People) -> FlaskClient:
    """The applicant's browser."""
    people.sign_in(client, "amira")
    return client


@pytest.fixture
def siv(client: FlaskClient, people: People) -> FlaskClient:
    """The city director's browser."""
    people.sign_in(client, "siv")
    return client


def address(project: Application, page: str = "") -> str:
    return f"/projects/{project.id}/changes{page}"


def stored(session: Session, project: Application, number: int = 1) -> ChangeRequest:
    session.rollback()
    session.expire_all()
    found = request_of(session, project.id, number)
    assert found is not None
    return found


def mails_to(session: Session, people: People, name: str) -> list[str]:
    found = select(OutboxMail.subject).where(OutboxMail.recipient_id == people.person(name).id)
    return [subject for subject in session.exec(found) if "ändring" in subject.lower()]


def lower(session: Session, project: Application) -> dict[str, str]:
    return asked(session, project, **{line(session, LAST_YEAR, "social"): "900 000"})


def test_form_begins_with_the_plan_and_keeps_what_is_typed_whatever_it_is_worth(
    amira: FlaskClient, session: Session, project: Application
) -> None:
    url, name = address(project, "/write"), line(session, LAST_YEAR, "social")
    form = fields_of(amira.get(url).text)

    saved = amira.post(f"{url}/autosave", data={**form, name: "lite mindre"})
    refused = amira.post(url, data=fields_of(amira.get(url).text), headers=ENGLISH)

    assert (form[name].replace("\xa0", " "), form["ends_on"]) == ("1 200 000", f"{THIS_YEAR}-12-31")
    assert (saved.status_code, refused.status_code, stored(session, project).state) == (200, 422, State.WRITTEN)
    assert fields_of(refused.text)[name] == "lite mindre"
    assert "Write an amount in whole kronor" in text_of(refused.text)
    assert "Say why it has to change." in text_of(refused.text)


def test_save_that_comes_late_does_not_bring_the_plan_back(
    amira: FlaskClient, session: Session, project: Application
) -> None:
    url, name = address(project, "/write"), line(session, LAST_YEAR, "social")
    form = {**fields_of(amira.get(url).text), "reason": "Rekryteringen tog längre tid."}

    amira.post(url, data={**form, name: "900 000"})
    amira.post(f"{url}/autosave", data=form)

    assert stored(session, project).fields[name] == "900 000"


def test_what_is_emptied_stays_empty_and_is_asked_for(
    amira: FlaskClient, session: Session, project: Application
) -> None:
    url, name = address(project, "/write"), line(session, LAST_YEAR, "social")
    form = {**fields_of(amira.get(url).text), **TEXTS, "plan": "Allt.", "ends_on": "", name: ""}

    refused = amira.post(url, data=form, headers=ENGLISH)

    shown = fields_of(refused.text)
    assert (refused.status_code, shown["ends_on"], shown[name]) == (422, "", "")
    assert "Write a day that exists" in text_of(refused.text)
    assert "Write an amount in whole kronor" in text_of(refused.text)
    assert shown["plan"].strip() == "Allt."


def test_later_last_day_brings_the_fields_of_its_years(
    amira: FlaskClient, session: Session, project: Application
) -> None:
    url, later = address(project, "/write"), line(session, THIS_YEAR + 1, "jarva")
    form = fields_of(amira.get(url).text)

    shown = amira.post(url, data={**form, "ends_on": f"{THIS_YEAR + 1}-06-30", "show": "1"})
    page = amira.get(url)

    assert later not in form
    assert shown.location == f"{url}#amounts"
    assert fields_of(page.text)[later] == ""


def test_whole_request_is_sent_and_the_fund_is_told(
    amira: FlaskClient, session: Session, people: People, project: Application
) -> None:
    people.person("siv")
    url = address(project, "/write")
    form = {**fields_of(amira.get(url).text), **TEXTS, line(session, LAST_YEAR, "social"): "900 000"}

    answer = amira.post(url, data=form)
    again = amira.post(url, data=form)
    page = amira.get(address(project, "/1"), headers=ENGLISH)

    assert (answer.location, again.location) == (address(project, "/1"), address(project, "/1"))
    assert (stored(session, project).state, len(mails_to(session, people, "siv"))) == (State.SENT, 1)
    assert "SEK 300,000 goes back to the fund if this is granted." in text_of(page.text).replace("\xa0", " ")


def test_request_is_taken_back_and_written_on(
    amira: FlaskClient, session: Session, people: People, project: Application
) -> None:
    sent(session, people, project, lower(session, project))
    pressed = fields_of(amira.get(address(project, "/1")).text)

    answers = [amira.post(address(project, "/1/take-back"), data=pressed) for _press in range(2)]

    assert {answer.location for answer in answers} == {address(project, "/write")}
    found = stored(session, project)
    assert (found.state, found.fields["reason"]) == (State.WRITTEN, TEXTS["reason"])


def test_director_grants_it_and_the_plan_changes(
    siv: FlaskClient, session: Session, people: People, project: Application
) -> None:
    sent(session, people, project, lower(session, project))
    url = address(project, "/1/decide")
    empty = siv.post(url, data=fields_of(siv.get(url).text), headers=ENGLISH)
    form = {
        **fields_of(siv.get(url).text),
        "ruling": "granted",
        "grounds": "Pengarna behövs inte.",
        "reference": "KS 26/1",
    }

    answers = [siv.post(url, data=form) for _press in range(2)]
    page = text_of(siv.get(address(project, "/1"), headers=ENGLISH).text).replace("\xa0", " ")

    assert (empty.status_code, "Choose whether you grant or refuse it." in text_of(empty.text)) == (422, True)
    assert {answer.location for answer in answers} == {address(project, "/1")}
    assert (stored(session, project).state, len(mails_to(session, people, "amira"))) == (State.GRANTED, 1)
    assert planned(session, project)[line(session, LAST_YEAR, "social")] == 900_000
    assert "SEK 300,000 has gone back to the fund: it was not needed." in page
    assert "KS 26/1" in page


def test_director_decides_on_what_was_read(
    siv: FlaskClient, session: Session, people: People, project: Application
) -> None:
    found = sent(session, people, project, lower(session, project))
    url = address(project, "/1/decide")
    form = {**fields_of(siv.get(url).text), "seen": str(found.version - 1), "ruling": "refused", "grounds": "Nej."}

    stale = siv.post(url, data=form, headers=ENGLISH)
    again = siv.post(url, data={**fields_of(stale.text), "ruling": "refused"})

    assert (stale.status_code, fields_of(stale.text)["grounds"].strip()) == (409, "Nej.")
    assert (again.location, stored(session, project).state) == (address(project, "/1"), State.REFUSED)


@pytest.mark.parametrize(("page", "field"), [("decide", "grounds"), ("return", "questions")])
def test_text_for_a_request_that_was_answered_meanwhile_is_shown_again(
    siv: FlaskClient, session: Session, people: People, project: Application, page: str, field: str
) -> None:
    found = sent(session, people, project, lower(session, project))
    url = address(project, f"/1/{page}")
    form = {**fields_of(siv.get(url).text), "ruling": "granted", field: "Järva behöver dem."}
    operations.refuse(session, project, found, "Nej.", "", by=people.user("kim"))
    session.commit()

    answer = siv.post(url, data=form, headers=ENGLISH)
    nothing_typed = siv.get(url)

    told = text_of(answer.text)
    assert (answer.status_code, stored(session, project).grounds) == (409, "Nej.")
    assert ("The request was decided while you wrote" in told, "Järva behöver dem." in told) == (True, True)
    assert nothing_typed.location == address(project, "/1")


def test_text_is_shown_again_when_the_project_takes_the_request_back_at_that_moment(
    siv: FlaskClient, session: Session, people: People, project: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(session, people, project, lower(session, project))
    url = address(project, "/1/decide")
    form = {**fields_of(siv.get(url).text), "ruling": "refused", "grounds": "Järva behöver dem."}
    refuse = operations.refuse

    def a_moment_later(*args: Any, **kwargs: Any) -> None:
        operations.take_back(session, project, stored(session, project), by=people.user("amira"))
        session.commit()
        refuse(*args, **kwargs)

    monkeypatch.setattr(operations, "refuse", a_moment_later)

    answer = siv.post(url, data=form, headers=ENGLISH)

    told = text_of(answer.text)
    assert (answer.status_code, stored(session, project).state) == (409, State.WRITTEN)
    assert "The request went back to the project while you wrote" in told
    assert "Järva behöver dem." in told


def test_fund_asks_and_the_project_is_told(
    client: FlaskClient, session: Session, people: People, project: Application
) -> None:
    sent(session, people, project, lower(session, project))
    people.sign_in(client, "kim")
    url = address(project, "/1/return")

    answer = client.post(url, data={**fields_of(client.get(url).text), "questions": "Vad säger Järva?"})
    people.sign_in(client, "amira")
    page = text_of(client.get(address(project, "/write")).text)
    desk = text_of(client.get(f"/projects/{project.id}", headers=ENGLISH).text)
    returned = stored(session, project).state
    client.post(address(project, "/write"), data=fields_of(client.get(address(project, "/write")).text))
    again = text_of(client.get(address(project, "/1"), headers=ENGLISH).text)

    assert (answer.location, returned) == (address(project, "/1"), State.WRITTEN)
    assert ("What the fund asks" in again, "What the fund asked before it was sent again" in again) == (False, True)
    assert ("Vad säger Järva?" in page, len(mails_to(session, people, "amira"))) == (True, 1)
    assert "The fund asks about the change. Answer, and send it again." in desk


def test_desks_say_what_waits_and_the_page_of_the_project_leads_there(
    siv: FlaskClient, session: Session, people: People, project: Application
) -> None:
    quiet = text_of(siv.get("/start", headers=ENGLISH).text)
    sent(session, people, project, lower(session, project))

    desk, listed = (text_of(siv.get(url, headers=ENGLISH).text) for url in ("/start", "/changes"))
    page = siv.get(f"/projects/{project.id}", headers=ENGLISH).text

    assert ("asks for a change" in quiet, "1 project asks for a change" in desk) == (False, True)
    assert f"{project.title}: change 1" in listed
    assert "Grant it, refuse it or ask about it." in text_of(page)
    assert f'href="{address(project, "/1")}"' in page


def test_nobody_at_the_fund_is_shown_a_request_that_is_written(
    siv: FlaskClient, session: Session, people: People, project: Application
) -> None:
    written(session, project, lower(session, project))

    assert TEXTS["reason"] not in siv.get(address(project, "/1")).text
    assert "/changes/1" not in siv.get(address(project)).text


def test_other_numbers_are_not_found(amira: FlaskClient, project: Application) -> None:
    assert amira.get(address(project, "/7")).status_code == 404
