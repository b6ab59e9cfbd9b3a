"""Where each role lands after signing in."""

import re

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.access import Role, Whose
from sifapp.accounts.models import RoleGrant
from sifapp.applications.operations import add_member, delete_draft
from sifapp.statuses import Status
from sifapp.wizard.sending import ask_sign_off
from tests.factories import make_call, make_cases, make_draft, make_returned, make_sent
from tests.people import People

ENGLISH = {"Accept-Language": "en"}


def buttons(page: str) -> list[tuple[str, str]]:
    """Address and text of each case's main button."""
    return re.findall(r'<a class="button button-\w+" href="(/(?:cases|sketches)/\d[^"]*)">([^<]+)</a>', page)


@pytest.mark.parametrize(("name", "address"), [("kim", "/review/"), ("rut", "/council/"), ("ulla", "/people/")])
def test_start_leads_to_the_place_of_the_role(client: FlaskClient, people: People, name: str, address: str) -> None:
    people.sign_in(client, name)

    assert client.get("/start").location == address


def test_sketches_show_status_next_step_and_one_button(client: FlaskClient, session: Session, people: People) -> None:
    amira, call, kim = people.user("amira"), make_call(session), people.user("kim")
    draft = make_draft(session, amira, call)
    returned = make_returned(session, amira, call, kim)
    sent = make_sent(session, amira, call)
    people.sign_in(client, "amira")

    page = client.get("/start", headers=ENGLISH).text

    assert sorted(buttons(page)) == sorted(
        [
            (f"/sketches/{draft.id}", "Go on writing"),
            (f"/sketches/{returned.id}", "Answer the fund"),
            (f"/cases/{sent.id}", "Read"),
        ]
    )
    assert "The fund reads it. You need not do anything." in page


def test_sketches_stand_under_whose_turn_it_is_and_one_button_is_the_main_one(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira, call = people.user("amira"), make_call(session)
    draft = make_draft(session, amira, call)
    returned = make_returned(session, amira, call, people.user("kim"))
    sent = make_sent(session, amira, call)
    people.sign_in(client, "amira")

    page = client.get("/start", headers=ENGLISH).text

    marks = re.findall(r'<h2 id="group-\d">([^<]+)</h2>|button-(primary|secondary)" href="([^"]+\d)"', page)
    assert marks == [
        ("Your turn", "", ""),
        ("", "primary", f"/sketches/{returned.id}"),
        ("", "secondary", f"/sketches/{draft.id}"),
        ("You need not do anything", "", ""),
        ("", "secondary", f"/cases/{sent.id}"),
    ]


@pytest.mark.parametrize(("may", "address"), [(Whose.EDITOR, "sketches"), (Whose.VIEWER, "cases")])
def test_colleagues_get_the_button_for_what_they_may(
    client: FlaskClient, session: Session, people: People, may: Whose, address: str
) -> None:
    amira = people.user("amira")
    draft = make_draft(session, amira, make_call(session))
    add_member(session, draft, people.person("bo"), may, by=amira)
    session.commit()
    people.sign_in(client, "bo")

    page = client.get("/start", headers=ENGLISH).text

    assert [url for url, _text in buttons(page)] == [f"/{address}/{draft.id}"]


def test_manager_is_led_to_sign_off(client: FlaskClient, session: Session, people: People) -> None:
    amira = people.user("amira")
    draft = make_draft(session, amira, make_call(session, sign_off_required=True))
    ask_sign_off(session, draft, people.person("cecilia"), by=amira)
    session.commit()
    people.sign_in(client, "cecilia")

    page = client.get("/start", headers=ENGLISH).text

    assert buttons(page) == [(f"/sketches/{draft.id}/sign-off", "Read and sign off")]


def test_deleted_draft_can_be_brought_back(client: FlaskClient, session: Session, people: People) -> None:
    amira = people.user("amira")
    draft = make_draft(session, amira, make_call(session))
    delete_draft(session, draft, by=amira)
    session.commit()
    people.sign_in(client, "amira")

    page = client.get("/start").text

    assert buttons(page) == []
    assert f'action="/sketches/{draft.id}/restore"' in page


def test_director_sees_sent_cases_page_by_page(client: FlaskClient, session: Session, people: People) -> None:
    make_cases(session, people.user("amira"), make_call(session), 55)
    people.sign_in(client, "siv")

    first = client.get("/start").text
    following = re.findall(r'href="(/start\?after=[^"]*)"', first)[0]
    second = client.get(following).text

    assert len(re.findall(r'href="/cases/\d+"', first)) == 50
    assert len(re.findall(r'href="/cases/\d+"', second)) == 5
    assert "/start?before=" in second


def test_director_sees_what_waits_for_a_proposal_and_a_decision(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira, call = people.user("amira"), make_call(session)
    make_cases(session, amira, call, 2, status=Status.PROPOSAL)
    make_cases(session, amira, call, 1, status=Status.EVALUATED)
    people.sign_in(client, "siv")

    page = client.get("/start", headers=ENGLISH).text

    assert re.findall(r'<a href="(/[a-z]+)">(\d [^<]* waits? for [^<]*)</a>', page) == [
        ("/decisions", "2 applications wait for the city director’s proposal"),
        ("/repayments", "1 project waits for a decision on what goes back"),
    ]


def test_director_sees_no_drafts(client: FlaskClient, session: Session, people: People) -> None:
    make_cases(session, people.user("amira"), make_call(session), 1, status=Status.DRAFT)
    people.sign_in(client, "siv")

    assert re.findall(r'href="/cases/\d+"', client.get("/start").text) == []


def test_coordinator_who_also_applies_sees_their_own_sketches(
    client: FlaskClient, session: Session, people: People
) -> None:
    session.add(RoleGrant(person_id=people.person("kim").id, role=Role.APPLICANT))
    session.commit()
    draft = make_draft(session, people.user("kim"), make_call(session))
    people.sign_in(client, "kim")

    page = client.get("/start", headers=ENGLISH).text

    assert buttons(page) == [(f"/sketches/{draft.id}", "Go on writing")]
