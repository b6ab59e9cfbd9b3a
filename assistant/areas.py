"""Which of the four development areas is the idea about, and which words say so?

Each theme of the knowledge speaks for one or more areas with a weight. It counts once in full, and a little more each
time it comes back. What the text says it is not about does not count, and what a long text tells by the way hardly.
A target group or a place is a *setting*: a school project about violence is about violence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Literal, TypeAlias, cast, get_args

from assistant import roles
from assistant.knowledge import Entry, load
from assistant.language import Document, read
from assistant.lexicon import THEME_FILES
from assistant.matching import Mention, mentions
from assistant.types import Area, AreaId, AreaScore, AssistantError, Evidence

# Places of a text, each from its beginning to its end.
Spans: TypeAlias = tuple[tuple[int, int], ...]
AREA_IDS: tuple[AreaId, ...] = get_args(AreaId)
# What speaks for none of the areas: the office's own affairs.
_NOWHERE: Literal["nowhere"] = "nowhere"
# What comes back is more surely the subject, but ten times is not ten subjects.
_AGAIN = 0.5
_MOST_AGAIN = 3
# "Instead of daily activities" is still about working life, but less.
_REPLACED = 0.4
# A word that often means something else, with no other of its theme, never decides alone.
_DOUBTFUL = 0.2
# What a text names first is more often its subject than what it names on the way.
_FIRST = 1.6
# Beside the strongest, each further target group or place (`setting`) adds little: they are one and the same scene.
_FURTHER_SETTING = 0.25
# The sum of weights that gives score 0.5; one strong concept (3) is then 0.6.
_HALF = 2.0
# Below this the text says too little of any area.
LOWEST_SCORE = 0.25


@dataclass(frozen=True)
class _Theme:
    """What a text can be about. ``setting``: a target group or place, not the problem or the measure.

    ``subject``: being named first makes it more surely the subject; not so a group, a place or a thing in it.
    """

    weights: Mapping[AreaId | Literal["nowhere"], float]
    setting: bool
    subject: bool


@cache
def _themes() -> dict[str, _Theme]:
    return {row.string("id"): _theme(row) for file in THEME_FILES for row in load(file).children("theme")}


def _theme(row: Entry) -> _Theme:
    setting = row.flag("setting")
    return _Theme(_weights(row.child("areas")), setting, subject=not setting and not row.flag("thing"))


def _weights(row: Entry) -> dict[AreaId | Literal["nowhere"], float]:
    return {name: row.number(name) for name in (*AREA_IDS, _NOWHERE) if name in row}


def rank(document: Document, apart: Spans = ()) -> tuple[AreaScore, ...]:
    """All four areas, best first; ties in the order of the Commission. Evidence in the order of the text.

    ``apart``: where the text tells of something else than what the idea is about, as beginnings and ends.
    """
    heard = _heard(document, apart)
    scores = [
        AreaScore(area_id, round(total / (total + _HALF), 3), _distinct(_evidence(area_id, heard)))
        for area_id in AREA_IDS
        for total in [_total(area_id, heard)]
    ]
    return tuple(sorted(scores, key=lambda score: -score.score))


def primary(document: Document, ranked: tuple[AreaScore, ...], apart: Spans = ()) -> AreaId | None:
    """The area that comes first; None when too little speaks for it, or more for the office's own affairs."""
    outside = _total(_NOWHERE, _heard(document, apart))
    best = ranked[0]
    if best.corrected:
        return best.id
    return best.id if best.score >= max(LOWEST_SCORE, outside / (outside + _HALF)) else None


@lru_cache(maxsize=2_000)
def themes(text: str) -> frozenset[str]:
    """What the text is about, as ids of the knowledge's themes: the same for Swedish and English words.

    What the text says it is not about does not count.

    >>> themes("läxhjälp") == themes("homework help") != frozenset()
    True
    """
    return frozenset(_heard(read(text)))


@dataclass(frozen=True)
class _Heard:
    """Where a theme is mentioned, and how much each of these places counts (0-1, less in asides of a long text)."""

    mentions: tuple[Mention, ...]
    counts: tuple[float, ...]

    @cached_property
    def share(self) -> float:
        """The share of its weight that the theme has because of how it is said."""
        share = _REPLACED if all(mention.rejected for mention in self.mentions) else 1.0
        return share * _DOUBTFUL if self.is_doubtful else share

    @cached_property
    def is_doubtful(self) -> bool:
        """Whether it is heard in one word only, which often means something else."""
        return all(mention.weak for mention in self.mentions) and len(self._phrases()) == 1

    @cached_property
    def times(self) -> float:
        """How many times it counts: once in full, and a little more each time it comes back."""
        most = max(self.counts)
        return most + _AGAIN * min(sum(self.counts) - most, _MOST_AGAIN)

    def _phrases(self) -> set[str]:
        return {mention.evidence.phrase.lower() for mention in self.mentions}


@lru_cache(maxsize=16)
def _heard(document: Document, apart: Spans = ()) -> Mapping[str, _Heard]:
    """Each theme that speaks for something, in the order of the text, but not where it is ``apart``."""
    found: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions(document, "concept"):
        told = not any(start <= mention.evidence.start < end for start, end in apart)
        if told and mention.rejected != "denied" and _themes()[mention.id].weights:
            found[mention.id].append(mention)
    return {
        theme: _Heard(tuple(said), tuple([roles.weight(document, mention.words[0]) for mention in said]))
        for theme, said in found.items()
    }


def _total(area_id: AreaId | Literal["nowhere"], heard: Mapping[str, _Heard]) -> float:
    """What speaks for one area: themes add up, settings count mostly once."""
    first = next((theme for theme, said in heard.items() if _may_be_subject(theme, said)), "")
    themes, settings = 0.0, [0.0]
    for theme, said in heard.items():
        weight = _themes()[theme].weights.get(area_id, 0.0) * said.share
        if _themes()[theme].setting:
            settings.append(weight * max(said.counts))
        else:
            themes += weight * said.times * (_FIRST if theme == first else 1)
    strongest = max(settings)
    return themes + strongest + _FURTHER_SETTING * (sum(settings) - strongest)


def _may_be_subject(theme: str, said: _Heard) -> bool:
    return _themes()[theme].subject and not said.is_doubtful and max(said.counts) > roles.ASIDE


def _evidence(area_id: AreaId, heard: Mapping[str, _Heard]) -> list[Evidence]:
    found = {
        mention.evidence
        for theme, said in heard.items()
        if area_id in _themes()[theme].weights
        for mention in said.mentions
    }
    return sorted(found, key=lambda item: (item.start, item.end))


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
