"""Decisions with their letters: choices, the letter, sent."""

import re
from datetime import timedelta

import pytest
from babel.dates import format_date
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.advice import Advice, advise
from sifapp.applications.models import Application, Submission
from sifapp.applications.queries import open_completion
from sifapp.i18n import today
from sifapp.review.forms import QUOTED, reasons_by_fund
from sifapp.review.operations import OTHER_FUNDS
from sifapp.review.rules import end_of
from sifapp.statuses import Move, Status
from sifapp.wizard.advising import Language, stored_advice
from sifapp.wizard.operations import save_fields
from sifapp.wizard.sending import submit
from tests.factories import make_call, make_returned, make_sent
from tests.people import People
from tests.review.reading import (
    ENGLISH,
    NUMBER,
    fields_of,
    mails_of,
    status_of,
    text_of,
)


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


def test_return_letter_names_the_last_day_that_was_chosen(
    kim: FlaskClient, session: Session, sent: Application
) -> None:
    day = today() + timedelta(days=9)
    choices = {"steps": ["need"], "note": "Hur många?", "answer_by": day.isoformat()}

    page = kim.post(f"/review/{sent.id}/return", data={"press": "letter", **choices}).text
    kim.post(f"/review/{sent.id}/return", data={**fields_of(page), "press": "send"})

    session.expire_all()
    assert format_date(day, "d MMMM y", locale="sv") in mails_of(session, sent, Move.RETURN)[0].body
    assert session.get_one(Application, sent.id).due_at == end_of(day)


@pytest.mark.parametrize("address", ["/cases/{id}", "/sketches/{id}", "/start"], ids=["case", "sketch", "list"])
def test_applicant_sees_the_last_day_wherever_the_request_stands(
    client: FlaskClient, session: Session, people: People, address: str
) -> None:
    amira, call = people.user("amira"), make_call(session, completion_days=7)
    returned = make_returned(session, amira, call, people.user("kim"))
    people.sign_in(client, "amira")

    page = client.get(address.format(id=returned.id), headers={"Accept-Language": "sv"}).text

    assert f"Svara senast den {format_date(today() + timedelta(days=7), 'd MMMM y', locale='sv')}." in page


def test_return_offers_the_usual_last_day_of_the_call(kim: FlaskClient, session: Session, people: People) -> None:
    application = make_sent(session, people.user("amira"), make_call(session, completion_days=12))

    fields = fields_of(kim.get(f"/review/{application.id}/return").text)

    assert fields["answer_by"] == (today() + timedelta(days=12)).isoformat()


@pytest.mark.parametrize("day", ["", "i morgon", "2020-01-01", today().isoformat(), "2999-01-01"])
def test_return_needs_a_day_to_come(kim: FlaskClient, session: Session, sent: Application, day: str) -> None:
    choices = {"steps": ["need"], "note": "Hur många?", "answer_by": day}

    answer = kim.post(f"/review/{sent.id}/return", data={**choices, "press": "letter"})

    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(\w+)">', answer.text) == ["answer_by"]
    assert fields_of(answer.text)["answer_by"] == day


def test_return_stores_a_repeated_step_once(kim: FlaskClient, session: Session, sent: Application) -> None:
    choices = {"steps": ["need", "need"], "note": "Hur många?"}
    page = kim.post(f"/review/{sent.id}/return", data={**choices, "press": "letter"}).text

    kim.post(f"/review/{sent.id}/return", data={**fields_of(page), **choices, "press": "send"})

    request = open_completion(session, sent.id)
    assert request is not None
    assert request.steps == ["need"]


def test_letter_is_written_in_the_language_of_each_reader(
    kim: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    people.person("amira").language = "en"
    session.add(people.person("amira"))
    session.commit()

    fields = fields_of(kim.get(f"/review/{sent.id}/council").text)

    assert fields["subject-en"] == f"{sent.reference}: your sketch goes to the council"
    assert "subject-sv" not in fields


@pytest.mark.parametrize("address", ["return", "council"], ids=["choices", "letter"])
@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ("en", "The letter to Amira is in English. It is the language that the reader has chosen."),
        ("sv", "The letter to Amira is in Swedish. It is the language that the reader has chosen."),
        (None, "The letter to Amira is in Swedish. Whoever has chosen no language gets Swedish."),
    ],
)
def test_pages_before_a_letter_say_its_language_and_why(
    kim: FlaskClient, session: Session, people: People, sent: Application, address: str, chosen: str | None, says: str
) -> None:
    people.person("amira").language = chosen
    session.add(people.person("amira"))
    session.commit()

    page = kim.get(f"/review/{sent.id}/{address}", headers=ENGLISH).text

    assert says in text_of(page)


def test_council_letter_says_what_is_next_and_that_no_day_is_set(kim: FlaskClient, sent: Application) -> None:
    body = fields_of(kim.get(f"/review/{sent.id}/council").text)["body-sv"]

    assert body.split("\n\n")[2:5] == [
        "Härnäst säger rådet vad det anser om att idén blir en ansökan.",
        "Det finns ingen dag för det ännu. Vi skriver till er när den är satt, och när rådet har sagt sitt.",
        "Ni behöver inte göra något nu.",
    ]


def test_council_shows_its_letter_at_once_and_passes_on(kim: FlaskClient, session: Session, sent: Application) -> None:
    fields = fields_of(kim.get(f"/review/{sent.id}/council").text)
    kim.post(f"/review/{sent.id}/council", data={**fields, "press": "send"})

    assert status_of(session, sent) is Status.COUNCIL
    assert [mail.to_address for mail in mails_of(session, sent, Move.PASS_TO_COUNCIL)] == ["amira@stad.example"]


def test_refer_is_filled_with_the_reasons_of_the_stored_advice(
    kim: FlaskClient, session: Session, fits_elsewhere: Application
) -> None:
    advice = _stored(session, fits_elsewhere)

    page = kim.get(f"/review/{fits_elsewhere.id}/refer").text

    assert re.findall(r'<option value="(\w+)" selected>', page) == [advice.best_fund]
    assert fields_of(page)["reason"] == reasons_by_fund(advice)[advice.best_fund] != ""


def test_refer_is_filled_with_nothing_where_the_advice_is_this_fund(
    kim: FlaskClient, session: Session, sent: Application
) -> None:
    page = kim.get(f"/review/{sent.id}/refer").text

    assert _stored(session, sent).best_fund == "sif"
    assert '<option value="" selected>' in page
    assert fields_of(page)["reason"] == ""


def test_refer_is_filled_in_the_language_of_the_letter(
    kim: FlaskClient, session: Session, people: People, fits_elsewhere: Application
) -> None:
    people.person("amira").language = "en"
    session.commit()

    reason = fields_of(kim.get(f"/review/{fits_elsewhere.id}/refer").text)["reason"]

    swedish, english = (_stored(session, fits_elsewhere, language) for language in ("sv", "en"))
    assert reason == reasons_by_fund(english)[english.best_fund] != reasons_by_fund(swedish)[swedish.best_fund]


def _stored(session: Session, application: Application, language: Language = "sv") -> Advice:
    """The advice that was frozen with the sketch."""
    submission = session.exec(select(Submission).where(Submission.application_id == application.id)).one()
    return stored_advice(submission, language)


def test_reasons_are_what_decides_for_the_fund_without_quotations() -> None:
    advice = advise("Utbilda personalen i nya rutiner i socialtjänsten under ett år", language="sv")

    reasons = reasons_by_fund(advice)

    # That it lasts a year at the most is also asked for by other funds.
    assert reasons["social_dev_funds"].split("\n") == [
        "Idén gäller socialtjänsten.",
        "Idén utvecklar det egna arbetet.",
    ]
    assert reasons["homelessness_reserve"] == "Insatsen ryms inom ett år."


@pytest.mark.parametrize("said", ["”a) b”, ”c”", "“a”", "ditt svar", "as answered"])
def test_quotation_goes_and_its_sentence_stays(said: str) -> None:
    assert QUOTED.sub("", f"Det ryms ({said}), som annat (kort).") == "Det ryms, som annat (kort)."


def test_refer_fetches_reasons_for_another_fund_and_keeps_what_was_written(kim: FlaskClient, sent: Application) -> None:
    page = kim.post(f"/review/{sent.id}/refer", data={"press": "reasons", "fund": "esf", "reason": "Mina ord."}).text

    assert fields_of(page)["reason"].startswith("Mina ord.")
    assert '<option value="esf" selected>' in page


def test_refer_says_whose_the_reasons_are_and_when_there_are_none(
    kim: FlaskClient, session: Session, sent: Application
) -> None:
    submission = session.exec(select(Submission).where(Submission.application_id == sent.id)).one()
    reasons = reasons_by_fund(Advice.from_dict(submission.advice))
    said = {}

    for known in (True, False):
        fund = next(one.id for one in OTHER_FUNDS if bool(reasons.get(one.id)) is known)
        data = {"press": "reasons", "fund": fund, "reason": "Mina ord."}
        page = kim.post(f"/review/{sent.id}/refer", data=data, headers=ENGLISH).text
        said[known] = [words in page for words in ("These are the assistant’s reasons", "The assistant had no reasons")]

    assert said == {True: [True, False], False: [False, True]}


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


@pytest.mark.parametrize("change", [{"subject-sv": f"Om {NUMBER}"}, {"body-sv": f"Barnet ({NUMBER}) går i sexan."}])
def test_letter_with_a_personal_number_is_not_sent(
    kim: FlaskClient, session: Session, sent: Application, change: dict[str, str]
) -> None:
    fields = fields_of(kim.get(f"/review/{sent.id}/council").text)

    answer = kim.post(f"/review/{sent.id}/council", data={**fields, **change, "press": "send"})

    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#([\w-]+)">', answer.text) == list(change)
    assert fields_of(answer.text).items() >= change.items()
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


def test_decision_in_two_windows_is_refused_and_gives_the_text_back(
    kim: FlaskClient, session: Session, sent: Application
) -> None:
    pages = [fields_of(kim.get(f"/review/{sent.id}/council").text) for _window in range(2)]
    kim.post(f"/review/{sent.id}/council", data={**pages[0], "press": "send"})

    again = kim.post(f"/review/{sent.id}/council", data={**pages[1], "body-sv": "Mitt brev", "press": "send"})

    assert again.status_code == 409
    assert "Mitt brev" in again.text
    assert len(mails_of(session, sent, Move.PASS_TO_COUNCIL)) == 1


def test_send_pressed_twice_sends_one_letter_and_is_no_error(
    kim: FlaskClient, session: Session, sent: Application
) -> None:
    data = {**fields_of(kim.get(f"/review/{sent.id}/council").text), "press": "send"}

    answers = [kim.post(f"/review/{sent.id}/council", data=data) for _press in range(2)]

    assert [(answer.status_code, answer.location) for answer in answers] == [(303, f"/cases/{sent.id}")] * 2
    assert len(mails_of(session, sent, Move.PASS_TO_COUNCIL)) == 1
