"""Which terms of the knowledge stand in a text, and where?"""

from __future__ import annotations

import gc
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Literal, TypeAlias

from assistant.index import WordIndex
from assistant.knowledge import load
from assistant.language import Document, Word
from assistant.terms import Term, WordPattern, term
from assistant.types import Language

REJECTION, TOPIC = "rejection", "topic"
_GAP_WORDS = 4

# Where the terms are, beside the themes of the areas: group -> (file, list of entries).
_GROUPS = {
    REJECTION: ("words", "rejection"),
    "feature": ("features", "feature"),
    "hint": ("completeness", "mention"),
}
# The files that hold the themes.
THEME_FILES = ("growing_up_education", "work_income", "housing_urban", "democracy_safety", "shared")

# A term as numbers of its words; None is a gap.
_Slots: TypeAlias = tuple[frozenset[int] | None, ...]
Place: TypeAlias = tuple[int, ...]
Part: TypeAlias = Literal["ideas", "questions"]


class Lexicon:
    """The terms of the knowledge, found by the words they are made of. Those of a language are read when it is met."""

    def __init__(self, terms: Callable[[Language], Iterable[Term]]) -> None:
        self._terms = terms
        self._learnt: frozenset[Language] = frozenset()
        self._learning = threading.Lock()
        self._index = WordIndex()
        # The terms by their first word: those of one word; those with a gap after it, and what ends the gap; and the
        # others by their first two words. Each with what is to follow.
        self._single: dict[int, list[Term]] = defaultdict(list)
        self._gapped: dict[int, list[tuple[Term, frozenset[int], _Slots]]] = defaultdict(list)
        self._pairs: dict[tuple[int, int], list[tuple[Term, _Slots]]] = defaultdict(list)
        self._known: dict[Term, Term] = {}
        self._slot_numbers: dict[tuple[WordPattern, ...], frozenset[int]] = {}

    def _learn(self, languages: frozenset[Language]) -> None:
        """Take in the terms of these languages, each once."""
        with self._learning:
            # All that is made here stays: the collector would look through it again and again for nothing.
            collecting = gc.isenabled()
            gc.disable()
            for language in languages - self._learnt:
                for item in self._terms(language):
                    self._add(item)
                self._slot_numbers.clear()
                self._known.clear()
                self._index.close()
                self._learnt |= {language}
            if collecting:
                gc.enable()

    def _add(self, item: Term) -> None:
        slots = tuple([None if slot is None else self._numbers(slot) for slot in item.slots])
        # The words as they were written take a third of the memory, and are not needed any more. Without them many
        # terms are the same.
        item = Term(item.group, item.id, item.language, (), item.letters, item.weak)
        item = self._known.setdefault(item, item)
        rest = (item, slots[2:])
        for first in slots[0] or ():
            if len(slots) == 1:
                self._single[first].append(item)
            elif slots[1] is None:
                self._gapped[first].append((item, slots[2] or frozenset(), slots[1:]))
            else:
                for second in slots[1]:
                    self._pairs[first, second].append(rest)

    def _numbers(self, slot: tuple[WordPattern, ...]) -> frozenset[int]:
        if slot not in self._slot_numbers:
            self._slot_numbers[slot] = frozenset(map(self._index.add, slot))
        return self._slot_numbers[slot]

    def find(self, document: Document) -> Iterator[tuple[Term, Place]]:
        """Each term and the places of its words in the text."""
        if not document.languages <= self._learnt:
            self._learn(document.languages)
        words = document.words
        found = [self._index.of(word.text, document.languages) for word in words]
        for place, here in enumerate(found):
            end = min(document.clause_ends[words[place].clause], place + _GAP_WORDS + 2)
            near = found[place + 1 : end]
            for first in here:
                for item, rest, places in self._beginning(first, place, near):
                    if whole := _follow(rest, found, words, places):
                        yield item, whole

    def _beginning(self, first: int, place: int, near: list[frozenset[int]]) -> Iterator[tuple[Term, _Slots, Place]]:
        """The terms that may begin with a word, given the words near after it, and what is left of each to find."""
        for item in self._single.get(first, ()):
            yield item, (), (place,)
        if not near:
            return
        for item, wanted, rest in self._gapped.get(first, ()):
            if not all(map(wanted.isdisjoint, near)):
                yield item, rest, (place,)
        for second in near[0]:
            for item, rest in self._pairs.get((first, second), ()):
                yield item, rest, (place, place + 1)


def _follow(slots: _Slots, found: list[frozenset[int]], words: tuple[Word, ...], places: Place) -> Place:
    """The places of all words of a term whose first words stand at ``places``; empty if the rest does not follow."""
    if not slots:
        return places
    gap = slots[0] is None
    wanted = slots[1] if gap else slots[0]
    for place in range(places[-1] + 1, places[-1] + 2 + (_GAP_WORDS if gap else 0)):
        if place >= len(words) or words[place].clause != words[places[-1]].clause:
            break
        if wanted and wanted & found[place]:
            return _follow(slots[2 if gap else 1 :], found, words, (*places, place))
    return ()


@cache
def lexicon(part: Part = "ideas") -> Lexicon:
    """The terms of the knowledge files: what ideas are made of, or what questions ask for."""
    return Lexicon(_question_terms if part == "questions" else _idea_terms)


def _idea_terms(language: Language) -> Iterator[Term]:
    yield from _theme_terms(language)
    yield from _group_terms(language)


def _group_terms(language: Language) -> Iterator[Term]:
    for group, (file, key) in _GROUPS.items():
        for entry in load(file).children(key):
            for written in (*entry.terms(language), *entry.terms("names")):
                yield term(entry.where, group, entry.string("id"), language, written)
            for written in entry.terms(f"weak_{language}"):
                yield term(entry.where, group, entry.string("id"), language, written, weak=True)


def _theme_terms(language: Language) -> Iterator[Term]:
    for file in THEME_FILES:
        for theme in load(file).children("theme"):
            for name, terms in theme.concepts().items():
                for written in terms[language]:
                    yield term(f"{theme.where}.{name}", "concept", theme.string("id"), language, written)
            for written in theme.terms(f"weak_{language}"):
                yield term(theme.where, "concept", theme.string("id"), language, written, weak=True)


def _question_terms(language: Language) -> Iterator[Term]:
    for row in load("answers").children("heard"):
        for name, terms in row.concepts().items():
            for written in terms[language]:
                yield term(f"{row.where}.{name}", TOPIC, name, language, written)
