"""What are payers, purses, units and certainties called, and how is a price shown?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.calculation.lines import Certainty, Financing, Payer, Per
from sifapp.calculation.models import Price
from sifapp.i18n import language, show_decimal, show_sek

PER_LABELS: Mapping[Per, LazyString] = {
    Per.DAY: _l("a day"),
    Per.MONTH: _l("a month"),
    Per.YEAR: _l("a year"),
    Per.EACH: _l("each"),
    Per.HOUR: _l("an hour"),
}
AMOUNTS_PER: Mapping[Per, LazyString] = {
    Per.DAY: _l("%(amount)s a day"),
    Per.MONTH: _l("%(amount)s a month"),
    Per.YEAR: _l("%(amount)s a year"),
    Per.EACH: _l("%(amount)s each"),
    Per.HOUR: _l("%(amount)s an hour"),
}
OTHER_PAYERS: Mapping[Payer, LazyString] = {
    Payer.REGION: _l("The region"),
    Payer.STATE: _l("The state"),
    Payer.INDIVIDUAL: _l("The individual"),
}
FINANCING: Mapping[Financing, LazyString] = {
    Financing.FUND: _l("The fund"),
    Financing.OWN: _l("Its own budget"),
    Financing.OTHER: _l("Somebody outside the city"),
}
COST_COLUMNS: Mapping[str, LazyString] = {
    "year": _l("Year"),
    "administration": _l("Administration"),
    "amount": _l("Cost"),
    "paid_by": _l("Paid by"),
}
EFFECT_COLUMNS: Mapping[str, LazyString] = {
    "unit": _l("What becomes fewer?"),
    "payer": _l("Who pays for it today?"),
    "low": _l("Low"),
    "base": _l("Base"),
    "high": _l("High"),
    "baseline": _l("How many are there in a year today?"),
    "price": _l("What does one cost?"),
    "own_amount": _l("Our own price"),
    "own_per": _l("Paid for"),
    "own_year": _l("Year of the price"),
    "own_source": _l("Source"),
    "times": _l("How many days or months a year is it paid for?"),
    "start": _l("First year with effect"),
    "end": _l("Last year with effect"),
    "certainty": _l("What do the figures rest on?"),
    "reason": _l("Why can it not be calculated?"),
}
CERTAINTIES: Mapping[Certainty, LazyString] = {
    Certainty.ASSUMPTION: _l("An assumption"),
    Certainty.RESEARCH: _l("Research"),
    Certainty.MEASURED: _l("Our own measurements"),
}


@dataclass(frozen=True)
class PriceLine:
    """A row of the price list as readers see it."""

    id: int
    code: str
    name: str
    amount: str
    origin: str
    source: str
    address: str
    note: str
    is_dated: bool
    valid_to: datetime | None

    @property
    def choice(self) -> str:
        """The whole row in one line, for a list to choose from."""
        return str(_("%(name)s: %(amount)s (%(origin)s)", name=self.name, amount=self.amount, origin=self.origin))


def price_line(price: Price) -> PriceLine:
    """``price`` in the reader's language."""
    is_swedish = language() == "sv"
    place = price.place_sv if is_swedish else price.place_en
    return PriceLine(
        id=price.id,
        code=price.code,
        name=price.name_sv if is_swedish else price.name_en,
        amount=amount_per(price.amount_sek, price.per),
        origin=f"{place} {price.year}",
        source=price.source,
        address=price.address,
        note=price.note_sv if is_swedish else price.note_en,
        is_dated=price.is_dated,
        valid_to=price.valid_to,
    )


def amount_per(amount_sek: int, per: Per) -> str:
    """ "SEK 4,500 a day"."""
    return str(AMOUNTS_PER[per]) % {"amount": show_sek(amount_sek)}


def per_cent(rate: Fraction) -> str:
    """A rate as people write it: 7/200 is "3.5"."""
    return show_decimal(rate * 100)
