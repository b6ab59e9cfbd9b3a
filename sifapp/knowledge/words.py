"""Which words speak for which area, how strongly, and why? The themes of the assistant, as people read them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from sifapp.advice import AREAS, THEME_FILES, Entry, load

Language = Literal["sv", "en"]

# A page shows so many concepts; whoever looks for one narrows the search.
MOST_FOUND = 20


@dataclass(frozen=True)
class Theme:
    """Concepts that count alike. ``weights``: each area's id and name with how strongly they speak for it.

    ``is_setting``: a target group or a place, which says less than the problem or the measure.
    """

    id: str
    reason: str
    weights: tuple[tuple[str, str, float], ...]
    is_setting: bool
    concepts: int

    @property
    def name(self) -> str:
        """The theme's name, in English as it is written in the knowledge."""
        return _readable(self.id)


@dataclass(frozen=True)
class Concept:
    """One thing that a text can mention, with the words for it in each language."""

    name: str
    theme: Theme
    swedish: tuple[str, ...]
    english: tuple[str, ...]

    def narrowed(self, text: str) -> "Concept | None":
        """The concept with only the words that hold ``text`` (in small letters); with all when its name does.

        None when neither does.
        """
        swedish, english = _holding(text, self.swedish), _holding(text, self.english)
        if text in self.name:
            return self
        return replace(self, swedish=swedish, english=english) if swedish or english else None


def themes(language: Language) -> list[Theme]:
    """All themes, in the order of the files. ``language``: of their reasons and of the areas' names."""
    return [_theme(row, language) for row in _rows()]


def themes_of(area_id: str, known: list[Theme]) -> list[tuple[float, Theme]]:
    """The themes that speak for or against an area, each with how strongly, the strongest first."""
    weighed = [(weight, theme) for theme in known for area, _name, weight in theme.weights if area == area_id]
    return sorted(weighed, key=lambda row: -row[0])


def find_concepts(text: str, language: Language, *, theme_id: str = "", area_id: str = "") -> list[Concept]:
    """The concepts that hold ``text``, each with the words that do, in the order of the files.

    ``theme_id``, ``area_id``: only those of one theme, or of one area.
    """
    sought = " ".join(text.casefold().split())
    return [
        narrowed
        for row in _rows()
        if theme_id in ("", row.string("id")) and (not area_id or area_id in row.child("areas"))
        for concept in _concepts(row, language)
        if (narrowed := concept.narrowed(sought)) is not None
    ]


def _holding(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if text in word.casefold())


def _rows() -> Iterator[Entry]:
    for file in THEME_FILES:
        yield from load(file).children("theme")


def _theme(row: Entry, language: Language) -> Theme:
    weights = row.child("areas")
    return Theme(
        id=row.string("id"),
        reason=row.text("reason")[language],
        weights=tuple((a.id, a.name[language], weights.number(a.id)) for a in AREAS if a.id in weights),
        is_setting=row.flag("setting"),
        concepts=len(row.concepts()),
    )


def _concepts(row: Entry, language: Language) -> list[Concept]:
    theme = _theme(row, language)
    return [Concept(_readable(name), theme, terms["sv"], terms["en"]) for name, terms in row.concepts().items()]


def _readable(name: str) -> str:
    return name.replace("_", " ")
