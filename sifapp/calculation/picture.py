"""Where do the lines of the picture go? The city's balance after each year, as a curve with its range.

Coordinates are whole numbers in a field of `WIDTH` × `HEIGHT`, the origin at the top left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sifapp.calculation.lines import Range
from sifapp.calculation.rules import Sums

WIDTH, HEIGHT = 3600, 2200
LEFT, RIGHT, TOP, BOTTOM = 560, 3500, 120, 1960
# More years than this get a label at every second, third, … year.
MOST_LABELS = 9
# Labels at the side keep this distance from the one at 0.
LABEL_GAP = 160


@dataclass(frozen=True)
class Picture:
    """Points as SVG has them ("x,y x,y"). ``sides``: (y, kronor). ``years``: (x, year).

    ``cut``: where the years end that count for repayment; None when all count.
    """

    band: str
    curve: str
    zero: int
    cut: int | None
    sides: tuple[tuple[int, int], ...]
    years: tuple[tuple[int, int], ...]


def draw(city: Sums) -> Picture | None:
    """The picture; None when there is nothing to draw."""
    balances = [Range(0, 0, 0), *city.balances_sek]
    highest, lowest = max(b.high for b in balances), min(b.low for b in balances)
    if not city.years or highest == lowest:
        return None

    def y(value: int) -> int:
        return TOP + (highest - value) * (BOTTOM - TOP) // (highest - lowest)

    def x(number: int) -> int:
        return LEFT + number * (RIGHT - LEFT) // len(city.years)

    def points(values: Sequence[int]) -> list[str]:
        return [f"{x(number)},{y(value)}" for number, value in enumerate(values)]

    counted = sum(year.counts for year in city.years)
    every = -(-len(city.years) // MOST_LABELS)
    sides = [(y(value), value) for value in (highest, lowest) if abs(y(value) - y(0)) > LABEL_GAP]
    return Picture(
        band=" ".join(points([b.high for b in balances]) + points([b.low for b in balances])[::-1]),
        curve=" ".join(points([b.base for b in balances])),
        zero=y(0),
        cut=x(counted) if counted < len(city.years) else None,
        sides=(*sides, (y(0), 0)),
        years=tuple(((x(n) + x(n + 1)) // 2, year.year) for n, year in enumerate(city.years) if n % every == 0),
    )
