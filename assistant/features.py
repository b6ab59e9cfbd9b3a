"""What does the text say that the rules about money need to know?

A *feature* is a plain yes: the text names it (``knowledge/features.toml``), or a number in it tells (below).
What is absent is unknown, never no.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

from assistant.knowledge import Entry, load
from assistant.language import Document, number
from assistant.matching import mentions
from assistant.types import Evidence

Features: TypeAlias = Mapping[str, tuple[Evidence, ...]]

# Under about one million fits the local development money (FOU14); from ten on it is a project of ESF's size (ESF6).
SMALL_SEK = 1_000_000
LARGE_SEK = 10_000_000
MANY_PEOPLE = 100
SEVERAL_YEARS_MONTHS = 24
A_YEAR_MONTHS = 12
# Longer than ten years is an age or a history, not the length of a project.
LONGEST_MONTHS = 120
# "2–3 years" is a length, "0–6 years" an age.
SHORT_RANGE = 5

_MILLION, _THOUSAND = 1_000_000, 1_000
# The word after (or before) a sum of money, by its first letters; the first that fits counts.
_UNITS = {"mnkr": _MILLION, "mkr": _MILLION, "milj": _MILLION, "mill": _MILLION, "msek": _MILLION,
          "kr": 1, "sek": 1, "tkr": _THOUSAND, "kkr": _THOUSAND, "tusen": _THOUSAND, "thousand": _THOUSAND,
          "k": _THOUSAND, "m": _MILLION}  # fmt: skip
_AMOUNT = re.compile(
    r"(?<![\w.,])(?:(?P<before>sek|kr)\s?)?(?P<sum>\d{1,3}(?:[ \u00a0.,]\d{3}){1,4}|\d{1,12}(?:[.,]\d{1,2})?)"
    r"(?:\s?(?P<unit>mnkr|mkr|msek|milj\w*|mill\w*|tkr|kkr|tusen|thousand|sek|kr|kronor|k|m)\b)?",
    re.IGNORECASE,
)


def find(document: Document) -> Features:
    """Each feature that the text shows by itself, with the words that show it, in the order of the text."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for group, names in (("feature", _by_term()), ("concept", _by_concept())):
        for mention in mentions(document, group):
            for name in names.get(mention.id, ()) if not mention.rejected else ():
                found[name].append(mention.evidence)
    for name, evidence in (*_lengths(document), *_sums(document.text), *_crowds(document)):
        found[name].append(evidence)
    return {name: tuple(dict.fromkeys(evidence)) for name, evidence in found.items()}


def with_combined(found: Features) -> Features:
    """The features found and those that follow from several at once (``[[combined]]``)."""
    features = dict(found)
    for row in load("features").children("combined"):
        present = [name for name in row.strings("any") if name in features]
        if len(present) >= row.number("at_least", 1) and all(name in features for name in row.strings("all")):
            shown = (item for name in present for item in features[name])
            features[row.string("id")] = tuple(dict.fromkeys(shown))
    return features


@cache
def _by_term() -> dict[str, tuple[str, ...]]:
    return {row.string("id"): (row.string("id"),) for row in load("features").children("feature")}


@cache
def _by_concept() -> dict[str, tuple[str, ...]]:
    """Concept -> the features it shows."""
    shown: dict[str, tuple[str, ...]] = {}
    for row in load("features").children("feature"):
        for concept in row.strings("concepts"):
            shown[concept] = (*shown.get(concept, ()), row.string("id"))
    return shown


@cache
def passing() -> frozenset[str]:
    """The features whose words are also said in questions, so that they are no sign of an idea."""
    return frozenset(row.string("id") for row in load("features").children("feature") if row.flag("passing"))


def _lengths(document: Document) -> list[tuple[str, Evidence]]:
    """How long the project runs, from words such as "three years" and "6 månader"."""
    found = []
    for place in range(1, len(document.words)):
        months = _length(document, place)
        if months is None:
            continue
        start, end = document.words[place - 1].start, document.words[place].end
        evidence = Evidence(document.text[start:end], start, end)
        if SEVERAL_YEARS_MONTHS <= months <= LONGEST_MONTHS:
            found.append(("several_years", evidence))
        elif months <= A_YEAR_MONTHS:
            found.append(("within_a_year", evidence))
    return found


def _length(document: Document, place: int) -> float | None:
    """The months that the unit of time at ``place`` and the number before it make; None if they are no length."""
    words, signs = document.words, _signs()
    value, unit = number(words[place - 1].text), _months().get(words[place].text)
    if value is None or unit is None:
        return None
    before = words[place - 2].text if place > 1 else ""
    after = words[place + 1].text if place + 1 < len(words) else ""
    earlier = {word.text for word in words[: place - 1] if word.sentence == words[place].sentence}
    is_age = before in signs["age_before"] or (value > SHORT_RANGE and number(before or "-") is not None)
    is_past = after in signs["age_or_past_after"] or (before in signs["for"] and bool(earlier & signs["past"]))
    return None if is_age or is_past else value * unit


@cache
def _signs() -> dict[str, frozenset[str]]:
    entry = load("features").child("time")
    return {name: frozenset(entry.strings(name)) for name in ("age_before", "age_or_past_after", "for", "past")}


@cache
def _months() -> dict[str, float]:
    units: Entry = load("features").child("months")
    return {word: units.number(word) for word in units.keys()}  # noqa: SIM118  # Entry is no dict


def _sums(text: str) -> list[tuple[str, Evidence]]:
    """Whether the largest sum of money named is small or large; one in between says nothing."""
    sums = [(sek, match) for match in _AMOUNT.finditer(text) if (sek := _sek(match))]
    if not sums:
        return []
    sek, match = max(sums, key=lambda item: item[0])
    evidence = Evidence(match.group(), match.start(), match.end())
    if sek < SMALL_SEK:
        return [("small_sum", evidence)]
    return [("large_sum", evidence)] if sek >= LARGE_SEK else []


def _sek(match: re.Match[str]) -> int:
    """The sum in kronor; 0 when the number is no money."""
    unit = (match["unit"] or match["before"] or "").lower()
    factor = next((_UNITS[start] for start in _UNITS if unit.startswith(start)), 0)
    whole = re.sub(r"[ \u00a0.,](?=\d{3}(?!\d))", "", match["sum"])
    return int(float(whole.replace(",", ".")) * factor)


def _crowds(document: Document) -> list[tuple[str, Evidence]]:
    """Whether the text speaks of a hundred people or places, or more."""
    found = []
    people = frozenset(load("features").strings("people"))
    for place, word in enumerate(document.words[:-1]):
        value = number(word.text)
        near = document.words[place + 1 : place + 4]
        if value and MANY_PEOPLE <= value < 1_000_000 and any(item.text in people for item in near):
            last = next(item for item in near if item.text in people)
            found.append(("many_people", Evidence(document.text[word.start : last.end], word.start, last.end)))
    return found
