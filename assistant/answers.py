"""What is asked, and what is the answer?"""

from __future__ import annotations

from functools import cache

from assistant.asking import asking_places, by_rules, how_likely, is_strange
from assistant.facts import Facts
from assistant.knowledge import Entry, load
from assistant.language import Document, read
from assistant.named_money import answer_about, money_asked_about
from assistant.types import Answer, AssistantError, Language

OUT_OF_SCOPE = "out_of_scope"
# Words that must speak for a topic before it is half certain.
_HALF = 0.8
# Below this the honest answer is that the assistant does not know.
_LOWEST_CONFIDENCE = 0.2


@cache
def _topics() -> dict[str, Entry]:
    return {row.string("id"): row for row in load("answers").children("topic")}


TOPICS: tuple[str, ...] = tuple(_topics())


def answer(text: str, *, language: Language | None = None, facts: Facts | None = None) -> Answer:
    """The answer to a question about the fund, in ``language`` (the question's own if None).

    What is not understood gets topic "out_of_scope", with whom to ask instead. ``confidence`` is 0-1. ``facts``: what
    the knowledge files cannot know of today.

    >>> answer("Vem får söka?").topic
    'who_can_apply'
    """
    document = read(text)
    if document.foreign:
        return _answer_to_foreign(language or document.language)
    found, confidence = topic(document)
    if money_id := money_asked_about(document, found):
        return answer_about(money_id, confidence or _LOWEST_CONFIDENCE, language or document.language, facts)
    return topic_answer(found, confidence, language or document.language)


def _answer_to_foreign(language: Language) -> Answer:
    """What is said in both languages to a text that is in neither."""
    row = load("answers").child("foreign")
    return Answer(OUT_OF_SCOPE, row.text("text")[language], row.sources(), 0.0)


def topic_answer(topic_id: str, confidence: float, language: Language) -> Answer:
    """The written answer to one topic. Raises AssistantError if there is no such topic."""
    try:
        row = _topics()[topic_id]
    except KeyError:
        raise AssistantError(f"no topic {topic_id!r}; there are {', '.join(TOPICS)}") from None
    return Answer(topic_id, row.text("text")[language], row.sources(), confidence)


def topic(document: Document) -> tuple[str, float]:
    """The topic asked about and how sure that is (0-1); ("out_of_scope", 0.0) when nothing tells."""
    likely = how_likely(document)
    if not likely:
        return OUT_OF_SCOPE, 0.0
    best, *others = sorted(likely, key=lambda name: (-likely[name], TOPICS.index(name)))
    runner_up = likely[others[0]] if others else 0.0
    confidence = round(likely[best] / (likely[best] + _HALF + runner_up / 4), 3)
    known = confidence >= _LOWEST_CONFIDENCE and not is_strange(document)
    return (best if known else OUT_OF_SCOPE), confidence


def asking_words(document: Document, *, hints: bool) -> tuple[str, set[int]]:
    """The topic that the rules hear, and the places of the words that ask for it, with hints of it if ``hints``."""
    asked = by_rules(document)
    if not asked:
        return OUT_OF_SCOPE, set()
    best = max(asked, key=lambda name: asked[name].tells)
    return best, asking_places(document, asked[best], hints=hints)


@cache
def question_words() -> frozenset[str]:
    """Words that a question begins with."""
    return frozenset(load("answers").strings("question_words"))
