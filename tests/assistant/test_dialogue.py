"""Does the conversation advise, ask, take answers, explain itself and stay honest?"""

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import QUESTIONS, AssistantError, DialogueState, Language, advise, answer, question, start, turn
from assistant.dialogue import (
    MASK,
    answered,
    asked_why,
    choices,
    corrected,
    masked,
    question_text,
    replay,
    wrote,
)
from assistant.reactions import MOST_QUESTIONS
from assistant.types import Turn

IDEA = "Vi vill prova en lots för familjer i trångboddhet"


def told(*texts: str, language: Language | None = "sv") -> DialogueState:
    """A conversation in which somebody has written these texts."""
    state = DialogueState(language)
    for text in texts:
        state = wrote(state, text)
    return state


def last(state: DialogueState) -> str:
    """What the assistant said last, without the question."""
    return replay(state).exchanges[-1].reply.said


def test_start_explains_what_to_write() -> None:
    state, reply = start("en")

    assert state == DialogueState(language="en")
    assert reply.text.startswith("Hello! Describe your idea in your own words")


def test_idea_gets_advice_and_the_most_deciding_question() -> None:
    state, reply = turn(DialogueState(), IDEA)

    advice = advise(IDEA)
    assert reply.advice == advice
    assert replay(state).asked == reply.asked == advice.ask_next[0]
    assert reply.text.endswith(question(reply.asked).text["sv"])


def test_facts_answer_the_question_that_was_put() -> None:
    state = told("Vi vill ge läxhjälp till barn i Skärholmen")
    while replay(state).asked != "several_years":
        state = answered(state, replay(state).asked, "skip")

    talk = replay(wrote(state, "tre år"))

    assert (talk.answers["several_years"], talk.idea.split("\n")[-1]) == ("yes", "tre år")


def test_yes_that_speaks_of_another_question_answers_neither() -> None:
    state = told("Vi vill ge läxhjälp till barn i Skärholmen")
    while replay(state).asked != "several_years":
        state = answered(state, replay(state).asked, "skip")

    talk = replay(wrote(state, "ja vi ska utvärdera det"))

    assert "several_years" not in talk.answers
    assert talk.idea.endswith("ja vi ska utvärdera det")


def test_word_or_two_are_no_idea_to_advise_on() -> None:
    talk = replay(told("Ungdomar"))

    assert (talk.advice, talk.asked) == (None, "")
    assert talk.exchanges[-1].reply.said.startswith("Berätta lite mer")
    assert replay(told("Ungdomar", "som sitter hemma i stället för att gå i skolan")).advice is not None


@pytest.mark.parametrize(("text", "value"), [("Ja, det stämmer", "yes"), ("nej", "no"), ("vet inte", "skip")])
def test_typed_answer_settles_the_question_and_moves_on(text: str, value: str) -> None:
    state = told(IDEA)
    asked = replay(state).asked

    talk = replay(wrote(state, text))

    assert talk.answers == {asked: value}
    assert talk.asked not in ("", asked)


def test_answer_with_more_words_is_added_to_the_idea() -> None:
    state = told(IDEA)
    asked = replay(state).asked

    talk = replay(wrote(state, "Ja, tillsammans med skolan och bostadsbolaget i fyra år"))

    assert (talk.answers[asked], talk.idea) == (
        "yes",
        f"{IDEA}\n\nJa, tillsammans med skolan och bostadsbolaget i fyra år",
    )


def test_earlier_answer_can_be_changed_and_the_advice_follows() -> None:
    state = told("Vi vill börja med hembesök till nyblivna föräldrar i Farsta")

    before = replay(answered(state, "several_years", "yes"))
    after = replay(answered(answered(state, "several_years", "yes"), "several_years", "no"))

    assert before.advice is not None
    assert after.advice is not None
    assert after.answers == {"several_years": "no"}
    assert after.exchanges[-1].reply.said.startswith("Jag har ändrat svaret.")
    sif = [
        next(fund.score for fund in talk.advice.funds if fund.id == "sif") for talk in (before, after) if talk.advice
    ]
    assert sif[0] > sif[1]


def test_addition_is_joined_to_the_idea() -> None:
    talk = replay(told(IDEA, "Det gäller fyrtio familjer, tillsammans med skolan och bostadsbolaget"))

    assert talk.idea == f"{IDEA}\n\nDet gäller fyrtio familjer, tillsammans med skolan och bostadsbolaget"
    assert talk.advice == advise(talk.idea)


def test_another_idea_starts_anew_only_when_the_user_says_so() -> None:
    other = "En ny idé: hembesök till nyblivna föräldrar tillsammans med barnhälsovården i tre år"
    state = told(IDEA, other)

    assert (replay(state).idea, replay(state).asked) == (IDEA, "new_idea")
    for reply in ("ja", "en ny idé", "ny"):
        assert replay(wrote(state, reply)).idea == other
    for reply in ("nej", "det hör till den förra"):
        assert replay(wrote(state, reply)).idea == f"{IDEA}\n\n{other}"


def test_new_idea_forgets_the_answers_to_the_old_one() -> None:
    state = answered(told(IDEA), "several_years", "yes")
    state = wrote(state, "Nu en annan idé: läxhjälp för barn i Skärholmen tillsammans med biblioteket")

    assert replay(wrote(state, "ja")).answers == {}


def test_what_does_not_seem_to_belong_is_asked_about() -> None:
    state = told(IDEA, "Glassen smakar godast om sommaren")

    assert (replay(state).asked, replay(state).idea) == ("belongs", IDEA)
    assert replay(wrote(state, "nej")).idea == IDEA
    assert replay(wrote(state, "ja")).idea == f"{IDEA}\n\nGlassen smakar godast om sommaren"


def test_corrected_area_wins() -> None:
    talk = replay(corrected(told(IDEA), "democracy_safety"))

    assert talk.advice is not None
    assert talk.advice.primary_area == "democracy_safety"


@pytest.mark.parametrize("text", ["Varför frågar du?", None])
def test_why_explains_the_question_and_keeps_it_open(text: str | None) -> None:
    state = told(IDEA)
    asked = replay(state).asked

    talk = replay(wrote(state, text) if text else asked_why(state))

    assert talk.asked == asked
    assert talk.exchanges[-1].reply.said == question(asked).why["sv"]


def test_question_in_between_is_answered_with_source_and_the_open_one_asked_again() -> None:
    state = told(IDEA)

    talk = replay(wrote(state, "Vem får söka?"))

    reply = talk.exchanges[-1].reply
    assert reply.answer is not None
    assert (reply.said, reply.answer.sources) == (answer("Vem får söka?").text, ("S0", "R16", "S2"))
    assert reply.text.endswith(f"Tillbaka till frågan: {question(talk.asked).again['sv']}")


def test_question_about_a_partner_is_told_who_may_apply() -> None:
    reply = replay(told(IDEA, "får vi ha med en förening?")).exchanges[-1].reply

    assert reply.answer is not None
    assert reply.answer.topic == "who_can_apply"


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("kan du sammanfatta?", "Rådet är:"),
        ("vad gör jag nu?", "Nästa steg:"),
        ("hur många frågor är det kvar?", "Högst 6 till"),
        ("det där stämmer inte", "Då vill jag veta mer."),
        ("fel område", "Vilket område är närmast?"),
        ("Det här var ju dåligt", "Det var tråkigt att höra."),
        ("kan jag prata med någon?", "Lämna över samtalet"),
        ("börja om", "Vill du börja om"),
        ("varför inte SIF?", "Rådet är:"),
    ],
)
def test_what_people_say_to_an_assistant_is_understood(text: str, beginning: str) -> None:
    assert last(told(IDEA, text)).startswith(beginning)


def test_area_can_be_corrected_in_words() -> None:
    talk = replay(told("Vi vill ge läxhjälp till barn i Skärholmen", "fel område, det handlar om trygghet och brott"))

    assert talk.area == "democracy_safety"


@pytest.mark.parametrize(
    ("question_id", "text", "value"),
    [
        ("several_years", "i 18 månader", "no"),
        ("several_units", "det är bara vi", "no"),
        ("several_units", "tillsammans med polisen", "yes"),
        ("new_method", "det är nytt för oss", "yes"),
        ("new_method", "inte nytt", "no"),
        ("evaluation", "vi vill mäta det", "yes"),
    ],
)
def test_short_reply_in_own_words_answers_the_question(question_id: str, text: str, value: str) -> None:
    state = told("Vi vill ge läxhjälp till barn i Skärholmen")
    while (asked := replay(state).asked) != question_id and asked:
        state = answered(state, asked, "skip")
    assert asked == question_id

    assert replay(wrote(state, text)).answers[question_id] == value


def test_no_more_than_six_questions_are_asked_and_none_twice() -> None:
    state, asked = told(IDEA), []
    while open_question := replay(state).asked:
        asked.append(open_question)
        state = answered(state, open_question, "skip")

    assert len(asked) == len(set(asked)) <= MOST_QUESTIONS < len(QUESTIONS)
    assert "Jag har inga fler frågor." in last(state)


def test_what_is_not_known_is_handed_to_a_person() -> None:
    _, reply = turn(DialogueState("en"), "What is the capital of Peru?")

    assert reply.said.startswith("That is outside what I know")
    assert reply.hands_over


def test_other_language_gets_a_kind_answer_in_both() -> None:
    said = last(told("Wir möchten mit den Eltern und den Kindern im Viertel nicht nur für die Schule arbeiten"))

    assert said.startswith("Jag förstår bara svenska och engelska. / I understand only Swedish and English.")


@pytest.mark.parametrize("text", ["hej", "tack", "ok", "asdf", "Vem vinner allsvenskan?", "Vem får söka?", "hej då"])
@pytest.mark.parametrize("idea", [None, IDEA])
def test_nothing_is_said_twice_in_a_row(text: str, idea: str | None) -> None:
    state = told(*(filter(None, [idea])), *[text] * 4)

    said = [set(exchange.reply.said.split("\n")) for exchange in replay(state).exchanges]

    assert [before & after for before, after in pairwise(said)] == [set()] * (len(said) - 1)


def test_yes_stays_the_answer_to_the_question_that_was_put() -> None:
    state = told(IDEA)
    asked = replay(state).asked
    stored = wrote(state, "ja")

    newer = DialogueState(stored.language, (Turn("wrote", text=f"{IDEA} i fyra år"), *stored.turns[1:]))

    assert replay(newer).answers == {asked: "yes"}


def test_question_that_no_longer_exists_is_passed_over() -> None:
    state = DialogueState(
        "sv", (Turn("wrote", text=IDEA), Turn("answered", question="gone", value="yes", asked="gone"))
    )

    assert replay(state).answers == {}


@pytest.mark.parametrize(("question_id", "value"), [("gone", "yes"), ("saving", "perhaps")])
def test_unknown_answer_is_refused(question_id: str, value: str) -> None:
    with pytest.raises(AssistantError):
        answered(told(IDEA), question_id, value)


def test_personal_data_can_be_masked_for_good() -> None:
    state = masked(told("Ring Eva på 070-123 45 67, hon vill ha läxhjälp för barn i skolan"), 0)

    assert state.turns[0].text == f"Ring {MASK} på {MASK}, hon vill ha läxhjälp för barn i skolan"
    assert "070" not in replay(state).idea


def test_language_follows_the_writer_unless_it_is_fixed() -> None:
    idea = "We want to help young people find work"

    free, fixed = told(idea, language=None), told(idea)

    assert "Growing up" in last(free) or "Work and income" in last(free)
    assert last(fixed).startswith("Idén hör mest till") or last(fixed).startswith("Jag ser inte")


def test_every_question_has_words_and_choices_in_both_languages() -> None:
    for question_id in [*(item.id for item in QUESTIONS), "new_idea", "belongs"]:
        for language in ("sv", "en"):
            assert question_text(question_id)[language].endswith("?")
            assert all(words[language] for _value, words in choices(question_id))


def test_state_survives_storage() -> None:
    state = answered(told(IDEA, "varför?", "Vem får söka?"), "saving", "no")

    assert DialogueState.from_dict(json.loads(json.dumps(state.as_dict()))) == state


TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [IDEA, "ja", "nej", "vet inte", "varför?", "hej", "Vem får söka?", "ny idé: läxhjälp för barn i Farsta"]
    ),
)


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_any_conversation_can_be_held_and_is_the_same_every_time(texts: list[str]) -> None:
    state = told(*texts, language=None)

    assert replay(state) == replay(DialogueState.from_dict(state.as_dict()))
    assert [bool(exchange.reply.text.strip()) for exchange in replay(state).exchanges] == [True] * len(texts)
