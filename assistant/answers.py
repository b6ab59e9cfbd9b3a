"""What is asked, and what is the answer?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from assistant.knowledge import Entry, load
from assistant.language import Document, read
from assistant.lexicon import lexicon
from assistant.matching import mentions
from assistant.types import Answer, AssistantError, Language

OUT_OF_SCOPE = "out_of_scope"
SMALLTALK = "smalltalk"
# Words that must speak for a topic before it is half certain.
_HALF = 0.8
# What a word tells that terms of a topic use, when the term as a whole is not there.
_HINT = 0.3
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


@dataclass
class _Asked:
    """The words that ask for one topic: how much each tells (at most 1), and those that stand in a whole term."""

    tells: dict[int, float] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)

    def hear(self, place: int, tells: float) -> None:
        self.tells[place] = max(self.tells.get(place, 0.0), tells)

    @property
    def weight(self) -> float:
        return sum(self.tells.values())

    @property
    def sure_words(self) -> float:
        """How many words speak for the topic; one that only hints counts half."""
        return (len(self.tells) + len(self.named)) / 2


def topic(document: Document) -> tuple[str, float]:
    """The topic asked about and how sure that is (0-1); ("out_of_scope", 0.0) when no word tells."""
    asked = _asked(document)
    if not asked:
        return OUT_OF_SCOPE, 0.0
    best = min(asked, key=lambda name: (-asked[name].weight, name != OUT_OF_SCOPE, TOPICS.index(name)))
    runner_up = max((words.sure_words for name, words in asked.items() if name != best), default=0.0)
    confidence = round(asked[best].sure_words / (asked[best].sure_words + _HALF + runner_up / 4), 3)
    return (best, confidence) if confidence >= _LOWEST_CONFIDENCE else (OUT_OF_SCOPE, confidence)


def asking_words(document: Document, *, hints: bool) -> tuple[str, set[int]]:
    """The topic asked about, and the places of the words that ask for it, with those that only hint if ``hints``."""
    found, _ = topic(document)
    words = _asked(document).get(found, _Asked())
    return found, set(words.tells) if hints else words.named


@lru_cache(maxsize=16)
def _asked(document: Document) -> Mapping[str, _Asked]:
    """The topics that the words may ask for."""
    asked: dict[str, _Asked] = defaultdict(_Asked)
    for place, topics in lexicon("questions").topics_of(document):
        for name in topics:
            asked[name].hear(place, _HINT * len(topics) ** -0.5)
    for mention in mentions(document, "topic"):
        asked[mention.id].named.update(mention.words)
        for place in mention.words:
            asked[mention.id].hear(place, mention.rarity / len(mention.words))
    # A greeting before a question is not what the question is about.
    if any(words.named for name, words in asked.items() if name != SMALLTALK):
        asked.pop(SMALLTALK, None)
    return asked


@cache
def question_words() -> frozenset[str]:
    """Words that a question begins with."""
    return frozenset(load("answers").strings("question_words"))
