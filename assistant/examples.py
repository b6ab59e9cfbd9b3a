"""Which granted or refused cases can one learn from here?"""

from __future__ import annotations

from functools import cache

from assistant.areas import AREA_IDS
from assistant.knowledge import Entry, load
from assistant.language import search_terms
from assistant.types import AreaId, Example


def examples_for(text: str, area: AreaId | None) -> tuple[Example, ...]:
    """The cases of the same development area that share a target group or a way of working with ``text``."""
    if area is None:
        return ()
    terms = search_terms(text)
    return tuple(example for example, areas, words in _examples() if area in areas and terms & words)


@cache
def _examples() -> tuple[tuple[Example, frozenset[AreaId], frozenset[str]], ...]:
    return tuple(_example(row) for row in load("examples").children("example"))


def _example(row: Entry) -> tuple[Example, frozenset[AreaId], frozenset[str]]:
    example = Example(
        row.string("id"),
        row.string("outcome"),
        row.text("name"),
        row.text("what"),
        row.text("lesson"),
        row.sources(),
    )
    areas = frozenset(area_id for area_id in AREA_IDS if area_id in row.strings("areas"))
    return example, areas, search_terms(" ".join(row.strings("words")))
