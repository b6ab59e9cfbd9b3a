"""Which of the four development areas is the idea about, and which words say so?

Each concept in ``knowledge/concepts.toml`` speaks for one or more areas with a weight. A concept counts once in
full, and a little more each time it comes back. What the text says it is not about does not count.
A target group or a place is a *setting*: a school project about violence is about violence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast, get_args

from assistant.knowledge import Entry, load
from assistant.language import Document
from assistant.matching import Mention, mentions
from assistant.types import Area, AreaId, AreaScore, AssistantError, Evidence

AREA_IDS: tuple[AreaId, ...] = get_args(AreaId)
# A concept that comes back is a theme, but ten times is not ten themes.
_AGAIN = 0.3
_MOST_AGAIN = 3
# What a text names first is more often its subject than what it names on the way.
_FIRST = 1.4
# Beside the strongest, each further target group or place (`setting`) adds little: they are one and the same scene.
_FURTHER_SETTING = 0.25
# The sum of weights that gives score 0.5; one strong concept (3) is then 0.6.
_HALF = 2.0
# Below this the text says too little of any area.
LOWEST_SCORE = 0.25


@dataclass(frozen=True)
class _Concept:
    """A thing a text can be about. ``setting``: a target group or place, not the problem or the measure."""

    weights: Mapping[AreaId, float]
    setting: bool


@cache
def _concepts() -> dict[str, _Concept]:
    return {
        row.string("id"): _Concept(_weights(row.child("areas")), row.flag("setting"))
        for row in load("concepts").children("concept")
    }


def _weights(row: Entry) -> dict[AreaId, float]:
    return {area_id: row.number(area_id) for area_id in AREA_IDS if area_id in row}


def rank(document: Document) -> tuple[AreaScore, ...]:
    """All four areas, best first; ties in the order of the Commission. Evidence in the order of the text."""
    heard: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions(document, "concept"):
        if not mention.rejected and _concepts()[mention.id].weights:
            heard[mention.id].append(mention)
    first = next((concept for concept in heard if not _concepts()[concept].setting), "")
    scores = [_score(area_id, heard, first) for area_id in AREA_IDS]
    return tuple(sorted(scores, key=lambda score: -score.score))


def _score(area_id: AreaId, heard: Mapping[str, list[Mention]], first: str) -> AreaScore:
    """The score of one area: themes add up, settings count mostly once."""
    themes, settings, evidence = 0.0, [0.0], set()
    for concept, found in heard.items():
        weight = _concepts()[concept].weights.get(area_id, 0.0)
        if _concepts()[concept].setting:
            settings.append(weight)
        else:
            again = _AGAIN * min(len(found) - 1, _MOST_AGAIN)
            themes += weight * (1 + again) * (_FIRST if concept == first else 1)
        evidence |= {mention.evidence for mention in found if weight}
    strongest = max(settings)
    total = themes + strongest + _FURTHER_SETTING * (sum(settings) - strongest)
    ordered = sorted(evidence, key=lambda item: (item.start, item.end))
    return AreaScore(area_id, round(total / (total + _HALF), 3), _distinct(ordered))


def _distinct(evidence: list[Evidence]) -> tuple[Evidence, ...]:
    """Without the ones that lie inside or across the one before."""
    kept: list[Evidence] = []
    for item in evidence:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return tuple(kept)


def correct(scores: tuple[AreaScore, ...], chosen: AreaId) -> tuple[AreaScore, ...]:
    """The ranking with the user's own choice first: score 1, marked as corrected."""
    first = [AreaScore(chosen, 1.0, score.evidence, corrected=True) for score in scores if score.id == chosen]
    return (*first, *(score for score in scores if score.id != chosen))


@cache
def _areas() -> dict[str, Area]:
    return {
        row.string("id"): Area(
            cast("AreaId", row.string("id")), row.text("name"), row.text("description"), row.sources()
        )
        for row in load("areas").children("area")
    }


AREAS: tuple[Area, ...] = tuple(_areas().values())


def area(area_id: str) -> Area:
    """The area with this id. Raises AssistantError if there is none."""
    try:
        return _areas()[area_id]
    except KeyError:
        raise AssistantError(f"no area {area_id!r}; there are {', '.join(AREA_IDS)}") from None
