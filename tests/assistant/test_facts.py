"""Do answers know the call's dates and the funds as they were edited, when they are told of them?"""

from dataclasses import replace
from datetime import date

import pytest

from assistant import FUNDS, DialogueState, answer, turn
from assistant.dialogue import replay, wrote
from assistant.facts import Call, Facts, standing
from assistant.types import Text

CALL = Call(Text("Våren 2027", "Spring 2027"), date(2027, 1, 15), date(2027, 3, 1))
ESF = next(money for kind in FUNDS for money in kind.concrete if money.id == "esf_plus")


@pytest.mark.parametrize(
    ("today", "beginning"),
    [
        (date(2026, 12, 1), "Nästa utlysning är ”Våren 2027”. Den öppnar den 15 januari 2027"),
        (date(2027, 1, 15), "Utlysningen ”Våren 2027” är öppen. Sista dag att skicka in en skiss är den 1 mars 2027"),
        (date(2027, 3, 1), "Utlysningen ”Våren 2027” stänger i dag"),
        (date(2027, 3, 2), "Ingen utlysning är öppen. Den senaste, ”Våren 2027”, stängde den 1 mars 2027"),
    ],
)
def test_dates_are_those_of_the_call_on_that_day(today: date, beginning: str) -> None:
    _, reply = turn(DialogueState("sv"), "när kan vi söka?", facts=Facts(today, CALL))

    assert reply.said.startswith(beginning)
    assert reply.answer is not None
    assert reply.answer.topic == "deadlines"


def test_no_call_is_said_to_be_none() -> None:
    _, reply = turn(DialogueState("en"), "when can I apply", facts=Facts(date(2027, 1, 1)))

    assert reply.said.startswith("No call has been decided at the moment.")


def test_dates_that_are_asked_for_again_are_told_in_other_words() -> None:
    facts = Facts(date(2027, 2, 28), CALL)
    state = wrote(DialogueState("en"), "when can I apply")

    said = [exchange.reply.said for exchange in replay(wrote(state, "closing soon?"), facts=facts).exchanges]

    assert said == [
        "The call “Spring 2027” is open. The last day to send in a sketch is 1 March 2027, in 1 day.",
        "As I said: it closes on 1 March 2027, in 1 day.",
    ]


def test_without_facts_the_answer_is_the_files_own() -> None:
    _, reply = turn(DialogueState("sv"), "När är sista ansökningsdag?")

    assert reply.said == answer("När är sista ansökningsdag?").text


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("när stänger ESF?", "esf_plus"),
        ("kan vi söka Arvsfonden?", "inheritance_fund"),
        ("Can we apply to Vinnova?", "vinnova"),
        ("hemlöshetsmedel, när stänger de?", "homelessness_central"),
        ("När kan vi söka lokala utvecklingsmedel?", "local_development"),
        ("Arvsfonden", "inheritance_fund"),
    ],
)
def test_question_about_a_fund_with_a_name_is_answered_by_the_catalogue(text: str, about: str) -> None:
    state, reply = turn(DialogueState("sv"), text)

    assert reply.answer is not None
    assert (reply.answer.topic, reply.answer.about) == ("other_funds", about)
    assert replay(state).idea == ""


def test_edited_fund_is_told_as_it_was_edited() -> None:
    edited = replace(ESF, status="open", closes_on="2027-02-01", next_step=Text("Ring Pia.", "Call Pia."))

    before, after = (
        answer("när stänger ESF?", facts=Facts(day, money=(edited,))).text
        for day in (date(2027, 2, 1), date(2027, 2, 2))
    )

    assert "Det går att söka nu. Sista ansökningsdag: 1 februari 2027." in before
    assert "Ring Pia." in before
    assert "Det är stängt nu." in after


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "stands"),
    [("", "", "unknown"), ("2027-03-01", "", "coming"), ("", "2027-01-01", "closed"), ("2027-01-01", "", "unknown")],
)
def test_days_win_over_the_status(opens_on: str, closes_on: str, stands: str) -> None:
    money = replace(ESF, status="unknown", opens_on=opens_on, closes_on=closes_on)

    assert standing(money, date(2027, 2, 1)) == stands


def test_named_fund_as_cofinancing_is_a_question_about_cofinancing() -> None:
    assert answer("Kan ESF vara medfinansiering?").topic == "cofinancing"


def test_idea_that_names_a_fund_is_an_idea() -> None:
    text = "Vi hade pengar från Arvsfonden för läxhjälp till barn i Skärholmen och vill pröva det med skolan i tre år"

    talk = replay(wrote(DialogueState("sv"), text))

    assert talk.idea == text
