"""Do rules and known questions tell what is asked?"""

import pytest

from assistant.asking import asking_places, by_rules, how_likely, is_strange, rule
from assistant.knowledge import Entry, KnowledgeError
from assistant.language import read


def test_concepts_that_meet_ask_for_more_than_one_alone() -> None:
    alone, together = by_rules(read("återföring")), by_rules(read("Vem bestämmer återföringen?"))

    assert max(alone, key=lambda name: alone[name].tells) == "repayment"
    assert max(together, key=lambda name: together[name].tells) == "who_decides_repayment"


def test_greeting_before_a_question_asks_for_nothing() -> None:
    assert "smalltalk" in by_rules(read("Hej!"))
    assert "smalltalk" not in by_rules(read("Hej! När är deadline?"))


def test_known_questions_tell_beside_the_rules() -> None:
    document = read("Vem får söka?")

    assert how_likely(document)["who_can_apply"] > by_rules(document)["who_can_apply"].tells


@pytest.mark.parametrize(("text", "strange"), [("How many moons has Jupiter?", True), ("Vem får söka?", False)])
def test_question_in_unknown_words_is_strange(text: str, *, strange: bool) -> None:
    assert is_strange(read(text)) is strange


def test_small_words_ask_only_as_hints() -> None:
    document = read("Vem bestämmer återföringen?")
    how = by_rules(document)["who_decides_repayment"]

    assert asking_places(document, how, hints=False) == {1, 2}
    assert asking_places(document, how, hints=True) == {0, 1, 2}


def test_rule_of_an_unknown_concept_is_refused() -> None:
    topic = Entry("answers.toml.topic", {"id": "a"})

    with pytest.raises(KnowledgeError, match=r"answers\.toml\.topic\[a\]: asks 'who vem' names no concept: vem"):
        rule(topic, "who vem")
