"""What does a fund with a name say when somebody has edited it since the knowledge files were written?

The files stay as they are. An edit names fields and what they shall say, all as strings; laid over a fund it gives
another fund. Whoever keeps edits tells which hold: the same fund and the same edit always give the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import cast, get_args

from assistant.knowledge import KnowledgeError
from assistant.types import CallStatus, ConcreteFund, Text

# In both languages, "name_sv" and "name_en".
_TEXTS = ("name", "purpose", "who", "owner", "size", "next_step")
_DAYS = ("opens_on", "closes_on", "last_checked")
_NEEDED_DAY = "last_checked"
# How old or new facts may be that somebody can apply by today.
_YEARS = range(1990, 2100)
# A host with a dot in it, and after it nothing that could end an attribute or begin a tag.
ADDRESS = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?(?:[/?#][^\s\"'<>\\^`{|}]*)?\Z")


def stated(fund: ConcreteFund) -> dict[str, str]:
    """What a fund says, by the names of the fields that an edit may change.

    Days are ISO dates, "" for one that is not known.
    """
    texts = {f"{name}_{code}": text for name in _TEXTS for code, text in _both(getattr(fund, name))}
    facts = {"status": fund.status, "year": str(fund.year), "address": fund.address}
    return texts | facts | {name: getattr(fund, name) for name in _DAYS}


def edited(fund: ConcreteFund, values: Mapping[str, str]) -> ConcreteFund:
    """``fund`` with ``values`` laid over it. An empty edit checks what the fund says already.

    ``values``: field -> what it shall say; fields as in :func:`stated`.
    Raises KnowledgeError when a field does not exist or cannot say so. The message names fund and field.
    """
    said = stated(fund)
    for field, value in {**said, **values}.items():
        if expected := _expected(field, value, said):
            raise KnowledgeError(f"edit[{fund.id}]: {field} should be {expected}, but is {value!r}")
    said |= values
    if said["closes_on"] and said["closes_on"] < said["opens_on"]:
        raise KnowledgeError(f"edit[{fund.id}]: closes_on should not be before opens_on, but is {said['closes_on']!r}")
    texts = {name: Text(sv=said[f"{name}_sv"], en=said[f"{name}_en"]) for name in _TEXTS}
    return replace(
        fund,
        name=texts["name"],
        purpose=texts["purpose"],
        who=texts["who"],
        owner=texts["owner"],
        size=texts["size"],
        next_step=texts["next_step"],
        status=cast("CallStatus", said["status"]),
        year=int(said["year"]),
        address=said["address"],
        opens_on=said["opens_on"],
        closes_on=said["closes_on"],
        last_checked=said["last_checked"],
    )


def _both(text: Text) -> tuple[tuple[str, str], ...]:
    return ("sv", text.sv), ("en", text.en)


def _expected(field: str, value: str, known: Mapping[str, str]) -> str:
    """What the field should be instead; "" when ``value`` will do."""
    if field not in known:
        return f"one of {', '.join(known)}"
    if field in _DAYS:
        return "" if _is_day(value) or not (value or field == _NEEDED_DAY) else "a date such as 2026-11-22"
    wanted = {
        "status": (value in get_args(CallStatus), f"one of {', '.join(get_args(CallStatus))}"),
        "year": (value.isdecimal() and int(value) in _YEARS, "a year such as 2026"),
        "address": (bool(ADDRESS.match(value)), "an address that begins with https:// or http://"),
    }
    is_right, expected = wanted.get(field, (bool(value.strip()), "a text"))
    return "" if is_right else expected


def _is_day(value: str) -> bool:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    return day.isoformat() == value and day.year in _YEARS
