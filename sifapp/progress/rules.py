"""Which days are periods reported on, is a milestone late, and which risk weighs most? Pure."""

import re
from datetime import date
from enum import StrEnum
from fractions import Fraction

from sifapp.calculation.amounts import parse_quantity

# Month and day on which the city's three periods of a year end: T1, T2, the whole year.
PERIOD_ENDS = ((4, 30), (8, 31), (12, 31))
UNIT = re.compile(r"(?:%|procent|per cent|percent)$")


class Stage(StrEnum):
    """How far a milestone has come."""

    NOT_BEGUN = "not_begun"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


ENDED = frozenset({Stage.DONE, Stage.DROPPED})


class Level(StrEnum):
    """How likely a risk is, or how much it would harm."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


WEIGHTS = {level: weight for weight, level in enumerate(Level, start=1)}


def weight(likelihood: Level, consequence: Level) -> int:
    """How much a risk weighs beside others: 1 to 9."""
    return WEIGHTS[likelihood] * WEIGHTS[consequence]


def is_late(stage: Stage, due_on: date | None, day: date) -> bool:
    """Whether a milestone should have been done before ``day``."""
    return stage not in ENDED and due_on is not None and due_on < day


def period_ends(first: date, last: date) -> list[date]:
    """The last days of the periods that end from ``first`` to ``last``, the latest first."""
    years = range(last.year, first.year - 1, -1)
    ends = (date(year, month, day) for year in years for month, day in reversed(PERIOD_ENDS))
    return [end for end in ends if first <= end <= last]


def period_of(day: date) -> int:
    """Which period ends on the day: 1 and 2 for T1 and T2, 3 for the year, 0 for none."""
    ends = (month_and_day for month_and_day in PERIOD_ENDS)
    return next((number for number, end in enumerate(ends, start=1) if end == (day.month, day.day)), 0)


def parse_value(text: str) -> int | None:
    """What an indicator came to, in hundredths ("70,5 %" is 7,050), 0 or more; None when it is no number."""
    value = parse_quantity(UNIT.sub("", text.strip().lower()))
    return int(value * 100) if value is not None else None


def read_value(text: str) -> int | None:
    """The number in the words of a baseline or a target, in hundredths; None when there is not exactly one.

    >>> read_value("Minst 80 procent"), read_value("19 av 31 familjer"), read_value("Var fjärde")
    (8000, None, None)
    """
    numbers = re.findall(r"\d[\d.,\u00a0 ]*", text)
    return parse_value(numbers[0].strip(" .,")) if len(numbers) == 1 else None


def unit_of(text: str) -> str:
    """What is counted, in the words of a baseline or a target: the word after its number; "" when there is none.

    >>> unit_of("Minst 80 procent."), unit_of("70"), unit_of("19 av 31 familjer")
    ('procent', '', '')
    """
    found = re.search(r"\d\s*([^\W\d_]+|%)", text)
    return found[1] if found and read_value(text) is not None else ""


def value_of(hundredths: int) -> Fraction:
    """The value itself, for showing it."""
    return Fraction(hundredths, 100)
