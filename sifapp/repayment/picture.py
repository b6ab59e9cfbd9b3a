"""Where do the bars of the picture go? What is decided and returned, or planned and verified, in each budget year.

Coordinates are whole numbers in a field of `WIDTH` × `HEIGHT`, the origin at the top left.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sifapp.repayment.ledger import Kind, Sums

WIDTH, HEIGHT = 1000, 360
TOP, BOTTOM = 20, 310
# How wide a bar is at most, of the room that its year has.
WIDEST = 60


@dataclass(frozen=True)
class Bar:
    """One bar. ``look``: the kind of row, and a class of app.css."""

    look: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """The bars, and (x, year) under each group of them."""

    bars: tuple[Bar, ...]
    years: tuple[tuple[int, int], ...]


def draw(by_year: Mapping[int, Sums], kinds: tuple[Kind, ...]) -> Picture | None:
    """A bar of each kind for each year that has one; None when there is nothing to draw."""
    shown = {year: sums for year, sums in by_year.items() if any(sums.by_kind[kind] for kind in kinds)}
    amounts = {(year, kind): abs(sums.by_kind[kind]) for year, sums in shown.items() for kind in kinds}
    if not amounts:
        return None
    highest, room = max(amounts.values()), WIDTH // len(shown)
    wide = min(WIDEST, room // (len(kinds) + 1))
    bars, years = [], []
    for place, year in enumerate(sorted(shown)):
        first = place * room + (room - wide * len(kinds)) // 2
        years.append((place * room + room // 2, year))
        for number, kind in enumerate(kinds):
            height = amounts[year, kind] * (BOTTOM - TOP) // highest
            bars.append(Bar(kind.value, first + number * wide, BOTTOM - height, wide - 4, height))
    return Picture(tuple(bar for bar in bars if bar.height), tuple(years))
