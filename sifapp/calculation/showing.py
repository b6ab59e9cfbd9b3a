"""How is a calculation told: in sentences, tables and one picture?"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from flask_babel import gettext as _
from flask_babel import ngettext

from sifapp.calculation.labels import CERTAINTIES, OTHER_PAYERS, amount_per, per_cent
from sifapp.calculation.lines import Basis, Effect, Month, Payer, Range
from sifapp.calculation.picture import Picture, draw
from sifapp.calculation.reading import Reading
from sifapp.calculation.rules import Calculation, Sums, calculate, counted_years, needed_share, needed_units
from sifapp.i18n import show_decimal, show_sek

MILLION = 1_000_000


@dataclass(frozen=True)
class EffectLine:
    """One effect line in words. ``units`` and ``price``: what its saving is made of."""

    unit: str
    payer: str
    units: str
    period: str
    price: str
    certainty: str
    saving_sek: Range[int]
    counted_sek: Range[int]


@dataclass(frozen=True)
class ResultPage:
    """All that a page says of a calculation. ``sums``: sentences, the foremost first. ``unread``: rows at fault."""

    calculation: Calculation
    counted_years: int
    rate: str
    sums: list[str]
    break_even: list[str]
    effects: list[EffectLine]
    open_effects: list[tuple[str, str, str]]
    administrations: list[tuple[str, Sums]]
    others: list[tuple[str, Range[int]]]
    picture: Picture | None
    in_millions: bool
    unread: int

    def side(self, value_sek: int) -> str:
        """An amount beside the picture, in its unit."""
        return show_decimal(Fraction(round(Fraction(value_sek * 10, self.unit_sek)), 10))

    @property
    def unit_sek(self) -> int:
        """What the numbers beside the picture count."""
        return MILLION if self.in_millions else 1_000


def result_page(reading: Reading, basis: Basis, names: Mapping[str, str]) -> ResultPage | None:
    """The result as far as the form can be read; None when there is nothing yet. ``names``: administrations by code."""
    if reading.is_empty:
        return None
    result = calculate(reading.costs, reading.effects, basis, reading.open_effects)
    counted = counted_years(reading.costs, reading.effects, basis)
    largest = max((abs(v) for b in result.city.balances_sek for v in (b.low, b.high)), default=0)
    return ResultPage(
        calculation=result,
        counted_years=basis.counted_years,
        rate=per_cent(basis.rate),
        sums=_sums(result, basis.counted_years),
        break_even=_break_even(result, counted, basis.counted_years),
        effects=[_effect_line(s.effect, s.saving_sek, s.counted_sek, names) for s in result.effects],
        open_effects=[(e.unit, payer_name(e.payer, e.administration, names), e.reason) for e in result.open_effects],
        administrations=[(names[code], sums) for code, sums in result.administrations.items()],
        others=[(str(OTHER_PAYERS[payer]), saving) for payer, saving in result.others.items() if saving.high],
        picture=draw(result.city),
        in_millions=largest >= MILLION,
        unread=len({field.rsplit("-", 1)[0] for field, _text in reading.faults}),
    )


def payer_name(payer: Payer, code: str, names: Mapping[str, str]) -> str:
    """Who pays, by name."""
    return names[code] if payer is Payer.CITY else str(OTHER_PAYERS[payer])


def _sums(result: Calculation, years: int) -> list[str]:
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


def _break_even(result: Calculation, counted: range, years: int) -> list[str]:
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
    values = {"number": _upwards(needed), "unit": effect.unit, "expected": _numbers(effect.change)}
    if effect.baseline is not None and needed > effect.baseline:
        return str(
            _(
                "%(unit)s alone cannot pay for the project: %(number)s a year would have to be avoided, and there are "
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


def _numbers(values: Range[Fraction]) -> str:
    low, base, high = map(show_decimal, (values.low, values.base, values.high))
    if low == high:
        return base
    return str(_("%(base)s, at least %(low)s and at most %(high)s", low=low, base=base, high=high))


def _short(values: Range[Fraction]) -> str:
    """ "2 (1–4)", for a narrow column."""
    low, base, high = map(show_decimal, (values.low, values.base, values.high))
    return base if low == high else f"{base} ({low}–{high})"


def _month(month: Month, whole: int) -> str:
    """A year, with its month when that is not the ``whole`` year's first or last."""
    return str(month.year) if month.number == whole else f"{month.year}-{month.number:02d}"


def _paid(effect: Effect) -> str:
    """The price, and how often it is paid for one unit in a year."""
    amount = amount_per(effect.price.amount_sek, effect.price.per)
    return amount if effect.times == 1 else f"{amount} × {show_decimal(effect.times)}"


def _effect_line(effect: Effect, saving: Range[int], counted: Range[int], names: Mapping[str, str]) -> EffectLine:
    price = effect.price
    return EffectLine(
        unit=effect.unit,
        payer=payer_name(effect.payer, effect.administration, names),
        units=_short(effect.change),
        period=f"{_month(effect.starts, 1)}–{_month(effect.ends, 12)}",
        price=str(
            _(
                "%(amount)s (%(year)s, %(source)s)",
                amount=_paid(effect),
                year=price.year,
                source=price.source,
            )
        ),
        certainty=str(CERTAINTIES[effect.certainty]),
        saving_sek=saving,
        counted_sek=counted,
    )
