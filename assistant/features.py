"""What does the text say that the rules about money need to know?

A *feature* is a plain yes. A strong phrase shows it, or two weak ones ("repair" alone may be about a bicycle workshop),
or a theme, or a number. What is absent is unknown, never no.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from assistant.knowledge import load
from assistant.language import Document
from assistant.matching import Mention, mentions
from assistant.quantities import quantities
from assistant.types import Evidence

Features: TypeAlias = Mapping[str, tuple[Evidence, ...]]

# So many different weak words make a strong one. A thing that a brief text names is what it wants: there one is enough.
_ENOUGH_WEAK = 2
# So many different phrases make a feature the main thing (`much = true`).
_MUCH = 4
# A text so short leaves out what it takes for granted.
_BRIEF_WORDS = 12
# A word so far into the text, at most, is the subject of its first sentence.
_SUBJECT_PLACE = 2


def find(document: Document) -> Features:
    """Each feature that the text shows by itself, with the words that show it, in the order of the text."""
    heard: dict[str, list[Mention]] = defaultdict(list)
    for group, names in (("feature", _by_term()), ("concept", _by_theme())):
        for mention in mentions(document, group):
            for name in names.get(mention.id, ()) if not mention.rejected else ():
                heard[name].append(mention)
    heard["ngo_applicant"] += [mention for mention in heard["ngo"] if _is_subject(mention)]
    brief = 0 < len(document.words) <= _BRIEF_WORDS
    named = _named_briefly() if brief else frozenset()
    found = {
        name: [item.evidence for item in said]
        for name, said in heard.items()
        if _is_shown(said, 1 if name in named else _ENOUGH_WEAK)
    }
    found |= {f"much_{name}": found[name] for name in _counted() if len(_phrases(heard[name])) >= _MUCH}
    if brief:
        found["brief"] = []
    for name, evidence in quantities(document):
        found.setdefault(name, []).append(evidence)
    return {name: tuple(dict.fromkeys(evidence)) for name, evidence in found.items()}


def _is_shown(said: Iterable[Mention], enough: int) -> bool:
    """Whether a feature is said: once strongly, or with so many different weak words."""
    if any(not mention.weak for mention in said):
        return True
    return len(_phrases(said)) >= enough


def _phrases(said: Iterable[Mention]) -> set[str]:
    return {mention.evidence.phrase.lower() for mention in said}


def _is_subject(mention: Mention) -> bool:
    """Whether the text begins with it, maybe after "the" or "our": then it is who acts."""
    return mention.words[0] < _SUBJECT_PLACE


def with_combined(found: Features) -> Features:
    """The features found and those that follow from several at once, with the words that show them."""
    features = dict(found)
    for row in _combined():
        if row.follows_from(features.keys()):
            shown = (item for name in row.any or sorted(row.all) for item in features.get(name, ()))
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

    def follows_from(self, features: Set[str]) -> bool:
        """Whether it is there, given the features before it in the file."""
        return self.all <= features and self.none.isdisjoint(features) and len(self.some & features) >= self.at_least


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
def _named_briefly() -> frozenset[str]:
    return frozenset(row.string("id") for row in load("features").children("feature") if row.flag("thing"))


@cache
def _counted() -> tuple[str, ...]:
    return tuple(row.string("id") for row in load("features").children("feature") if row.flag("much"))


@cache
def passing() -> frozenset[str]:
    """The features whose words are also said in questions, so that they are no sign of an idea."""
    return frozenset(row.string("id") for row in load("features").children("feature") if row.flag("passing"))
