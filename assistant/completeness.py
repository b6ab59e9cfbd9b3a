"""What does a step of the sketch still lack?

Soft hints, never errors: at most three, and nothing about a field that is still empty unless that is the hint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from assistant import features
from assistant.knowledge import load
from assistant.language import read
from assistant.matching import mentions
from assistant.types import AssistantError, Language, Missing, Text

_MOST_HINTS = 3


@dataclass(frozen=True)
class _Hint:
    id: str
    step: str
    field: str
    words: int
    most_words: int
    empty: bool
    equals: str
    needs: frozenset[str]
    text: Text


@cache
def _steps() -> dict[str, tuple[str, ...]]:
    rows = load("completeness").child("steps")
    return {step: rows.strings(step) for step in rows.keys()}  # noqa: SIM118  # Entry is no dict


# Step -> its fields, the main one first.
STEPS: Mapping[str, tuple[str, ...]] = _steps()


def check(step: str, answers: Mapping[str, str], *, language: Language) -> tuple[Missing, ...]:
    """Hints on what ``step`` still lacks, most useful first; at most three, none when all is there.

    ``answers``: field -> what is written in it; a missing field counts as empty.
    Raises AssistantError if there is no such step.
    """
    if step not in STEPS:
        raise AssistantError(f"no step {step!r}; there are {', '.join(STEPS)}")
    hints = (hint for hint in _hints() if hint.step == step and _lacks(hint, answers.get(hint.field, "")))
    return tuple(Missing(hint.id, hint.text[language]) for hint in hints)[:_MOST_HINTS]


def _lacks(hint: _Hint, written: str) -> bool:
    document = read(written)
    length = len(document.words)
    if hint.empty:
        return not length
    if hint.equals:
        return written.strip() == hint.equals
    if hint.most_words:
        return 0 < length <= hint.most_words
    return length >= hint.words and not hint.needs & _found(written)


def _found(written: str) -> frozenset[str]:
    document = read(written)
    return frozenset(mention.id for mention in mentions(document, "hint")) | frozenset(features.find(document))


@cache
def _hints() -> tuple[_Hint, ...]:
    return tuple(
        _Hint(
            row.string("id"),
            row.string("step"),
            row.string("field"),
            int(row.number("words", 1)),
            int(row.number("most_words", 0)),
            row.flag("empty"),
            row.string("equals", ""),
            frozenset(row.strings("needs")),
            row.text("text"),
        )
        for row in load("completeness").children("hint")
    )
