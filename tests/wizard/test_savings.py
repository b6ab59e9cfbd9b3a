"""Whoever is to save confirms or disputes; nothing is sent in silence, and the council reads what was said."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.access import Whose
from sifapp.accounts.models import Administration
from sifapp.applications.models import Application, Call
from sifapp.applications.operations import add_member
from sifapp.applications.queries import submissions_of
from sifapp.i18n import today
from sifapp.mail.models import OutboxMail
from sifapp.savings.models import SavingsRequest
from sifapp.savings.operations import ask as ask_bromma
from sifapp.savings.queries import answers_in, sent_in
from sifapp.savings.rules import State
from sifapp.statuses import Status
from sifapp.wizard.operations import save_fields
from sifapp.wizard.savings import standings_sent
from sifapp.wizard.sending import ask_sign_off
from tests.factories import make_call, make_invited, write_application
from tests.people import People
from tests.review.reading import ENGLISH, fields_of, text_of

CountQueries = Callable[[], AbstractContextManager[list[str]]]

# The pages know of no database; operations and queries are tested on both in tests/savings.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

SECOND = {
    "effect-1-unit": "dygn",
    "effect-1-payer": "farsta",
    "effect-1-reason": "Ingen har räknat dem.",
}


@pytest.fixture
def case(session: Session, people: People) -> Application:
    """An application by which Bromma would save placements, and Farsta something that nobody has counted."""
    case = make_invited(session, people.user("amira"), make_call(session), people.user("kim"))
    write_application(session, case, people.user("amira"))
    write(session, people, case, **{"effect-0-payer": "bromma", **SECOND})
    people.person("eva")
    return case


def write(session: Session, people: People, case: Application, **fields: str) -> None:
    save_fields(session, case, "economy", fields, by=people.user("amira"))
    session.commit()


def ask(client: FlaskClient, people: People, case: Application, code: str = "bromma") -> int:
    """Amira asks; returns the number of what is asked."""
    people.sign_in(client, "amira")
    client.post(f"/cases/{case.id}/savings/ask", data={"administration": code})
    asked = select(SavingsRequest.id).join(Administration).where(Administration.code == code)
    return people.session.exec(asked).one()


def answer(client: FlaskClient, people: People, number: int, who: str = "eva", **fields: str) -> str:
    """Somebody fills in the form as it stands; returns the page that follows."""
    people.sign_in(client, who)
    page = client.get(f"/savings/{number}").text
    answered = client.post(f"/savings/{number}", data={**fields_of(page), **fields}, headers=ENGLISH)
    return text_of(answered.text)


def dispute(client: FlaskClient, people: People, number: int) -> str:
    return answer(client, people, number, **{"answer-0": "disputed", "reason-0": "Vi har tre i dag."})


def mails_to(session: Session, people: People, name: str) -> list[str]:
    sent = select(OutboxMail.body).where(OutboxMail.recipient_id == people.person(name).id)
    return list(session.exec(sent.order_by(OutboxMail.id)).all())  # type: ignore[arg-type]  # a column


def verdicts(session: Session, case: Application) -> list[tuple[str, str, str]]:
    session.rollback()
    return [(given.who, given.verdict.value, given.reason) for given in answers_in(session, case.id)]


def test_page_tells_who_would_save_what_and_who_gets_the_mail(
    client: FlaskClient, people: People, case: Application
) -> None:
    people.sign_in(client, "amira")

    page = text_of(client.get(f"/cases/{case.id}/savings", headers=ENGLISH).text)

    assert "Fewer a year: 2, at least 1 and at most 4." in page
    assert "That is SEK 800,000 less a year, at least SEK 400,000 and at most SEK 1,600,000." in page
    assert "It cannot be calculated: Ingen har räknat dem." in page
    assert "These get an email, and one of them answers: Eva." in page
    assert "can sign in and answer. Ask the fund’s coordinators to have somebody registered." in page  # Farsta


def test_asked_administration_gets_a_mail_and_finds_it_on_its_start_page(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    number = ask(client, people, case)
    people.sign_in(client, "eva")

    start = client.get("/start", headers=ENGLISH).text

    assert [f"/savings/{number}" in mail for mail in mails_to(session, people, "eva")] == [True]
    assert f'href="/savings/{number}"' in start


def test_administration_that_has_not_answered_can_be_reminded(
    client: FlaskClient, people: People, case: Application
) -> None:
    ask(client, people, case)

    page = text_of(client.get(f"/cases/{case.id}/savings", headers=ENGLISH).text)

    assert "These have got an email, and one of them answers: Eva. You can remind them." in page


def test_asked_person_sees_their_own_lines_and_nothing_else_of_the_case(
    client: FlaskClient, people: People, case: Application
) -> None:
    number = ask(client, people, case)
    people.sign_in(client, "eva")

    page = client.get(f"/savings/{number}", headers=ENGLISH).text

    assert (case.title in page, "placeringar" in page, "dygn" in page, "118 familjer" in page) == (
        True,
        True,
        False,
        False,
    )
    assert client.get(f"/cases/{case.id}").status_code == 404


def test_writer_of_the_case_does_not_answer_for_their_administration(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    number = ask(client, people, case)
    add_member(session, case, people.person("eva"), Whose.EDITOR, by=people.user("amira"))
    session.commit()
    people.sign_in(client, "eva")

    statuses = [client.get(f"/savings/{number}").status_code, client.post(f"/savings/{number}").status_code]

    assert statuses == [403, 403]
    assert "Eva" not in text_of(client.get(f"/cases/{case.id}/savings").text).split("Bromma")[1].split("Farsta")[0]


def test_confirmed_line_asks_for_no_word_and_the_writers_are_told(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    number = ask(client, people, case)

    answer(client, people, number, **{"answer-0": "confirmed"})

    people.sign_in(client, "amira")
    check = client.get(f"/sketches/{case.id}/check").text
    assert verdicts(session, case) == [("Eva", "confirmed", "")]
    assert ['name="unconfirmed-bromma"' in check, 'name="unconfirmed-farsta"' in check] == [False, True]
    assert "placeringar: bekräftad" in mails_to(session, people, "amira")[-1]
    people.sign_in(client, "eva")
    assert f'href="/savings/{number}"' not in client.get("/start").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"answer-0": "disputed", "reason-0": " "}, "Say why, and what would be right."),
        ({"answer-0": "disputed", "reason-0": "Fråga 19121212-1212"}, "looks like a personal identity number"),
        ({"answer-0": ""}, "Confirm or dispute at least one line."),
        ({"answer-0": "confirmed", "mark-0": "another"}, "The line has changed since you opened the page."),
    ],
)
def test_answer_with_a_fault_is_not_kept_and_says_what_to_do(
    client: FlaskClient, session: Session, people: People, case: Application, fields: dict[str, str], said: str
) -> None:
    number = ask(client, people, case)

    page = answer(client, people, number, **fields)

    assert said in page
    assert verdicts(session, case) == []


def test_two_answer_at_once_the_last_holds_and_is_told(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    number = ask(client, people, case)
    people.sign_in(client, "eva")
    opened = fields_of(client.get(f"/savings/{number}").text)
    dispute(client, people, number)

    client.post(f"/savings/{number}", data={**opened, "answer-0": "confirmed"}, headers=ENGLISH)

    page = text_of(client.get(f"/savings/{number}", headers=ENGLISH).text)
    assert "Your answer came last, and holds." in page
    assert [verdict for _who, verdict, _reason in verdicts(session, case)] == ["disputed", "confirmed"]


def test_line_that_changes_waits_anew(client: FlaskClient, session: Session, people: People, case: Application) -> None:
    number = ask(client, people, case)
    answer(client, people, number, **{"answer-0": "confirmed"})

    write(session, people, case, **{"effect-0-high": "9"})

    people.sign_in(client, "eva")
    assert f'href="/savings/{number}"' in client.get("/start").text
    assert "Changed since the answer Eva confirmed it" in text_of(
        client.get(f"/savings/{number}", headers=ENGLISH).text
    )


def test_removed_line_leaves_nothing_to_answer(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    number = ask(client, people, case)
    write(session, people, case, **{"effect-0-payer": "jarva"})
    people.sign_in(client, "eva")

    page = text_of(client.get(f"/savings/{number}", headers=ENGLISH).text)

    assert "The application names no saving of yours any more." in page


def send(client: FlaskClient, people: People, case: Application, **remarks: str) -> tuple[int, str]:
    people.sign_in(client, "amira")
    page = client.get(f"/sketches/{case.id}/check").text
    sent = client.post(f"/sketches/{case.id}/submit", data={**fields_of(page), **remarks}, headers=ENGLISH)
    return sent.status_code, sent.text


def test_disputed_line_is_sent_only_with_a_word_on_it_and_what_is_typed_is_kept(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    dispute(client, people, ask(client, people, case))

    status, page = send(client, people, case, **{"unconfirmed-farsta": "Ingen där kan logga in."})

    people.sign_in(client, "amira")
    kept = fields_of(client.get(f"/sketches/{case.id}/check").text)
    session.refresh(case)
    assert (status, case.status) == (422, Status.INVITED)
    assert "Say in a sentence what you say to that." in page
    assert kept["unconfirmed-farsta"] == "Ingen där kan logga in."


def test_what_was_known_is_frozen_and_read_by_the_fund(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    dispute(client, people, ask(client, people, case))

    words = {"disputed-bromma": "Vi räknar med nästa år.", "unconfirmed-farsta": "Ingen där kan logga in."}
    status, _page = send(client, people, case, **words)

    session.rollback()
    session.refresh(case)
    sent = submissions_of(session, case.id)[-1]
    found = standings_sent(session, case, sent)
    people.sign_in(client, "kim")
    read = text_of(client.get(f"/cases/{case.id}/application", headers=ENGLISH).text)
    assert (status, case.status) == (303, Status.APPLIED)
    assert [(one.state, one.remark) for one in found] == [
        (State.DISPUTED, "Vi räknar med nästa år."),
        (State.NOT_ASKED, "Ingen där kan logga in."),
    ]
    for text in ("Disputed By Eva", "Vi har tre i dag.", "Vi räknar med nästa år.", "Not asked"):
        assert text in read
    assert "Disputed Disputed" not in read
    assert [one.state for one in sent_in(session, [case.id])[case.id]] == [State.DISPUTED, State.NOT_ASKED]


def test_coordinator_sees_on_the_first_page_which_savings_are_not_confirmed(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    dispute(client, people, ask(client, people, case))
    words = {"disputed-bromma": "Vi räknar med nästa år.", "unconfirmed-farsta": "Ingen där kan logga in."}
    send(client, people, case, **words)
    people.sign_in(client, "kim")

    read = text_of(client.get(f"/cases/{case.id}", headers=ENGLISH).text)

    assert "Savings that are not confirmed" in read
    for text in ("Disputed by Eva", "Vi har tre i dag.", "Vi räknar med nästa år.", "Ingen där kan logga in."):
        assert text in read


def test_first_page_says_nothing_of_savings_that_are_confirmed(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    write(session, people, case, **dict.fromkeys(SECOND, ""))
    answer(client, people, ask(client, people, case), **{"answer-0": "confirmed"})
    send(client, people, case)
    people.sign_in(client, "kim")

    read = text_of(client.get(f"/cases/{case.id}", headers=ENGLISH).text)

    session.refresh(case)
    assert case.status is Status.APPLIED
    assert "Savings that are not confirmed" not in read


def test_answer_after_the_sending_is_refused_and_its_words_are_shown(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    number = ask(client, people, case)
    people.sign_in(client, "eva")
    opened = fields_of(client.get(f"/savings/{number}").text)
    send(client, people, case, **{"unconfirmed-bromma": "De hinner inte.", "unconfirmed-farsta": "Ingen svarar."})
    people.sign_in(client, "eva")

    late = client.post(
        f"/savings/{number}", data={**opened, "answer-0": "disputed", "reason-0": "Vi har tre."}, headers=ENGLISH
    )

    assert (late.status_code, "Your answer came too late" in late.text, "Vi har tre." in late.text) == (409, True, True)
    assert verdicts(session, case) == []


def test_successor_of_a_merged_administration_is_asked_and_answers(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    number = ask(client, people, case)
    bromma, farsta = people.administration("eva"), people.administration("didrik")
    bromma.valid_to, bromma.successor_id = today(), farsta.id
    session.add(bromma)
    session.commit()

    answer(client, people, number, "didrik", all="1")

    assert verdicts(session, case) == [("Didrik", "confirmed", ""), ("Didrik", "confirmed", "")]


def test_manager_gives_back_what_was_disputed_while_they_read(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    number = ask(client, people, case)
    words = {"unconfirmed-bromma": "De hinner inte.", "unconfirmed-farsta": "Ingen svarar."}
    save_fields(session, case, "savings", words, by=people.user("amira"))
    ask_sign_off(session, case, people.person("cecilia"), by=people.user("amira"))
    session.commit()
    people.sign_in(client, "cecilia")
    opened = fields_of(client.get(f"/sketches/{case.id}/sign-off").text)
    dispute(client, people, number)
    people.sign_in(client, "cecilia")

    sent = client.post(
        f"/sketches/{case.id}/sign-off", data={**opened, "since": case.status_since.isoformat()}, headers=ENGLISH
    )

    session.refresh(case)
    assert (sent.status_code, case.status) == (422, Status.APPLICATION_SIGN_OFF)
    assert "Give it back, so that its writers can say something to that." in sent.text


def test_start_page_asks_the_database_no_more_for_many_requests(
    client: FlaskClient, session: Session, people: People, case: Application, count_queries: CountQueries
) -> None:
    ask(client, people, case)
    counts = []
    for _further in range(2):
        people.sign_in(client, "eva")
        with count_queries() as queries:
            client.get("/start")
        counts.append(len(queries))
        other = make_invited(session, people.user("amira"), session.get_one(Call, case.call_id), people.user("kim"))
        write_application(session, other, people.user("amira"))
        write(session, people, other, **{"effect-0-payer": "bromma"})
        ask_bromma(session, other, people.user("eva").administration, by=people.user("amira"))
        session.commit()

    assert counts[0] == counts[1]
