"""The pre-study's pages: the applicant plans and reports, the coordinators answer, nothing typed is lost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.models import Application, Call
from sifapp.applications.operations import transition
from sifapp.db import utc_now
from sifapp.mail.models import OutboxMail
from sifapp.prestudy.models import PreStudy, State
from sifapp.prestudy.operations import ask_for_changes, stop
from sifapp.prestudy.queries import pre_study_of, reserved_sek
from sifapp.review.queries import inbox
from sifapp.review.rules import Group
from sifapp.scoring.models import MeetingState
from sifapp.statuses import Move, Status
from tests.people import People
from tests.prestudy.conftest import PLAN, REPORT, letter, proposed, reported, running
from tests.review.reading import ENGLISH, events_of, fields_of, status_of, text_of
from tests.scoring.conftest import make_council_cases, make_meeting

CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def amira(client: FlaskClient, people: People) -> FlaskClient:
    """The applicant's browser."""
    people.sign_in(client, "amira")
    return client


@pytest.fixture
def kim(client: FlaskClient, people: People) -> FlaskClient:
    """The coordinator's browser."""
    people.sign_in(client, "kim")
    return client


def study_of(session: Session, case: Application) -> PreStudy:
    session.rollback()
    session.expire_all()
    study = pre_study_of(session, case.id)
    assert study is not None
    return study


def answer(browser: FlaskClient, address: str, **choices: str) -> str:
    """Choose, read the letter, send it; returns the letter's page."""
    page = browser.post(address, data={**fields_of(browser.get(address).text), **choices, "press": "letter"}).text
    browser.post(address, data={**fields_of(page), "press": "send"})
    return page


def heap(session: Session, people: People, group: Group) -> list[str]:
    session.rollback()
    return [row.title for heap in inbox(session, people.user("kim").id) if heap.group is group for row in heap.rows]


def test_plan_begins_with_what_the_council_asked(amira: FlaskClient, session: Session, case: Application) -> None:
    fields = fields_of(amira.get(f"/pre-studies/{case.id}/plan").text)

    assert (fields["question-0"], fields["question-1"]) == ("Vem gör vad?", "Vad kostar det?")
    assert pre_study_of(session, case.id) is None


def test_plan_is_saved_as_typed_whatever_it_is_worth(amira: FlaskClient, session: Session, case: Application) -> None:
    typed = {"question-0": "Hur?", "line-0-amount": "många pengar", "ends_on": "snart"}
    url = f"/pre-studies/{case.id}/plan"

    saved = amira.post(f"{url}/autosave", data={**fields_of(amira.get(url).text), "question-1": "", **typed})

    assert (saved.status_code, study_of(session, case).fields) == (200, typed)
    assert {name: text for name, text in fields_of(amira.get(url).text).items() if name in typed} == typed


def test_field_that_is_emptied_stays_empty(amira: FlaskClient, session: Session, case: Application) -> None:
    url = f"/pre-studies/{case.id}/plan"
    amira.post(f"{url}/autosave", data={**PLAN, "base": "0"})

    amira.post(f"{url}/autosave", data={**fields_of(amira.get(url).text), "leader": ""})

    assert "leader" not in study_of(session, case).fields


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"line-0-amount": "9 mnkr"}, "The fund pays SEK 200,000 at most for a pre-study."),
        ({"ends_on": "2027-01-10"}, "Choose a last day that is not before the first."),
        ({"leader": ""}, "Say who leads the pre-study"),
    ],
)
def test_plan_with_a_fault_is_kept_and_says_what_to_do(
    amira: FlaskClient, session: Session, case: Application, typed: dict[str, str], said: str
) -> None:
    session.get_one(Call, case.call_id).pre_study_ceiling_sek = 200_000
    session.commit()

    page = amira.post(f"/pre-studies/{case.id}/plan", data={**PLAN, **typed, "base": "0"}, headers=ENGLISH)

    assert page.status_code == 422
    assert said in text_of(page.text)
    assert study_of(session, case).fields == {name: text for name, text in {**PLAN, **typed}.items() if text}


def test_sent_plan_waits_on_the_coordinators_heap_and_they_are_told(
    amira: FlaskClient, session: Session, people: People, case: Application
) -> None:
    kim = people.person("kim")
    sent = amira.post(f"/pre-studies/{case.id}/plan", data={**PLAN, "base": "0"})

    study = study_of(session, case)
    mails = session.exec(select(OutboxMail.subject).where(OutboxMail.recipient_id == kim.id)).all()
    assert (sent.status_code, study.state, study.asked_sek) == (303, State.PROPOSED, 160_000)
    assert heap(session, people, Group.NEEDS_ME) == [case.title]
    assert mails == [f"{case.reference}: planen för en förstudie har kommit in"]


def test_plan_that_is_sent_twice_is_sent_once(amira: FlaskClient, session: Session, case: Application) -> None:
    url = f"/pre-studies/{case.id}/plan"
    form = {**fields_of(amira.get(url).text), **PLAN}

    answers = [amira.post(url, data=form) for _press in range(2)]

    assert [answer.location for answer in answers] == [f"/pre-studies/{case.id}"] * 2
    assert events_of(session, case, "pre_study_sent") == 1


def test_text_typed_after_a_colleague_has_sent_is_shown_back(
    amira: FlaskClient, session: Session, people: People, case: Application
) -> None:
    url = f"/pre-studies/{case.id}/plan"
    form = fields_of(amira.get(url).text)
    proposed(session, people, case)
    session.commit()

    late = amira.post(url, data={**form, "question-2": "Går det att mäta?"})
    saved = amira.post(f"{url}/autosave", data={**form, "question-2": "Går det att mäta?"})

    assert (late.status_code, saved.status_code) == (409, 409)
    assert "Går det att mäta?" in late.text


def test_approval_reserves_the_money_after_its_letter_has_been_seen(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    proposed(session, people, case)
    session.commit()

    page = answer(kim, f"/pre-studies/{case.id}/approve", amount="120 tkr")

    assert "Fonden betalar högst 120" in text_of(page)
    assert study_of(session, case).state is State.RUNNING
    assert [one.amount_sek for one in reserved_sek(session)] == [120_000]
    assert heap(session, people, Group.NEEDS_ME) == []


def test_pre_study_that_is_not_reported_in_time_is_late(session: Session, people: People, case: Application) -> None:
    running(session, people, case)
    case.due_at = utc_now() - timedelta(minutes=1)
    session.add(case)
    session.commit()

    assert heap(session, people, Group.LATE) == [case.title]


def test_approval_above_what_was_asked_is_refused_with_the_amount(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    proposed(session, people, case)
    session.commit()

    page = kim.post(f"/pre-studies/{case.id}/approve", data={"amount": "160 001", "press": "letter"}, headers=ENGLISH)

    assert page.status_code == 422
    assert "Write an amount in whole kronor, SEK 160,000 at most: that was asked for." in text_of(page.text)


def test_second_coordinator_is_told_that_the_plan_has_moved_on(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    study, url = proposed(session, people, case), f"/pre-studies/{case.id}/approve"
    session.commit()
    page = kim.post(url, data={"amount": "100 000", "press": "letter"}).text
    ask_for_changes(session, case, study, "Vem leder den?", letter(people), by=people.user("lena"))
    proposed(session, people, case)
    session.commit()

    late = kim.post(url, data={**fields_of(page), "press": "send"})

    assert late.status_code == 409
    assert study_of(session, case).state is State.PROPOSED


def test_plan_that_is_given_back_shows_what_to_change(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    proposed(session, people, case)
    session.commit()

    answer(kim, f"/pre-studies/{case.id}/changes", wanted="Vem leder den?")
    people.sign_in(kim, "amira")

    assert "Vem leder den?" in kim.get(f"/pre-studies/{case.id}/plan").text
    assert "Vem leder den?" in kim.get(f"/cases/{case.id}").text


@pytest.mark.parametrize(
    ("path", "choices", "status"),
    [
        ("go", {"reason": "Det går att jämföra."}, Status.INVITED),
        ("rework", {"steps": "need", "note": "Räkna om målgruppen."}, Status.RETURNED),
        ("stop", {"reason": "För få.", "lesson": "Räkna målgruppen först."}, Status.STOPPED),
    ],
)
def test_reported_pre_study_leads_on(
    kim: FlaskClient,
    session: Session,
    people: People,
    case: Application,
    path: str,
    choices: dict[str, str],
    status: Status,
) -> None:
    reported(session, people, case)
    session.commit()

    answer(kim, f"/pre-studies/{case.id}/{path}", **choices)

    assert (status_of(session, case), study_of(session, case).state) == (status, State.CLOSED)
    assert [one.amount_sek for one in reserved_sek(session)] == [120_000]
    assert heap(session, people, Group.NEEDS_ME) == []


def test_lesson_that_points_to_a_person_is_not_released(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    reported(session, people, case)
    session.commit()
    lesson = "Ring Anna på 08-508 25 000 först."

    page = kim.post(
        f"/pre-studies/{case.id}/stop", data={"reason": "För få.", "lesson": lesson, "press": "letter"}, headers=ENGLISH
    )

    assert page.status_code == 422
    assert "can point to a person. Take it out" in text_of(page.text)


def test_report_answers_each_question_of_the_plan(
    amira: FlaskClient, session: Session, people: People, case: Application
) -> None:
    running(session, people, case)
    session.commit()
    url = f"/pre-studies/{case.id}/report"

    empty = amira.post(url, data={**fields_of(amira.get(url).text), "spent": "0"}, headers=ENGLISH)
    report = {name: text for name, text in REPORT.items() if name not in PLAN}
    sent = amira.post(url, data={**fields_of(amira.get(url).text), **report})

    assert empty.status_code == 422
    assert "Answer the question." in text_of(empty.text)
    assert (sent.status_code, study_of(session, case).state) == (303, State.REPORTED)


def test_report_while_it_is_written_is_the_applicants_own(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    running(session, people, case)
    session.commit()
    people.sign_in(client, "amira")
    client.post(f"/pre-studies/{case.id}/report/autosave", data={"learnt": "Halvfärdigt", "base": "0"})
    people.sign_in(client, "kim")

    assert "Halvfärdigt" not in client.get(f"/pre-studies/{case.id}").text


def test_withdrawn_case_closes_its_pre_study(
    amira: FlaskClient, session: Session, people: People, case: Application
) -> None:
    running(session, people, case)
    session.commit()
    form = {**fields_of(amira.get(f"/pre-studies/{case.id}/report").text), "learnt": "Det går inte."}
    transition(session, case, Move.WITHDRAW, by=people.user("amira"))
    session.commit()

    late = amira.post(f"/pre-studies/{case.id}/report", data=form)

    assert late.status_code == 409
    assert "Det går inte." in late.text
    assert (reserved_sek(session), heap(session, people, Group.NEEDS_ME)) == ([], [])


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("amira", ["Plan the pre-study", "Colleagues", "Report the pre-study", "Colleagues"]),
        ("kim", ["Take the case", "Read the plan and answer", "Take the case", "Read the report and answer"]),
    ],
)
def test_main_action_of_the_case_is_what_comes_next(
    client: FlaskClient, session: Session, people: People, case: Application, name: str, labels: list[str]
) -> None:
    people.sign_in(client, name)
    seen = []

    for step in (None, proposed, running, reported):
        if step:
            session.execute(PreStudy.__table__.delete())  # type: ignore[attr-defined]  # SQLModel hides __table__
            step(session, people, case)
            session.commit()
        page = client.get(f"/cases/{case.id}", headers=ENGLISH).text
        buttons = page.split('<div class="buttons">')[1].split("</div>")[0]
        seen.append(text_of(buttons.split("button-")[1].split(">")[1].split("<")[0]))

    assert seen == labels


def make_stopped(session: Session, people: People, case: Application, question: str, lesson: str) -> None:
    """Let the case's pre-study ask, report and end with a lesson."""
    kim, study = people.user("kim"), reported(session, people, case)
    study.fields = {**study.fields, "question-0": question}
    session.add(study)
    stop(session, case, study, reason="Få.", lesson=lesson, mailing=letter(people), by=kim)
    session.commit()


def test_coordinator_sees_the_lesson_beside_a_case_that_resembles_it(
    kim: FlaskClient, session: Session, people: People
) -> None:
    stopped, new = make_council_cases(session, people, 2)
    transition(session, stopped, Move.PROPOSE_PRE_STUDY, by=people.user("kim"))
    make_stopped(session, people, stopped, "Hur?", "Räkna målgruppen först.")

    assert "Räkna målgruppen först." in kim.get(f"/cases/{new.id}/advice").text


@pytest.mark.parametrize(("allows", "to"), [(True, None), (False, "/council/{case}/result")])
def test_pre_study_is_offered_where_the_call_has_any(
    kim: FlaskClient, session: Session, people: People, allows: bool, to: str | None
) -> None:
    case = make_council_cases(session, people, 1)[0]
    make_meeting(session, people, case, state=MeetingState.HELD)
    session.get_one(Call, case.call_id).pre_study_allowed = allows
    session.commit()

    page = kim.get(f"/council/{case.id}/pre-study")

    assert page.location == (to and to.format(case=case.id))
    assert (f"/council/{case.id}/pre-study" in kim.get(f"/council/{case.id}/result").text) is allows
