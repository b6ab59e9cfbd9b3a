"""What does a page show of a calculation: sentences, tables and one picture?"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from sifapp.calculation.labels import CERTAINTIES, OTHER_PAYERS, amount_per, per_cent
from sifapp.calculation.lines import Basis, Effect, Month, Payer, Range
from sifapp.calculation.picture import Picture, draw
from sifapp.calculation.reading import Reading
from sifapp.calculation.rules import Calculation, Sums, calculate, counted_years
from sifapp.calculation.telling import break_even_told, sums_told
from sifapp.i18n import show_decimal

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
        sums=sums_told(result, basis.counted_years),
        break_even=break_even_told(result, counted, basis.counted_years),
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
