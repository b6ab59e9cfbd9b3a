"""What a hostile reading found: amounts joined to another, held text lost by a reload, a comparison that never ends."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.accounts.models import HeldInput, LoginSession
from sifapp.applications.models import Application
from sifapp.db import utc_now
from sifapp.statuses import Status
from sifapp.wizard.merging import base_of
from sifapp.wizard.models import StepDraft, StepRevision
from sifapp.wizard.operations import save_fields
from sifapp.wizard.reading import Part, differences
from tests.factories import make_call, make_draft
from tests.people import People


def fields_of(session: Session, application_id: int, step: str) -> dict[str, str]:
    session.expire_all()
    draft = session.get(StepDraft, (application_id, step))
    return dict(draft.fields) if draft else {}


def test_two_amounts_are_never_joined_to_one(client: FlaskClient, session: Session, people: People) -> None:
    amira, bo = people.user("amira"), people.user("bo")
    empty: dict[str, str] = {}
    theirs = {"cost-0-year": "2027", "cost-0-amount": "1000"}
    application = make_draft(session, amira, make_call(session), {"cost": empty})
    save_fields(session, application, "cost", theirs, by=bo, base=base_of(1, empty))
    session.commit()
    people.sign_in(client, "amira")
    url, mine = f"/sketches/{application.id}/cost", {"cost-0-year": "2027", "cost-0-amount": "2000"}

    clash = client.post(url, data={**mine, "base": str(base_of(1, empty))})
    client.post(url, data={**mine, "choice-cost-0-amount": "both", "base": str(base_of(2, theirs))})

    assert 'value="both"' not in clash.text
    assert fields_of(session, application.id, "cost")["cost-0-amount"] == "2000"


def test_choice_that_both_changed_is_shown_in_words(client: FlaskClient, session: Session, people: People) -> None:
    amira, bo = people.user("amira"), people.user("bo")
    application = make_draft(session, amira, make_call(session), {"area": {}})
    save_fields(session, application, "area", {"area": "work_income"}, by=bo, base=base_of(1, {}))
    session.commit()
    people.sign_in(client, "amira")

    clash = client.post(
        f"/sketches/{application.id}/area",
        data={"area": "housing_urban", "base": str(base_of(1, {}))},
        headers={"Accept-Language": "en"},
    )

    assert clash.status_code == 409
    assert "Work and income" in clash.text
    assert 'type="hidden" name="area" value="housing_urban"' in clash.text


@pytest.mark.parametrize("method", ["get", "head"])
def test_text_held_over_an_expired_session_stays_until_it_is_saved(
    client: FlaskClient, session: Session, people: People, method: str
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {"need": {"need": "Elever"}})
    url, base = f"/sketches/{application.id}/need", str(base_of(1, {"need": "Elever"}))
    people.sign_in(client, "amira")
    for login in session.exec(select(LoginSession)):
        login.last_seen_at = utc_now() - timedelta(days=2)
    session.commit()
    client.post(f"{url}/autosave", data={"need": "Elever i sjuan", "base": base})
    people.sign_in(client, "amira")

    getattr(client, method)(url)
    again = client.get(url)
    held_before = len(session.exec(select(HeldInput)).all())
    client.post(url, data={"need": "Elever i sjuan", "base": base})
    session.expire_all()

    assert "Elever i sjuan</textarea>" in again.text
    assert (held_before, len(session.exec(select(HeldInput)).all())) == (1, 0)
    assert fields_of(session, application.id, "need") == {"need": "Elever i sjuan"}


def test_texts_of_much_repeated_words_are_compared_as_wholes() -> None:
    old, new = "a " * 1_000 + "x", "y " + "a b " * 500

    assert differences(old, new) == (Part("removed", old), Part("added", new))


def test_conflict_that_goes_on_keeps_one_text_of_the_step_alone(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira, bo = people.user("amira"), people.user("bo")
    application = make_draft(session, amira, make_call(session), {"need": {"need": "Elever"}})
    opened = base_of(1, {"need": "Elever"})
    save_fields(session, application, "need", {"need": "Elever och föräldrar"}, by=bo, base=opened)
    session.commit()
    people.sign_in(client, "amira")

    for number in range(5):
        client.post(
            f"/sketches/{application.id}/need/autosave",
            data={"need": f"Elever i sjuan {number}", "base": str(opened), "invented": "x"},
        )
    session.expire_all()
    mine = session.exec(select(StepRevision).where(StepRevision.saved_by_id == amira.id)).all()

    assert [kept.fields for kept in mine if kept.version == 2] == [{"need": "Elever i sjuan 4"}]


def test_manager_who_was_asked_in_vain_is_a_stranger_again(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session, sign_off_required=True))
    people.sign_in(client, "amira")
    client.post(f"/sketches/{application.id}/ask-sign-off", data={"email": people.person("cecilia").email})

    session.refresh(application)
    asked = application.manager_id
    client.post(f"/sketches/{application.id}/take-back")
    session.expire_all()

    assert (asked, application.manager_id) == (people.person("cecilia").id, None)
    assert application.status is Status.DRAFT


def test_two_writers_in_different_fields_leave_no_half_sentences_behind(session: Session, people: People) -> None:
    amira, bo = people.user("amira"), people.user("bo")
    application = make_draft(session, amira, make_call(session), {})

    for number in range(3):
        for writer, field in ((amira, "title"), (bo, "idea")):
            draft = session.get(StepDraft, (application.id, "idea"))
            base = base_of(draft.version, draft.fields) if draft else base_of(0, {})
            save_fields(session, application, "idea", {field: f"Lotsar {number}"}, by=writer, base=base)
    session.commit()

    assert session.exec(select(StepRevision)).all() == []
    assert fields_of(session, application.id, "idea") == {"title": "Lotsar 2", "idea": "Lotsar 2"}


def test_second_press_on_start_opens_no_second_draft(client: FlaskClient, session: Session, people: People) -> None:
    make_call(session)
    people.sign_in(client, "amira")
    form = {"idea": "Lotsar för familjer", "once": "a" * 32}

    answers = [client.post("/sketches/new", data=form).status_code for _press in range(2)]

    assert answers == [303, 303]
    assert len(session.exec(select(Application)).all()) == 1
