"""The coordinators' pages: lists, decisions with their letters, the report."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import html5lib
import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.models import Application, Submission
from sifapp.applications.operations import index_text
from sifapp.applications.queries import open_completion
from sifapp.mail.models import OutboxMail
from sifapp.review.operations import log_support
from sifapp.statuses import Move, Status
from sifapp.wizard.operations import save_fields, submit
from tests.factories import make_call, make_cases, make_returned, make_sent
from tests.people import People

CountQueries = Callable[[], AbstractContextManager[list[str]]]
ENGLISH = {"Accept-Language": "en"}


def fields_of(page: str) -> dict[str, str]:
    """What the page's last form would send, without its buttons."""
    root = html5lib.parse(page, namespaceHTMLElements=False)
    fields: dict[str, str] = {}
    for control in [e for form in root.iter("form") for e in form.iter() if e.get("name") and e.tag != "button"]:
        if control.tag == "textarea":
            fields[control.get("name")] = (control.text or "").removeprefix("\n")
        elif control.get("type") not in ("checkbox", "radio") or control.get("checked") is not None:
            fields[control.get("name")] = control.get("value") or ""
    return fields


def links_of(page: str) -> list[str]:
    """The titles that a list of cases shows, in order."""
    return re.findall(r'href="/cases/\d+">([^<]*)<', page)


@pytest.fixture
def sent(session: Session, people: People) -> Application:
    """Amira's sketch, which waits for triage."""
    return make_sent(session, people.user("amira"), make_call(session))


@pytest.fixture
def kim(client: FlaskClient, people: People) -> FlaskClient:
    """The coordinator's browser."""
    people.sign_in(client, "kim")
    return client


def mails_of(session: Session, application: Application, move: Move) -> list[OutboxMail]:
    """The letters that a decision put into the outbox."""
    mails = session.exec(select(OutboxMail).where(OutboxMail.application_id == application.id))
    return [mail for mail in mails if mail.key.startswith(f"{move.value}:")]


def status_of(session: Session, application: Application) -> Status:
    """The status as it is stored now."""
    session.expire_all()
    return session.get_one(Application, application.id).status


def test_inbox_shows_the_heaps_and_links_to_the_whole_list(kim: FlaskClient, session: Session, people: People) -> None:
    make_cases(session, people.user("amira"), make_call(session), 7)

    page = kim.get("/review/").text

    assert links_of(page) == ["Case 7", "Case 6", "Case 5", "Case 4", "Case 3"]
    assert 'href="/review/cases?group=needs_me&amp;sort=longest"' in page


def test_queue_shows_what_the_address_says(kim: FlaskClient, session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    make_cases(session, amira, call, 1, title="Rådet", status=Status.COUNCIL)
    make_cases(session, amira, call, 1, title="Annat")

    page = kim.get("/review/cases?status=council&sort=longest").text

    assert links_of(page) == ["Rådet"]
    assert '<option value="council" selected>' in page
    assert '<option value="longest" selected>' in page


def test_queue_pages_keep_the_filters(kim: FlaskClient, session: Session, people: People) -> None:
    make_cases(session, people.user("amira"), make_call(session), 60, status=Status.COUNCIL)

    first = kim.get("/review/cases?status=council").text
    following = re.findall(r'href="(/review/cases[^"]*after=[^"]*)" rel="next"', first)[0].replace("&amp;", "&")
    second = kim.get(following).text
    before = re.findall(r'href="(/review/cases[^"]*before=[^"]*)" rel="prev"', second)[0].replace("&amp;", "&")

    assert (len(links_of(first)), len(links_of(second))) == (50, 10)
    assert "status=council" in following
    assert links_of(kim.get(before).text) == links_of(first)


def test_queue_answers_htmx_with_the_list_alone(kim: FlaskClient, session: Session, people: People) -> None:
    make_cases(session, people.user("amira"), make_call(session), 1)

    fragment = kim.get("/review/cases", headers={"HX-Request": "true"}).text

    assert fragment.lstrip().startswith('<div id="queue">')
    assert links_of(fragment) == ["Case 1"]


def test_queue_takes_any_address(kim: FlaskClient) -> None:
    answer = kim.get("/review/cases?status=x&lead=-1&call=%00&after=1-&before=%F0%9F%98%80&q=%00%27&sort=1")

    assert answer.status_code == 200


@pytest.mark.parametrize("query", ["", "?q=hembesök", "?status=submitted&area=work_income&lead=nobody"])
def test_queue_sends_at_most_five_statements_for_any_number_of_cases(
    kim: FlaskClient, session: Session, people: People, count_queries: CountQueries, query: str
) -> None:
    amira, call, lengths = people.user("amira"), make_call(session), []

    for more in (1, 2, 60):
        for case in make_cases(session, amira, call, more, area="work_income"):
            index_text(session, case, "hembesök")
        session.commit()
        with count_queries() as statements:
            kim.get(f"/review/cases{query}")
        lengths.append(len(statements))

    assert lengths == [5, 5, 5] if "q=" in query else [4, 4, 4]


def test_take_makes_the_coordinator_the_lead(
    kim: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    answer = kim.post(f"/review/{sent.id}/take")

    session.expire_all()
    assert answer.status_code == 303
    assert session.get_one(Application, sent.id).coordinator_id == people.person("kim").id


def test_return_shows_its_letter_before_anything_happens(kim: FlaskClient, session: Session, sent: Application) -> None:
    page = kim.post(
        f"/review/{sent.id}/return", data={"press": "letter", "steps": ["need", "cost"], "note": "Hur många?"}
    )

    fields = fields_of(page.text)
    assert sent.reference in fields["subject-sv"]
    assert "Hur många?" in fields["body-sv"]
    assert (fields["note"], status_of(session, sent)) == ("Hur många?", Status.SUBMITTED)
    assert mails_of(session, sent, Move.RETURN) == []


def test_return_sends_the_letter_as_it_was_edited(kim: FlaskClient, session: Session, sent: Application) -> None:
    choices = {"steps": ["need", "cost"], "note": "Hur många?"}
    page = kim.post(f"/review/{sent.id}/return", data={"press": "letter", **choices}).text

    edited = {**fields_of(page), **choices, "subject-sv": "Er skiss", "body-sv": "Hej Amira!\r\n\r\nHur många?"}
    answer = kim.post(f"/review/{sent.id}/return", data={**edited, "press": "send"})

    mail = mails_of(session, sent, Move.RETURN)[0]
    request = open_completion(session, sent.id)
    assert answer.status_code == 303
    assert (mail.subject, mail.body) == ("Er skiss", "Hej Amira!\n\nHur många?")
    assert status_of(session, sent) is Status.RETURNED
    assert request is not None
    assert request.steps == ["need", "cost"]


def test_letter_is_written_in_the_language_of_each_reader(
    kim: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    people.person("amira").language = "en"
    session.add(people.person("amira"))
    session.commit()

    fields = fields_of(kim.get(f"/review/{sent.id}/council").text)

    assert fields["subject-en"] == f"{sent.reference}: your sketch goes to the council"
    assert "subject-sv" not in fields


def test_council_shows_its_letter_at_once_and_passes_on(kim: FlaskClient, session: Session, sent: Application) -> None:
    fields = fields_of(kim.get(f"/review/{sent.id}/council").text)
    kim.post(f"/review/{sent.id}/council", data={**fields, "press": "send"})

    assert status_of(session, sent) is Status.COUNCIL
    assert [mail.to_address for mail in mails_of(session, sent, Move.PASS_TO_COUNCIL)] == ["amira@stad.example"]


def test_refer_is_filled_with_the_reasons_of_the_stored_advice(
    kim: FlaskClient, session: Session, sent: Application
) -> None:
    fields = fields_of(kim.get(f"/review/{sent.id}/refer").text)

    submission = session.exec(select(Submission).where(Submission.application_id == sent.id)).one()
    reasons = {
        fund["id"]: [condition["reason"] for condition in fund["conditions"] if condition["met"] == "yes"]
        for fund in submission.advice["funds"]
    }
    page = kim.get(f"/review/{sent.id}/refer").text
    chosen = re.findall(r'<option value="(\w+)" selected>', page)
    assert fields["reason"] == "\n".join(reasons[chosen[0]])


def test_refer_fetches_reasons_for_another_fund_and_keeps_what_was_written(kim: FlaskClient, sent: Application) -> None:
    page = kim.post(f"/review/{sent.id}/refer", data={"press": "reasons", "fund": "esf", "reason": "Mina ord."}).text

    assert fields_of(page)["reason"].startswith("Mina ord.")
    assert '<option value="esf" selected>' in page


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({}, ["criterion", "reason", "way_on"]),
        ({"criterion": "area", "reason": "Nej."}, ["way_on"]),
        ({"criterion": "area", "way_on": "Fråga oss."}, ["reason"]),
        ({"criterion": "nothing", "reason": "Nej.", "way_on": "Fråga oss."}, ["criterion"]),
    ],
)
@pytest.mark.parametrize("press", ["letter", "send"])
def test_decline_asks_for_criterion_reason_and_way_on(
    kim: FlaskClient, session: Session, sent: Application, data: dict[str, str], fields: list[str], press: str
) -> None:
    answer = kim.post(f"/review/{sent.id}/decline", data={**data, "press": press})

    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(\w+)">', answer.text) == fields
    assert fields_of(answer.text)["reason"] == data.get("reason", "")
    assert status_of(session, sent) is Status.SUBMITTED


def test_decline_letter_holds_reason_and_way_on(kim: FlaskClient, session: Session, sent: Application) -> None:
    data = {"criterion": "area", "reason": "Cykelbanor.", "way_on": "Fråga trafikkontoret."}
    page = kim.post(f"/review/{sent.id}/decline", data={**data, "press": "letter"}).text

    kim.post(f"/review/{sent.id}/decline", data={**fields_of(page), **data, "press": "send"})

    mail = mails_of(session, sent, Move.DECLINE)[0]
    assert "Cykelbanor.\n" in mail.body
    assert "Fråga trafikkontoret.\n" in mail.body
    assert status_of(session, sent) is Status.DECLINED


def test_back_keeps_choices_and_the_edited_letter(kim: FlaskClient, sent: Application) -> None:
    data = {"steps": ["need"], "note": "Hur många?"}
    letter = {**fields_of(kim.post(f"/review/{sent.id}/return", data={**data, "press": "letter"}).text), **data}

    choices = fields_of(
        kim.post(f"/review/{sent.id}/return", data={**letter, "body-sv": "Mitt brev", "press": "back"}).text
    )
    again = kim.post(f"/review/{sent.id}/return", data={**choices, "note": "Hur gamla?", "press": "letter"}).text

    assert (choices["note"], choices["steps"]) == ("Hur många?", "need")
    assert fields_of(again)["body-sv"] == "Mitt brev"
    assert "Hur gamla?" in fields_of(again)["written-body-sv"]


def test_letter_that_nobody_edited_follows_new_choices(kim: FlaskClient, sent: Application) -> None:
    data = {"steps": ["need"], "note": "Hur många?"}
    letter = fields_of(kim.post(f"/review/{sent.id}/return", data={**data, "press": "letter"}).text)

    again = kim.post(f"/review/{sent.id}/return", data={**letter, "note": "Hur gamla?", "press": "letter"}).text

    assert "Hur gamla?" in fields_of(again)["body-sv"]
    assert "Hur många?" not in fields_of(again)["body-sv"]


@pytest.mark.parametrize("change", [{"subject-sv": " "}, {"body-sv": "\n"}, {"subject-sv": "o" * 201}])
def test_letter_without_subject_or_text_is_not_sent(
    kim: FlaskClient, session: Session, sent: Application, change: dict[str, str]
) -> None:
    fields = fields_of(kim.get(f"/review/{sent.id}/council").text)

    answer = kim.post(f"/review/{sent.id}/council", data={**fields, **change, "press": "send"})

    assert answer.status_code == 422
    assert status_of(session, sent) is Status.SUBMITTED


def test_case_that_came_back_meanwhile_is_not_decided_on_old_grounds(
    kim: FlaskClient, session: Session, people: People
) -> None:
    amira, lena, call = people.user("amira"), people.user("lena"), make_call(session)
    first = make_sent(session, amira, call)
    fields = fields_of(kim.get(f"/review/{first.id}/council").text)
    returned = make_returned(session, amira, call, lena)
    save_fields(session, returned, "need", {"need": "Etthundratjugo."}, by=amira)
    submit(session, returned, call, by=amira)
    session.commit()

    answer = kim.post(f"/review/{returned.id}/council", data={**fields, "body-sv": "Mitt brev", "press": "send"})

    assert answer.status_code == 409
    assert "Mitt brev" in answer.text
    assert status_of(session, returned) is Status.SUBMITTED


def test_decision_twice_is_refused_and_gives_the_text_back(
    kim: FlaskClient, session: Session, sent: Application
) -> None:
    fields = fields_of(kim.get(f"/review/{sent.id}/council").text)
    data = {**fields, "body-sv": "Mitt brev", "press": "send"}
    kim.post(f"/review/{sent.id}/council", data=data)

    again = kim.post(f"/review/{sent.id}/council", data=data)

    assert again.status_code == 409
    assert "Mitt brev" in again.text
    assert len(mails_of(session, sent, Move.PASS_TO_COUNCIL)) == 1


def test_support_report_shows_medians_and_hides_small_groups(
    kim: FlaskClient, session: Session, people: People
) -> None:
    amira, didrik, call = people.user("amira"), people.user("didrik"), make_call(session)
    for case in make_cases(session, amira, call, 5):
        log_support(session, case, by=people.user("kim"))
    make_cases(session, didrik, call, 4)
    session.commit()

    page = kim.get("/review/support", headers=ENGLISH).text

    rows = re.findall(r'<th scope="row">([^<]+)</th>\s*<td class="number">(\d+)</td>\s*<td class="number">(\d+)', page)
    assert rows == [("Järva District Administration", "5", "5"), ("Born in an administration", "9", "5")]
    assert "Fewer than five cases: Farsta District Administration." in page
    assert "Fewer than five cases: Born in the Commission." in page


def test_support_report_keeps_to_one_call(kim: FlaskClient, session: Session, people: People) -> None:
    amira, call, other = people.user("amira"), make_call(session), make_call(session, code="other")
    make_cases(session, amira, call, 6)
    make_cases(session, amira, other, 5)

    page = kim.get(f"/review/support?call={other.id}", headers=ENGLISH).text

    assert re.findall(r'Järva District Administration</th>\s*<td class="number">(\d+)', page) == ["5"]
