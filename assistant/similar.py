"""Which earlier texts resemble this one?"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.fuzzy import likeness
from assistant.language import search_terms
from assistant.types import Similar

# Of the two ways to resemble, shared words say more than the order they stand in.
_WORDS_WEIGHT = 0.6
_LOWEST_SCORE = 0.15


def similar(text: str, others: Sequence[tuple[int, str]], limit: int = 5) -> tuple[Similar, ...]:
    """The ``limit`` texts of ``others`` (id, text) most like ``text``, best first; ties by id.

    The score is 0-1, made of shared search terms and of likeness in wording; 1.0 is the same text.
    Texts with nothing in common are left out.
    """
    terms = search_terms(text)
    found = [_compare(text, terms, other_id, other) for other_id, other in others]
    found = [item for item in found if item.score >= _LOWEST_SCORE]
    return tuple(sorted(found, key=lambda item: (-item.score, item.id))[:limit])


def _compare(text: str, terms: frozenset[str], other_id: int, other: str) -> Similar:
    theirs = search_terms(other)
    shared = terms & theirs
    smaller = min(len(terms), len(theirs))
    overlap = len(shared) / smaller if smaller else 0.0
    score = _WORDS_WEIGHT * overlap + (1 - _WORDS_WEIGHT) * likeness(text, other)
    return Similar(other_id, round(score, 3), tuple(sorted(shared)))
