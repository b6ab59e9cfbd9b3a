"""Taking a case, handing it over, and what else is done with one press."""

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.models import Application
from sifapp.applications.operations import take_case
from sifapp.db import at_moment
from sifapp.mail.models import OutboxMail
from sifapp.review.operations import log_support
from tests.factories import make_call, make_cases
from tests.people import People
from tests.review.reading import (
    ENGLISH,
    NUMBER,
    cells_of,
    events_of,
    text_of,
)


def test_take_makes_the_coordinator_the_lead(
    kim: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    answer = kim.post(f"/review/{sent.id}/take")

    session.expire_all()
    assert answer.status_code == 303
    assert session.get_one(Application, sent.id).coordinator_id == people.person("kim").id


def test_take_twice_is_logged_once_and_is_no_error(
    kim: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    answers = [kim.post(f"/review/{sent.id}/take", data={"once": "one page"}) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert events_of(session, sent, "taken") == 1


def test_take_from_an_old_page_leaves_the_case_with_the_colleague_who_was_first(
    kim: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    with at_moment(datetime(2026, 11, 22, 8, 30, tzinfo=UTC)):
        take_case(session, sent, people.user("lena"))
    session.commit()

    answer = kim.post(f"/review/{sent.id}/take", data={"lead": "", "once": "an old page"}, headers=ENGLISH)

    session.expire_all()
    assert answer.status_code == 409
    assert "Lena took it 22 November 2026 at 09:30. To take it over, open the case. Open the case" in text_of(
        answer.text
    )
    assert session.get_one(Application, sent.id).coordinator_id == people.person("lena").id


def test_take_over_from_a_colleague_is_a_choice_on_a_page_that_names_them(
    kim: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    lena = people.user("lena")
    take_case(session, sent, lena)
    session.commit()

    answer = kim.post(f"/review/{sent.id}/take", data={"lead": lena.id, "once": "a fresh page"})

    session.expire_all()
    assert answer.status_code == 303
    assert session.get_one(Application, sent.id).coordinator_id == people.person("kim").id


def test_hand_over_makes_a_colleague_the_lead_and_tells_them(
    kim: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    lena = people.person("lena")
    lena.language = "en"
    session.add(lena)
    session.commit()

    answers = [kim.post(f"/review/{sent.id}/hand-over", data={"to": lena.id, "once": "a page"}) for _press in range(2)]

    mails = session.exec(select(OutboxMail).where(OutboxMail.recipient_id == lena.id)).all()
    session.expire_all()
    assert [answer.status_code for answer in answers] == [303, 303]
    assert session.get_one(Application, sent.id).coordinator_id == lena.id
    assert [mail.subject for mail in mails] == [f"{sent.reference} is yours now"]
    assert events_of(session, sent, "lead_changed") == 1


def test_hand_over_stands_in_the_log_with_both_names(
    kim: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    kim.post(f"/review/{sent.id}/take")
    kim.post(f"/review/{sent.id}/hand-over", data={"to": people.person("lena").id})

    lines = cells_of(kim.get(f"/cases/{sent.id}/log", headers=ENGLISH).text)

    # What, when, who, before, after.
    assert [lines[0][column] for column in (0, 2, 3, 4)] == [
        "The case was handed to a colleague",
        "Kim",
        "Kim",
        "Lena",
    ]


def test_hand_over_shows_what_each_colleague_has(
    kim: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    lena = people.person("lena")
    make_cases(session, people.user("amira"), make_call(session, code="other"), 3, coordinator_id=lena.id)

    page = kim.get(f"/review/{sent.id}/hand-over", headers=ENGLISH).text

    rows = re.findall(r'<th scope="row">(\w+)</th>\s*<td[^>]*>(\d+)</td>', page)
    assert rows == [("Kim", "0"), ("Lena", "3")]


@pytest.mark.parametrize("name", ["amira", "siv", None])
def test_hand_over_takes_no_other_person(
    kim: FlaskClient, session: Session, people: People, sent: Application, name: str | None
) -> None:
    to = people.person(name).id if name else "nobody"

    people.person("lena")
    answer = kim.post(f"/review/{sent.id}/hand-over", data={"to": to}, headers=ENGLISH)

    session.expire_all()
    assert answer.status_code == 422
    assert "Choose one of the colleagues in the list." in answer.text
    assert session.get_one(Application, sent.id).coordinator_id is None


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/review/{id}/return", {"press": "letter", "steps": "need", "note": f"Vem är {NUMBER}?"}),
        ("/cases/{id}/notes", {"body": f"Ring {NUMBER}."}),
        ("/cases/{id}/messages", {"body": f"Vem är {NUMBER}?"}),
    ],
)
def test_coordinators_text_with_a_personal_number_is_given_back(
    kim: FlaskClient, sent: Application, address: str, data: dict[str, str]
) -> None:
    answer = kim.post(address.format(id=sent.id), data=data, headers=ENGLISH)

    assert answer.status_code == 422
    assert f"“{NUMBER}” looks like a personal identity number." in answer.text


@pytest.mark.parametrize(
    ("address", "data", "event"),
    [
        ("notes", {"body": "Ring Amira."}, "note_written"),
        ("support", {}, "support_given"),
        ("support/undo", {}, "support_undone"),
    ],
)
def test_desk_work_sent_twice_is_done_once(
    kim: FlaskClient,
    session: Session,
    people: People,
    sent: Application,
    address: str,
    data: dict[str, str],
    event: str,
) -> None:
    for _half_hour in range(2):
        log_support(session, sent, by=people.user("kim"))
    session.commit()
    before = events_of(session, sent, event)

    for _press in range(2):
        answer = kim.post(f"/cases/{sent.id}/{address}", data={**data, "once": "one page"})

    assert (answer.status_code, events_of(session, sent, event)) == (303, before + 1)
