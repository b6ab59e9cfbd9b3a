"""What does the council look for at a step of the sketch or the application, and how did a granted project do it?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from assistant.knowledge import Entry, load
from assistant.types import AssistantError, Guidance, Text


def has_guidance(step: str) -> bool:
    """Whether anything is known of ``step``."""
    return step in _all()


def guidance(step: str) -> Guidance:
    """What is known of ``step``, each text with its sources. Raises AssistantError if nothing is."""
    if not has_guidance(step):
        raise AssistantError(f"no step {step!r}; there are {', '.join(_all())}")
    return _all()[step]


@cache
def _all() -> Mapping[str, Guidance]:
    names = {row.string("id"): row.text("name") for row in load("council").children("criterion")}
    return {row.string("id"): _guidance(row, names) for row in load("council").children("step")}


def _guidance(row: Entry, names: Mapping[str, Text]) -> Guidance:
    is_known = "granted" in row
    return Guidance(
        looks_for=row.text("looks_for"),
        criteria=tuple(names[criterion] for criterion in row.strings("criteria")),
        sources=row.sources(),
        granted=row.text("granted") if is_known else None,
        granted_sources=row.sources("granted_sources") if is_known else (),
    )
