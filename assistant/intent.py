"""Is the text an idea, a question, small talk, or none of the service's business?

The words that ask about a topic are weighed against the words that tell of an idea.
"""

from __future__ import annotations

from assistant import answers
from assistant.features import passing
from assistant.language import Document
from assistant.matching import mentions
from assistant.types import Kind

# A question is short; an idea may end with one.
_LONGEST_QUESTION_WORDS = 30
# A short text may be a question without looking like one: "deadline", "hjälp med ansökan".
_LONGEST_BARE_WORDS = 12
# Fewer words than this, none of them known, is too little to go by.
_LEAST_WORDS = 3
_OTHER_KINDS: dict[str, Kind] = {answers.SMALLTALK: "smalltalk", answers.OUT_OF_SCOPE: "off_topic"}


def kind(document: Document) -> Kind:
    """What kind of text it is."""
    topic, _ = answers.topic(document)
    asking = _places(document, "topic", topic)
    telling = _told(document) - asking
    if asking and len(asking) >= len(telling) and _may_be_question(document, topic, bool(telling)):
        return _OTHER_KINDS.get(topic, "question")
    if telling:
        return "idea"
    known = bool(_places(document, "feature"))
    if _looks_like_question(document):
        return "question" if known else "off_topic"
    if known:
        return "idea"
    return "off_topic" if len(document.words) >= _LEAST_WORDS else "unclear"


def _may_be_question(document: Document, topic: str, tells: bool) -> bool:
    if len(document.words) > _LONGEST_QUESTION_WORDS:
        return False
    bare = not tells and len(document.words) <= _LONGEST_BARE_WORDS
    return bare or topic in _OTHER_KINDS or _looks_like_question(document)


def _looks_like_question(document: Document) -> bool:
    first = document.words[0].text if document.words else ""
    return "?" in document.text or first in answers.question_words()


def _places(document: Document, group: str, only: str = "") -> set[int]:
    """The words of the text that a group of the knowledge knows."""
    return {place for mention in mentions(document, group) if not only or mention.id == only for place in mention.words}


def _told(document: Document) -> set[int]:
    """The words that tell of an idea, and are seldom said in a question."""
    said = (mention for mention in mentions(document, "feature") if mention.id not in passing())
    return _places(document, "concept") | {place for mention in said for place in mention.words}
