"""What goes into a calculation: who pays, at which price, how much fewer, when? Whole kronor and Fractions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
U = TypeVar("U")


class Payer(StrEnum):
    """Who pays today, and so keeps what is saved."""

    CITY = "city"
    REGION = "region"
    STATE = "state"
    INDIVIDUAL = "individual"


class Financing(StrEnum):
    """Who pays for a part of the project."""

    FUND = "fund"  # the fund's grant: the city's money
    OWN = "own"  # the administration's own budget: the city's money too (medfinansiering)
    OTHER = "other"  # somebody outside the city


class Per(StrEnum):
    """What a price is paid for."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    EACH = "each"
    HOUR = "hour"


class Certainty(StrEnum):
    """What the expected change rests on."""

    MEASURED = "measured"
    RESEARCH = "research"
    ASSUMPTION = "assumption"


# How often a price is paid in a year for one unit that lasts all of it, and how often it can be at most.
TIMES_A_YEAR = {Per.DAY: 365, Per.MONTH: 12, Per.YEAR: 1, Per.EACH: 1, Per.HOUR: 1}
MOST_TIMES_A_YEAR = {Per.DAY: 366, Per.MONTH: 12, Per.YEAR: 1, Per.EACH: 1, Per.HOUR: 9_999}


@dataclass(frozen=True)
class Range(Generic[T]):
    """A value in the low, the base and the high case: no figure of an effect stands alone."""

    low: T
    base: T
    high: T

    def map(self, change: Callable[[T], U]) -> "Range[U]":
        """The same in each of the three cases."""
        return Range(change(self.low), change(self.base), change(self.high))


def case_by_case(values: Iterable[Range[T]], reckon: Callable[[list[T]], U]) -> Range[U]:
    """What ``reckon`` makes of all the low values, of all the base values and of all the high ones."""
    rows = list(values)
    return Range(reckon([v.low for v in rows]), reckon([v.base for v in rows]), reckon([v.high for v in rows]))


def total(values: Iterable[Range[int]]) -> Range[int]:
    """The sum in each case; 0 for none."""
    return case_by_case(values, sum)


class Month(NamedTuple):
    """A calendar month; ``number`` 1 to 12."""

    year: int
    number: int

    @property
    def ordinal(self) -> int:
        """Months since the year 0: the difference of two is the time between them."""
        return self.year * 12 + self.number - 1


@dataclass(frozen=True)
class UnitPrice:
    """What one unit costs, in whole kronor. ``code``: its row in the price list; empty for the applicant's own."""

    amount_sek: int
    per: Per
    year: int
    source: str
    code: str = ""


@dataclass(frozen=True)
class Cost:
    """What an administration spends on the project in one year, out of one purse."""

    year: int
    administration: str
    amount_sek: int
    financing: Financing = Financing.FUND


@dataclass(frozen=True)
class Effect:
    """One effect line (effektrad): what becomes fewer, for whom, at which price, when.

    ``unit``: in the plural, "placements". ``administration``: who pays in the city; empty for other payers.
    ``baseline``: units a year today, None when not known. ``change``: how many fewer units a year, low ≤ base ≤ high.
    ``times``: how often the price is paid for one unit in a year: 365 for a placement paid by the day all year.
    ``starts``, ``ends``: first and last month with effect.
    """

    unit: str
    payer: Payer
    administration: str
    change: Range[Fraction]
    price: UnitPrice
    times: Fraction
    starts: Month
    ends: Month
    baseline: Fraction | None = None
    certainty: Certainty = Certainty.ASSUMPTION


@dataclass(frozen=True)
class OpenEffect:
    """An effect that cannot be calculated, and why: a valid answer."""

    unit: str
    payer: Payer
    administration: str
    reason: str


@dataclass(frozen=True)
class Basis:
    """What the fund has decided. ``rate``: a year, 3/100 for 3 %. ``counted_years``: how many count for repayment."""

    rate: Fraction
    counted_years: int
