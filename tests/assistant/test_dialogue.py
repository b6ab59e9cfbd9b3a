"""Does the conversation advise, ask, take answers, explain itself and stay honest?"""

from assistant import QUESTIONS, DialogueState, advise, answer, question, start, turn

IDEA = "Vi vill prova en lots för familjer i trångboddhet"


def test_start_explains_what_to_write() -> None:
    state, reply = start("en")

    assert state == DialogueState(language="en")
    assert reply.text.startswith("Describe your idea in your own words")


def test_idea_gets_advice_and_the_most_deciding_question() -> None:
    state, reply = turn(DialogueState(), IDEA)

    advice = advise(IDEA)
    assert reply.advice == advice
    assert state.asked == reply.asked == advice.ask_next[0]
    assert reply.text.endswith(question(state.asked).text["sv"])


def test_yes_settles_the_question_and_moves_on() -> None:
    state, _ = turn(DialogueState(), IDEA)

    later, reply = turn(state, "Ja, det stämmer")

    assert later.answers == {state.asked: True}
    assert reply.advice == advise(IDEA, answers={state.asked: True})
    assert later.asked != state.asked


def test_no_is_an_answer_too() -> None:
    state, _ = turn(DialogueState(), IDEA)

    later, _ = turn(state, "nej")

    assert later.answers == {state.asked: False}


def test_free_text_as_answer_is_added_to_the_idea() -> None:
    state, _ = turn(DialogueState(), IDEA)

    later, reply = turn(state, "Fyra år, tillsammans med skolan och bostadsbolaget")

    assert later.idea == f"{IDEA}\nFyra år, tillsammans med skolan och bostadsbolaget"
    assert reply.advice == advise(later.idea)


def test_why_explains_the_question_and_keeps_it_open() -> None:
    state, _ = turn(DialogueState(), IDEA)

    later, reply = turn(state, "Varför frågar du?")

    assert later == state
    assert reply.text == question(state.asked).why["sv"]


def test_question_in_between_is_answered_and_the_open_one_asked_again() -> None:
    state, _ = turn(DialogueState(), IDEA)

    later, reply = turn(state, "Vem får söka?")

    assert later == state
    assert reply.text == f"{answer('Vem får söka?').text}\n\n{question(state.asked).text['sv']}"


def test_questions_end_and_the_assistant_says_so() -> None:
    state, reply = turn(DialogueState(), IDEA)
    for _ in QUESTIONS:
        if state.asked:
            state, reply = turn(state, "ja")

    assert state.asked == ""
    assert reply.text.endswith("skriv en ny idé.")


def test_what_is_not_known_is_handed_to_a_person() -> None:
    _, reply = turn(DialogueState(), "What is the weather like?")

    assert reply.text.startswith("I do not know.")


def test_state_survives_storage() -> None:
    state, _ = turn(DialogueState(language="en"), "A guide for families in overcrowded homes")

    assert DialogueState.from_dict(state.as_dict()) == state
