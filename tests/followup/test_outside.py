"""Somebody from outside reads one project until a day, and nothing else; the coordinators let them in and out."""

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.accounts.models import Person
from sifapp.accounts.operations import check_password
from sifapp.applications.models import Application
from sifapp.applications.queries import let_in, log_of
from sifapp.db import at_moment
from sifapp.errors import InvalidInputError
from sifapp.followup import outside
from sifapp.i18n import today
from tests.factories import make_applied, make_call
from tests.followup.conftest import started
from tests.followup.reading import let_read
from tests.mail.outbox import all_mail
from tests.people import People
from tests.review.reading import ENGLISH, text_of

# The pages know of no database.
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
FORM = {"name": "Greta Öst", "email": "greta@universitet.example", "language": "sv"}
PAGES = ("/projects/{0}", "/cases/{0}", "/cases/{0}/application", "/projects/{0}/progress")


@pytest.fixture
def kim(client: FlaskClient, session: Session, people: People, case: Application) -> FlaskClient:
    """The coordinator's browser, when the project runs."""
    started(session, people, case)
    people.sign_in(client, "kim")
    return client


def greta(session: Session) -> Person:
    session.rollback()
    return session.exec(select(Person).where(Person.email == FORM["email"])).one()


@ON_SQLITE
def test_evaluator_gets_an_account_and_a_letter_without_the_password(
    kim: FlaskClient, session: Session, case: Application
) -> None:
    page = kim.post(f"/projects/{case.id}/evaluators", data={**FORM, "until": today().isoformat()}).text

    password = page.partition('<code translate="no">')[2].partition("</code>")[0]
    letter = all_mail(session)[-1]
    assert check_password(session, FORM["email"], password) == greta(session)
    assert (greta(session).administration_id, letter.to_address) == (None, FORM["email"])
    assert (f"/projects/{case.id}" in letter.body, password in letter.body) == (True, False)


@ON_SQLITE
def test_evaluator_reads_the_case_they_were_let_in_to_and_no_other(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    started(session, people, case)
    other = make_applied(session, people.user("amira"), make_call(session, code="other"), people.user("kim"))
    session.add(let_read(case, people.person("frida"), by=people.person("kim")))
    session.commit()
    people.sign_in(client, "frida")

    messages = client.get(f"/cases/{case.id}/messages").status_code
    opened = [[client.get(page.format(id)).status_code for page in PAGES] for id in (case.id, other.id)]

    assert (opened, messages) == ([[200] * 4, [404] * 4], 403)
    assert client.get("/start", follow_redirects=True).text.count(f'href="/projects/{case.id}"') == 1


@ON_SQLITE
def test_evaluator_finds_neither_letters_nor_the_sketch(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    started(session, people, case)
    session.add(let_read(case, people.person("frida"), by=people.person("kim")))
    session.commit()
    pages, sketches = [], []
    for name in ("kim", "frida"):
        people.sign_in(client, name)
        pages.append(client.get(f"/cases/{case.id}", headers=ENGLISH).text)
        sketches.append(client.get(f"/cases/{case.id}/sketch").status_code)

    assert ["Letters from the fund" in page for page in pages] == [True, False]
    assert ([f'href="/cases/{case.id}/sketch"' in page for page in pages], sketches) == ([True, False], [200, 403])


@ON_SQLITE
def test_access_that_is_over_or_ended_leads_nowhere(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    frida, browser = people.person("frida"), kim.application.test_client()
    session.add(let_read(case, frida, by=people.person("kim"), until=today() - timedelta(days=1)))
    session.commit()
    people.sign_in(browser, "frida")
    over = [browser.get(page.format(case.id)).status_code for page in PAGES]
    kim.post(f"/projects/{case.id}/evaluators", data={**FORM, "email": frida.email, "until": today().isoformat()})
    open_again = browser.get(f"/projects/{case.id}").status_code

    kim.post(f"/projects/{case.id}/evaluators/{frida.id}/end")

    assert (over, open_again, browser.get(f"/projects/{case.id}").status_code) == ([403] * 4, 200, 404)


@pytest.mark.parametrize(("moment", "is_open"), [("2026-06-30T21:59:59", True), ("2026-06-30T22:00:00", False)])
def test_last_day_ends_at_midnight_in_stockholm(
    session: Session, people: People, case: Application, moment: str, is_open: bool
) -> None:
    frida = people.person("frida")
    session.add(let_read(case, frida, by=people.person("kim"), until=date(2026, 6, 30)))
    session.flush()

    with at_moment(datetime.fromisoformat(f"{moment}+00:00")):
        found = let_in(session, frida.id, today())

    assert [row.application_id for row in found] == ([case.id] if is_open else [])


@ON_SQLITE
@pytest.mark.parametrize("days", [-1, 181])
def test_last_day_is_not_over_and_within_what_the_fund_allows(kim: FlaskClient, case: Application, days: int) -> None:
    until = today() + timedelta(days=days)

    answer = kim.post(f"/projects/{case.id}/evaluators", data={**FORM, "until": until.isoformat()})

    assert answer.status_code == 422
    assert "Välj en dag från i dag till" in text_of(answer.text)


@ON_SQLITE
def test_who_works_in_the_city_is_not_let_in_from_outside(session: Session, people: People, case: Application) -> None:
    eva, kim = people.person("eva"), people.user("kim")

    with pytest.raises(InvalidInputError):
        outside.let_in(session, case, email=eva.email, name=eva.name, language="sv", until=today(), by=kim)


@ON_SQLITE
def test_letting_in_and_out_is_logged_once_each(session: Session, people: People, case: Application) -> None:
    kim, form = people.user("kim"), FORM
    guest = outside.let_in(session, case, **form, until=today(), by=kim).person

    ended = [outside.shut_out(session, case, guest.id, by=kim) for _press in range(2)]

    events = [entry.event for entry, _person, _details in log_of(session, case.id) if "evaluator" in entry.event]
    assert (ended, events) == ([True, False], ["evaluator_let_in", "evaluator_shut_out"])


@ON_SQLITE
def test_evaluator_whose_last_day_is_over_is_told_so_and_whom_to_ask(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    started(session, people, case)
    yesterday, kim = today() - timedelta(days=1), people.person("kim")
    session.add(let_read(case, people.person("frida"), by=kim, until=yesterday))
    session.commit()
    people.sign_in(client, "frida")

    listed = text_of(client.get("/projects/to-evaluate", headers=ENGLISH).text)
    opened = [client.get(page.format(case.id), headers=ENGLISH) for page in PAGES]

    told = f"Do you need more time? Ask {kim.name}, {kim.email}."
    assert ("Your access has ended" in listed, told in listed) == (True, True)
    assert {answer.status_code for answer in opened} == {403}
    assert all(told in text_of(answer.text) for answer in opened)


@ON_SQLITE
@pytest.mark.parametrize(("days", "is_told"), [(-1, True), (0, False)])
def test_administrator_sees_who_from_outside_can_read_nothing_any_more(
    client: FlaskClient, session: Session, people: People, case: Application, days: int, is_told: bool
) -> None:
    started(session, people, case)
    frida = people.person("frida")
    session.add(let_read(case, frida, by=people.person("kim"), until=today() + timedelta(days=days)))
    session.commit()
    people.sign_in(client, "ulla")

    register = text_of(client.get("/people/", headers=ENGLISH).text)
    page = text_of(client.get(f"/people/{frida.id}", headers=ENGLISH).text)

    assert ("Can read no project" in register, "can read no project any more" in page) == (is_told, is_told)
