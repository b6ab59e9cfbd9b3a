"""Where do the points of an indicator's picture go? Its values on a scale of days, with baseline and target.

Coordinates are whole numbers, the origin at the top left. The scale of values begins at zero, so that a small change
looks small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

# In the field of 600 × 280 that progress/_picture.html draws; the values of the lines stand to the right of it.
LEFT, RIGHT, TOP, BOTTOM = 20, 480, 40, 240
# Between two values beside the lines, and from a point to its own.
GAP, ABOVE, BELOW = 32, 16, 38


@dataclass(frozen=True)
class Picture:
    """``points``: (x, y) of each value, by day. ``baseline`` and ``target``: the height of their lines; None for none.

    ``days``: what stands at the two ends of the scale of days. ``marks``: (y, value in hundredths) of zero and of the
    two lines, from the bottom, where they can be written without covering each other. ``last``: (x, y, value) of the
    last point's own.
    """

    points: tuple[tuple[int, int], ...]
    baseline: int | None
    target: int | None
    days: tuple[date, date]
    marks: tuple[tuple[int, int], ...]
    last: tuple[int, int, int]

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

    points = tuple((LEFT + (day - first).days * (RIGHT - LEFT) // length, down(values[day])) for day in sorted(values))
    x, y = points[-1]
    return Picture(
        points,
        None if baseline is None else down(baseline),
        None if target is None else down(target),
        (first, last),
        _spread([(down(value), value) for value in sorted({0, baseline or 0, target or 0})]),
        (x, y - ABOVE if y - ABOVE > TOP else y + BELOW, values[max(values)]),
    )


def _spread(marks: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The marks, the lowest first, each moved up as far as the one below it needs."""
    found: list[tuple[int, int]] = []
    for y, value in marks:
        found.append((min(y, found[-1][0] - GAP) if found else y, value))
    return tuple(found)
