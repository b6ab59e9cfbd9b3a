"""Which words of the knowledge may a word of the text be?

An index of stems, beginnings and endings answers for every word that is spelt right, in time that does not grow with
the knowledge. Only a word that it does not know is tried with misspelling: a doubled or missing letter, missing å ä ö,
and last, in long words, a wrong letter. Short words must be right: "unga" is not in "tunga".
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import count
from typing import TypeAlias, get_args

from assistant.fuzzy import FUZZY_LETTERS, SWAP_LETTERS, nearest, swapped
from assistant.knowledge import load
from assistant.language import LANGUAGES, LONGEST_WORD, fold, is_function_word, is_number, single, skeleton, stem
from assistant.terms import INNER_LETTERS, Way, WordPattern, forget_patterns
from assistant.types import Language

# Words typed without å ä ö are recognised from this length on; shorter ones are often other words ("rad", "råd").
_FOLD_LETTERS = 5
# Shorter words must be right: "tiger" is not "tigger".
_HASTY_LETTERS = 4
# A word of the knowledge that ends a longer one is that word with something added, if its stem is this long.
_HEAD_LETTERS = 6
_HEAD_START = 3
# The first letters of a word are seldom wrong.
_SURE_LETTERS = 2
# A word may be this much longer or shorter than the one it misspells.
_BAND = 1

# Nearly all have one number, and a tuple of one takes a quarter of a set's memory.
_Numbers: TypeAlias = tuple[int, ...]


class _Table:
    """The patterns of one language, by the way they are compared and their letters."""

    def __init__(self) -> None:
        self.by_way: dict[Way, dict[str, _Numbers]] = {way: {} for way in get_args(Way)}

    def add(self, way: Way, letters: str, number: int) -> None:
        _add(self.by_way[way], letters, number)

    def find(self, whole: str, stemmed: str) -> set[int]:
        """The patterns that fit a word with these letters and this stem."""
        found: set[int] = set()
        for form in (whole, whole.removesuffix("'s")):
            found.update(self.by_way["form"].get(form, ()))
        found.update(self.by_way["stem"].get(stemmed, ()))
        prefixes, suffixes = self.by_way["prefix"], self.by_way["suffix"]
        for end in range(1, len(whole) + 1):
            if (beginning := whole[:end]) in prefixes:
                found.update(prefixes[beginning])
        for start in range(1, len(stemmed) - INNER_LETTERS + 1):
            if (ending := stemmed[start:]) in suffixes:
                found.update(suffixes[ending])
        for part, numbers in self.by_way["inside"].items():
            if part in whole:
                found.update(numbers)
        return found

    def find_head(self, stemmed: str) -> set[int]:
        """The patterns that fit the end of a compound: "klassrumsfrånvaro" is a kind of "frånvaro"."""
        stems = self.by_way["stem"]
        ends = [stemmed[start:] for start in range(_HEAD_START, len(stemmed) - _HEAD_LETTERS + 1)]
        return set[int]().union(*(stems[end] for end in ends if end in stems))


def _add(table: dict[str, _Numbers], letters: str, number: int) -> None:
    known = table.get(letters, ())
    if number not in known:
        table[letters] = (*known, number)


class WordIndex:
    """The word patterns of all terms, each with a number, and which of them a word of a text fits."""

    def __init__(self) -> None:
        self._numbers: dict[WordPattern, int] = {}
        self._next = count()
        self._exact = {language: _Table() for language in LANGUAGES}
        # The same without doubled letters and diacritics, for words that the exact table does not know.
        self._hasty = {language: _Table() for language in LANGUAGES}
        # The patterns that a word hardly fits by chance: whole words, and long parts of words.
        self._telling: set[int] = set()
        # The patterns whose misspellings are not worked out yet, by their first letters.
        self._waiting: dict[str, list[tuple[WordPattern, int]]] = defaultdict(list)
        self._adding = threading.Lock()
        self._spellings: dict[tuple[Language, str, int], dict[str, _Numbers]] = defaultdict(dict)
        self.of = lru_cache(maxsize=20_000)(self._of)

    def add(self, pattern: WordPattern) -> int:
        """Take in a pattern; its number."""
        number = self._numbers.get(pattern)
        if number is None:
            number = self._numbers[pattern] = next(self._next)
            self._exact[pattern.language].add(pattern.way, pattern.letters, number)
            if pattern.way in ("stem", "form", "number") or len(pattern.letters) >= FUZZY_LETTERS - 1:
                self._telling.add(number)
            if pattern.way in ("suffix", "inside"):
                self._add_misspelt(pattern, number)
            else:
                self._waiting[fold(pattern.letters[:_SURE_LETTERS])].append((pattern, number))
        return number

    def close(self) -> None:
        """Forget what is needed to add the patterns of a language: all are in."""
        self._numbers.clear()
        forget_patterns()

    def _add_waiting(self, first: str) -> None:
        """Work out how the patterns that begin so may be misspelt, which most texts never ask for."""
        if first in self._waiting:
            with self._adding:
                for pattern, number in self._waiting.get(first, ()):
                    self._add_misspelt(pattern, number)
                self._waiting.pop(first, None)

    def _add_misspelt(self, pattern: WordPattern, number: int) -> None:
        letters, spelling = single(pattern.letters), skeleton(pattern.letters)
        if pattern.way == "suffix" and len(letters) < FUZZY_LETTERS:
            return
        if len(letters) < (_FOLD_LETTERS if pattern.way == "prefix" else _HASTY_LETTERS):
            return
        self._hasty[pattern.language].add(pattern.way, letters, number)
        if len(letters) >= _FOLD_LETTERS:
            self._hasty[pattern.language].add(pattern.way, spelling, number)
        if pattern.way in ("stem", "prefix") and len(spelling) >= SWAP_LETTERS - 1:
            same_length = self._spellings[pattern.language, spelling[:_SURE_LETTERS], len(spelling)]
            _add(same_length, spelling, number)

    def _of(self, word: str, languages: frozenset[Language]) -> frozenset[int]:
        """The numbers of the patterns that ``word`` in lower case fits in one of ``languages``."""
        found: set[int] = set()
        if len(word) > LONGEST_WORD:
            return frozenset()
        small = is_function_word(word)
        for language in languages:
            table = self._exact[language]
            found.update(table.by_way["form"].get(word, ()) if small else table.find(word, stem(word, language)))
            if is_number(word):
                found.update(self._exact[language].by_way["number"].get("#", ()))
        if self._telling.isdisjoint(found) and not (small or word in _ordinary_words()):
            found |= self._guess(word, [language for language in LANGUAGES if language in languages])
        return frozenset(found)

    def _guess(self, word: str, languages: Sequence[Language]) -> set[int]:
        """The patterns that fit ``word`` as a compound, as typed in haste, or else with a wrong letter."""
        found = self._exact["sv"].find_head(stem(word, "sv")) if "sv" in languages else set()
        self._add_waiting(fold(word[:_SURE_LETTERS]))
        for language in languages:
            found |= self._hasty[language].find(single(word), single(stem(word, language)))
        if len(word) < SWAP_LETTERS or not self._telling.isdisjoint(found):
            return found
        return found.union(*(self._alike(word, language) for language in languages))

    def _alike(self, word: str, language: Language) -> _Numbers:
        short = len(word) < FUZZY_LETTERS
        find, band = (swapped, 0) if short else (nearest, _BAND)
        for form in dict.fromkeys((skeleton(word), skeleton(stem(word, language)))):
            spellings = dict(self._near(form, language, band))
            if match := find(form, spellings.keys()):
                return spellings[match]
        return ()

    def _near(self, form: str, language: Language, band: int) -> Iterator[tuple[str, _Numbers]]:
        """The spellings that begin alike and are about as long."""
        for length in range(len(form) - band, len(form) + band + 1):
            yield from self._spellings.get((language, form[:_SURE_LETTERS], length), {}).items()


@cache
def _ordinary_words() -> frozenset[str]:
    """Ordinary words that look like a term with one letter wrong, but are none."""
    return frozenset(load("words").string("common").split())
