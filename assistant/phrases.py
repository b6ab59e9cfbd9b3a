"""In which words is a thing said in a conversation? The texts are in ``knowledge/dialogue.toml``."""

from __future__ import annotations

from collections.abc import Iterable

from assistant import questions
from assistant.knowledge import load
from assistant.types import Language, Text

# Questions of the conversation itself; their texts are in dialogue.toml.
NEW_IDEA, BELONGS = "new_idea", "belongs"
OWN_QUESTIONS = (NEW_IDEA, BELONGS)
VALUES = ("yes", "no", "skip")


def variant(name: str, number: int, language: Language) -> str:
    """What is said under ``name`` when it has been said ``number`` times before."""
    rows = load("dialogue").child("say").children(name)
    return rows[number % len(rows)].string(language)


def question_text(question_id: str) -> Text:
    """The words of a question, of questions.toml or of the conversation itself."""
    return own_text(question_id, "text") if question_id in OWN_QUESTIONS else questions.question(question_id).text


def question_again(question_id: str) -> Text:
    """The words of a question that was put before and still stands open."""
    return own_text(question_id, "again") if question_id in OWN_QUESTIONS else questions.question(question_id).again


def choices(question_id: str) -> tuple[tuple[str, Text], ...]:
    """The quick replies to a question: value and words."""
    if question_id in OWN_QUESTIONS:
        return ("yes", own_text(question_id, "yes")), ("no", own_text(question_id, "no"))
    return tuple((value, load("dialogue").child("choices").text(value)) for value in VALUES)


def own_text(question_id: str, name: str) -> Text:
    return load("dialogue").child("ask").child(question_id).text(name)


def existing(question_id: str) -> str:
    """The id if there still is such a question, else ""."""
    known: Iterable[str] = (*OWN_QUESTIONS, *(item.id for item in questions.QUESTIONS))
    return question_id if question_id in known else ""
