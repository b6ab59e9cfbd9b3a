"""A case's pages, for each who may see it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.access import Whose
from sifapp.applications.models import Application, Message, Submission
from sifapp.applications.operations import add_member, index_text, take_case, write_message
from sifapp.mail.models import OutboxMail
from sifapp.review.models import Note, SupportGiven
from sifapp.review.operations import pass_to_council, usual_last_day, write_note
from sifapp.statuses import Status
from sifapp.wizard.operations import save_fields
from sifapp.wizard.sending import submit
from tests.factories import ANSWERS, make_call, make_cases, make_draft, make_mailing, make_returned, make_sent
from tests.people import People

CountQueries = Callable[[], AbstractContextManager[list[str]]]
ENGLISH = {"Accept-Language": "en"}
PUBLIC_PAGES = ("", "/sketch", "/messages")
INTERNAL_PAGES = ("/advice", "/notes", "/log")


@pytest.fixture
def sent(session: Session, people: People) -> Application:
    """Amira's sketch, which waits for triage."""
    return make_sent(session, people.user("amira"), make_call(session))


def mails_to(session: Session, application: Application) -> dict[str, str]:
    """Who got a mail about a message, and its text."""
    mails = session.exec(select(OutboxMail).where(OutboxMail.application_id == application.id))
    return {mail.to_address: mail.body for mail in mails if mail.key.startswith("message:")}


def test_overview_tells_the_owner_where_the_case_is(client: FlaskClient, people: People, sent: Application) -> None:
    people.sign_in(client, "amira")

    page = client.get(f"/cases/{sent.id}", headers=ENGLISH).text

    assert "Now: </span>The fund’s coordinators read the sketch" in page
    assert "No later than" in page
    assert sent.reference in page


def test_overview_holds_the_letters(client: FlaskClient, session: Session, people: People, sent: Application) -> None:
    mailing = make_mailing(people.person("amira"), subject="Till rådet", body="Ni har kommit vidare.")
    pass_to_council(session, sent, mailing=mailing, by=people.user("kim"))
    session.commit()
    people.sign_in(client, "amira")

    page = client.get(f"/cases/{sent.id}").text

    assert "Till rådet" in page
    assert "Ni har kommit vidare." in page


def test_overview_says_what_the_fund_asks_for(client: FlaskClient, session: Session, people: People) -> None:
    returned = make_returned(session, people.user("amira"), make_call(session), people.user("kim"))
    people.sign_in(client, "amira")

    page = client.get(f"/cases/{returned.id}", headers=ENGLISH).text

    assert "Hur många?" in page
    assert f'href="/sketches/{returned.id}">Answer the fund</a>' in page


def test_overview_names_both_sides(client: FlaskClient, session: Session, people: People, sent: Application) -> None:
    add_member(session, sent, people.person("bo"), Whose.EDITOR, by=people.user("amira"))
    take_case(session, sent, people.user("kim"))
    session.commit()
    people.sign_in(client, "amira")

    page = client.get(f"/cases/{sent.id}", headers=ENGLISH).text

    for name in ("Amira, Handläggare", "Bo, may write", "Kim"):
        assert f'<dd class="keep-lines">{name}</dd>' in page


@pytest.mark.parametrize("page", PUBLIC_PAGES)
@pytest.mark.parametrize("name", ["amira", "kim", "siv", "tor"])
def test_pages_for_all_are_open_to_those_who_may_see_the_case(
    client: FlaskClient, people: People, sent: Application, page: str, name: str
) -> None:
    people.sign_in(client, name)

    assert client.get(f"/cases/{sent.id}{page}").status_code == 200


@pytest.mark.parametrize("page", [*PUBLIC_PAGES, *INTERNAL_PAGES])
def test_stranger_does_not_learn_that_the_case_exists(
    client: FlaskClient, people: People, sent: Application, page: str
) -> None:
    people.sign_in(client, "eva")

    assert client.get(f"/cases/{sent.id}{page}").status_code == (404 if page in PUBLIC_PAGES else 403)


@pytest.mark.parametrize("page", INTERNAL_PAGES)
@pytest.mark.parametrize("name", ["amira", "siv", "tor"])
def test_internal_pages_are_the_coordinators_alone(
    client: FlaskClient, people: People, sent: Application, page: str, name: str
) -> None:
    people.sign_in(client, name)

    assert client.get(f"/cases/{sent.id}{page}").status_code == 403


@pytest.mark.parametrize("name", ["amira", "bo", "didrik", "siv", "tor", "rut", "eva"])
def test_note_reaches_nobody_but_coordinators(
    client: FlaskClient, session: Session, people: People, sent: Application, name: str
) -> None:
    secret = "Vi väntar på budgeten."
    add_member(session, sent, people.person("bo"), Whose.EDITOR, by=people.user("amira"))
    add_member(session, sent, people.person("didrik"), Whose.VIEWER, by=people.user("amira"))
    write_note(session, sent, secret, by=people.user("kim"))
    session.commit()
    addresses = [
        *(f"/cases/{sent.id}{page}" for page in (*PUBLIC_PAGES, *INTERNAL_PAGES)),
        f"/sketches/{sent.id}/receipt",
        "/start",
        "/review/",
        "/review/cases?q=budgeten",
    ]

    people.sign_in(client, "kim")
    shown = client.get(f"/cases/{sent.id}/notes").text
    people.sign_in(client, name)
    answers = [client.get(address, follow_redirects=True).text for address in addresses]
    answers += [client.get(address, headers={"HX-Request": "true"}).text for address in addresses]

    assert secret in shown
    assert [answer for answer in answers if "budgeten." in answer] == []
    assert [mail for mail in session.exec(select(OutboxMail)) if secret in mail.body] == []


def test_note_is_written_and_read(client: FlaskClient, session: Session, people: People, sent: Application) -> None:
    people.sign_in(client, "kim")

    client.post(f"/cases/{sent.id}/notes", data={"body": "Ring dem.\x00"})

    assert [note.body for note in session.exec(select(Note))] == ["Ring dem."]


def test_empty_note_and_message_are_asked_for(client: FlaskClient, people: People, sent: Application) -> None:
    people.sign_in(client, "kim")

    answers = [client.post(f"/cases/{sent.id}/{page}", data={"body": " \n"}) for page in ("notes", "messages")]

    assert [answer.status_code for answer in answers] == [422, 422]


def test_support_is_noted_and_undone_with_one_press(
    client: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    people.sign_in(client, "kim")

    client.post(f"/cases/{sent.id}/support")
    client.post(f"/cases/{sent.id}/support")
    client.post(f"/cases/{sent.id}/support/undo")
    page = client.get(f"/cases/{sent.id}/notes", headers=ENGLISH).text

    assert len(session.exec(select(SupportGiven)).all()) == 1
    assert "has got 1 half-hour of help" in page


def before_and_after(log: str, event: str) -> tuple[str, str]:
    """The old and the new value of the latest event of that kind, as the log's page shows them."""
    row = log.partition(f"{event}</th>")[2].partition("</tr>")[0]
    before, after = re.findall(r'data-label="(?:Before|After)">([^<]*)<', row)
    return before, after


def test_origin_is_recorded(client: FlaskClient, session: Session, people: People, sent: Application) -> None:
    people.sign_in(client, "kim")

    client.post(f"/cases/{sent.id}/origin", data={"origin": "commission"})
    log = client.get(f"/cases/{sent.id}/log", headers=ENGLISH).text

    session.expire_all()
    assert session.get_one(Application, sent.id).origin == "commission"
    assert before_and_after(log, "The origin was changed") == (
        "The administration’s own idea",
        "An idea from the Commission for a Socially Sustainable Stockholm",
    )


def test_message_of_the_applicant_reaches_all_coordinators_until_there_is_a_lead(
    client: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    people.person("kim"), people.person("lena")
    people.sign_in(client, "amira")

    client.post(f"/cases/{sent.id}/messages", data={"body": "När får vi svar?"})

    mails = mails_to(session, sent)
    session.expire_all()
    assert set(mails) == {"kim@stad.example", "lena@stad.example"}
    assert "När får vi svar?" in mails["kim@stad.example"]
    assert session.get_one(Application, sent.id).awaits_reply


def test_message_of_the_applicant_reaches_the_lead_alone(
    client: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    people.person("lena")
    take_case(session, sent, people.user("kim"))
    session.commit()
    people.sign_in(client, "amira")

    client.post(f"/cases/{sent.id}/messages", data={"body": "När får vi svar?"})

    assert set(mails_to(session, sent)) == {"kim@stad.example"}


def test_message_of_the_fund_reaches_owner_and_editors_in_their_language(
    client: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    people.person("bo").language = "en"
    add_member(session, sent, people.person("bo"), Whose.EDITOR, by=people.user("amira"))
    add_member(session, sent, people.person("didrik"), Whose.VIEWER, by=people.user("amira"))
    session.commit()
    people.sign_in(client, "kim")

    client.post(f"/cases/{sent.id}/messages", data={"body": "I mars."})

    mails = mails_to(session, sent)
    assert set(mails) == {"amira@stad.example", "bo@stad.example"}
    assert f"Answer on the case’s page: http://localhost:8000/cases/{sent.id}" in mails["bo@stad.example"]
    assert not session.get_one(Application, sent.id).awaits_reply


def test_message_from_a_draft_tells_the_coordinators_to_answer_by_mail(
    client: FlaskClient, session: Session, people: People
) -> None:
    draft = make_draft(session, people.user("amira"), make_call(session))
    people.person("kim").language = "en"
    session.commit()
    people.sign_in(client, "amira")

    client.post(f"/cases/{draft.id}/messages", data={"body": "Får vi söka?"})

    body = mails_to(session, draft)["kim@stad.example"]
    assert "Answer by email to amira@stad.example." in body


def test_conversation_shows_both_sides_in_order(
    client: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    write_message(session, sent, "<b>När?</b>", by=people.user("amira"), from_fund=False)
    write_message(session, sent, "I mars.", by=people.user("kim"), from_fund=True)
    session.commit()
    people.sign_in(client, "amira")

    page = client.get(f"/cases/{sent.id}/messages").text

    assert page.index("&lt;b&gt;När?&lt;/b&gt;") < page.index("I mars.")
    assert len(session.exec(select(Message)).all()) == 2


def test_director_reads_messages_but_does_not_write(client: FlaskClient, people: People, sent: Application) -> None:
    pages = {}
    for name in ("amira", "kim", "siv"):
        people.sign_in(client, name)
        pages[name] = "<textarea" in client.get(f"/cases/{sent.id}/messages").text

    answer = client.post(f"/cases/{sent.id}/messages", data={"body": "Hej"})

    assert pages == {"amira": True, "kim": True, "siv": False}
    assert answer.status_code == 403


def test_sketch_page_shows_what_was_sent_and_not_what_is_written_since(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira = people.user("amira")
    returned = make_returned(session, amira, make_call(session), people.user("kim"))
    save_fields(session, returned, "need", {"need": "Halvfärdig text"}, by=amira)
    session.commit()
    people.sign_in(client, "kim")

    page = client.get(f"/cases/{returned.id}/sketch").text

    assert "Omkring 120 familjer i Järva" in page
    assert "Halvfärdig text" not in page


def test_sketch_page_marks_what_the_completion_changed(client: FlaskClient, session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    returned = make_returned(session, amira, call, people.user("kim"))
    save_fields(session, returned, "need", {"need": ANSWERS["need"]["need"].replace("120", "140")}, by=amira)
    submit(session, returned, call, by=amira)
    session.commit()
    people.sign_in(client, "kim")

    page = client.get(f"/cases/{returned.id}/sketch", headers=ENGLISH).text

    assert "Removed: </span>120 </del>" in page
    assert "Added: </span>140 </ins>" in page


def test_sketch_page_of_a_draft_shows_it_to_its_team(client: FlaskClient, session: Session, people: People) -> None:
    draft = make_draft(session, people.user("amira"), make_call(session))
    people.sign_in(client, "amira")

    page = client.get(f"/cases/{draft.id}/sketch").text

    assert "Omkring 120 familjer i Järva" in page


def test_advice_page_shows_the_stored_advice(client: FlaskClient, people: People, sent: Application) -> None:
    people.sign_in(client, "kim")

    page = client.get(f"/cases/{sent.id}/advice", headers=ENGLISH).text

    assert '<mark class="area-work_income">' in page
    assert "Today the advice would be" not in page


def send_under_old_rules(session: Session, **advice: str) -> None:
    """A second round of what was sent, with the advice as other rules gave it."""
    first = session.exec(select(Submission)).one()
    old = {**first.advice, "knowledge_version": "2019-1", **advice}
    session.add(Submission(**{**first.model_dump(exclude={"id"}), "round": 2, "advice": old}))
    session.commit()


def test_advice_page_tells_when_the_rules_would_say_something_else_today(
    client: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    send_under_old_rules(session, best_fund="esf")
    people.sign_in(client, "kim")

    page = client.get(f"/cases/{sent.id}/advice", headers=ENGLISH).text

    assert "Today the advice would be" in page


def test_advice_page_is_quiet_when_only_the_version_has_changed(
    client: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    send_under_old_rules(session)
    people.sign_in(client, "kim")

    page = client.get(f"/cases/{sent.id}/advice", headers=ENGLISH).text

    assert "Today the advice would be" not in page


def test_advice_page_shows_similar_cases(
    client: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    earlier = make_cases(session, people.user("amira"), make_call(session, code="old"), 1, title=sent.title)[0]
    index_text(session, earlier, sent.title)
    session.commit()
    people.sign_in(client, "kim")

    page = client.get(f"/cases/{sent.id}/advice").text

    assert f'<a href="/cases/{earlier.id}">' in page


def test_case_from_before_this_system_has_pages_too(client: FlaskClient, session: Session, people: People) -> None:
    granted = make_cases(session, people.user("amira"), make_call(session), 1, status=Status.GRANTED)[0]
    people.sign_in(client, "kim")

    answers = [client.get(f"/cases/{granted.id}{page}").status_code for page in (*PUBLIC_PAGES, *INTERNAL_PAGES)]

    assert answers == [200] * 6


def test_log_names_people_and_hides_what_was_before_the_sending(
    client: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    take_case(session, sent, people.user("lena"))
    take_case(session, sent, people.user("kim"))
    session.commit()
    people.sign_in(client, "kim")

    log = client.get(f"/cases/{sent.id}/log", headers=ENGLISH).text

    assert before_and_after(log, "A coordinator took the case") == ("Lena", "Kim")
    assert "The sketch was started" not in log


def test_log_writes_the_last_day_in_full(client: FlaskClient, session: Session, people: People) -> None:
    call = make_call(session)
    returned = make_returned(session, people.user("amira"), call, people.user("kim"))
    people.sign_in(client, "kim")

    log = client.get(f"/cases/{returned.id}/log", headers=ENGLISH).text

    assert f"Last day to answer: {usual_last_day(call):%-d %B %Y}" in log


@pytest.mark.parametrize("page", [*PUBLIC_PAGES, *INTERNAL_PAGES])
def test_page_sends_at_most_eight_statements(
    client: FlaskClient, session: Session, people: People, sent: Application, page: str, count_queries: CountQueries
) -> None:
    kim = people.user("kim")
    take_case(session, sent, kim)
    for body in ("Ett", "Två", "Tre"):
        write_note(session, sent, body, by=kim)
        write_message(session, sent, body, by=kim, from_fund=True)
    session.commit()
    people.sign_in(client, "kim")
    client.get("/review/")

    with count_queries() as statements:
        client.get(f"/cases/{sent.id}{page}")

    assert len(statements) <= 8


def test_case_of_one_person_asks_for_no_colleagues_partners_or_files(
    client: FlaskClient, people: People, sent: Application, count_queries: CountQueries
) -> None:
    people.sign_in(client, "kim")
    client.get("/review/")

    with count_queries() as statements:
        client.get(f"/cases/{sent.id}")

    assert len(statements) <= 5


def test_more_owners_send_no_more_statements(
    client: FlaskClient, session: Session, people: People, count_queries: CountQueries
) -> None:
    amira, call, sent = people.user("amira"), make_call(session), []
    for names in (["Socialförvaltningen"], ["Socialförvaltningen", "Utbildningsförvaltningen", "Idrottsförvaltningen"]):
        application = make_draft(session, amira, call)
        rows = {f"partners-{n}-who": name for n, name in enumerate(names)}
        roles = {f"partners-{n}-role": "co_owner" for n in range(len(names))}
        save_fields(session, application, "partners", rows | roles, by=amira)
        submit(session, application, call, by=amira)
        sent.append(application)
    session.commit()
    people.sign_in(client, "kim")
    client.get("/review/")

    counts = []
    for application in sent:
        with count_queries() as statements:
            page = client.get(f"/cases/{application.id}")
        counts.append(len(statements))

    assert "Idrottsförvaltningen" in page.text
    assert counts[0] == counts[1] <= 8
