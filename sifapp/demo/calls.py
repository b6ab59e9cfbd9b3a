"""Which calls does the demo have, and when are they open?"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from sifapp.applications.models import Call
from sifapp.demo.reading import read_calls, unfold


def add_calls(session: Session, day: date) -> dict[str, Call]:
    """The demo's calls by key. ``day``: the day of loading, on which one of them is open."""
    calls = {
        key: make_call(row, day + timedelta(days=row["opens_in_days"]), day + timedelta(days=row["closes_in_days"]))
        for key, row in read_calls().items()
    }
    session.add_all(calls.values())
    session.flush()
    return calls


def make_call(row: Mapping[str, Any], opens_on: date, closes_on: date) -> Call:
    """A call as a file tells of it."""
    return Call(
        code=row["code"],
        name_sv=row["name"]["sv"],
        name_en=row["name"]["en"],
        purpose_sv=unfold(row["purpose"]["sv"]),
        purpose_en=unfold(row["purpose"]["en"]),
        opens_on=opens_on,
        closes_on=closes_on,
        pre_study_ceiling_sek=500_000,
    )
