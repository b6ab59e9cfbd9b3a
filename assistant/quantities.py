"""How long, how much and how many: what do the numbers of the text say of the project?"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import groupby, pairwise, takewhile
from typing import NamedTuple

from assistant.knowledge import Entry, load
from assistant.language import Document, is_function_word, number
from assistant.matching import rejected_words
from assistant.types import Evidence

# Under about one million fits the local development money (FOU14); from ten on it is a project of ESF's size (ESF6).
SMALL_SEK = 1_000_000
LARGE_SEK = 10_000_000
MANY_PEOPLE = 100
SEVERAL_YEARS_MONTHS = 24
A_YEAR_MONTHS = 12
# What takes less is named for many reasons; in a brief text it is the length all the same.
_SHORTEST_MONTHS, _BRIEF_WORDS = 1.5, 40
# Longer than ten years is an age or a history, not the length of a project.
LONGEST_MONTHS = 120
# "2–3 years" is a length, "0–6 years" an age.
SHORT_RANGE = 5
# "We have lived", "they've run": how English tells of what has been.
_PARTICIPLES = ("ed", "en", "un", "ld", "t", "ts")
# "En" and "ett" end as participles do.
_LONGEST_ARTICLE = 3
# "Har bara drivits", "has now run": so many words may stand from one to the other.
_NEAR_PARTICIPLE = 3
# A number of people stands this close before the word for them.
_NEAR_WORDS = 3
# What is waited for so long stands within so many words of the length.
_NEAR_WAIT = 4
# More is a year, a diary number or the people of a city.
_MOST_PEOPLE = 100_000

# Two administrations of a list have so many words between them, at most.
_NEAR_LISTED = 4
# So many sums in one sentence are the items of a budget.
_A_BUDGET = 3

# A number of so many digits, written in groups of three, is money even without a unit.
_DIGITS_OF_MONEY = 5

_MILLION, _THOUSAND = 1_000_000, 1_000
# The word after (or before) a sum of money, by its first letters; the first that fits counts.
_UNITS = {"mnkr": _MILLION, "mkr": _MILLION, "milj": _MILLION, "mill": _MILLION, "msek": _MILLION,
          "kr": 1, "sek": 1, "tkr": _THOUSAND, "kkr": _THOUSAND, "tusen": _THOUSAND, "thousand": _THOUSAND,
          "k": _THOUSAND, "m": _MILLION}  # fmt: skip
# Millions are often written in words.
_WORDED = {"en och en halv": 1.5, "one and a half": 1.5, "en halv": 0.5, "half a": 0.5, "ett par": 2, "a couple of": 2,
           "en": 1, "one": 1, "a": 1, "två": 2, "two": 2, "tre": 3, "three": 3, "fyra": 4, "four": 4, "fem": 5,
           "five": 5, "en kvarts": 0.25, "tre kvarts": 0.75, "a quarter of a": 0.25, "a quarter": 0.25}  # fmt: skip
# A sum for each person or day says nothing of the size of the project; one for each year does.
_AMOUNT = re.compile(
    r"(?<![\w.,])(?:(?P<before>sek|kr)\s{0,3})?"
    rf"(?:(?P<words>{'|'.join(_WORDED)})(?=\s{{1,3}}(?:milj|mill))|"
    r"(?P<sum>\d{1,3}(?:(?:[ \u00a0]{1,3}|[.,])\d{3}){1,4}|\d{1,12}(?:[.,]\d{1,2})?))"
    r"(?:\s{0,3}(?P<unit>mnkr|mkr|msek|milj\w*|mill\w*|tkr|kkr|tusen|thousand|sek|kr|kronor|k|m)\b)?"
    r"(?:\s{1,3}(?:kronor|kr|sek))?"
    r"(?P<yearly>\s{0,3}/\s?(?:år|year)\b|\s{1,3}(?:per år|om året|årligen|varje år|a year|per year|per annum|annually"
    r"|yearly|each year|every year)\b)?"
    r"(?P<each>\s{0,3}/|\s{1,3}(?:per|om dagen|i månaden|i timmen|a day|a month|each|a night|styck)\b)?",
    re.IGNORECASE,
)


def quantities(document: Document) -> Iterator[tuple[str, Evidence]]:
    """The features that numbers show, with the words that show them."""
    yield from _length(document)
    yield from _sum(document)
    yield from _crowds(document)
    yield from _listed(document)


class Sum(NamedTuple):
    """A sum of money in a text, in whole kronor, where it stands, and whether it is for each year."""

    sek: int
    start: int
    end: int
    is_yearly: bool


def sums(text: str) -> list[Sum]:
    """The sums of money that a text names, in its order; those for each person or day are none."""
    return [
        Sum(sek, match.start(), match.end(), bool(match["yearly"]))
        for match in _AMOUNT.finditer(text)
        if (sek := _sek(match))
    ]


def longest_months(document: Document) -> float:
    """How many months the longest length in the text is; 0 when it names none."""
    return max((months for months, _place in _lengths(document)), default=0)


def _length(document: Document) -> list[tuple[str, Evidence]]:
    """How long the project runs: the longest of lengths such as "three years" and "6 månader"."""
    lengths = _lengths(document)
    if not lengths:
        return []
    months, place = max(lengths, key=lambda item: item[0])
    start, end = document.words[place - 1].start, document.words[place].end
    evidence = Evidence(document.text[start:end], start, end)
    if months <= A_YEAR_MONTHS:
        return [("within_a_year", evidence)]
    return [("several_years", evidence)] if months >= SEVERAL_YEARS_MONTHS else []


def _lengths(document: Document) -> list[tuple[float, int]]:
    """The lengths that a text names, in months, with the places of their last words."""
    rejected = rejected_words(document)
    return [
        (months, place)
        for place in range(1, len(document.words))
        if place not in rejected and (months := _months_at(document, place)) is not None
    ]


def _months_at(document: Document, place: int) -> float | None:
    """The months that the unit of time at ``place`` and the number before it make; None if they are no length."""
    words, signs = document.words, _signs()
    unit = _months().get(words[place].text)
    if unit is None:
        return None
    # "Three school years": one word may stand between.
    first = place - 2 if place > 1 and words[place - 1].text in signs["between"] else place - 1
    value = number(words[first].text)
    if value is None or value * unit > LONGEST_MONTHS:
        return None
    before = words[first - 1].text if first else ""
    after = words[place + 1].text if place + 1 < len(words) else ""
    is_age = before in signs["not_length_before"] or (value > SHORT_RANGE and number(before or "-") is not None)
    is_past = after in signs["not_length_after"] or _tells_of_past(document, first)
    # What takes a few weeks tells of something else than the project, unless the text is brief.
    is_short = value * unit < _SHORTEST_MONTHS and before not in signs["during"] and len(words) > _BRIEF_WORDS
    return None if is_age or is_past or is_short or _is_wait(document, first, place) else value * unit


def _is_wait(document: Document, first: int, last: int) -> bool:
    """Whether it is how long somebody waits: "fyra månader på en utredning", "in a queue for two years"."""
    words, signs = document.words, _signs()
    near = words[max(0, first - _NEAR_WAIT) : last + 1 + _NEAR_WAIT]
    if any(word.clause == words[last].clause and word.text in signs["wait"] for word in near):
        return True
    following = [word.text for word in words[last + 1 : last + 1 + _NEAR_WAIT] if word.clause == words[last].clause]
    return following[:1] in (["på"], ["for"]) and not signs["waited_for"].isdisjoint(following[1:])


def tells_of_past(document: Document, places: tuple[int, ...]) -> bool:
    """Whether words such as "for several years" tell of what has been: "we have met every week for several years"."""
    words = [document.words[place].text for place in places]
    skipped = next((number for number, word in enumerate(words) if word not in _signs()["for"]), 0)
    return _tells_of_past(document, places[skipped])


def _tells_of_past(document: Document, place: int) -> bool:
    """Whether a length that begins at ``place`` has passed: "I've managed the team for more than six years"."""
    words, signs = document.words, _signs()
    while place and words[place - 1].text in signs["about"]:
        place -= 1
    if not place or words[place - 1].text not in signs["for"]:
        return False
    earlier = [word.text for word in words[:place] if word.sentence == words[place - 1].sentence]
    # "Not cut for two years", in Swedish with a preposition of its own.
    if words[place - 1].text in signs["not_for"] and not signs["not"].isdisjoint(earlier):
        return True
    return not signs["past"].isdisjoint(earlier) or any(
        word in signs["perfect"] and _is_past(earlier[at + 1 : at + 1 + _NEAR_PARTICIPLE])
        for at, word in enumerate(earlier)
    )


def _is_past(following: list[str]) -> bool:
    """Whether what follows a "have" makes it a past: "have lived", not "have planned to live"."""
    return _signs()["intends"].isdisjoint(following) and any(
        len(word) > _LONGEST_ARTICLE and word.endswith(_PARTICIPLES) for word in following
    )


@cache
def _signs() -> dict[str, frozenset[str]]:
    entry = load("features").child("time")
    return {name: frozenset(entry.strings(name)) for name in entry.keys()}  # noqa: SIM118  # Entry is no dict


@cache
def _months() -> dict[str, float]:
    units: Entry = load("features").child("months")
    return {word: units.number(word) for word in units.keys()}  # noqa: SIM118  # Entry is no dict


def _sum(document: Document) -> list[tuple[str, Evidence]]:
    """Whether the largest sum of money named is small, medium or large; one for each year grows with the years."""
    named = sums(document.text)
    if not named:
        return []
    years = longest_months(document) / A_YEAR_MONTHS if any(item.is_yearly for item in named) else 0
    of_all_years = [
        item._replace(sek=int(item.sek * max(1, years))) if item.is_yearly else item for item in _added(document, named)
    ]
    found = max(of_all_years, key=lambda item: item.sek)
    sek = found.sek
    evidence = Evidence(document.text[found.start : found.end], found.start, found.end)
    if sek < SMALL_SEK:
        # Half a million a year may be any sum as long as one does not know for how many years.
        return [] if found.is_yearly and not years else [("small_sum", evidence)]
    return [("large_sum" if sek >= LARGE_SEK else "medium_sum", evidence)]


def _added(document: Document, named: list[Sum]) -> list[Sum]:
    """The sums, with those of one sentence that are paid together as one: "1.5 million plus 300,000"."""
    joined: list[Sum] = []
    for number_of_sentence, group in groupby(named, key=lambda item: _sentence_at(document, item.start)):
        of_sentence = list(group)
        first, last = of_sentence[0], of_sentence[-1]
        between = [document.text[one.end : other.start].lower() for one, other in pairwise(of_sentence)]
        adds = len(of_sentence) >= _A_BUDGET or all(
            any(sign in text for sign in _sum_signs()["added"]) for text in between
        )
        one_kind = not any(item.is_yearly for item in of_sentence)
        if between and adds and one_kind and not _names_whole(document, number_of_sentence):
            joined.append(Sum(sum(item.sek for item in of_sentence), first.start, last.end, is_yearly=False))
        else:
            joined += of_sentence
    return joined


def _names_whole(document: Document, sentence: int) -> bool:
    """Whether a sentence says that one of its sums holds the others, or that only one of them is meant."""
    words = document.words
    first = bisect_left(words, sentence, key=lambda word: word.sentence)
    places = takewhile(lambda place: words[place].sentence == sentence, range(first, len(words)))
    return any(words[place].text in _sum_signs()["whole"] for place in places)


def _sentence_at(document: Document, start: int) -> int:
    """The number of the sentence in which the word at ``start``, or the last before it, stands."""
    place = bisect_right(document.words, start, key=lambda word: word.start)
    return document.words[place - 1].sentence if place else 0


@cache
def _sum_signs() -> dict[str, frozenset[str]]:
    entry = load("features").child("sums")
    return {name: frozenset(entry.strings(name)) for name in entry.keys()}  # noqa: SIM118  # Entry is no dict


def _sek(match: re.Match[str]) -> int:
    """The sum in kronor; 0 when the number is no money, or money for each person or day."""
    unit = (match["unit"] or match["before"] or "").lower()
    factor = 0 if match["each"] else next((_UNITS[start] for start in _UNITS if unit.startswith(start)), 0)
    if match["words"]:
        return int(_WORDED[match["words"].lower()] * factor)
    whole = re.sub(r"[ \u00a0.,]+(?=\d{3}(?!\d))", "", match["sum"])
    if not unit and not match["each"] and _is_bare_sum(match, len(whole)):
        factor = 1
    return int(float(whole.replace(",", ".")) * factor)


def _is_bare_sum(match: re.Match[str], digits: int) -> bool:
    """Whether a number without a unit is money all the same: "25,000 for the service", but not "25,000 residents"."""
    following = match.string[match.end() :].split(maxsplit=1)
    is_of_people = bool(following) and following[0].strip(".,").lower() in _people()
    return digits >= _DIGITS_OF_MONEY and not match["sum"].isdigit() and not is_of_people


def _crowds(document: Document) -> Iterator[tuple[str, Evidence]]:
    """Whether the text speaks of a hundred people or places, or more."""
    for place, word in enumerate(document.words[:-1]):
        value = number(word.text)
        if value is None or not MANY_PEOPLE <= value < _MOST_PEOPLE:
            continue
        near = document.words[place + 1 : place + 1 + _NEAR_WORDS]
        if last := next((item for item in near if item.text in _people()), None):
            yield "many_people", Evidence(document.text[word.start : last.end], word.start, last.end)


def _listed(document: Document) -> Iterator[tuple[str, Evidence]]:
    """Whether the text lists administrations or committees that act together."""
    words, rejected = document.words, rejected_words(document)
    heads = [place for place in range(len(words)) if place not in rejected and _is_head(document, place)]
    for first, last in pairwise(heads):
        between = words[first + 1 : last]
        is_joined = words[first].clause != words[last].clause or not _list_signs()["joins"].isdisjoint(
            word.text for word in between
        )
        is_other = words[first].text != words[last].text or words[first - 1].text != words[last - 1].text
        same_sentence = words[first].sentence == words[last].sentence
        if is_joined and is_other and same_sentence and len(between) <= _NEAR_LISTED:
            named_from = first - 1 if words[first].text in _list_signs()["heads_en"] else first
            start, end = words[named_from].start, words[last].end
            yield "several_units", Evidence(document.text[start:end], start, end)


def _is_head(document: Document, place: int) -> bool:
    """Whether it is the name of an administration, or the end of one: "skolförvaltningen", "school department"."""
    word, signs = document.words[place].text, _list_signs()
    if word in signs["heads_en"]:
        return place > 0 and not is_function_word(document.words[place - 1].text)
    return word not in signs["ends_sv"] and word.endswith(tuple(signs["ends_sv"]))


@cache
def _list_signs() -> dict[str, frozenset[str]]:
    entry = load("features").child("listed")
    return {name: frozenset(entry.strings(name)) for name in entry.keys()}  # noqa: SIM118  # Entry is no dict


@cache
def _people() -> frozenset[str]:
    return frozenset(load("features").string("people").split())
