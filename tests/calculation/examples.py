"""Which effects and costs do tests talk about? One line each, with no surprise in them."""

from fractions import Fraction
from typing import Any

from sifapp.calculation.lines import Basis, Cost, Effect, Month, Payer, Per, Range, UnitPrice

# 3 % a year, six years count.
BASIS = Basis(Fraction(3, 100), 6)


def make_price(amount_sek: int = 1_000_000, per: Per = Per.YEAR, **changes: Any) -> UnitPrice:
    """A price of a round sum."""
    return UnitPrice(**{"amount_sek": amount_sek, "per": per, "year": 2025, "source": "Our accounts", **changes})


def make_range(low: int, base: int, high: int) -> Range[Fraction]:
    """Numbers of units."""
    return Range(Fraction(low), Fraction(base), Fraction(high))


def make_effect(**changes: Any) -> Effect:
    """One to three placements fewer in 2028 and 2029; the city's social services pay a million a year for each."""
    values: dict[str, Any] = {
        "unit": "placements",
        "payer": Payer.CITY,
        "administration": "social",
        "change": make_range(1, 2, 3),
        "price": make_price(),
        "times": Fraction(1),
        "starts": Month(2028, 1),
        "ends": Month(2029, 12),
    }
    return Effect(**{**values, **changes})


def make_cost(year: int = 2027, amount_sek: int = 1_500_000, **changes: Any) -> Cost:
    """What Järva spends of the grant."""
    return Cost(**{"year": year, "administration": "jarva", "amount_sek": amount_sek, **changes})
