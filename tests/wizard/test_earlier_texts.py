"""Earlier texts of a step: who wrote them, what has changed since, and using one again."""

import re

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from sifapp.wizard.models import StepDraft, StepRevision
from sifapp.wizard.operations import save_fields, use_again
from tests.factories import ANSWERS, make_call, make_draft
from tests.people import People

ENGLISH = {"Accept-Language": "en"}


def need_of(session: Session, application_id: int) -> str:
    """What stands in the step about the need."""
    session.expire_all()
    return session.get_one(StepDraft, (application_id, "need")).fields["need"]


def test_earlier_text_is_used_again_and_the_present_one_is_kept(session: Session, people: People) -> None:
    amira = people.user("amira")
    application = make_draft(session, amira, make_call(session), {"need": {"need": "Elever"}})
    save_fields(session, application, "need", {"need": "Föräldrar"}, by=people.user("bo"))
    session.flush()
    first = session.exec(select(StepRevision)).one()

    saved = use_again(session, application, first, by=amira)

    kept = session.exec(select(StepRevision.fields).order_by(col(StepRevision.id))).all()
    assert saved.draft.fields == {"need": "Elever"}
    assert kept == [{"need": "Elever"}, {"need": "Föräldrar"}]


def test_earlier_text_takes_away_what_it_did_not_have(session: Session, people: People) -> None:
    amira = people.user("amira")
    application = make_draft(session, amira, make_call(session), {"idea": {"title": "Lotsar"}})
    save_fields(session, application, "idea", ANSWERS["idea"], by=people.user("bo"))
    session.flush()
    first = session.exec(select(StepRevision)).one()

    saved = use_again(session, application, first, by=amira)

    assert saved.draft.fields == {"title": "Lotsar"}


def test_earlier_texts_say_who_wrote_them_and_what_has_changed(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = make_draft(
        session, people.user("amira"), make_call(session), {"need": {"need": "120 elever i Järva"}}
    )
    save_fields(session, application, "need", {"need": "140 elever i Järva"}, by=people.user("bo"))
    session.commit()
    people.sign_in(client, "amira")

    step = client.get(f"/sketches/{application.id}/need").text
    page = client.get(f"/sketches/{application.id}/need/earlier", headers=ENGLISH).text

    assert f'href="/sketches/{application.id}/need/earlier"' in step
    assert re.findall(r"<summary>(\w+), replaced on", page) == ["Amira"]
    assert "Removed: </span>120 </del>" in page
    assert "Added: </span>140 </ins>" in page


def test_earlier_text_comes_back_with_one_press(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {"need": {"need": "120 elever"}})
    save_fields(session, application, "need", {"need": "140 elever"}, by=people.user("bo"))
    session.commit()
    people.sign_in(client, "amira")
    url = f"/sketches/{application.id}/need/earlier"
    revision = re.findall(r'name="revision" value="(\d+)"', client.get(url).text)

    response = client.post(url, data={"revision": revision})

    assert response.location == f"/sketches/{application.id}/need"
    assert need_of(session, application.id) == "120 elever"


@pytest.mark.parametrize("revision", ["", "x", "99999999999999", "1"])
def test_text_of_another_sketch_cannot_be_used(
    client: FlaskClient, session: Session, people: People, revision: str
) -> None:
    bo, call = people.user("bo"), make_call(session)
    other = make_draft(session, bo, call, {"need": {"need": "Hemligt"}})
    save_fields(session, other, "need", {"need": "Annat"}, by=people.user("cecilia"))
    application = make_draft(session, people.user("amira"), call, {"need": {"need": "120 elever"}})
    people.sign_in(client, "amira")

    response = client.post(f"/sketches/{application.id}/need/earlier", data={"revision": revision})

    assert response.location == f"/sketches/{application.id}/need/earlier"
    assert need_of(session, application.id) == "120 elever"
