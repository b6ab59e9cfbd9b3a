"""Which administration has taken over from another? Pure, for those who know them all."""

from collections.abc import Mapping
from datetime import date

from sifapp.accounts.models import Administration


def successor_of(administration_id: int, on: date, known: Mapping[int, Administration]) -> int:
    """The administration that has taken over by that day; the same when it still exists. ``known``: all by number."""
    seen: set[int] = set()
    while administration_id not in seen:
        seen.add(administration_id)
        here = known[administration_id]
        if here.valid_to and here.valid_to <= on and here.successor_id is not None:
            administration_id = here.successor_id
    return administration_id
