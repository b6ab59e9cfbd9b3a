"""What makes a text heavy to read: which sentence is too long, which words have a plainer one?

A hint, never a verdict: the limit and the words stand in ``knowledge/wording.toml`` with their sources.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

from assistant.knowledge import KnowledgeError, load, source
from assistant.language import LANGUAGES, Document, read
from assistant.types import Evidence, HeavyWord, Language, Wording

# One heavy phrase as words in lower case, and what to write instead.
_Row = tuple[tuple[str, ...], str]


def wording(text: str) -> Wording:
    """The longest sentence of ``text``, if it is too long, and its heavy words in order, none twice.

    A text in neither Swedish nor English is left alone. Time grows with the text, not with the list.

    >>> [(word.phrase, word.plain) for word in wording("Vi avser att initiera ett projekt.").heavy]
    [('avser att', 'tänker, vill'), ('initiera', 'starta, börja')]
    """
    document = read(text)
    if document.foreign or not document.words:
        return Wording(None, 0, (), ())
    sentence, count = Counter(word.sentence for word in document.words).most_common(1)[0]
    longest = _sentence(document, sentence) if count > longest_sentence() else None
    heavy = _heavy(document)
    sources = [_source("longest_sentence")] if longest else []
    return Wording(longest, count, heavy, tuple(dict.fromkeys([*sources, *(word.source for word in heavy)])))


@cache
def longest_sentence() -> int:
    """How many words a sentence may have before it is said to be long."""
    return int(load("wording").number("longest_sentence"))


def _source(of: str) -> str:
    return source(load("wording").child("source").string(of)).key


def _sentence(document: Document, number: int) -> Evidence:
    words = [word for word in document.words if word.sentence == number]
    start, end = words[0].start, words[-1].end
    return Evidence(document.text[start:end], start, end)


def _heavy(document: Document) -> tuple[HeavyWord, ...]:
    found: dict[str, HeavyWord] = {}
    read_to = 0
    for place, first in enumerate(document.words):
        if first.start >= read_to and (word := _at(document, place)):
            found.setdefault(word.phrase.lower(), word)
            read_to = word.end
    return tuple(found.values())


def _at(document: Document, place: int) -> HeavyWord | None:
    """The longest heavy phrase that begins here."""
    first = document.words[place]
    for language in (each for each in LANGUAGES if each in document.languages):
        for phrase, plain in _rows(language).get(first.text, ()):
            words = document.words[place : place + len(phrase)]
            if tuple(word.text for word in words) == phrase and words[-1].sentence == first.sentence:
                start, end = first.start, words[-1].end
                return HeavyWord(document.text[start:end], start, end, plain, _source(language))
    return None


@cache
def _rows(language: Language) -> Mapping[str, tuple[_Row, ...]]:
    """The heavy phrases by their first word, longest first."""
    table = load("wording").child("words").child(language)
    rows: dict[str, list[_Row]] = {}
    for forms in table.keys():  # noqa: SIM118  # Entry is no dict
        for form in forms.split(", "):
            phrase = tuple(form.split())
            if not phrase or form != form.lower() or any(phrase == known for known, _ in rows.get(phrase[0], ())):
                raise KnowledgeError(f"{table.where}: {forms!r} should be forms in small letters, each written once")
            rows.setdefault(phrase[0], []).append((phrase, table.string(forms)))
    return {first: tuple(sorted(found, key=lambda row: -len(row[0]))) for first, found in rows.items()}


def check_wording() -> int:
    """How many heavy phrases are known. Raises KnowledgeError when one is written wrongly."""
    return sum(len(rows) for language in LANGUAGES for rows in _rows(language).values())
