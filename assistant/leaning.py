"""Which money do ideas in such words mostly suit, when the text says nothing plainer?

The words of ``knowledge/leaning.toml`` each lean a little towards one kind of money; together they may settle what the
rules leave open. They never speak for the Social Investment Fund: that takes plain signs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from assistant.knowledge import load
from assistant.language import Document, stem
from assistant.types import Evidence

# So far must the first be ahead of the second (log-odds; chosen on texts that the words were not fitted to).
_MARGIN = 0.6
# The words that lean most are shown; more are hard to read.
_MOST_SHOWN = 3


@dataclass(frozen=True)
class _Leaning:
    """``start``: how common the money is. ``words``: stem -> how far it leans towards this money."""

    start: float
    words: Mapping[str, float]


def find(document: Document) -> dict[str, tuple[Evidence, ...]]:
    """The feature ``leans_to_FUND`` with the words that lean most, in the order of the text; empty if uncertain."""
    stems = {stem(word.text, document.language): word for word in reversed(document.words)}
    scores = {fund: row.start + sum(row.words.get(said, 0.0) for said in stems) for fund, row in _leanings().items()}
    first, second = sorted(scores, key=lambda fund: -scores[fund])[:2]
    if first == "sif" or scores[first] - scores[second] < _MARGIN:
        return {}
    words = _leanings()[first].words
    most = sorted(words.keys() & stems.keys(), key=lambda said: (-words[said], stems[said].start))[:_MOST_SHOWN]
    shown = sorted((stems[said] for said in most), key=lambda word: word.start)
    return {
        f"leans_to_{first}": tuple(
            Evidence(document.text[word.start : word.end], word.start, word.end) for word in shown
        )
    }


@cache
def _leanings() -> dict[str, _Leaning]:
    return {
        row.string("id"): _Leaning(row.number("start"), _weights(row.string("words")))
        for row in load("leaning").children("fund")
    }


def _weights(rows: str) -> dict[str, float]:
    """Stem -> weight, from rows such as "0.4: stem stem"; a line that is indented goes on."""
    weights: dict[str, float] = {}
    for row in rows.strip().replace("\n ", " ").splitlines():
        weight, _, stems = row.partition(":")
        weights |= dict.fromkeys(stems.split(), float(weight))
    return weights
