"""What is a lesson, and which lessons answer a search or resemble an idea? Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sifapp.advice import similar, themes

# Below this an idea and a lesson share words but no subject (0 to 1; own convention, as for similar cases).
LEAST_LIKENESS = 0.35
# A search for "tomat" finds "tomater"; for three letters that would find too much.
SHORTEST_PART = 4


class Kind(StrEnum):
    """Where a lesson comes from."""

    PROJECT = "project"  # its effect has been judged, and the fund has accepted that
    STOPPED = "stopped"  # a pre-study showed what does not work
    REFUSED = "refused"
    DECLINED = "declined"
    REFERRED = "referred"
    EARLIER = "earlier"  # granted before this system


@dataclass(frozen=True)
class Lesson:
    """What one case has taught, as whoever works in the city may read it.

    ``asked``: what a pre-study was to find out. ``result``: what came of the project, with its range; ``certainty``:
    how sure that is, in words. Both "" where nothing has been judged.
    """

    case_id: int
    reference: str
    kind: Kind
    title: str
    area: str | None
    administration: str
    on: date
    text: str
    asked: Sequence[str] = ()
    result: str = ""
    certainty: str = ""

    @property
    def words(self) -> str:
        """All that a search looks at."""
        return "\n".join((self.title, *self.asked, self.text))


def matching(lessons: Sequence[Lesson], text: str) -> list[Lesson]:
    """The lessons that answer a search, best first: by shared words or, in either language, by a shared subject.

    When none does, those that come nearest in wording: a word may be misspelt.
    """
    near = similar(text, [(place, lesson.words) for place, lesson in enumerate(lessons)], limit=len(lessons))
    about = themes(text)
    found = [lessons[match.id] for match in near if match.words]
    found += [
        lesson
        for lesson in lessons
        if lesson not in found and (about & themes(lesson.words) or _begins(lesson.words, text))
    ]
    return found or [lessons[match.id] for match in near]


def _begins(words: str, text: str) -> bool:
    """Whether a word of ``words`` begins with one of ``text``, short ones left out."""
    parts = [re.escape(word) for word in text.split() if len(word) >= SHORTEST_PART]
    return any(re.search(rf"\b{part}", words, re.IGNORECASE) for part in parts)


def nearest_first(lessons: Sequence[Lesson], idea: str) -> list[Lesson]:
    """All lessons, those that resemble an idea before the others."""
    near = similar(idea, [(place, lesson.words) for place, lesson in enumerate(lessons)], limit=len(lessons))
    places = [match.id for match in near]
    return [lessons[place] for place in (*places, *(n for n in range(len(lessons)) if n not in set(places)))]


def like(lessons: Sequence[Lesson], idea: str, most: int) -> list[Lesson]:
    """The few lessons that are about the same as an idea, best first."""
    near = similar(idea, [(place, lesson.words) for place, lesson in enumerate(lessons)], limit=most)
    return [lessons[match.id] for match in near if match.score >= LEAST_LIKENESS]
