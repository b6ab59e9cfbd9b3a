"""The pages of reconciliations: the project tells, the controller signs, either of the fund asks, nothing is lost."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.models import Application
from sifapp.config import Settings
from sifapp.i18n import today
from sifapp.mail.models import OutboxMail
from sifapp.reconciliation.calendar import Period
from sifapp.reconciliation.models import Reconciliation, State
from sifapp.reconciliation.queries import all_rows, reconciliation_of
from tests.people import People
from tests.reconciliation.conftest import LAST_YEAR, T1, T2, number, one_more, sent, signed, typed, written
from tests.review.reading import ENGLISH, fields_of, text_of

CountQueries = Callable[[], AbstractContextManager[list[str]]]
# The pages know of no database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def amira(client: FlaskClient, people: People) -> FlaskClient:
    """The applicant's browser."""
    people.sign_in(client, "amira")
    return client


@pytest.fixture
def tor(client: FlaskClient, people: People) -> FlaskClient:
    """The controller's browser."""
    people.sign_in(client, "tor")
    return client


def address(project: Application, period: Period = T1) -> str:
    return f"/projects/{project.id}/reconciliations/{period}"


def stored(session: Session, project: Application, period: Period = T1) -> Reconciliation:
    session.rollback()
    found = reconciliation_of(session, project.id, period)
    assert found is not None
    return found


def mails_to(session: Session, people: People, name: str) -> list[str]:
    found = select(OutboxMail.subject).where(OutboxMail.recipient_id == people.person(name).id)
    return [subject for subject in session.exec(found) if "avstämning" in subject.lower()]


def test_what_is_typed_is_kept_whatever_it_is_worth(amira: FlaskClient, session: Session, project: Application) -> None:
    url, social = f"{address(project)}/write", number(session, "social")
    form = {**fields_of(amira.get(url).text), f"outcome-{social}-fund": "ungefär hälften"}

    saved = amira.post(f"{url}/autosave", data=form)
    refused = amira.post(url, data={**fields_of(amira.get(url).text)}, headers=ENGLISH)

    assert (saved.status_code, refused.status_code, stored(session, project).state) == (200, 422, State.WRITTEN)
    assert fields_of(refused.text)[f"outcome-{social}-fund"] == "ungefär hälften"
    assert "Write an amount in whole kronor" in text_of(refused.text)


def test_whole_reconciliation_is_sent_and_the_controller_is_told(
    amira: FlaskClient, session: Session, people: People, project: Application
) -> None:
    people.person("tor")
    url = f"{address(project)}/write"

    answer = amira.post(url, data={**fields_of(amira.get(url).text), **typed(session)})
    again = amira.post(url, data=typed(session))

    assert (answer.location, again.location) == (address(project), address(project))
    assert (stored(session, project).state, len(mails_to(session, people, "tor"))) == (State.SENT, 1)


def test_rows_of_a_spreadsheet_fill_the_form_and_the_others_stay(
    amira: FlaskClient, session: Session, project: Application
) -> None:
    url, social = f"{address(project)}/write", number(session, "social")
    rows = "Socialförvaltningen\tFonden\t1200000\t390000\t1200000\nOkänd\tFonden\t1\t2\t3"

    page = amira.post(url, data={**fields_of(amira.get(url).text), "paste": rows, "fill": "1"}, headers=ENGLISH)

    fields = fields_of(page.text)
    assert (page.status_code, fields[f"outcome-{social}-fund"]) == (422, "390000")
    assert fields["paste"].strip() == "Okänd\tFonden\t1\t2\t3"
    assert "Row 2, “Okänd; Fonden; 1; 2; 3”: the budget has no such" in text_of(page.text)


def test_period_before_must_be_sent_first(amira: FlaskClient, session: Session, project: Application) -> None:
    url = f"{address(project, T2)}/write"

    page = amira.post(url, data={**fields_of(amira.get(url).text), **typed(session)}, headers=ENGLISH)

    assert (page.status_code, stored(session, project, T2).state) == (422, State.WRITTEN)
    assert "An earlier period has not been sent." in text_of(page.text)


@pytest.mark.parametrize("period", ["2001-t1", "t1", f"{LAST_YEAR}-t3"])
def test_other_periods_are_not_found(amira: FlaskClient, project: Application, period: str) -> None:
    assert amira.get(f"/projects/{project.id}/reconciliations/{period}").status_code == 404


def test_nobody_at_the_fund_reads_it_before_it_is_sent(
    tor: FlaskClient, session: Session, project: Application
) -> None:
    written(session, project, outcome_social_fund="123 456")

    assert "123" not in text_of(tor.get(address(project)).text)


def test_fund_reads_by_when_it_should_have_come(
    tor: FlaskClient, session: Session, people: People, project: Application
) -> None:
    late = text_of(tor.get(address(project), headers=ENGLISH).text)
    sent(session, people, project)

    assert "The project writes it. Late: it should have been sent by" in late
    assert "should have been sent by" not in text_of(tor.get(address(project), headers=ENGLISH).text)


def test_controller_signs_what_was_read(
    tor: FlaskClient, session: Session, people: People, project: Application
) -> None:
    found = sent(session, people, project)
    read = fields_of(tor.get(address(project)).text)

    stale = tor.post(f"{address(project)}/sign", data={"seen": str(found.version - 1)})
    before = stored(session, project).state
    tor.post(f"{address(project)}/sign", data={"seen": read["seen"]})

    assert (stale.status_code, before, stored(session, project).state) == (303, State.SENT, State.SIGNED)
    assert len(mails_to(session, people, "amira")) == 1


def test_second_press_says_what_the_first_has_done(
    tor: FlaskClient, session: Session, people: People, project: Application
) -> None:
    sent(session, people, project)
    seen = fields_of(tor.get(address(project)).text)["seen"]

    for _press in range(2):
        tor.post(f"{address(project)}/sign", data={"seen": seen})

    page = text_of(tor.get(address(project), headers=ENGLISH).text)
    assert "It has changed since you read it." not in page
    assert len(mails_to(session, people, "amira")) == 1


def test_question_without_words_is_a_fault_beside_its_field(
    tor: FlaskClient, session: Session, people: People, project: Application
) -> None:
    sent(session, people, project)
    seen = fields_of(tor.get(address(project)).text)["seen"]

    empty = tor.post(f"{address(project)}/return", data={"seen": seen, "questions": " "}, headers=ENGLISH)
    before = stored(session, project).state
    tor.post(f"{address(project)}/return", data={"seen": seen, "questions": "Vad ingår?"})

    assert (empty.status_code, before) == (422, State.SENT)
    assert "Write what you ask about." in text_of(empty.text)
    assert (stored(session, project).state, stored(session, project).questions) == (State.WRITTEN, "Vad ingår?")


def test_project_page_shows_the_year_as_it_was_told_last(
    amira: FlaskClient, session: Session, people: People, project: Application
) -> None:
    signed(session, people, project)
    sent(session, people, project, T2, outcome_social_fund="800 000")

    page = text_of(amira.get(f"/projects/{project.id}/reconciliations", headers=ENGLISH).text)

    assert f"As told in Tertial 2, {LAST_YEAR}" in page
    assert "SEK 800,000" in page
    assert f"A reconciliation is late: Year-end, {LAST_YEAR}." in page


def test_list_asks_no_more_for_many_periods(
    tor: FlaskClient, session: Session, people: People, project: Application, count_queries: CountQueries
) -> None:
    sent(session, people, project)
    with count_queries() as few:
        tor.get("/reconciliations")
    sent(session, people, project, T2)
    with count_queries() as many:
        page = tor.get("/reconciliations")

    assert (page.text.count(project.title), len(many)) == (3, len(few))


def test_start_page_leads_to_the_period_that_is_over(amira: FlaskClient, project: Application) -> None:
    page = amira.get("/start", headers=ENGLISH).text

    assert f'href="/projects/{project.id}/reconciliations"' in page
    assert (
        f"A reconciliation is late: Tertial 1, {LAST_YEAR}. It should have been sent by 21 May {LAST_YEAR}."
        in text_of(page)
    )


@pytest.mark.parametrize(("name", "page"), [("kim", "/review/"), ("tor", "/start")])
def test_desks_say_what_waits_and_what_is_late(
    client: FlaskClient, session: Session, people: People, project: Application, name: str, page: str
) -> None:
    people.sign_in(client, name)
    one_more(session, people, project)
    sent(session, people, project)
    rows = all_rows(session, today(), Settings.model_fields["reconciliation_days"].default)
    late = sum(row.standing.late for row in rows)

    text = text_of(client.get(page, headers=ENGLISH).text)

    assert "1 reconciliation waits to be signed" in text
    assert late >= 3  # two tertials of last year of the one, one of the other
    assert f"{late} reconciliations are late" in text


def test_more_projects_send_no_more_statements_to_the_desks(
    tor: FlaskClient, session: Session, people: People, project: Application, count_queries: CountQueries
) -> None:
    counts = []
    for _round in range(2):
        with count_queries() as statements:
            tor.get("/start")
        counts.append(len(statements))
        for _project in range(2):
            sent(session, people, one_more(session, people, project))

    assert counts[0] == counts[1]
