"""Which reconciliations does a project owe, and when? Pure: the city's calendar, three periods a year."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """A part of the city's year."""

    T1 = "t1"
    T2 = "t2"
    YEAR_END = "year-end"


# Month and day on which each ends, in the order of the year. Source: the city's tertial reports.
LAST_DAYS = {Kind.T1: (4, 30), Kind.T2: (8, 31), Kind.YEAR_END: (12, 31)}
ADDRESS = re.compile(r"(20\d\d)-(t1|t2|year-end)")


@dataclass(frozen=True)
class Period:
    """A tertial or a whole year at its end. Money is told from the year's first day on."""

    year: int
    kind: Kind

    @property
    def last_day(self) -> date:
        return date(self.year, *LAST_DAYS[self.kind])

    @property
    def has_forecast(self) -> bool:
        """Whether there is more of the year to come."""
        return self.kind is not Kind.YEAR_END

    def __str__(self) -> str:
        """As it stands in an address: "2027-t1"."""
        return f"{self.year}-{self.kind.value}"


def read_period(address: str) -> Period | None:
    """The period that an address names; None when it names none."""
    found = ADDRESS.fullmatch(address)
    return Period(int(found[1]), Kind(found[2])) if found else None


def periods_of(starts_on: date, ends_on: date) -> list[Period]:
    """The periods that a project reconciles, in their order: each that has a day in common with it.

    The last one so ends with the project or after it, and no money is left out.

    >>> [str(period) for period in periods_of(date(2027, 9, 1), date(2028, 5, 2))]
    ['2027-year-end', '2028-t1', '2028-t2']
    """
    years = range(starts_on.year, ends_on.year + 1)
    ended = [period for year in years for kind in Kind if (period := Period(year, kind)).last_day >= starts_on]
    return [period for place, period in enumerate(ended) if place == 0 or ended[place - 1].last_day < ends_on]


def due_on(period: Period, days: int, asked_on: date | None) -> date:
    """The last day to send it: ``days`` after the period's end, or after the fund has asked (``asked_on``)."""
    return max(period.last_day, asked_on or period.last_day) + timedelta(days=days)


@dataclass(frozen=True)
class Standing:
    """How far a project has come with its reconciliations. ``next``: the first that is not sent; None when all are.

    ``due_on``: the last day to send that one. ``late``: how many should have been sent.
    """

    next: Period | None
    due_on: date | None
    late: int

    def is_open(self, day: date) -> bool:
        """Whether the next one can be sent on ``day``: its period is over."""
        return self.next is not None and self.next.last_day < day


def standing_of(unsent: Sequence[Period], asked: Mapping[Period, date], day: date, days: int) -> Standing:
    """How a project stands on ``day``. ``unsent``: its periods that wait for it; ``asked``: see `due_on`."""
    due = [due_on(period, days, asked.get(period)) for period in unsent]
    if not due:
        return Standing(None, None, 0)
    return Standing(unsent[0], due[0], sum(last_day < day for last_day in due))
