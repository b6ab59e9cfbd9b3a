"""Where do the points of an indicator's picture go? Its values on a scale of days, with baseline and target.

Coordinates are whole numbers, the origin at the top left. The scale of values begins at zero, so that a small change
looks small.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

# In the field of 600 × 280 that progress/_picture.html draws.
LEFT, RIGHT, TOP, BOTTOM = 20, 580, 40, 240


@dataclass(frozen=True)
class Picture:
    """``points``: (x, y) of each value, by day. ``baseline`` and ``target``: the height of their lines; None for none.

    ``days``: what stands at the two ends of the scale of days.
    """

    points: tuple[tuple[int, int], ...]
    baseline: int | None
    target: int | None
    days: tuple[date, date]

    @property
    def line(self) -> str:
        """The points as an SVG line takes them."""
        return " ".join(f"{x},{y}" for x, y in self.points)


def draw(
    values: Mapping[date, int], baseline: int | None, target: int | None, *, first: date, last: date
) -> Picture | None:
    """The picture of the values that hold; None when there is none. ``first``, ``last``: the project's days.

    A value from before or after the project widens the scale.
    """
    if not values:
        return None
    first, last = min(first, *values), max(last, *values)
    highest = max(1, *values.values(), baseline or 0, target or 0)
    length = max(1, (last - first).days)

    def down(value: int) -> int:
        return BOTTOM - value * (BOTTOM - TOP) // highest

    return Picture(
        tuple((LEFT + (day - first).days * (RIGHT - LEFT) // length, down(values[day])) for day in sorted(values)),
        None if baseline is None else down(baseline),
        None if target is None else down(target),
        (first, last),
    )
