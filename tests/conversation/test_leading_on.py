"""From a conversation to a sketch, to a coordinator, and into the rules' mending."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.advice import wrote
from sifapp.applications.models import Application
from sifapp.conversation import operations, queries
from sifapp.conversation.forgetting import forget
from sifapp.conversation.gate import COOKIE
from sifapp.conversation.models import Conversation, HandOver, KeptConversation, Objection
from sifapp.conversation.operations import take_turn
from sifapp.conversation.routes import desk
from sifapp.db import at_moment, utc_now
from sifapp.mail.models import OutboxMail
from sifapp.wizard.models import StepDraft
from tests.conversation.talking import ENGLISH, HTMX, IDEA, only_conversation, say
from tests.factories import ANSWERS, make_call
from tests.paging import every_page
from tests.people import People

QUESTION = "Får vi söka ihop med Skarpnäck?"


def hand_over(client: FlaskClient, people: People, key: str = "a") -> None:
    """Amira talks and hands over."""
    people.sign_in(client, "amira")
    say(client, IDEA)
    client.post("/conversation/hand-over", data={"message": QUESTION, "once": key})


def started(client: FlaskClient, session: Session, people: People) -> Application:
    """Amira starts a sketch from her conversation."""
    people.sign_in(client, "amira")
    client.post("/conversation/sketch")
    session.expire_all()
    return session.exec(select(Application)).one()


def fields(session: Session) -> dict[str, dict[str, str]]:
    return {draft.step: draft.fields for draft in session.exec(select(StepDraft))}


def test_sketch_is_filled_from_what_was_said(client: FlaskClient, session: Session, people: People) -> None:
    make_call(session)
    say(client, IDEA)
    client.post("/conversation/answer", data={"question": "new_method", "value": "yes"})
    client.post("/conversation/answer", data={"question": "evaluation", "value": "yes"})

    started(client, session, people)

    filled = fields(session)
    assert filled["idea"] == {"idea": IDEA, "title": "Hembesök till nyblivna föräldrar i Farsta"}
    assert filled["area"] == {"area": "growing_up_education"}
    assert filled["novelty"] == {"novelty": "new"}
    assert [filled["partners"][f"partners-{row}-who"] for row in (0, 1)] == ["BVC", "Biblioteket"]
    assert filled["follow_up"] == {"follow_up": "Någon mäter eller jämför om det fungerar."}


def test_start_when_signed_out_goes_on_after_signing_in(client: FlaskClient, session: Session, people: People) -> None:
    make_call(session)
    say(client, IDEA)

    asked = client.post("/conversation/sketch")
    people.sign_in(client, "amira")
    page = client.get("/conversation/sketch", headers=ENGLISH)

    assert asked.location == "/sign-in?next=/conversation/sketch"
    assert "Start the sketch" in page.text


def test_what_was_put_in_place_is_marked_until_a_person_saves_it(
    client: FlaskClient, session: Session, people: People
) -> None:
    make_call(session)
    say(client, IDEA)
    application = started(client, session, people)
    steps = {step: f"/sketches/{application.id}/{step}" for step in ("idea", "partners", "need")}
    mark = "Filled in from what you told us: check it"

    before = {step: mark in client.get(url, headers=ENGLISH).text for step, url in steps.items()}
    draft = session.get(StepDraft, (application.id, "idea"))
    assert draft is not None
    client.post(steps["idea"], data={**ANSWERS["idea"], "base": f"{draft.version}:"})
    after = mark in client.get(steps["idea"], headers=ENGLISH).text

    assert before == {"idea": True, "partners": True, "need": False}
    assert not after


def test_starting_twice_opens_the_same_sketch(client: FlaskClient, session: Session, people: People) -> None:
    make_call(session)
    say(client, IDEA)
    application = started(client, session, people)

    again = client.post("/conversation/sketch")

    assert again.location == f"/sketches/{application.id}"
    assert len(session.exec(select(Application)).all()) == 1


def test_press_at_the_same_moment_opens_the_same_sketch(
    client: FlaskClient, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_call(session)
    say(client, IDEA)
    people.sign_in(client, "amira")
    start, first = operations.start_sketch, []

    def start_after_another(*args: Any, **kwargs: Any) -> Application:
        monkeypatch.setattr(operations, "start_sketch", start)
        with ThreadPoolExecutor() as other:  # a request of its own shares nothing with this one
            first.append(other.submit(client.post, "/conversation/sketch").result().location)
        return start(*args, **kwargs)

    monkeypatch.setattr(operations, "start_sketch", start_after_another)

    second = client.post("/conversation/sketch").location

    assert first == [second]
    assert len(session.exec(select(Application)).all()) == 1


def test_second_sketch_leaves_the_first_its_conversation_and_question(
    client: FlaskClient, session: Session, people: People
) -> None:
    make_call(session)
    hand_over(client, people)
    first = started(client, session, people)
    client.post(f"/sketches/{first.id}/delete")

    client.post("/conversation/sketch")
    client.post(f"/sketches/{first.id}/restore")

    second = session.exec(select(Application).where(Application.id != first.id)).one()
    kept = [[asked is not None for _, asked in queries.kept_for_case(session, case.id)] for case in (first, second)]
    assert kept == [[True, False], [False]]


def test_sketch_needs_an_idea_and_a_call(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "amira")
    say(client, "hej")
    no_idea = client.post("/conversation/sketch")
    say(client, IDEA)
    no_call = client.post("/conversation/sketch")

    assert no_idea.location == "/conversation"
    assert no_call.status_code == 409
    assert session.exec(select(Application)).all() == []


def test_coordinator_reads_the_conversation_with_the_case_then_and_now(
    client: FlaskClient, session: Session, people: People
) -> None:
    make_call(session)
    say(client, IDEA)
    application = started(client, session, people)
    kept = session.exec(select(KeptConversation)).one()
    kept.advice, kept.knowledge_version = {**kept.advice, "best_fund": "esf"}, "2019-1"
    session.add(kept)
    for step, answers in ANSWERS.items():
        client.post(f"/sketches/{application.id}/{step}/autosave", data=answers | {"base": "9:"})
    session.commit()
    client.post(f"/sketches/{application.id}/submit")

    people.sign_in(client, "kim")
    page = client.get(f"/cases/{application.id}/advice", headers=ENGLISH).text

    assert "Conversation that the sketch was started from" in page
    assert "Advice then, by rules of version 2019-1: The European Social Fund" in page
    assert "Today the advice would be: The Social Investment Fund (Growing up and education)." in page
    assert IDEA in page


def test_conversation_with_a_question_that_is_asked_no_more_can_still_be_read(
    client: FlaskClient, session: Session, people: People
) -> None:
    hand_over(client, people)
    kept = session.exec(select(KeptConversation)).one()
    gone = {"kind": "answered", "text": "", "question": "gone", "value": "yes", "asked": "saving"}
    kept.turns = [*kept.turns, gone]
    session.add(kept)
    session.commit()
    people.sign_in(client, "kim")

    page = client.get(f"/review/conversations/{session.exec(select(HandOver.id)).one()}", headers=ENGLISH)

    assert page.status_code == 200
    assert ">Yes</p>" in page.text


def test_handing_over_gives_the_coordinators_question_and_conversation(
    client: FlaskClient, session: Session, people: People
) -> None:
    hand_over(client, people)

    people.sign_in(client, "kim")
    inbox = client.get("/review/", headers=ENGLISH).text
    listed = client.get("/review/conversations", headers=ENGLISH).text
    one = client.get(f"/review/conversations/{session.exec(select(HandOver.id)).one()}", headers=ENGLISH).text

    assert "1 conversation waits for an answer" in inbox
    assert (QUESTION in listed, "Waits for an answer" in listed) == (True, True)
    assert IDEA in one


def test_answer_goes_by_mail_in_the_persons_language_once(
    client: FlaskClient, session: Session, people: People
) -> None:
    hand_over(client, people)
    people.sign_in(client, "kim")
    url = f"/review/conversations/{session.exec(select(HandOver.id)).one()}"

    for key in ("b", "b"):
        client.post(url, data={"answer": "Ja, det får ni.", "once": key}, headers=ENGLISH)

    mail = session.exec(select(OutboxMail)).one()
    assert (mail.subject, mail.to_address) == ("Svar på din fråga om en idé", "amira@stad.example")
    assert "Ja, det får ni." in mail.body
    assert QUESTION in mail.body
    assert "Ja, det får ni." in client.get(url).text


def test_second_answer_of_a_colleague_is_refused(client: FlaskClient, session: Session, people: People) -> None:
    hand_over(client, people)
    url = f"/review/conversations/{session.exec(select(HandOver.id)).one()}"
    people.sign_in(client, "kim")
    client.post(url, data={"answer": "Ja.", "once": "b"})

    people.sign_in(client, "lena")

    assert client.post(url, data={"answer": "Nej.", "once": "c"}).status_code == 409


def test_what_was_handed_over_belongs_to_the_sketch_that_is_started_later(
    client: FlaskClient, session: Session, people: People
) -> None:
    make_call(session)
    hand_over(client, people)

    application = started(client, session, people)

    assert {kept.application_id for kept in session.exec(select(KeptConversation))} == {application.id}


@pytest.mark.parametrize("message", ["", "Barnet heter Eva, 19121212-1212."])
def test_hand_over_that_cannot_be_sent_says_why(
    client: FlaskClient, session: Session, people: People, message: str
) -> None:
    people.sign_in(client, "amira")
    say(client, IDEA)

    refused = client.post("/conversation/hand-over", data={"message": message})

    assert refused.status_code == 422
    assert session.exec(select(HandOver)).all() == []


def test_question_comes_alone_when_the_conversation_was_deleted_meanwhile(
    client: FlaskClient, session: Session, people: People
) -> None:
    people.sign_in(client, "amira")
    say(client, IDEA)
    client.post("/conversation/delete")

    empty = client.post("/conversation/hand-over", data={"message": "", "once": "a"}, headers=ENGLISH)
    sent = client.post("/conversation/hand-over", data={"message": QUESTION, "once": "a"}, headers=ENGLISH)

    people.sign_in(client, "kim")
    asked = session.exec(select(HandOver)).one()
    page = client.get(f"/review/conversations/{asked.id}", headers=ENGLISH).text
    assert (empty.status_code, "The conversation has been deleted" in empty.text) == (422, True)
    assert (sent.status_code, asked.message) == (303, QUESTION)
    assert "The question came without a conversation." in page


def test_masking_reaches_what_the_coordinators_read(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "amira")
    say(client, IDEA)
    client.post("/conversation/not-right", data={"about": "fund", "said": "sif"})
    say(client, "Ring Eva på 070-123 45 67 om läxhjälpen.")
    client.post("/conversation/not-right", data={"about": "fund", "said": "none"})
    client.post("/conversation/hand-over", data={"message": QUESTION, "once": "a"})

    client.post("/conversation/mask", data={"number": 1})

    session.expire_all()
    kept = session.exec(select(KeptConversation).order_by(KeptConversation.id)).all()  # type: ignore[arg-type]  # a column
    masked = "Ring […] på […] om läxhjälpen."
    assert [[row["text"] for row in copy.turns] for copy in kept] == [[IDEA], [IDEA, masked], [IDEA, masked]]


def test_deleting_takes_what_was_said_to_be_not_right(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "amira")
    say(client, IDEA)
    client.post("/conversation/not-right", data={"about": "fund", "said": "sif"})

    client.post("/conversation/delete")

    assert session.exec(select(Objection)).all() == []
    assert session.exec(select(KeptConversation)).all() == []


def test_deleting_leaves_what_was_handed_over_with_the_fund(
    client: FlaskClient, session: Session, people: People
) -> None:
    hand_over(client, people)

    client.post("/conversation/delete")

    session.expire_all()
    assert session.exec(select(Conversation)).all() == []
    assert session.exec(select(KeptConversation)).one().conversation_id is None


def test_what_is_not_right_is_listed_with_conversation_and_version(
    client: FlaskClient, session: Session, people: People
) -> None:
    say(client, IDEA)

    for reason in ("", "Det är en förening"):
        client.post("/conversation/not-right", data={"about": "fund", "said": "sif", "reason": reason})
    client.post("/conversation/not-right", data={"about": "area", "said": "growing_up_education"})

    people.sign_in(client, "kim")
    page = client.get("/review/not-right").text
    rows = session.exec(select(Objection).order_by(Objection.id)).all()  # type: ignore[arg-type]  # a column
    assert [(row.about, row.said, row.reason) for row in rows] == [
        ("fund", "sif", "Det är en förening"),
        ("area", "growing_up_education", ""),
    ]
    assert "Det är en förening" in page
    assert "hembesök till nyblivna föräldrar" in page


def test_list_of_what_is_not_right_can_be_of_one_kind_of_money(
    client: FlaskClient, session: Session, people: People
) -> None:
    say(client, IDEA)
    client.post("/conversation/not-right", data={"about": "fund", "said": "sif", "reason": "Fel pengar"})
    client.post("/conversation/not-right", data={"about": "area", "said": "work_income", "reason": "Fel område"})

    people.sign_in(client, "kim")
    page = client.get("/review/not-right?about=fund&said=sif").text
    others = client.get("/review/not-right?about=fund&said=gone").text

    assert ("Fel pengar" in page, "Fel område" in page) == (True, False)
    assert ("Fel pengar" in others, "Fel område" in others) == (True, True)


def test_hand_over_takes_the_conversation_that_the_page_showed(
    client: FlaskClient, session: Session, people: People
) -> None:
    people.sign_in(client, "amira")
    say(client, IDEA)
    shown = session.exec(select(Conversation)).one()
    newer = Conversation(token_hash="b" * 64, person_id=shown.person_id, turns=[], version=1, changed_at=utc_now())
    session.add(newer)
    session.commit()

    client.delete_cookie(COOKIE)
    client.post("/conversation/hand-over", data={"message": "Passar det?", "once": "k", "conversation": shown.id})

    assert session.exec(select(KeptConversation)).one().conversation_id == shown.id


def test_hand_over_takes_nobody_elses_conversation(client: FlaskClient, session: Session, people: People) -> None:
    say(client, IDEA)
    others = session.exec(select(Conversation)).one()
    client.delete_cookie(COOKIE)
    people.sign_in(client, "amira")

    client.post("/conversation/hand-over", data={"message": "Passar det?", "once": "k", "conversation": others.id})

    assert session.exec(select(KeptConversation)).one().turns == []


@pytest.mark.parametrize("data", [{}, {"about": "fund", "said": "gone"}, {"about": "area", "said": "sif"}])
def test_only_what_was_said_can_be_not_right(client: FlaskClient, session: Session, data: dict[str, str]) -> None:
    say(client, IDEA)

    assert client.post("/conversation/not-right", data=data).status_code == 422
    assert session.exec(select(Objection)).all() == []


@pytest.mark.parametrize("address", ["/review/conversations", "/review/not-right"])
def test_lists_are_read_page_by_page(
    client: FlaskClient, session: Session, people: People, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(queries, "PAGE", 1)
    monkeypatch.setattr(desk, "PAGE", 1)
    for key in ("a", "b", "c"):
        hand_over(client, people, key)
    for said in ("sif", "esf", "none"):
        client.post("/conversation/not-right", data={"about": "fund", "said": said})
    people.sign_in(client, "kim")

    pages = every_page(client, address)

    assert [len(re.findall(r'<th scope="row">', page)) for page in pages] == [1, 1, 1]


def test_only_conversations_of_nobody_are_forgotten_after_some_days(
    app: Flask, session: Session, people: People
) -> None:
    with app.test_request_context():
        for days, person_id in ((8, None), (6, None), (8, people.person("amira").id)):
            with at_moment(utc_now() - timedelta(days=days)):
                take_turn(
                    session,
                    None,
                    lambda state: wrote(state, IDEA),
                    token=f"{days}{person_id}",
                    person_id=person_id,
                    seen=0,
                )
        session.commit()

        forget(session)

        left = session.exec(select(Conversation)).all()
    assert sorted((utc_now() - row.changed_at).days for row in left) == [6, 8]
    assert [row.person_id for row in left if (utc_now() - row.changed_at).days == 8] == [people.person("amira").id]


def test_press_of_not_right_is_forgotten_with_the_conversation_that_is_nobodys(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    press = {"about": "fund", "said": "sif"}
    with at_moment(utc_now() - timedelta(days=8)):
        say(client, IDEA)
        client.post("/conversation/not-right", data=press)
        client.post("/conversation/delete")
    with at_moment(utc_now() - timedelta(days=6)):
        say(client, IDEA)
        client.post("/conversation/not-right", data={**press, "reason": "Vi är en förening"})

    with app.test_request_context():
        forget(session)

    session.expire_all()
    assert [row.reason for row in session.exec(select(Objection)).all()] == ["Vi är en förening"]
    assert len(session.exec(select(KeptConversation)).all()) == 1


def test_coordinator_has_no_button_for_a_sketch(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "kim")

    page = say(client, IDEA, **HTMX, **ENGLISH).text

    assert "Hand over to the coordinators" in page
    assert "Start a sketch from this" not in page


def test_only_conversation_is_the_persons_own(client: FlaskClient, session: Session, people: People) -> None:
    hand_over(client, people)

    assert only_conversation(session).person_id == people.person("amira").id
