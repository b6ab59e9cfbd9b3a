"""What does the council look for at a step, and how did a granted project do it?"""

from dataclasses import dataclass
from functools import cache

from sifapp.advice import guidance, has_guidance, source
from sifapp.wizard.advising import Language

# Title and address of what something builds on.
Sources = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StepHelp:
    """What the council looks for at a step, by which criteria, and how a granted project did it ("" if not known)."""

    looks_for: str
    criteria: tuple[str, ...]
    sources: Sources
    granted: str
    granted_sources: Sources


@cache
def step_help(step_id: str, lang: Language) -> StepHelp | None:
    """What is known of a step, in one language; None when nothing is."""
    if not has_guidance(step_id):
        return None
    known = guidance(step_id)
    return StepHelp(
        looks_for=known.looks_for[lang],
        criteria=tuple(name[lang] for name in known.criteria),
        sources=named(known.sources),
        granted=known.granted[lang] if known.granted else "",
        granted_sources=named(known.granted_sources),
    )


def named(keys: tuple[str, ...]) -> Sources:
    """The sources behind some keys."""
    return tuple((source(key).title, source(key).address) for key in keys)
