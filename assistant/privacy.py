"""Does a text hold data on one person?

Finds personal identity numbers, coordination numbers, phone numbers and e-mail addresses. A project describes
groups, not persons, so the writer is asked to take such data away. Amounts, diary numbers and years are none.
Source: Swedish personal identity numbers have a date and a Luhn check digit; a coordination number adds 60 to the day.
"""

from __future__ import annotations

import re
from datetime import date

from assistant.types import PersonalData, PersonalDataKind

_NUMBER = re.compile(r"(?<![\d./-])(?P<century>19|20)?(?P<date>\d{6})[ ]?[-+–]?[ ]?(?P<last>\d{4})(?![\d/]|-\d)")
_PHONE = re.compile(
    r"(?<![\w./+-])(?:\+46 ?(?:\(0\))? ?|0046 ?|0)[1-9]\d{0,2}(?:(?:[ -]| - )?\d{2,4}){2,4}(?![\w/]|[-.]\d)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.ASCII)
# The day of a coordination number is the day of birth plus this.
_COORDINATION_DAYS = 60


def find_personal_data(text: str) -> tuple[PersonalData, ...]:
    """Places in ``text`` that look like data on one person, in the order of the text, never overlapping."""
    found = [*_numbers(text), *_matches("email", _EMAIL, text), *_phones(text)]
    places: list[PersonalData] = []
    for place in sorted(found, key=lambda item: item.start):
        if not places or place.start >= places[-1].end:
            places.append(place)
    return tuple(places)


def _numbers(text: str) -> list[PersonalData]:
    return [
        PersonalData(kind, match.start(), match.end())
        for match in _NUMBER.finditer(text)
        if (kind := _number_kind(match["century"] or "", match["date"], match["last"]))
    ]


def _number_kind(century: str, digits: str, last: str) -> PersonalDataKind | None:
    """What kind of number the digits are, or None if date or check digit is wrong."""
    if not _luhn(digits + last):
        return None
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
        for place in _matches("phone", _PHONE, text)
        if 8 <= sum(char.isdigit() for char in text[place.start : place.end]) <= 13
    ]


def _matches(kind: PersonalDataKind, pattern: re.Pattern[str], text: str) -> list[PersonalData]:
    return [PersonalData(kind, match.start(), match.end()) for match in pattern.finditer(text)]
