"""What counts for repayment, how is an amount shared out, and may a project be exempt? Pure and exact.

A project whose effects come only after six years ("först efter sex år") is exempt, so what is saved within six years
counts (the answer of Hägersten-Liljeholmen, 4 February 2016, on the fund's draft guidelines; it says no more of days).
How years are counted is taken from 1 § lagen (1930:173) om beräkning av lagstadgad tid: the last day (slutdag) has the
same date as the day that is counted from, or is the month's last day if there is no such date. It is still within the
time. The act binds for time set by statute; that it is used here is the fund's own choice, and so is that the day
counted from counts too: what is saved on it is not saved after six years. A whole window is thus six years and a day.
From which day the years are counted no source says: the fund sets it, see `models.CountingBasis`.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from sifapp.calculation.lines import Range
from sifapp.calculation.rules import whole_sek

K = TypeVar("K")


class Ground(StrEnum):
    """Why a project is exempt from repayment (undantag)."""

    LATE = "late"  # effect only after six years
    NO_EFFECT = "no_effect"  # no economic effect


def years_after(day: date, years: int) -> date:
    """The same date so many years later; the month's last day when there is none.

    >>> years_after(date(2028, 2, 29), 6)
    datetime.date(2034, 2, 28)
    """
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


@dataclass(frozen=True)
class Window:
    """The days whose savings count, both the first and the last included."""

    first: date
    last: date

    def share_of(self, starts_on: date, ends_on: date) -> Fraction:
        """Which share of a period's days counts, 0 to 1. ``ends_on``: its last day, not before ``starts_on``."""
        first, last = max(starts_on, self.first), min(ends_on, self.last)
        return Fraction(max(0, (last - first).days + 1), (ends_on - starts_on).days + 1)

    def counted_sek(self, amount_sek: int, starts_on: date, ends_on: date) -> int:
        """What counts of an amount that was saved evenly over a period (own convention), to the nearest krona."""
        return whole_sek(amount_sek * self.share_of(starts_on, ends_on))

    def counted(self, amounts: Range[int], starts_on: date, ends_on: date) -> Range[int]:
        """The same in each of the three cases."""
        return amounts.map(lambda amount: self.counted_sek(amount, starts_on, ends_on))


def window_from(first: date, years: int) -> Window:
    """The ``years`` years that are counted from a day."""
    return Window(first, years_after(first, years))


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Share an amount out by weight, whole kronor that make the whole: largest remainder, the earlier one at a tie.

    ``amount``: 0 or more. ``weights``: 0 or more each; all 0 counts as all alike.
    Raises ValueError when there is nobody to share.

    >>> split(100, [1] * 7)
    [15, 15, 14, 14, 14, 14, 14]
    """
    if not weights:
        raise ValueError("nobody to share")
    weights = weights if any(weights) else [1] * len(weights)
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(amount * weights[place] % whole))
    for place in by_remainder[: amount - sum(parts)]:
        parts[place] += 1
    return parts


def instalments(amounts: Mapping[K, int], years: range) -> dict[tuple[K, int], int]:
    """Each payer's amount over the budget years, in equal parts; the earlier years take the odd kronor.

    Parts of 0 are left out: who returns nothing has no instalment.
    """
    return {
        (payer, year): part
        for payer, amount in amounts.items()
        for year, part in zip(years, split(amount, [1] * len(years)), strict=True)
        if part
    }


@dataclass(frozen=True)
class WhatIf:
    """What the director tries. ``share``: of the saving that is returned; ``price``: times the verified price.

    ``years``: budget years; ``rate``: a year, 3/100 for 3 %.
    """

    share: Fraction
    price: Fraction
    years: range
    rate: Fraction

    def returned_sek(self, saving_sek: int) -> int:
        """What is returned of a saving, to the nearest krona."""
        return whole_sek(saving_sek * self.price * self.share)

    def plan(self, savings: Mapping[K, int]) -> dict[tuple[K, int], int]:
        """Who returns what in which year. ``savings``: kronor by payer."""
        return instalments({payer: self.returned_sek(saving) for payer, saving in savings.items()}, self.years)

    def present_value_sek(self, plan: Mapping[tuple[K, int], int]) -> int:
        """What the instalments are worth in the money of the first year; rounded once."""
        first, worth = self.years.start, 1 + self.rate
        return whole_sek(sum((part / worth ** (year - first) for (_payer, year), part in plan.items()), Fraction(0)))


def fits_ground(ground: Ground, counted_sek: int, verified_sek: int) -> bool:
    """Whether what the controller has verified allows an exemption on this ground.

    ``counted_sek``: of it within the years that count; ``verified_sek``: in all. A late effect may be expected only.
    """
    return counted_sek == 0 if ground is Ground.LATE else verified_sek == 0
