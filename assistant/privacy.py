"""Does a text hold data on one person?

Finds personal identity numbers, coordination numbers, phone numbers, e-mail addresses, names beside words for a person
or a case, and groups under five (``persons``). A project describes groups, not persons, so the writer is asked to take
such data away. Amounts, diary numbers and years are none.
Source: Swedish personal identity numbers have a date and a Luhn check digit; a coordination number adds 60 to the day.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date

from assistant.persons import find_persons
from assistant.types import PersonalData, PersonalDataKind

_NUMBER = re.compile(
    r"(?<![\d./-])(?P<century>19|20)?(?P<date>\d{6})(?: |\r?\n)?"
    r"(?P<sign>[-+‐‑‒–—−]?)(?: |\r?\n)?(?P<last>\d{4})(?![\d/]|-\d)"
)
_PHONE = re.compile(
    r"(?<![\w./+-])(?:\+46 ?(?:\(0\))? ?|0046 ?|0)[1-9]\d{0,2}(?:(?:[ -]| - )?\d{2,4}){2,4}(?![\w/]|[-.]\d)"
)
# Broken over two lines; only looked at where no number stands whole on its line.
_BROKEN_PHONE = re.compile(_PHONE.pattern.replace("[ -]|", r"[ -]|\r?\n(?=[1-9])|"))
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.ASCII)
# The day of a coordination number is the day of birth plus this.
_COORDINATION_DAYS = 60
# What stands where personal data were taken out.
MASK = "[…]"
# A year after this in eight digits is more often a date than a birthday (own convention).
_LATEST_WRITTEN_YEAR = 2015


def find_personal_data(text: str) -> tuple[PersonalData, ...]:
    """Places in ``text`` that look like data on one person, in the order of the text, never overlapping."""
    found = [*_numbers(text), *_matches("email", _EMAIL, text), *_phones(text), *find_persons(text)]
    places: list[PersonalData] = []
    for place in sorted(found, key=lambda item: item.start):
        if not places or place.start >= places[-1].end:
            places.append(place)
    return tuple(places)


def mask(text: str) -> str:
    """``text`` with a mark in the place of each piece of personal data.

    >>> mask("Växeln har 08-123 45 67")
    'Växeln har […]'
    """
    pieces: list[str] = []
    end = 0
    for place in find_personal_data(text):
        pieces += [text[end : place.start], MASK]
        end = place.end
    return "".join([*pieces, text[end:]])


def unmask(text: str, raw: str) -> str | None:
    """``text`` with what :func:`mask` took out of ``raw`` put back, also when it has been changed beside the marks.

    None when marks have gone or come, so that one cannot tell which is which.

    >>> unmask("Växeln har numret […]!", "Växeln har 08-123 45 67")
    'Växeln har numret 08-123 45 67!'
    """
    taken: list[str] = []
    end = 0
    for place in find_personal_data(raw):
        taken += [MASK] * raw.count(MASK, end, place.start) + [raw[place.start : place.end]]
        end = place.end
    taken += [MASK] * raw.count(MASK, end)
    between = text.split(MASK)
    if len(between) != len(taken) + 1:
        return None
    return "".join(piece for pair in zip(between, [*taken, ""], strict=True) for piece in pair)


def find_doubtful_numbers(text: str) -> tuple[PersonalData, ...]:
    """Places in ``text`` that are written like a personal number but have a wrong check digit, perhaps by a slip.

    Only with a sign before the last four digits, and no recent year written out in full: ten digits in a row mean
    many things, "20250301-0012" may be a diary number and "20120101–2013" a period. What
    `find_personal_data` knows as something else, such as a phone number, is none.
    """
    known = find_personal_data(text)
    starts = [place.start for place in known]
    doubtful = []
    for match in _NUMBER.finditer(text):
        before = bisect_left(starts, match.end()) - 1
        is_known = before >= 0 and known[before].end > match.start()
        is_recent = bool(match["century"]) and int(match["century"] + match["date"][:2]) > _LATEST_WRITTEN_YEAR
        kind = _date_kind(match["century"] or "", match["date"])
        is_period = bool(match["century"]) and match["last"][:2] in ("19", "20")
        if kind and match["sign"] and not (is_known or is_recent or is_period):
            doubtful.append(PersonalData(kind, match.start(), match.end()))
    return tuple(doubtful)


def _numbers(text: str) -> list[PersonalData]:
    return [
        PersonalData(kind, match.start(), match.end())
        for match in _NUMBER.finditer(text)
        if _luhn(match["date"] + match["last"]) and (kind := _date_kind(match["century"] or "", match["date"]))
    ]


def _date_kind(century: str, digits: str) -> PersonalDataKind | None:
    """What kind of number begins with these digits, or None if they are no date."""
    year, month, day = int((century or "20") + digits[:2]), int(digits[2:4]), int(digits[4:])
    coordination = day > _COORDINATION_DAYS
    try:
        date(year, month, day - _COORDINATION_DAYS if coordination else day)
    except ValueError:
        return None
    return "coordination_number" if coordination else "personal_number"


def _luhn(digits: str) -> bool:
    """Whether the last digit is the right check digit (every second digit doubled, digits summed)."""
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _phones(text: str) -> list[PersonalData]:
    return [
        place
        for place in [*_matches("phone", _PHONE, text), *_matches("phone", _BROKEN_PHONE, text)]
        if 8 <= sum(char.isdigit() for char in text[place.start : place.end]) <= 13
    ]


def _matches(kind: PersonalDataKind, pattern: re.Pattern[str], text: str) -> list[PersonalData]:
    return [PersonalData(kind, match.start(), match.end()) for match in pattern.finditer(text)]
