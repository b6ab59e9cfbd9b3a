"""How do the counts of cases become lines of a table, and which groups are too small to be shown? Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sifapp.applications.models import Origin
from sifapp.overview.queries import Count
from sifapp.review.queries import SupportCount
from sifapp.review.rules import SMALLEST_GROUP
from sifapp.statuses import FUNDED, SENT, TAKEN_ON, Status

Key = int | Origin


@dataclass
class GroupLine:
    """What came of the sketches of one group. ``half_hours``: of support; ``supported``: sketches that got any."""

    key: Key
    sent: int = 0
    taken_on: int = 0
    granted: int = 0
    supported: int = 0
    half_hours: int = 0

    @property
    def is_small(self) -> bool:
        """Whether its figures would tell of single cases."""
        return self.sent < SMALLEST_GROUP


def group_lines(
    counts: Iterable[Count],
    support: Iterable[SupportCount],
    key_of: Callable[[Count], Key],
    supported_key: Callable[[SupportCount], Key],
) -> list[GroupLine]:
    """A line for each group that has sent a sketch. History that never went through this system does not count."""
    lines: dict[Key, GroupLine] = {}
    for count in counts:
        if count.status not in SENT - {Status.RECORDED}:
            continue
        line = lines.setdefault(key_of(count), GroupLine(key_of(count)))
        line.sent += count.cases
        line.taken_on += count.cases if count.status in TAKEN_ON else 0
        line.granted += count.cases if count.status in FUNDED else 0
    for given in support:
        if (found := lines.get(supported_key(given))) and given.half_hours:
            found.supported += given.cases
            found.half_hours += given.half_hours * given.cases
    return list(lines.values())


def by_status(counts: Iterable[Count]) -> dict[Status, int]:
    """How many cases stand in each status."""
    found: dict[Status, int] = {}
    for count in counts:
        found[count.status] = found.get(count.status, 0) + count.cases
    return found


def reached(finished: Mapping[int | None, int], steps: int) -> Sequence[int]:
    """How many have stopped after each of ``steps`` steps; before them all, how many have finished none.

    >>> reached({None: 3, 1: 2}, 2)
    [3, 0, 2]
    """
    return [finished.get(None, 0), *(finished.get(place, 0) for place in range(steps))]
