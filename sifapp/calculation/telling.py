"""How is a calculation told in sentences? No figure of an effect stands without its range."""

from fractions import Fraction
from math import ceil

from flask_babel import gettext as _
from flask_babel import ngettext

from sifapp.calculation.lines import Effect, Range
from sifapp.calculation.rules import Calculation, needed_share, needed_units
from sifapp.i18n import show_decimal, show_sek


def sums_told(result: Calculation, years: int) -> list[str]:
    """What the project costs and saves, and when it has paid for itself. ``years``: how many count for repayment."""
    city, saving = result.city, result.city.counted_sek
    told = [_("The project costs the city %(cost)s.", cost=show_sek(city.cost_sek))]
    if saving.high:
        told.append(
            ngettext(
                "Within %(num)s year the city saves %(base)s, at least %(low)s and at most %(high)s.",
                "Within %(num)s years the city saves %(base)s, at least %(low)s and at most %(high)s.",
                years,
                base=show_sek(saving.base),
                low=show_sek(saving.low),
                high=show_sek(saving.high),
            )
        )
    else:
        told.append(_("The city saves nothing in the years that count, as far as it is written."))
    if city.cost_sek and city.saving_sek.high:
        told.append(_payback(result.payback_year))
    if result.outside_sek:
        told.append(_("Others put in %(amount)s, which is not counted here.", amount=show_sek(result.outside_sek)))
    return told


def _payback(year: Range[int | None]) -> str:
    if year.high is None:
        return str(_("It does not pay for itself in the years that you have written."))
    if year.base is None:
        return str(_("It pays for itself in the high case only, in %(year)s.", year=year.high))
    if year.low is None:
        return str(
            _(
                "It has paid for itself in %(base)s, in %(high)s in the high case. In the low case it does not.",
                base=year.base,
                high=year.high,
            )
        )
    return str(
        _(
            "It has paid for itself in %(base)s, in %(high)s in the high case and in %(low)s in the low case.",
            base=year.base,
            high=year.high,
            low=year.low,
        )
    )


def break_even_told(result: Calculation, counted: range, years: int) -> list[str]:
    """What must come true, one sentence for each line and one for all. ``counted``: the years, ``years`` in number."""
    cost_sek, told = result.city.cost_sek, []
    if not cost_sek:
        return []
    lines = [(s.effect, needed_units(s.effect, cost_sek, counted)) for s in result.effects]
    possible = [(effect, needed) for effect, needed in lines if needed is not None]
    for effect, needed in possible:
        told.append(_needed(effect, needed, years, alone=len(possible) > 1))
    share = needed_share(result)
    if share is not None and len(possible) > 1:
        told.append(_share(share))
    return told


def _needed(effect: Effect, needed: Fraction, years: int, *, alone: bool) -> str:
    values = {"number": _upwards(needed), "unit": effect.unit, "expected": numbers_told(effect.change)}
    if effect.baseline is not None and needed > effect.baseline:
        return str(
            _(
                "By itself this is not enough: %(number)s %(unit)s a year would have to be avoided, and there are "
                "%(baseline)s today.",
                baseline=show_decimal(effect.baseline),
                **values,
            )
        )
    if alone:
        return str(
            ngettext(
                "If nothing else changes, the project pays for itself within %(num)s year if %(number)s %(unit)s a "
                "year are avoided. You expect %(expected)s.",
                "If nothing else changes, the project pays for itself within %(num)s years if %(number)s %(unit)s a "
                "year are avoided. You expect %(expected)s.",
                years,
                **values,
            )
        )
    return str(
        ngettext(
            "The project pays for itself within %(num)s year if %(number)s %(unit)s a year are avoided. You expect "
            "%(expected)s.",
            "The project pays for itself within %(num)s years if %(number)s %(unit)s a year are avoided. You expect "
            "%(expected)s.",
            years,
            **values,
        )
    )


def _share(share: Fraction) -> str:
    per_cent = ceil(share * 100)
    if per_cent > 100:
        return str(_("Not even all that you expect is enough: it would take %(share)s %% of it.", share=per_cent))
    return str(_("All together, %(share)s %% of what you expect is enough.", share=per_cent))


def _upwards(number: Fraction) -> str:
    """Rounded so that it is always enough: whole units, below one in tenths."""
    return show_decimal(Fraction(ceil(number)) if number >= 1 else Fraction(ceil(number * 10), 10))


def numbers_told(values: Range[Fraction]) -> str:
    low, base, high = map(show_decimal, (values.low, values.base, values.high))
    if low == high:
        return base
    return str(_("%(base)s, at least %(low)s and at most %(high)s", low=low, base=base, high=high))
