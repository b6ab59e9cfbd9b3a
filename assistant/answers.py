"""What is asked, and what is the answer?"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from assistant.knowledge import Entry, load
from assistant.language import Document, read
from assistant.matching import Mention, mentions
from assistant.types import Answer, AssistantError, Language

OUT_OF_SCOPE = "out_of_scope"
SMALLTALK = "smalltalk"
# Words that must speak for a topic before it is half certain.
_HALF = 0.8
# Below this the honest answer is that the assistant does not know.
_LOWEST_CONFIDENCE = 0.35


@cache
def _topics() -> dict[str, Entry]:
    return {row.string("id"): row for row in load("answers").children("topic")}


TOPICS: tuple[str, ...] = tuple(_topics())


def answer(text: str, *, language: Language | None = None) -> Answer:
    """The answer to a question about the fund, in ``language`` (the question's own if None).

    What is not understood gets topic "out_of_scope", with whom to ask instead. ``confidence`` is 0-1.

    >>> answer("Vem får söka?").topic
    'who_can_apply'
    """
    document = read(text)
    found, confidence = topic(document)
    return topic_answer(found, confidence, language or document.language)


def topic_answer(topic_id: str, confidence: float, language: Language) -> Answer:
    """The written answer to one topic. Raises AssistantError if there is no such topic."""
    try:
        row = _topics()[topic_id]
    except KeyError:
        raise AssistantError(f"no topic {topic_id!r}; there are {', '.join(TOPICS)}") from None
    return Answer(topic_id, row.text("text")[language], row.sources(), confidence)


def topic(document: Document) -> tuple[str, float]:
    """The topic asked about and how sure that is (0-1); ("out_of_scope", 0.0) when no word tells."""
    heard: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions(document, "topic"):
        heard[mention.id].append(mention)
    if not heard:
        return OUT_OF_SCOPE, 0.0
    # A greeting before a question is not what the question is about.
    asked = {topic_id: found for topic_id, found in heard.items() if topic_id != SMALLTALK} or heard
    best = min(asked, key=lambda topic_id: (-_telling(asked[topic_id]), TOPICS.index(topic_id)))
    runner_up = max((_words(found) for topic_id, found in asked.items() if topic_id != best), default=0)
    confidence = round(_words(heard[best]) / (_words(heard[best]) + _HALF + runner_up / 4), 3)
    return (best, confidence) if confidence >= _LOWEST_CONFIDENCE else (OUT_OF_SCOPE, confidence)


def _telling(found: list[Mention]) -> float:
    """How much the words say that are of this topic and few others; a word counts once."""
    best: dict[int, float] = {}
    for mention in found:
        for place in mention.words:
            best[place] = max(best.get(place, 0.0), mention.rarity / len(mention.words))
    return sum(best.values())


def _words(found: list[Mention]) -> int:
    """How many words of the question speak for the topic."""
    return len({place for mention in found for place in mention.words})


@cache
def question_words() -> frozenset[str]:
    """Words that a question begins with."""
    return frozenset(load("answers").strings("question_words"))
