"""Are questions understood and answered? The questions are in questions.toml."""

import tomllib
from pathlib import Path

import pytest

from assistant import TOPICS, AssistantError, advise, answer, source
from assistant.answers import topic_answer

QUESTIONS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("questions.toml").read_text("utf-8"))
KINDS = {"smalltalk": "smalltalk", "out_of_scope": "off_topic"}


@pytest.mark.parametrize(("topic", "asked"), [(t, text) for t, texts in QUESTIONS.items() for text in texts])
def test_question_gets_its_topic_and_is_taken_for_no_idea(topic: str, asked: str) -> None:
    reply, advice = answer(asked), advise(asked)

    assert (reply.topic, advice.kind) == (topic, KINDS.get(topic, "question"))


def test_questions_cover_every_topic() -> None:
    assert set(QUESTIONS) == set(TOPICS)


def test_answer_comes_in_the_language_of_the_question_unless_told_otherwise() -> None:
    asked = "Who decides in the end?"

    assert answer(asked).text == topic_answer("decision_path", 1.0, "en").text
    assert answer(asked, language="sv").text == topic_answer("decision_path", 1.0, "sv").text


def test_answer_names_sources_that_resolve() -> None:
    reply = answer("Måste vi betala tillbaka pengarna?")

    assert [source(key).key for key in reply.sources] == ["S0", "S2"]


def test_answer_to_nothing_known_is_out_of_scope_without_confidence() -> None:
    reply = answer("Bananer gurka")

    assert (reply.topic, reply.confidence) == ("out_of_scope", 0.0)


def test_greeting_before_a_question_is_not_the_question() -> None:
    assert answer("Hej! Vem får söka pengar?").topic == "who_can_apply"


def test_topic_answer_refuses_an_unknown_topic() -> None:
    with pytest.raises(AssistantError, match="no topic 'weather'; there are who_can_apply"):
        topic_answer("weather", 1.0, "sv")
