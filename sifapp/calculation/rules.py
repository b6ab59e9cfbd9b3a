"""What does a project cost the city, what does it save, and from when on has it paid for itself?

Pure and exact. Money is whole kronor (int), everything else a Fraction; no float. The formulae are the system's own
convention; they are ordinary arithmetic (domain: avoided units × price × share of the year; present value
Σ (saving − cost) / (1 + rate)^t). What counts for repayment is the city's saving within six years (the answer of
Hägersten-Liljeholmen, 4 February 2016, on the fund's draft guidelines); where those years begin is not known, so they
begin with the project's first year.

**Rounding, once and for all**: each line's saving in each year, low, base and high, is rounded to the nearest krona
(half a krona upwards), by `whole_sek`. All sums add these whole kronor, so that parts always make the whole. Nothing is
rounded again, but for a present value, which is rounded once, when its sum is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, takewhile
from math import floor

from sifapp.calculation.lines import (
    Basis,
    Cost,
    Effect,
    Financing,
    OpenEffect,
    Payer,
    Range,
    case_by_case,
    total,
)


@dataclass(frozen=True)
class YearSum:
    """The city's money in one calendar year. ``counts``: its saving counts for repayment."""

    year: int
    counts: bool
    fund_sek: int
    own_sek: int
    saving_sek: Range[int]

    @property
    def cost_sek(self) -> int:
        """What the city spends: grant and own budget."""
        return self.fund_sek + self.own_sek

    @property
    def net_sek(self) -> Range[int]:
        """Saving less cost."""
        return self.saving_sek.map(lambda saving: saving - self.cost_sek)


@dataclass(frozen=True)
class Sums:
    """Several years of one administration, or of the whole city. Years follow each other without a gap."""

    years: tuple[YearSum, ...]

    @property
    def fund_sek(self) -> int:
        """What it spends of the fund's grant."""
        return sum(year.fund_sek for year in self.years)

    @property
    def own_sek(self) -> int:
        """What it spends of its own budget."""
        return sum(year.own_sek for year in self.years)

    @property
    def cost_sek(self) -> int:
        """What it spends in all."""
        return self.fund_sek + self.own_sek

    @property
    def saving_sek(self) -> Range[int]:
        """What it saves in all."""
        return total(year.saving_sek for year in self.years)

    @property
    def counted_sek(self) -> Range[int]:
        """What of the saving counts for repayment."""
        return total(year.saving_sek for year in self.years if year.counts)

    @property
    def later_sek(self) -> Range[int]:
        """What of the saving comes too late to count for repayment."""
        return total(year.saving_sek for year in self.years if not year.counts)

    @property
    def net_sek(self) -> Range[int]:
        """Saving less cost."""
        return total(year.net_sek for year in self.years)

    @property
    def balances_sek(self) -> list[Range[int]]:
        """After each year: all that was saved less all that was spent so far."""
        return list(accumulate((year.net_sek for year in self.years), lambda a, b: total((a, b))))


@dataclass(frozen=True)
class EffectSum:
    """One effect line with what it saves each year, in all, and of that within the years that count."""

    effect: Effect
    by_year: dict[int, Range[int]]
    counted: range

    @property
    def saving_sek(self) -> Range[int]:
        """What it saves in all."""
        return total(self.by_year.values())

    @property
    def counted_sek(self) -> Range[int]:
        """What of it counts for repayment."""
        return total(saving for year, saving in self.by_year.items() if year in self.counted)


@dataclass(frozen=True)
class Calculation:
    """The whole answer. ``administrations``: by code. ``others``: what payers outside the city gain, apart from it.

    ``outside_sek``: what payers outside the city put in. ``payback_year``: the first year after which savings cover all
    costs so far, and for good; None when there is none. ``present_value_sek``: of the city's net, in the money of its
    first year.
    """

    city: Sums
    administrations: dict[str, Sums]
    others: dict[Payer, Range[int]]
    effects: tuple[EffectSum, ...]
    open_effects: tuple[OpenEffect, ...]
    outside_sek: int
    payback_year: Range[int | None]
    present_value_sek: Range[int]


def whole_sek(exact: Fraction) -> int:
    """The nearest whole krona; half a krona goes upwards.

    >>> [whole_sek(Fraction(n, 2)) for n in (-3, -1, 1, 3)]
    [-1, 0, 1, 2]
    """
    return floor(exact + Fraction(1, 2))


def months_in(effect: Effect, year: int) -> int:
    """Number of months of ``year``, 0 to 12, in which the effect is there."""
    first = max(effect.starts.ordinal, year * 12)
    last = min(effect.ends.ordinal, year * 12 + 11)
    return max(0, last - first + 1)


def saving_in(effect: Effect, year: int) -> Range[int]:
    """What the line saves in ``year``: avoided units × times a year × price × months / 12, rounded by `whole_sek`."""
    one = effect.price.amount_sek * effect.times * Fraction(months_in(effect, year), 12)
    return effect.change.map(lambda units: whole_sek(units * one))


def years_of(costs: Sequence[Cost], effects: Sequence[Effect]) -> range:
    """Every calendar year from the first cost or effect to the last."""
    first = [cost.year for cost in costs] + [effect.starts.year for effect in effects]
    last = [cost.year for cost in costs] + [effect.ends.year for effect in effects]
    return range(min(first), max(last) + 1) if first else range(0)


def counted_years(costs: Sequence[Cost], effects: Sequence[Effect], basis: Basis) -> range:
    """The years whose savings count for repayment, from the first cost on; without costs from the first effect."""
    starts = [cost.year for cost in costs] or [effect.starts.year for effect in effects]
    return range(min(starts), min(starts) + basis.counted_years) if starts else range(0)


def calculate(
    costs: Sequence[Cost], effects: Sequence[Effect], basis: Basis, open_effects: Sequence[OpenEffect] = ()
) -> Calculation:
    """All sums of a project; see `Calculation`. Empty lists give sums of 0. The order of lines changes no sum."""
    years, counted = years_of(costs, effects), counted_years(costs, effects, basis)

    lines = [EffectSum(effect, {year: saving_in(effect, year) for year in years}, counted) for effect in effects]

    def sums(own_costs: Sequence[Cost], own_lines: Sequence[EffectSum]) -> Sums:
        return Sums(tuple(_year_sum(year, year in counted, own_costs, own_lines) for year in years))

    ours = [line for line in lines if line.effect.payer is Payer.CITY]
    codes = {cost.administration for cost in costs if cost.financing is not Financing.OTHER}
    city = sums(costs, ours)
    nets = [year.net_sek for year in city.years]
    return Calculation(
        city=city,
        administrations={
            code: sums(
                [cost for cost in costs if cost.administration == code],
                [line for line in ours if line.effect.administration == code],
            )
            for code in sorted(codes | {line.effect.administration for line in ours})
        },
        others={
            payer: total(line.saving_sek for line in lines if line.effect.payer is payer)
            for payer in Payer
            if payer is not Payer.CITY
        },
        effects=tuple(lines),
        open_effects=tuple(open_effects),
        outside_sek=sum(cost.amount_sek for cost in costs if cost.financing is Financing.OTHER),
        payback_year=case_by_case(city.balances_sek, lambda balances: _covered_from(years, balances)),
        present_value_sek=case_by_case(nets, lambda in_case: _present_value(in_case, basis.rate)),
    )


def _year_sum(year: int, counts: bool, costs: Sequence[Cost], lines: Sequence[EffectSum]) -> YearSum:
    spent = {
        purse: sum(cost.amount_sek for cost in costs if cost.year == year and cost.financing is purse)
        for purse in Financing
    }
    saving = total(line.by_year[year] for line in lines)
    return YearSum(year, counts, spent[Financing.FUND], spent[Financing.OWN], saving)


def _covered_from(years: range, balances: Sequence[int]) -> int | None:
    """The first year from which on no balance is below 0."""
    covered = list(takewhile(lambda balance: balance >= 0, reversed(balances)))
    return years[-len(covered)] if covered else None


def _present_value(nets: Sequence[int], rate: Fraction) -> int:
    """The first year's money is worth what it is; what comes t years later is divided by (1 + rate)^t."""
    return whole_sek(sum((net / (1 + rate) ** t for t, net in enumerate(nets)), Fraction(0)))


def needed_units(effect: Effect, cost_sek: int, counted: range) -> Fraction | None:
    """How many units a year this line alone must avoid to cover ``cost_sek`` in the ``counted`` years (break-even).

    None when it cannot: nobody in the city gains, it costs nothing, or it has no effect in those years.
    """
    months = sum(months_in(effect, year) for year in counted)
    worth_sek = effect.price.amount_sek * effect.times * Fraction(months, 12)
    return cost_sek / worth_sek if worth_sek and effect.payer is Payer.CITY else None


def needed_share(calculation: Calculation) -> Fraction | None:
    """Which share of the base case's counted saving covers the city's cost: 3/5 when 60 % is enough.

    More than 1 when even all of it does not. None when there is no such saving.
    """
    counted_sek = calculation.city.counted_sek.base
    return Fraction(calculation.city.cost_sek, counted_sek) if counted_sek else None
