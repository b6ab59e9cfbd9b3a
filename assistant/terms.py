"""How is a term of the knowledge written, and what is it made of?

A *term* is what a text may say to mention something. Terms stand in ``knowledge/*.toml``, separated by commas:

``stöd``            the word in any inflection (compared by stem); small words such as "för" exactly
``=åt``             exactly this form
``skol*``           words that begin so, and "skol" itself
``*skola``          longer words that end so, inflected too; ``*hjälp*`` words with it anywhere
``bygg*|anlägg*``   one of these, in one place
``..``              up to four words in between; a term never crosses a comma or a full stop
``#``               a number, in figures or words
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from assistant.knowledge import KnowledgeError
from assistant.language import is_function_word, stem
from assistant.types import Language

Way: TypeAlias = Literal["stem", "form", "prefix", "suffix", "inside", "number"]

GAP = ".."
# A word is looked for inside others only from this length on: "unga" is in "tunga".
INNER_LETTERS = 4
# A Swedish word for one who does something is more than its stem: "fältare" is not "fält", "skrivaren" not "skriv".
_DOERS = ("are", "ande", "ende")
_SHORTEST_DOER = 6


class WordPattern(NamedTuple):
    """One word of a term: how it is compared, and the letters that are compared."""

    language: Language
    way: Way
    letters: str


class Term(NamedTuple):
    """One term. ``weak``: a word that often means something else, so that it needs company."""

    group: str
    id: str
    language: Language
    slots: tuple[tuple[WordPattern, ...] | None, ...]  # None is a gap
    letters: int
    weak: bool


def term(where: str, group: str, term_id: str, language: Language, written: str, *, weak: bool = False) -> Term:
    """The term as data. Raises KnowledgeError, which names ``where``, if it is badly written."""
    try:
        slots = _slots(written)
        if not slots or GAP in (slots[0], slots[-1]):
            raise ValueError("should begin and end with a word")
        patterns = tuple([None if slot == GAP else _alternatives(slot, language) for slot in slots])
    except ValueError as error:
        raise KnowledgeError(f"{where}: the term {written!r} {error}") from None
    return Term(group, term_id, language, patterns, len(written) - written.count(" "), weak)


def _slots(written: str) -> list[str]:
    """The words of a term as a text is read: "after-school" is two."""
    slots = written.split()
    return [part for slot in slots for part in _parts(slot)] if "-" in written else slots


def _parts(slot: str) -> list[str]:
    if "-" in slot and "|" in slot:
        raise ValueError("has a hyphen among alternatives: write it as two terms")
    exactly = "=" if slot.startswith("=") else ""
    return [exactly + part for part in slot.removeprefix("=").split("-") if part.strip("*")]


@lru_cache(maxsize=50_000)
def _alternatives(slot: str, language: Language) -> tuple[WordPattern, ...]:
    return tuple(
        [pattern for word in slot.split("|") for pattern in (_doer(word, language) or [_pattern(word, language)])]
    )


def _doer(written: str, language: Language) -> list[WordPattern]:
    """The patterns of one who does something: "räknare", "räknaren", "räknarna", but not "räknar"; else none."""
    letters = written.removesuffix("n")
    if language == "en" or not (letters.isalpha() and letters.endswith(_DOERS) and len(letters) >= _SHORTEST_DOER):
        return []
    if letters.endswith("are"):
        return [WordPattern(language, "prefix", letters), WordPattern(language, "prefix", letters[:-1] + "n")]
    return [WordPattern(language, "prefix", letters[:-1])]


def _pattern(written: str, language: Language) -> WordPattern:
    """The pattern written so. Raises ValueError if it is badly written."""
    letters = written.strip("=*").removesuffix("'")  # a text is read without a plural's apostrophe
    if not letters:
        raise ValueError("has a word without letters")
    if written == "#":
        return WordPattern(language, "number", written)
    if written.startswith("="):
        return WordPattern(language, "form", letters)
    if written.startswith("*"):
        return _inner(written, letters, language)
    if written.endswith("*"):
        return WordPattern(language, "prefix", letters)
    if _is_its_own_word(letters, language):
        return WordPattern(language, "form", letters)
    return WordPattern(language, "stem", stem(letters, language))


def _is_its_own_word(letters: str, language: Language) -> bool:
    """Whether the word is compared as it stands: "före" is not "för", "housing" not "house", "reading" not "read"."""
    return is_function_word(letters) or (language == "en" and letters.endswith("ing"))


def _inner(written: str, letters: str, language: Language) -> WordPattern:
    stemmed = stem(letters, language)
    if len(stemmed) < INNER_LETTERS:
        raise ValueError(f"should have {INNER_LETTERS} letters or more after *, but the stem of {written} has fewer")
    if written.endswith("*"):
        return WordPattern(language, "inside", letters)
    return WordPattern(language, "suffix", stemmed)


def forget_patterns() -> None:
    """Let go of what was kept to read the terms faster."""
    _alternatives.cache_clear()
