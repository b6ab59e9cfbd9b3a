"""Which terms of the knowledge stand in a text, and where?"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, TypeAlias

from assistant.index import WordIndex
from assistant.knowledge import Entry, load
from assistant.language import LANGUAGES, Document, Word, is_function_word
from assistant.terms import Term, WordPattern, term
from assistant.types import Language

REJECTION, TOPIC = "rejection", "topic"
_GAP_WORDS = 4
# "Who" and "we" tell next to nothing, however few entries use them.
_FUNCTION_WORD_RARITY = 0.1

# Where the terms are, beside the themes of the areas: group -> (file, list of entries).
_GROUPS = {
    REJECTION: ("words", "rejection"),
    "feature": ("features", "feature"),
    TOPIC: ("answers", "topic"),
    "hint": ("completeness", "mention"),
}
# The files that hold the themes.
THEME_FILES = ("growing_up_education", "work_income", "housing_urban", "democracy_safety", "shared")

# A term as numbers of its words; None is a gap.
_Slots: TypeAlias = tuple[frozenset[int] | None, ...]
Place: TypeAlias = tuple[int, ...]
Part: TypeAlias = Literal["ideas", "questions"]


class Lexicon:
    """All terms of the knowledge, found by the words they are made of."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._index = WordIndex()
        # The terms by their first word: those of one word; those with a gap after it, and what ends the gap; and the
        # others by their first two words. Each with what is to follow.
        self._single: dict[int, list[Term]] = defaultdict(list)
        self._gapped: dict[int, list[tuple[Term, frozenset[int], _Slots]]] = defaultdict(list)
        self._pairs: dict[tuple[int, int], list[tuple[Term, _Slots]]] = defaultdict(list)
        # Of the terms of topics: which topics use a word, and the numbers of each term's words.
        self._users: dict[int, set[str]] = defaultdict(set)
        self._slots: dict[Term, _Slots] = {}
        self._slot_numbers: dict[tuple[WordPattern, ...], frozenset[int]] = {}
        for item in terms:
            self._add(item)

    def _add(self, item: Term) -> None:
        slots = tuple(None if slot is None else self._numbers(slot) for slot in item.slots)
        for first in slots[0] or ():
            if len(slots) == 1:
                self._single[first].append(item)
            elif slots[1] is None:
                self._gapped[first].append((item, slots[2] or frozenset(), slots[1:]))
            else:
                for second in slots[1]:
                    self._pairs[first, second].append((item, slots[2:]))
        if item.group == TOPIC:
            self._slots[item] = slots
            for word in frozenset[int]().union(*(slot for slot in slots if slot)):
                self._users[word].add(item.id)

    def _numbers(self, slot: tuple[WordPattern, ...]) -> frozenset[int]:
        if slot not in self._slot_numbers:
            self._slot_numbers[slot] = frozenset(map(self._index.add, slot))
        return self._slot_numbers[slot]

    def find(self, document: Document) -> Iterator[tuple[Term, Place]]:
        """Each term and the places of its words in the text."""
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

    def topics_of(self, document: Document) -> Iterator[tuple[int, set[str]]]:
        """The places of the words, small ones aside, that terms of topics use, and the topics that use each."""
        for place, word in enumerate(document.words):
            if not is_function_word(word.text):
                numbers = self._index.of(word.text, document.languages)
                if topics := set().union(*(self._users[number] for number in numbers if number in self._users)):
                    yield place, topics

    def rarity(self, item: Term, words: tuple[str, ...], languages: frozenset[Language]) -> float:
        """How telling the words of a topic's term are: each the less, the more topics use it."""
        slots = (slot for slot in self._slots[item] if slot)
        return sum(
            _FUNCTION_WORD_RARITY
            if is_function_word(word)
            else max(len(self._users[number]) ** -0.5 for number in slot & self._index.of(word, languages))
            for slot, word in zip(slots, words, strict=True)
        )


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
    """The terms of the knowledge files, read once: what ideas are made of, or what questions ask for."""
    # All that is made here stays: the collector would look through it again and again for nothing.
    collecting = gc.isenabled()
    gc.disable()
    try:
        groups = [group for group in _GROUPS if (group == TOPIC) == (part == "questions")]
        return Lexicon([*(_theme_terms() if part == "ideas" else ()), *_group_terms(groups)])
    finally:
        if collecting:
            gc.enable()


def _group_terms(groups: Iterable[str]) -> Iterator[Term]:
    for group in groups:
        file, key = _GROUPS[group]
        for entry in load(file).children(key):
            yield from _terms(group, entry)


def _terms(group: str, entry: Entry) -> Iterator[Term]:
    for language in LANGUAGES:
        for written in (*entry.terms(language), *entry.terms("names")):
            yield term(entry.where, group, entry.string("id"), language, written)
        for written in entry.terms(f"weak_{language}"):
            yield term(entry.where, group, entry.string("id"), language, written, weak=True)


def _theme_terms() -> Iterator[Term]:
    for file in THEME_FILES:
        for theme in load(file).children("theme"):
            for name, terms in theme.concepts().items():
                for language in LANGUAGES:
                    for written in terms[language]:
                        yield term(f"{theme.where}.{name}", "concept", theme.string("id"), language, written)
