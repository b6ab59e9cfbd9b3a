"""What do the rows of the ledger come to: by column, payer and year, and what is still to be returned? Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a row of the ledger says (liggare). A correction is a row of the kind that it corrects."""

    PLANNED = "planned"  # proposed by the director
    VERIFIED = "verified"  # counted of what the controller has verified
    DECIDED = "decided"  # to be returned, as the director has decided
    RETURNED = "returned"  # the budget frame has been reduced: below 0


# Only these make a debt to the fund, or pay it.
OWED = frozenset({Kind.DECIDED, Kind.RETURNED})


class Entry(NamedTuple):
    """What of a row is summed. ``payer``: an administration's id. ``amount_sek``: below 0 for what is returned."""

    kind: Kind
    payer: int
    year: int
    amount_sek: int


@dataclass
class Sums:
    """Kronor of each kind. What is returned is shown as it is said, above 0."""

    by_kind: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))

    def add(self, kind: Kind, amount_sek: int) -> None:
        """Count one row, or the sum of several."""
        self.by_kind[kind] += amount_sek

    @property
    def planned_sek(self) -> int:
        """What is proposed."""
        return self.by_kind[Kind.PLANNED]

    @property
    def verified_sek(self) -> int:
        """What the controller has verified, within the years that count."""
        return self.by_kind[Kind.VERIFIED]

    @property
    def decided_sek(self) -> int:
        """What shall be returned."""
        return self.by_kind[Kind.DECIDED]

    @property
    def returned_sek(self) -> int:
        """What has been returned."""
        return -self.by_kind[Kind.RETURNED]

    @property
    def has_debt(self) -> bool:
        """Whether anything is proposed, decided or returned, and not only verified."""
        return any(amount for kind, amount in self.by_kind.items() if kind is not Kind.VERIFIED)

    @property
    def left_sek(self) -> int:
        """What is still to be returned: the sum of the rows that count; below 0 when too much has been."""
        return sum(self.by_kind[kind] for kind in OWED)


def total(entries: Iterable[Entry]) -> Sums:
    """All rows as one."""
    sums = Sums()
    for entry in entries:
        sums.add(entry.kind, entry.amount_sek)
    return sums


def by_payer_and_year(entries: Iterable[Entry]) -> dict[tuple[int, int], Sums]:
    """The sums of each payer and budget year, in order."""
    found: dict[tuple[int, int], Sums] = {}
    for entry in entries:
        found.setdefault((entry.payer, entry.year), Sums()).add(entry.kind, entry.amount_sek)
    return dict(sorted(found.items()))


def still_owed(parts: Mapping[tuple[int, int], Sums]) -> dict[tuple[int, int], int]:
    """What is still to come back of each payer and budget year, in order: above 0.

    A year in which more has come back than was decided lessens the payer's last ones: the sums are those of the rows.
    """
    left: dict[int, int] = {}
    for (payer, _year), part in parts.items():
        left[payer] = left.get(payer, 0) + part.left_sek
    found: dict[tuple[int, int], int] = {}
    for payer, year in sorted(parts, key=lambda key: (key[1], key[0])):
        amount = min(parts[payer, year].left_sek, left[payer])
        if amount > 0:
            found[payer, year] = amount
            left[payer] -= amount
    return found


def running(entries: Iterable[Entry]) -> Iterator[int]:
    """After each row: what is still to be returned."""
    left = 0
    for entry in entries:
        left += entry.amount_sek if entry.kind in OWED else 0
        yield left
