"""Does a text tell of one person by name, or of so few that they can be known again?

A name counts beside a word for a person or a case ("eleven Kevin", "Anna är placerad enligt LVU"). A group counts when
it is under five and the sentence tells what is, not what is planned. The words are in ``knowledge/persons.toml``.
Source: own convention; the city's texts describe groups, never persons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.knowledge import load
from assistant.language import is_function_word
from assistant.types import PersonalData

# A single line break inside a running sentence counts as a space: then the next line goes on with a small letter or a
# figure.
_SENTENCE = re.compile(r"[^.!?\n\r]+(?:(?:\.(?=\d)|\r?\n(?=[a-zåäöé\d]))[^.!?\n\r]*)*")
# A name may stand first on its line, and what tells of it last on the line before.
_LINE_BEFORE = re.compile(r"[^.!?\n\r]+\r?\n\Z")
_WORD = re.compile(r"[^\W_]+(?:[-:'’][^\W_]+)*")
_NAME = re.compile(r"(?<![\w@.])[A-ZÅÄÖÉ][a-zåäöéèüáøæ]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?(?![\w@]|\.\w)")
_FAMILY_NAME = re.compile(r" [A-ZÅÄÖÉ][a-zåäöéèüáøæ]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?(?!\w)| [A-ZÅÄÖ]\b\.?")
_ON_NEXT_LINE = re.compile(r"\r?\n([A-ZÅÄÖÉ][a-zåäöéèüáøæ]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?)(?!\w)")
# "Kevin, 14 år", "Kevin (14)", "Sara, aged 9".
_AGE = re.compile(r",? \(?(?:aged )?\d{1,2}(?: år\b| years old\b|\))|, (?:aged )?\d{1,2},")
_GROUP = re.compile(
    r"(?<![\w.,–-])(?:[1-4]|[Tt]vå|[Tt]re|[Ff]yra|[Tt]wo|[Tt]hree|[Ff]our)(?: |\r?\n)"
    r"(?:(?P<between>[^\W\d_]+)(?: |\r?\n))?(?P<people>[^\W\d_]+)(?!\w)"
)
# "Om fyra barn slipper …", not "orosanmälan om fyra barn".
_IF = re.compile(r"(?:^|[,;:–(]|\b(?:och|men|även|and|but|even))\s*(?:om|if)\b", re.IGNORECASE)
# Longer family names than this, in characters, are a list of names.
_LONGEST_NAME = 50
# What a name is followed by when it stands with a way to reach somebody.
_CONTACT = re.compile(
    r"[ ,:;(–-]{1,4}(?:på |tel\.? |tfn |mobil |at |on |phone )?(?:\+46|0)[1-9][\d -]{5,}"
    r"|[ ,:;(<–-]{1,4}(?:på |at )?[\w.+-]{1,64}@"
)
# "Med vänlig hälsning" or a stroke ("/Anna") and the name after it, on the same line or the next, with nothing but a
# comma or a title behind.
_SIGNED = re.compile(
    r"(?:^|(?<=[.!?] ))[ \t]{0,8}"
    r"(?:(?:med |många )?(?:vänlig|bästa|varma|goda|glada)?(?:a)? ?hälsning(?:ar)?|mvh|vänligen|"
    r"(?:with )?(?:kind |best |warm )?(?:regards|wishes)|yours(?: sincerely)?|sincerely|cheers|/)"
    r"[ ,.!/]{0,3}(?:\r?\n){0,3}[ \t]{0,8}"
    r"(?P<name>(?-i:[A-ZÅÄÖÉ][a-zåäöéèüáøæ]+(?:[ -][A-ZÅÄÖÉ][a-zåäöéèüáøæ]+){0,3}))(?=[ \t]*(?:,|\r?$))",
    re.IGNORECASE | re.MULTILINE,
)
# How far below a signature the way to reach somebody stands, in characters.
_BELOW = 150
_REACHED_BELOW = re.compile(r"(?:\+46|0)[1-9][\d -]{5,}|[\w.+-]{1,64}@")
# The words before a name that are looked at, in characters.
_BEFORE = 40


def find_persons(text: str) -> Iterator[PersonalData]:
    """Names of persons, and the number and people of groups under five, in ``text``; those who sign it come first."""
    yield from _signatures(text)
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        yield from _names(text, start, end)
        yield from _groups(text, start, end)


def _signatures(text: str) -> Iterator[PersonalData]:
    """The names under a greeting: common given names, or else several words with a way to reach somebody below them."""
    for match in _SIGNED.finditer(text):
        words = match["name"].split()
        is_reached = len(words) > 1 and bool(_REACHED_BELOW.search(text, match.end(), match.end() + _BELOW))
        is_office = words[-1].lower().endswith(tuple(_terms("offices")))
        if _is_given_name(words[0]) or (is_reached and not is_office):
            yield PersonalData("name", match.start("name"), match.end("name"))


def _names(text: str, start: int, end: int) -> Iterator[PersonalData]:
    read_to = start
    signs: bool | None = None
    while match := _NAME.search(text, read_to, end):
        read_to = match.end()
        before = _words_before(text, start, match.start())
        is_told = _ends_with(before, "definite") and text[match.start() - 1].isspace()
        is_reached = _is_reached(text, match, before, end)
        if not (is_told or is_reached or _is_given_name(match.group()) or _ends_with(before, "named")):
            continue
        if signs is None:
            signs = not _terms("signs").isdisjoint(_words(text, start, end))
        is_aged = _is_given_name(match.group()) and bool(_AGE.match(text, match.end()))
        if (is_told or is_reached or signs or is_aged) and not _is_organisation(text, match, before):
            read_to = _end_of_name(text, read_to, end)
            yield PersonalData("name", match.start(), read_to)


def _is_reached(text: str, match: re.Match[str], before: list[str], end: int) -> bool:
    """Whether it is a name and somebody is to be reached by it: "ring Anna Svensson", "Anna, 070-123 45 67".

    One word alone must be a common given name: "kontakta Brottsförebyggande rådet" names nobody.
    """
    if not _is_given_name(match.group()):
        return False
    last = _end_of_name(text, match.end(), min(end, match.end() + _LONGEST_NAME))
    return _ends_with(before, "reached") or bool(_CONTACT.match(text, last))


def _end_of_name(text: str, at: int, end: int) -> int:
    """Where the names that follow a name end, also when the line is broken after the first one."""
    if (following := _ON_NEXT_LINE.match(text, at)) and not is_function_word(following[1].lower()):
        at = following.end()
    while further := _FAMILY_NAME.match(text, at, end):
        at = further.end()
    return at


def _is_organisation(text: str, match: re.Match[str], before: list[str]) -> bool:
    """Whether the name is a part of an organisation's or a place's: "Maria Ungdom", "Sankt Erik"."""
    following = _WORD.match(text, match.end() + 1)
    if following and following.group().lower() in _terms("organisations"):
        return True
    return bool(before) and before[-1] in _terms("before_organisations")


def _words(text: str, start: int, end: int) -> list[str]:
    return [word.lower() for word in _WORD.findall(text, start, end)]


def _words_before(text: str, start: int, at: int) -> list[str]:
    """The last words before a place, in its sentence or on the line before."""
    line = _LINE_BEFORE.search(text[max(0, at - _BEFORE) : at]) if at == start else None
    return _words(line.group(), 0, len(line.group())) if line else _words(text, max(start, at - _BEFORE), at)


def _ends_with(words: list[str], terms: str) -> bool:
    last = " ".join(words[-1:])
    return last.partition("-")[2] in _terms(terms) or last in _terms(terms) or " ".join(words[-2:]) in _terms(terms)


def _is_given_name(word: str) -> bool:
    """Whether it is a common given name, also in the genitive ("Kevins")."""
    name = word.lower()
    return name in _terms("names") or (name.endswith("s") and name[:-1] in _terms("names"))


def _groups(text: str, start: int, end: int) -> Iterator[PersonalData]:
    found = [group for match in _GROUP.finditer(text, start, end) if (group := _group(match))]
    words = _words(text, start, end) if found else []
    if found and (_IF.search(text[start:end]) or not _terms("supposing").isdisjoint(words)):
        return
    has_sign = not _terms("signs").isdisjoint(words)
    for first, last, people in found:
        before = _words(text, max(start, first - _BEFORE), first)
        if not (before and before[-1] in _terms("shares")) and (has_sign or people in _terms("people")):
            yield PersonalData("small_group", first, last)


def _group(match: re.Match[str]) -> tuple[int, int, str] | None:
    """Where a number with its people begins and ends, and who they are; None if it counts something else."""
    between, people = (match["between"] or "").lower(), match["people"].lower()
    if _are_people(between):
        return match.start(), match.end("between"), between
    if _are_people(people) and not (between and _is_no_adjective(between)):
        return match.start(), match.end(), people
    return None


def _are_people(word: str) -> bool:
    return word in _terms("people") or word in _terms("anybody")


def _is_no_adjective(word: str) -> bool:
    """Plural nouns end so in both languages: "tre lotsar familjer" are no three families."""
    return word.endswith(("r", "s")) or is_function_word(word)


@cache
def _terms(name: str) -> frozenset[str]:
    return frozenset(load("persons").child("words").terms(name))
