"""Which topics do the words of a question ask for, and how much do they tell?

Two things are added up. *Rules* (answers.toml): concepts that ask for a topic when they are heard together, "who" with
"repay". *Experience* (asked.toml): how much oftener a concept, a word or a pair of words stood in known questions on a
topic than in the others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from math import log
from typing import NamedTuple, TypeAlias

from assistant.knowledge import Entry, KnowledgeError, load
from assistant.language import LANGUAGES, LONGEST_WORD, Document, is_function_word, read, stem
from assistant.lexicon import TOPIC
from assistant.matching import mentions

SMALLTALK = "smalltalk"
# A concept that tells no more than this is how something is asked, not what about.
_SMALL = 0.5
# What tells so much is plainly asked.
_PLAIN = 1.0
# What a concept tells that only makes a topic likelier, and a rule of which one concept is not heard.
_SUPPORT, _PART = 0.5, 0.6
# What experience tells beside the rules, and in it a concept, a word and a pair of words.
_EXPERIENCE = 0.2
_CONCEPT, _WORD, _PAIR = 1.0, 0.6, 0.4
# That a word has not stood in questions on a topic tells little against it.
_AGAINST = -0.5
# How many questions on a topic a single one weighs up: what was seen once may be chance.
_CHANCE, _UNSEEN = 0.5, 0.02

# The parts of a rule: each a concept, or any of several.
_Rule: TypeAlias = tuple[frozenset[str], ...]


class Asked(NamedTuple):
    """How a text asks for a topic: how much that tells, by which concepts, and by which that only make it likelier."""

    tells: float
    core: frozenset[str]
    support: frozenset[str]


@lru_cache(maxsize=16)
def by_rules(document: Document, missing: int = 0) -> Mapping[str, Asked]:
    """The topics that the concepts in the text ask for, by rules of which all but ``missing`` concepts are heard."""
    heard = _heard(document)
    found = {name: _strongest(rules, heard, missing) for name, rules in _rules().items()}
    asked = {name: how for name, how in found.items() if how}
    # A greeting before a question is not what the question is about.
    if any(how.tells >= _PLAIN for name, how in asked.items() if name != SMALLTALK):
        asked.pop(SMALLTALK, None)
    return asked


def is_strange(document: Document) -> bool:
    """Whether nothing is plainly asked, and most of the words that carry meaning are in no known question."""
    if any(how.tells >= _PLAIN for how in by_rules(document).values()):
        return False
    heard = {place for item in mentions(document, TOPIC) for place in item.words}
    telling = [place for place, word in enumerate(document.words) if not is_function_word(word.text)]
    known = [place for place in telling if place in heard or _stem(document, place) in _experience().counts]
    return 2 * len(known) < len(telling)


def asking_places(document: Document, how: Asked, *, hints: bool) -> set[int]:
    """The places of the words by which a text asks, small ones such as "who" aside; with ``hints`` all of them."""
    wanted = how.core | how.support if hints else {name for name in how.core if _weights()[name] > _SMALL}
    return {place for item in mentions(document, TOPIC) if item.id in wanted for place in item.words}


@lru_cache(maxsize=16)
def how_likely(document: Document) -> Mapping[str, float]:
    """How much the text tells for each topic, by rules and experience; the topics it tells nothing for are left out."""
    tells: dict[str, float] = defaultdict(float)
    # When no rule is whole, a part of one is better than nothing.
    for name, asked in (by_rules(document) or by_rules(document, 1)).items():
        tells[name] += asked.tells
    known = _experience()
    for feature, weight in _features(document).items():
        if counts := known.counts.get(feature):
            everywhere = sum(counts.values())
            for name, size in known.sizes.items():
                told = _oftener(counts.get(name, 0), everywhere, size, known.questions)
                tells[name] += _EXPERIENCE * weight * max(told, _AGAINST)
    return {name: told for name, told in tells.items() if told > 0}


def _heard(document: Document) -> frozenset[str]:
    return frozenset(mention.id for mention in mentions(document, TOPIC))


class _Rules(NamedTuple):
    asks: Sequence[_Rule]
    supports: frozenset[str]


@cache
def _rules() -> Mapping[str, _Rules]:
    return {
        row.string("id"): _Rules([rule(row, written) for written in row.terms("asks")], frozenset(row.terms("with")))
        for row in load("answers").children("topic")
    }


def rule(topic: Entry, written: str) -> _Rule:
    """A rule written as "who pay_back|bill". Raises KnowledgeError if it names a concept that there is not."""
    parts = tuple(frozenset(part.split("|")) for part in written.split())
    if unknown := sorted(frozenset[str]().union(*parts) - _weights().keys()):
        raise KnowledgeError(f"{topic.where}: asks {written!r} names no concept: {', '.join(unknown)}")
    return parts


@cache
def _weights() -> Mapping[str, float]:
    return {name: row.number("weight") for row in load("answers").children("heard") for name in row.concepts()}


def _tells(concepts: frozenset[str]) -> float:
    return sum(_weights()[name] for name in concepts)


def _strongest(rules: _Rules, heard: frozenset[str], missing: int) -> Asked | None:
    """The rule that tells most, of those of which all concepts but ``missing`` are heard."""
    cores = [
        core
        for rule in rules.asks
        if sum(part.isdisjoint(heard) for part in rule) == missing
        and (core := frozenset().union(*(part & heard for part in rule)))
        and (not missing or _tells(core) >= _PLAIN)
    ]
    if not cores:
        return None
    core = max(cores, key=_tells)
    support = (rules.supports & heard) - core
    return Asked((_tells(core) + _SUPPORT * _tells(support)) * (_PART if missing else 1), core, support)


def _features(document: Document) -> Mapping[str, float]:
    """What experience goes by: the concepts, words and pairs of words in a text, and what each tells at most."""
    words = [word.text for word in document.words]
    stems = {_stem(document, place): _WORD for place in range(len(words))}
    pairs = {f"{first} {second}": _PAIR for first, second in pairwise(words)}
    return {**stems, **pairs, **{f"({name})": _CONCEPT for name in _heard(document)}}


def _stem(document: Document, place: int) -> str:
    word = document.words[place].text
    return stem(word, document.language) if len(word) <= LONGEST_WORD else word


class _Experience(NamedTuple):
    """In how many known questions on each topic a concept, a word or a pair of words stood; how many there are."""

    counts: Mapping[str, Mapping[str, int]]
    sizes: Mapping[str, int]
    questions: int


@cache
def _experience() -> _Experience:
    known = load("asked")
    counts: dict[str, dict[str, int]] = {}
    sizes: Counter[str] = Counter()
    for topic in known.keys():  # noqa: SIM118  # Entry is no dict
        for question in (known.child(topic).strings(language) for language in LANGUAGES):
            for text in question:
                sizes[topic] += 1
                for feature in _features(read(text)):
                    seen = counts.setdefault(feature, {})
                    seen[topic] = seen.get(topic, 0) + 1
    return _Experience(counts, sizes, sizes.total())


@lru_cache(maxsize=4096)
def _oftener(here: int, everywhere: int, size: int, everything: int) -> float:
    """The logarithm of how much oftener something stands in ``size`` questions on a topic than in all."""
    share = (here + _CHANCE * everywhere / everything + _UNSEEN) / (size + _CHANCE)
    return log(share / ((everywhere + _UNSEEN) / everything))
