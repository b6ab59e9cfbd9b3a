"""Does the conversation keep its temper, and never annoy with a question?"""

from itertools import pairwise

import pytest

from assistant import QUESTIONS, DialogueState, advise, question
from assistant.advice import is_early
from assistant.dialogue import answered, replay, wrote
from assistant.types import Reply, Talk

IDEA = "Vi vill starta gruppträffar för unga mammor"
VISITS = "Vi vill pröva hembesök till nyblivna föräldrar som är ensamma"


def told(*texts: str) -> Talk:
    state = DialogueState("sv")
    for text in texts:
        state = wrote(state, text)
    return replay(state)


def last(*texts: str) -> Reply:
    return told(*texts).exchanges[-1].reply


@pytest.mark.parametrize("text", ["ca 1,5 miljoner per år", "1.2 million a year", "vet inte, kanske 2 miljoner"])
def test_cost_is_taken_as_a_part_of_the_idea_and_the_question_is_put_in_other_words(text: str) -> None:
    before, after = told(VISITS), told(VISITS, text)

    assert after.idea == f"{VISITS}\n\n{text}"
    assert after.exchanges[-1].reply.said == "Tack, då är kostnaden med."
    assert (after.asked, after.answers) == (before.asked, {})
    assert after.exchanges[-1].reply.question == question(before.asked).again["sv"]


def test_cost_that_changes_the_advice_says_so() -> None:
    reply = last(IDEA, "vet inte, kanske en halv miljon")

    assert reply.said.split("\n")[:2] == [
        "Tack, då är kostnaden med.",
        "Bäst passar: Socialnämndens lokala utvecklingsmedel.",
    ]


def test_cost_with_years_answers_the_question_about_years() -> None:
    assert told(IDEA, "500 tkr om året i tre år").answers == {"several_years": "yes"}


def test_no_question_is_put_twice_in_a_row_in_the_same_words() -> None:
    texts = [IDEA, "nja", "Vem får söka?", "hmm", "nja", "varför?", "ca 2 miljoner", "jo", "nja", "nja", "nja", "nja"]

    asked = [exchange.reply.question for exchange in told(*texts).exchanges]

    assert [before for before, after in pairwise(asked) if before == after != ""] == []


def test_question_that_is_met_twice_by_something_else_is_left_open() -> None:
    first = told(IDEA).asked

    talk = told(IDEA, "nja", "nja", "nja")

    assert talk.exchanges[-1].reply.said.endswith("Jag lämnar den förra frågan öppen.")
    assert talk.asked not in ("", first)


def test_question_that_was_asked_before_is_dropped_when_somebody_says_so() -> None:
    first = told(IDEA).asked

    talk = told(IDEA, "det har jag redan svarat på")

    assert talk.exchanges[-1].reply.said == "Förlåt. Då lämnar vi den frågan."
    assert talk.answers == {first: "skip"}


@pytest.mark.parametrize(
    ("text", "beginning", "hands_over"),
    [
        ("det här är ju omöjligt", "Jag förstår att det känns krångligt.", True),
        ("nej fan vad krångligt", "Jag förstår att det känns krångligt.", True),
        ("this is impossible", "Jag förstår att det känns krångligt.", True),
        ("kan du skriva den åt mig?", "Jag hittar inte på någon text åt er.", False),
        ("vilket väder vi har", "Det är jag tyvärr ingen hjälp med.", False),
        ("är du en robot?", "Jag är ett hjälpmedel som följer fasta regler, ingen människa.", False),
        ("tack", "Varsågod!", False),
        ("kan regionen söka?", "Alla stadens nämnder får söka", False),
        ("förening?", "Alla stadens nämnder får söka", False),
    ],
)
def test_what_stands_beside_the_point_is_met_calmly_and_is_no_evidence(
    text: str, beginning: str, hands_over: bool
) -> None:
    talk = told(IDEA, text)

    reply = talk.exchanges[-1].reply
    assert (reply.said[: len(beginning)], reply.hands_over, talk.idea) == (beginning, hands_over, IDEA)
    assert talk.asked == told(IDEA).asked


def test_why_when_nothing_is_asked_is_answered_so() -> None:
    assert last("varför frågar du?").said.startswith("Just nu frågar jag inget.")


@pytest.mark.parametrize("text", ["ja tack så mycket", "Ja, tack så mycket för hjälpen", "yes thank you very much"])
def test_thanks_beside_an_answer_is_no_evidence(text: str) -> None:
    talk = told(IDEA, text)

    assert (talk.idea, list(talk.answers.values())) == (IDEA, ["yes"])


def test_second_text_that_tells_nothing_is_not_asked_about_again() -> None:
    talk = told(IDEA, "kaffet är slut i dag", "himlen var blå")

    assert talk.exchanges[-1].reply.said == "Jag hittar inget om idén i det du skrev, så jag lägger inte till det."
    assert talk.idea == IDEA


def test_it_is_too_early_to_say_what_fits_until_something_speaks_for_it() -> None:
    state = wrote(DialogueState("sv"), IDEA)

    assert "Bäst passar" not in replay(state).exchanges[-1].reply.text
    state = answered(answered(state, "several_years", "yes"), "new_method", "yes")
    assert replay(state).exchanges[-1].reply.said.startswith("Bäst passar: Sociala investeringsfonden.")


@pytest.mark.parametrize(
    ("text", "early"),
    [
        (IDEA, True),
        ("Vi vill pröva något nytt i tre år tillsammans med regionen", True),
        ("Vi vill pröva hembesök till nyblivna föräldrar tillsammans med BVC i tre år", False),
        ("Vi behöver en ny lekplats och bättre belysning i parken", False),
        ("Hej", True),
    ],
)
def test_fund_is_named_early_by_none_of_its_signs(text: str, early: bool) -> None:
    assert is_early(advise(text)) is early


def test_conversation_without_answers_ends_with_what_comes_nearest() -> None:
    state = wrote(DialogueState("sv"), IDEA)
    while replay(state).asked:
        state = answered(state, replay(state).asked, "skip")

    nearest = "Mycket är ännu okänt. Närmast ligger: Socialnämndens lokala utvecklingsmedel."
    assert nearest in replay(state).exchanges[-1].reply.said


def test_every_question_can_be_put_in_other_words() -> None:
    assert [item.id for item in QUESTIONS if not item.again["sv"] or item.again == item.text] == []
