"""Is the text an idea, a question, small talk, or none of the service's business?

The words that ask about a topic are weighed against the words that tell of an idea.
"""

from __future__ import annotations

from assistant import answers
from assistant.asking import SMALLTALK
from assistant.features import passing, we
from assistant.language import Document
from assistant.matching import mentions
from assistant.roles import is_chat
from assistant.types import Kind

# A question is short; an idea may end with one.
_LONGEST_QUESTION_WORDS = 30
# A short text may be a question without looking like one: "deadline", "hjälp med ansökan".
_LONGEST_BARE_WORDS = 12
# "Try video calls with clients, one unit, one term" tells of an idea in words that are each said of anything.
_ENOUGH_SAID = 3
# In fewer words than this nothing is asked either.
_LEAST_WORDS = 3
# The features that say that the writer wants something, and does not yet know what.
_WISH, _UNDECIDED = "wish", "undecided"
# The feature that says that the writer wants something for himself, or a poem, and that he is only being friendly.
_OWN_MATTER, _PLEASANTRY, _NO_ERRAND = "own_matter", "pleasantry", "no_errand"
# That nothing is applied for, and what the errand is, are two phrases.
_BOTH = 2
# The features of money with a name.
_MONEY_NAMED = frozenset({"state_money", "eu_money", "innovation_money"})
# Notes in so many pieces are no question, even if the last one ends with a question mark.
_NOTE_PIECES = 4
_OTHER_KINDS: dict[str, Kind] = {SMALLTALK: "smalltalk", answers.OUT_OF_SCOPE: "off_topic"}


def kind(document: Document) -> Kind:
    """What kind of text it is."""
    telling = _told(document)
    # A long text that tells what is to be done may well end with "we shall see".
    if document.foreign or len(_places(document, "feature", _UNDECIDED)) > len(telling):
        return "unclear"
    own = _places(document, "feature", _OWN_MATTER)
    if own and len(own) >= len(telling - own):
        return "off_topic"
    wishing = _places(document, "feature", _WISH)
    topic, asking = _asked(document, wishes=bool(wishing))
    friendly = _places(document, "feature", _PLEASANTRY)
    if (
        is_chat(document)
        or (_has_no_errand(document) and not asking)
        or (friendly and not (telling or wishing) and asking <= friendly)
    ):
        return "smalltalk"
    if asking and (_begins_as_question(document) or _has_no_errand(document)):
        wishing = set()
    # A word that both tells and asks is told by a story, and asked by a single question.
    if _is_one_sentence(document) and _looks_like_question(document) and not _is_note(document):
        telling = telling - asking
    else:
        asking = asking - telling
    if asking and len(asking) >= len(telling | wishing) and _may_be_question(document, topic, bool(telling)):
        return _OTHER_KINDS.get(topic, "question")
    if telling or wishing:
        return "idea"
    return _kind_of_little_known(document)


def _asked(document: Document, *, wishes: bool) -> tuple[str, set[int]]:
    """The topic a short text asks about, and the words that do; a longer one tells."""
    if len(document.words) > _LONGEST_QUESTION_WORDS or _asks_for_money_named(document):
        return "", set()
    topic, asking = answers.asking_words(document, hints=_looks_like_question(document) and not wishes)
    questions = _question_sentences(document) if topic != SMALLTALK else set()
    # Where some sentences ask, the others tell.
    return topic, {place for place in asking if not questions or document.words[place].sentence in questions}


def _question_sentences(document: Document) -> set[int]:
    """The sentences that end as a question."""
    words = document.words
    ends = (
        (word, words[place + 1].start if place + 1 < len(words) else len(document.text))
        for place, word in enumerate(words)
    )
    return {word.sentence for word, end in ends if "?" in document.text[word.end : end]}


def _kind_of_little_known(document: Document) -> Kind:
    """The kind of a text of which no word is known to tell of an idea, or to ask for a topic."""
    known = bool(_places(document, "feature"))
    if _looks_like_question(document) and len(document.words) >= _LEAST_WORDS:
        return "question" if known else "off_topic"
    if known:
        return "unclear" if _only_in_passing(document) else "idea"
    return "off_topic" if len(document.words) >= _LEAST_WORDS and not _speaks_of_us(document) else "unclear"


def _speaks_of_us(document: Document) -> bool:
    """Whether the writer tells of himself and his own: he has something in mind, but does not say what."""
    return any(word.text in we() for word in document.words)


def _only_in_passing(document: Document) -> bool:
    """Whether little is known of the text but what is also said of anything: "more collaboration, better outcomes"."""
    said = {mention.id for mention in mentions(document, "feature")}
    return said <= passing() and len(said) < _ENOUGH_SAID


def _may_be_question(document: Document, topic: str, tells: bool) -> bool:
    bare = len(document.words) <= _LONGEST_BARE_WORDS and (not tells or topic == SMALLTALK)
    # "A new job before the sickness benefit ends" names an authority that is none of ours, and is an idea.
    elsewhere = topic == answers.OUT_OF_SCOPE and not _told(document)
    return bare or elsewhere or _looks_like_question(document)


def _has_no_errand(document: Document) -> bool:
    """Whether the writer says that nothing is applied for, and what the text is about instead."""
    said = {mention.evidence.phrase.lower() for mention in mentions(document, "feature") if mention.id == _NO_ERRAND}
    return len(said) >= _BOTH


def _asks_for_money_named(document: Document) -> bool:
    """Whether it tells of money with a name and of what it is for, and asks for it: "can we use …?", "how do we …?"."""
    named = any(mention.id in _MONEY_NAMED and not mention.weak for mention in mentions(document, "feature"))
    tells = bool(_places(document, "concept"))
    if not (named and tells):
        return False
    first, *rest = (word.text for word in document.words[:2])
    if first in answers.question_words():
        return not we().isdisjoint(rest)
    return not _is_one_sentence(document)


def _begins_as_question(document: Document) -> bool:
    """Whether the text is one sentence that begins as a question: "do we need …?" is no wish."""
    return _is_one_sentence(document) and document.words[0].text in answers.question_words()


def _is_note(document: Document) -> bool:
    begin = (document.words[end].text for end in (0, *document.clause_ends[:-1]) if end < len(document.words))
    return len(document.clause_ends) >= _NOTE_PIECES and answers.question_words().isdisjoint(begin)


def _is_one_sentence(document: Document) -> bool:
    words = document.words
    return bool(words) and words[-1].sentence == words[0].sentence


def _looks_like_question(document: Document) -> bool:
    first = document.words[0].text if document.words else ""
    return "?" in document.text or first in answers.question_words()


def _places(document: Document, group: str, only: str = "") -> set[int]:
    """The words of the text that a group of the knowledge knows."""
    return {place for mention in mentions(document, group) if not only or mention.id == only for place in mention.words}


def _told(document: Document) -> set[int]:
    """The words that tell of an idea, and are seldom said in a question; none when it is said that there is none."""
    if _has_no_errand(document):
        return set()
    said = (mention for mention in mentions(document, "feature") if not mention.weak and mention.id not in passing())
    return _places(document, "concept") | {place for mention in said for place in mention.words}
