"""Which language is a text in, and which words does it hold?

A text becomes a :class:`Document`: its words in lower case with their place in the text as written. Nothing
is thrown away and nothing is guessed here; what a word may stand for is decided in ``matching``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.knowledge import load
from assistant.stemming import swedish_stem
from assistant.types import Language

LANGUAGES: tuple[Language, ...] = ("sv", "en")
# A letter may be followed by combining marks: "å" written as "a" + ring is still one letter of one word.
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*(?:['’][^\W\d_]+)?")
# A line break within a paragraph is only where a mail programme ran out of line. A blank line ends a sentence, and so
# does the mark of a list or of a paragraph (U+2029).
_SENTENCE_END = re.compile(r"[!?;:•\u2029]|\.(?!\d)|\r?\n[ \t]*\r?\n|\n[ \t]*[-*–][ \t]")
_CLAUSE_END = re.compile(r"[,()–—]")
_FOLD = str.maketrans("åäöéèüáàæøï", "aaoeeuaaaoi")
# In shorter words -et and -an are hardly endings.
_SHORTEST_DEFINITE = 5
# English: shorter words have no endings that can be told from the word itself.
_SHORTEST_INFLECTED = 4
_SHORTEST_STEM = 3
_PLURAL = re.compile(r"(?<=ch|sh|ss)es$|(?<=[xz])es$|(?<![suix'])s$|(?<=.[ae]i)s$")
_PAST_OR_ING = re.compile(r"(?P<stem>.*[aeiouy].*?|.*[aeiouy].)(?:ed|ing)")
# Of a compound whose last part is irregular.
_SHORTEST_PART, _SHORTEST_TAIL = 3, 6
_DOUBLED = re.compile(r"(.)\1+")
# With fewer of the function words than this in the likelier language, the text may be in both.
_SURE_SHARE = 0.85
# One Swedish name does not make notes in English Swedish: when fewer words tell, the looks of the others count too.
_LEAST_SURE = 2
_LOOKS: dict[Language, re.Pattern[str]] = {
    "sv": re.compile(r"tj|sj|ning|skap|else|het$|..(?:ar|or|er|arna|orna|erna|ade)$"),
    "en": re.compile(r"w|th|ou|ea|oo|gh|sh|..(?:ly|ty|ry|ds|ts|ps|ers|ies)$"),
}
# Letters beyond the Latin alphabets: Greek, Cyrillic, Arabic …
_LAST_LATIN_LETTER = "\u024f"
# One or two words may be a name or a loan.
_LEAST_FOREIGN = 2
# A longer "word" is no word, and is not looked up.
LONGEST_WORD = 60


class Word(NamedTuple):
    """One word in lower case, a small one spelt right, and where it stands in the text as written."""

    text: str
    start: int
    end: int
    sentence: int
    clause: int


# Compared by identity: `read` gives one and the same document for a text, and caches hold on to it.
@dataclass(frozen=True, eq=False)
class Document:
    """A text as words. ``languages`` has both when the text is mixed or too short to tell.

    ``foreign``: the text is in neither language. ``clause_ends``: the place after the last word of each clause.
    """

    text: str
    words: tuple[Word, ...]
    language: Language
    languages: frozenset[Language]
    foreign: bool
    clause_ends: tuple[int, ...]


@lru_cache(maxsize=256)
def read(text: str) -> Document:
    """Split ``text`` into words with sentence and clause numbers, and tell its language."""
    words: list[Word] = []
    sentence = clause = end = 0
    for match in _WORD.finditer(text):
        # One letter of the next word is seen too, which tells "1.5" from the end of a sentence.
        if _SENTENCE_END.search(text, end, match.start() + 1):
            sentence, clause = sentence + 1, clause + 1
        elif _CLAUSE_END.search(text, end, match.start()):
            clause += 1
        end = match.end()
        typed = lower(match.group())
        words.append(Word(_hasty().get(typed, typed), match.start(), end, sentence, clause))
    known = tuple(word.text for word in words)
    languages = _languages(known)
    ends = [0] * (clause + 1)
    for place, word in enumerate(words):
        ends[word.clause] = place + 1
    return Document(text, tuple(words), languages[0], frozenset(languages), _is_foreign(known), tuple(ends))


def lower(word: str) -> str:
    """Lower case with composed letters, so that "Å" and "a" + ring are the same letter."""
    small = word.lower()
    return small if small.isascii() else unicodedata.normalize("NFC", small).replace("’", "'")


def _languages(words: tuple[str, ...]) -> tuple[Language, ...]:
    """The languages the words may be in, likeliest first; Swedish when nothing tells."""
    counts = {language: sum(map(_function_words(language).__contains__, words)) for language in LANGUAGES}
    counts["sv"] += sum(1 for word in words if not word.isascii() and ("å" in word or "ä" in word or "ö" in word))
    total = counts["sv"] + counts["en"]
    if total < _LEAST_SURE:
        for language, looks in _LOOKS.items():
            counts[language] += sum(1 for word in words if looks.search(word))
    first: Language = "en" if counts["en"] > counts["sv"] else "sv"
    second: Language = "sv" if first == "en" else "en"
    sure = total >= _LEAST_SURE and counts[first] >= _SURE_SHARE * total
    return (first,) if sure else (first, second)


def _is_foreign(words: tuple[str, ...]) -> bool:
    """Whether most of the small words, or of the letters, are of neither Swedish nor English."""
    if any(word.isalpha() and word[0] > _LAST_LATIN_LETTER for word in words):
        return 2 * sum(word[0] > _LAST_LATIN_LETTER for word in words) > len(words)
    ours = sum(is_function_word(word) for word in words)
    others = sum(word in _foreign_words() for word in words)
    most = others >= _LEAST_FOREIGN and not ours and 2 * others >= len(words)
    return most or others > max(_LEAST_FOREIGN, 2 * ours)


@cache
def _foreign_words() -> frozenset[str]:
    return frozenset(load("words").child("function").string("foreign").split())


@cache
def _function_words(language: Language) -> frozenset[str]:
    return frozenset(load("words").child("function").string(language).split())


@cache
def _all_function_words() -> frozenset[str]:
    return frozenset[str]().union(*map(_function_words, LANGUAGES))


@cache
def _irregular() -> dict[str, str]:
    """Inflected form -> the form it is looked up by, for words the stemmer does not join."""
    return _by_form("irregular")


@cache
def _hasty() -> dict[str, str]:
    """Small word as typed in haste -> the word."""
    return _by_form("hasty")


def _by_form(rows: str) -> dict[str, str]:
    """Each word of a row of words.toml -> the first of the row."""
    return {form: row[0] for row in map(str.split, load("words").strings(rows)) for form in row}


@lru_cache(maxsize=20_000)
def stem(word: str, language: Language) -> str:
    """The stem of a word in lower case, e.g. "bostäder" and "bostad" both give "bost".

    The Swedish ending -ig or -lig stays: "tidigt" (early) is not "tid" (time), "billigt" (cheap) is not "bil" (car).
    """
    known = _regular(word)
    if language == "en":
        return _english_stem(known)
    indefinite = _indefinite(known)
    short = swedish_stem(indefinite)
    return next((short + ending for ending in ("lig", "ig") if indefinite.startswith(short + ending)), short)


def _regular(word: str) -> str:
    """The form a word is looked up by; in a compound, its last part: "skolfrånvaron" is "skolfrånvaro"."""
    irregular = _irregular()
    if word in irregular:
        return irregular[word]
    for start in range(_SHORTEST_PART, len(word) - _SHORTEST_TAIL + 1):
        if (tail := word[start:]) in irregular:
            return word[:start] + irregular[tail]
    return word


def _indefinite(word: str) -> str:
    """A Swedish noun without the endings that the stemmer leaves: "torgets" is "torg", "skolans" is "skola"."""
    if word.endswith(("ans", "ens", "ets", "nas")):
        word = word[:-1]
    if len(word) < _SHORTEST_DEFINITE or word.endswith("het"):
        return word
    return word[:-2] if word.endswith("et") else word[:-1] if word.endswith("an") else word


def _english_stem(word: str) -> str:
    """An English word without its endings of number, time and owner: "parties" and "party" both give "parti".

    Words made from others stay apart: "attachment" is not "attached". Ten times as fast as a full stemmer.
    """
    word = word.removesuffix("'s")
    if len(word) < _SHORTEST_INFLECTED:
        return word
    word = _PLURAL.sub("", word) if not word.endswith("ies") else word[:-3] + "y"
    if (found := _PAST_OR_ING.fullmatch(word)) and len(found["stem"]) >= _SHORTEST_STEM:
        word = found["stem"]
        if word[-1] == word[-2] and word[-1] not in "lsz":
            word = word[:-1]
    word = word if word.endswith("ee") else word.removesuffix("e")
    return word[:-1] + "i" if word.endswith("y") else word


def is_number(word: str) -> bool:
    """Whether a word is a number, in figures or (in both languages) in letters."""
    return word[0].isdigit() or word in _number_words()


def number(word: str) -> int | None:
    """The number a word stands for, or None."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else _number_words().get(word)


@cache
def _number_words() -> dict[str, int]:
    rows = load("words").child("numbers")
    return {word: int(rows.number(word)) for word in rows.keys()}  # noqa: SIM118  # Entry is no dict


def skeleton(word: str) -> str:
    """The word without its diacritics and doubled letters: what is left when it is typed in haste."""
    return fold(single(word))


def fold(word: str) -> str:
    """The word without its diacritics."""
    return word.translate(_FOLD)


def single(word: str) -> str:
    """The word with each doubled letter once: "gänng" and "gäng" are then the same."""
    return _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=20_000)
def parts(word: str) -> tuple[str, ...]:
    """The parts of a Swedish compound, or the word itself: "skolfrånvaro" gives ("skol", "frånvaro").

    Only parts in the list ``compound`` of words.toml are seen. The split with the fewest parts wins.
    """
    if len(word) > LONGEST_WORD:
        return (word,)
    known = _compound_parts()
    best: dict[int, tuple[str, ...]] = {len(word): ()}
    for start in range(len(word) - 3, -1, -1):
        for end in range(start + 3, len(word) + 1):
            if end not in best or not _is_part(word[start:end], known, last=end == len(word)):
                continue
            if start not in best or len(best[end]) + 1 < len(best[start]):
                best[start] = (word[start:end], *best[end])
    return best.get(0) or (word,)


def _is_part(part: str, known: frozenset[str], *, last: bool) -> bool:
    if last:
        return len(part) > 3 and (part in known or stem(part, "sv") in known)
    return part in known or part.removesuffix("s") in known or f"{part}a" in known or f"{part}e" in known


@cache
def _compound_parts() -> frozenset[str]:
    words = load("words").child("compound").string("sv").split()
    return frozenset(words) | frozenset(stem(word, "sv") for word in words if len(word) > 3)


def search_terms(text: str) -> frozenset[str]:
    """The normalised terms a text is found by: stems of its words and of their compound parts.

    Lower case, å ä ö kept, function words and single letters left out, Swedish and English alike. A word gives the
    same terms in every text.

    >>> sorted(search_terms("Ungdomsarbetslösheten i Järva"))
    ['arbetslös', 'järv', 'ungdom', 'ungdomsarbetslös']
    """
    return frozenset(
        _term(form)
        for word in read(text).words
        if 1 < len(word.text) <= LONGEST_WORD and not is_function_word(word.text)
        for form in _forms(word.text)
    )


def _term(word: str) -> str:
    """The stem by Swedish, then by English rules unless the letters are Swedish: one word has one term."""
    short = stem(word, "sv")
    return stem(short, "en") if short.isascii() else short


def is_function_word(word: str) -> bool:
    """Whether a word in lower case only joins others, in either language."""
    return word in _all_function_words()


def _forms(word: str) -> tuple[str, ...]:
    """The word itself, and its compound parts without the joining s."""
    *first, last = parts(word)
    return (word, *(part.removesuffix("s") for part in first), last) if first else (word,)
