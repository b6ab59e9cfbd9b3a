"""What does the text say that the rules about money need to know?

A *feature* is a plain yes. A strong phrase shows it, or two weak ones ("repair" alone may be about a bicycle workshop),
or a theme, or a number. What is absent is unknown, never no.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, takewhile
from typing import TypeAlias

from assistant import roles
from assistant.knowledge import load
from assistant.language import Document
from assistant.matching import Mention, counted_words, mentions
from assistant.quantities import quantities, sums, tells_of_past
from assistant.types import Evidence

Features: TypeAlias = Mapping[str, tuple[Evidence, ...]]

# So many different weak words make a strong one. A thing that a brief text names is what it wants: there one is enough.
_ENOUGH_WEAK = 2
# So many different phrases make a feature the main thing (`much = true`).
_MUCH = 3
# A text so short leaves out what it takes for granted.
_BRIEF_WORDS = 12
# A text so long tells more than its idea: what it is mainly about, it says more than once, and plainly once. Weak words
# alone are its scenery.
_LONG_WORDS = 110
# A word so far into the text, at most, is the subject of its first sentence.
_SUBJECT_PLACE = 4
# "The club's own supporters" is not the club.
_OWNERS = ("'s", "nas", "ens", "ets")
# How long something runs: what it has run is another matter.
_YEARS = "several_years"
# That a text is short is shown by no words.
_BRIEF = "brief"
# "At the sports clubs": a preposition stands so many words before what it governs.
_NEAR_PREPOSITION = 3
# What somebody does is said within so many words.
_NEAR_WORDS = 6
# How far before its name the writers say that it is they: "I run a small …".
_NEAR_SPEAKER = 4


def find(document: Document) -> Features:
    """Each feature that the text shows by itself, with the words that show it, in the order of the text."""
    heard: dict[str, list[Mention]] = defaultdict(list)
    asked_for, counted = _flagged("asked_for"), counted_words(document)
    for group, names in (("feature", _by_term()), ("concept", _by_theme())):
        for mention in mentions(document, group):
            # "No job" still tells that it is about work; "no building" does not tell that something is built.
            said = not mention.rejected or (group == "concept" and mention.rejected == "replaced")
            past = mention.id == _YEARS and tells_of_past(document, mention.words)
            if said and not past and not roles.is_aside(document, mention.words[0]):
                for name in names.get(mention.id, ()):
                    if name not in asked_for or mention.words[0] not in counted:
                        heard[name].append(mention)
    heard["ngo_applicant"] += [mention for mention in heard["ngo"] if _acts(document, mention)]
    long = roles.words_that_count(document)
    brief = 0 < long - _words_of_sums(document) <= _BRIEF_WORDS
    named = _named(heard) if brief else frozenset()
    repeated = _flagged("main") if long >= _LONG_WORDS else frozenset()
    found = {
        name: [item.evidence for item in said]
        for name, said in heard.items()
        if _is_shown(said, 1 if name in named else _ENOUGH_WEAK)
        and (name not in repeated or (len(_phrases(said)) >= _ENOUGH_WEAK and any(not item.weak for item in said)))
    }
    much = [name for name in found if name in _flagged("much") and len(_phrases(heard[name])) >= _MUCH]
    found |= {f"much_{name}": found[name] for name in much}
    if brief:
        found[_BRIEF] = []
    for name, evidence in quantities(document):
        found.setdefault(name, []).append(evidence)
    return {name: tuple(dict.fromkeys(evidence)) for name, evidence in found.items()}


def _words_of_sums(document: Document) -> int:
    """How many words say what it costs: a brief text with its cost is brief all the same."""
    named = sums(document.text)
    return sum(any(item.start <= word.start < item.end for item in named) for word in document.words)


def _named(heard: Mapping[str, Iterable[Mention]]) -> frozenset[str]:
    """The things of which a brief text says enough with one word: those it names outright, or else any."""
    things = _flagged("thing")
    outright = frozenset(name for name in things if any(not mention.weak for mention in heard.get(name, ())))
    return outright or things


def _is_shown(said: Iterable[Mention], enough: int) -> bool:
    """Whether a feature is said: once strongly, or with so many different weak words."""
    if any(not mention.weak for mention in said):
        return True
    return len(_phrases(said)) >= enough


def _phrases(said: Iterable[Mention]) -> set[str]:
    return {mention.evidence.phrase.lower() for mention in said}


def _acts(document: Document, mention: Mention) -> bool:
    """Whether the one mentioned is who acts: the text begins with it, or it is said to want, ask or run something."""
    words, first, last = document.words, mention.words[0], mention.words[-1]
    before = {word.text for word in words[:first] if word.sentence == words[first].sentence}
    if first < _SUBJECT_PLACE and before.isdisjoint(_words("prepositions") | _words("we")):
        return True
    near = (
        word.text for word in words[max(0, first - _NEAR_PREPOSITION) : first] if word.clause == words[first].clause
    )
    if not _words("prepositions").isdisjoint(near) or words[last].text.endswith(_OWNERS):
        return False
    if _speaks([word.text for word in words[max(0, first - _NEAR_SPEAKER) : first]]):
        return True
    after = (word.text for word in words[last + 1 : last + 1 + _NEAR_WORDS] if word.sentence == words[last].sentence)
    return not _words("asking").isdisjoint(takewhile(lambda word: word not in _words("we"), after))


def _speaks(before: Sequence[str]) -> bool:
    """Whether words introduce the one who writes: "I run a small …"."""
    return any(who in _words("we") and does in _words("being") for who, does in pairwise(before))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load("words").string(name).split())


def with_combined(found: Features) -> Features:
    """The features found and those that follow from several at once, with the words that show them."""
    features = dict(found)
    for row in _combined():
        if row.follows_from(features.keys()):
            shown = (item for name in row.shown(features) for item in features.get(name, ()))
            features[row.id] = tuple(dict.fromkeys(shown))
    return features


def names_with_combined(found: Iterable[str]) -> frozenset[str]:
    """The names of the features found and of those that follow from several at once."""
    features = set(found)
    for row in _combined():
        if row.follows_from(features):
            features.add(row.id)
    return frozenset(features)


@dataclass(frozen=True)
class _Combined:
    """A feature that is there when ``at_least`` of ``any``, all of ``all`` and none of ``none`` are."""

    id: str
    any: tuple[str, ...]
    some: frozenset[str]
    all: frozenset[str]
    none: frozenset[str]
    at_least: int

    def shown(self, features: Features) -> Sequence[str]:
        """The features whose words show it; none when one of those it needs was answered, not written."""
        answered = any(name != _BRIEF and not features[name] for name in self.all)
        return self.any or (() if answered else sorted(self.all))

    def follows_from(self, features: Set[str]) -> bool:
        """Whether it is there, given the features before it in the file."""
        if not self.none.isdisjoint(features) or not self.all <= features:
            return False
        if self.at_least == 1:
            return not self.some.isdisjoint(features)
        return len(self.some & features) >= self.at_least


@cache
def _combined() -> tuple[_Combined, ...]:
    return tuple(
        _Combined(
            row.string("id"),
            row.strings("any"),
            frozenset(row.strings("any")),
            frozenset(row.strings("all")),
            frozenset(row.strings("none")),
            int(row.number("at_least", 1 if row.strings("any") else 0)),
        )
        for row in load("features").children("combined")
    )


@cache
def _by_term() -> dict[str, tuple[str, ...]]:
    return {row.string("id"): (row.string("id"),) for row in load("features").children("feature")}


@cache
def _by_theme() -> dict[str, tuple[str, ...]]:
    """Theme -> the features it shows."""
    shown: dict[str, tuple[str, ...]] = {}
    for row in load("features").children("feature"):
        for theme in row.strings("themes"):
            shown[theme] = (*shown.get(theme, ()), row.string("id"))
    return shown


@cache
def _flagged(flag: str) -> frozenset[str]:
    """The features with a flag of features.toml."""
    return frozenset(row.string("id") for row in load("features").children("feature") if row.flag(flag))


def we() -> frozenset[str]:
    """The words by which somebody speaks of himself and his own."""
    return _words("we")


def passing() -> frozenset[str]:
    """The features whose words are also said in questions, so that they are no sign of an idea."""
    return _flagged("passing")
