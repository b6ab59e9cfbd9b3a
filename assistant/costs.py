"""What does somebody say that the project costs, in a text of nothing else or in a sentence about the project?

A sum alone may be the price of a placement that could be avoided. The words that make it the project's are in
``knowledge/dialogue.toml``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from assistant.knowledge import load
from assistant.language import Document, number, read
from assistant.quantities import A_YEAR_MONTHS, Sum, longest_months, sums

_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.](?=\d)[^.!?;\n]+)*")
# An answer with a sum is short.
_LONGEST_WORDS = 14


class YearlyCost(NamedTuple):
    """What a project costs a year, in whole kronor, and for how many years; 1 when that is not said."""

    sek: int
    years: int


def tells_cost(text: str) -> bool:
    """Whether a text says what it costs and nothing else: "about 1.2 million a year", "no idea, half a million"."""
    document = read(text)
    named = sums(text)
    return bool(named) and len(document.words) <= _LONGEST_WORDS and _is_bare(document, named)


def yearly_cost(text: str) -> YearlyCost | None:
    """What the project is last said to cost each year; None when that is not said."""
    found = None
    for match in _SENTENCE.finditer(text):
        sentence = read(match.group())
        named = [item for item in sums(sentence.text) if item.is_yearly]
        if named and (_is_bare(sentence, named) or _names_project(sentence)):
            years = round(longest_months(sentence) / A_YEAR_MONTHS)
            found = YearlyCost(named[-1].sek, years or round(longest_months(read(text)) / A_YEAR_MONTHS) or 1)
    return found


def _is_bare(document: Document, named: list[Sum]) -> bool:
    """Whether what stands beside the sums are words that go with a cost, and numbers."""
    return all(
        word.text in _words("beside") or number(word.text) is not None
        for word in document.words
        if not any(item.start <= word.start < item.end for item in named)
    )


def _names_project(document: Document) -> bool:
    text = f" {' '.join(word.text for word in document.words)} "
    return any(f" {phrase} " in text for phrase in _words("project"))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load("dialogue").child("cost").strings(name))
