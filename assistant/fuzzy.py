"""How alike are two words, or two texts, letter by letter?

Every use of rapidfuzz and every cutoff of the assistant is in this module.
"""

from __future__ import annotations

from collections.abc import Collection

from rapidfuzz import fuzz, process, utils
from rapidfuzz.distance import OSA

# Below seven letters one wrong letter is too often another real word.
FUZZY_LETTERS = 7
# In a shorter word two letters may have changed places ("socail"), nothing else.
SWAP_LETTERS = 5
# One wrong letter in seven (0.857), two in fourteen; not two in seven.
_WORD_CUTOFF = 0.85
# Wording is compared on the beginning: a longer text says no more about likeness and costs time.
_LIKENESS_LETTERS = 4000


def nearest(word: str, candidates: Collection[str]) -> str | None:
    """The candidate that is ``word`` with a letter or two wrong, missing, added or swapped; None if there is none."""
    found = process.extractOne(word, candidates, scorer=OSA.normalized_similarity, score_cutoff=_WORD_CUTOFF)
    return found[0] if found else None


def swapped(word: str, candidates: Collection[str]) -> str | None:
    """The candidate that is ``word`` with two letters that have changed places; None if there is none."""
    letters = sorted(word)
    return next((item for item in candidates if sorted(item) == letters and OSA.distance(word, item) <= 1), None)


def likeness(text: str, other: str) -> float:
    """How alike two texts are in wording, 0-1, whatever the order of their words. 1.0 is the same words."""
    score = fuzz.token_sort_ratio(text[:_LIKENESS_LETTERS], other[:_LIKENESS_LETTERS], processor=utils.default_process)
    return score / 100
