"""What is left of a Swedish word without its endings?

The rules are those of the Swedish stemmer of Snowball (https://snowballstem.org/algorithms/swedish/stemmer.html),
written for this language alone: less than half the time of the generated code, and no other languages to load.
"""

from __future__ import annotations

from functools import cache

from assistant.knowledge import load

_VOWELS = frozenset("aeiouyäåö")
# Endings stand after the first consonant that follows a vowel, and not among the first three letters.
_SHORTEST_BEGINNING = 3
_LONGEST_ENDING = 7
_BEFORE_S = frozenset("bcdfghjklmnoprtvy")
_PAIRS = ("dd", "gd", "nn", "dt", "gt", "kt", "tt")
_BEFORE_OST = frozenset("iklnprtuv")


def swedish_stem(word: str) -> str:
    """The stem of a Swedish word in lower case.

    >>> swedish_stem("föreningarnas"), swedish_stem("trygghet")
    ('förening', 'trygg')
    """
    first = _first_ending(word)
    word = _without_ending(word, first)
    if len(word) - 2 >= first and word.endswith(_PAIRS):
        word = word[:-1]
    return _without_late_ending(word, first)


def _first_ending(word: str) -> int:
    """Where the endings of a word may begin."""
    place = 0
    while place < len(word) and word[place] not in _VOWELS:
        place += 1
    while place < len(word) and word[place] in _VOWELS:
        place += 1
    return max(place + 1, _SHORTEST_BEGINNING) if place < len(word) else len(word)


def _without_ending(word: str, first: int) -> str:
    endings = _endings()
    for start in range(max(first, len(word) - _LONGEST_ENDING), len(word)):
        if (ending := word[start:]) in endings:
            if ending == "s":
                return _without_s(word)
            return word[:start] if ending != "et" or _may_lose_et(word[:start]) else word
    return word


def _without_s(word: str) -> str:
    if word.endswith("ets") and _may_lose_et(word[:-3]):
        return word[:-3]
    return word[:-1] if word[-2:-1] in _BEFORE_S else word


def _may_lose_et(rest: str) -> bool:
    """Whether "et" is an ending after ``rest``: a vowel and a consonant, with more before them; not so in "paket"."""
    return bool(rest[:-2]) and rest[-1] not in _VOWELS and rest[-2] in _VOWELS and not rest.endswith(_before_et())


def _without_late_ending(word: str, first: int) -> str:
    """The word without -ig, -lig and -els; "fullt" becomes "full", and "löst" "lös"."""
    within = word[first:]
    if within.endswith("lig"):
        return word[:-3]
    if within.endswith("ig"):
        return word[:-2]
    if within.endswith("els"):
        return word[:-3]
    if within.endswith("fullt"):
        return word[:-1]
    if within.endswith("öst") and word[-4:-3] in _BEFORE_OST:
        return word[:-1]
    return word


@cache
def _endings() -> frozenset[str]:
    return frozenset(load("words").child("stemming").string("endings").split())


@cache
def _before_et() -> tuple[str, ...]:
    return tuple(load("words").child("stemming").string("no_ending_et").split())
