"""What is so today that the knowledge files cannot know: the call, and the funds with a name as they were edited?

Whoever holds the conversation hands this in. Without it the assistant says what the files say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, TypeAlias

from assistant.knowledge import load
from assistant.types import CallStatus, ConcreteFund, Language, Text

Standing: TypeAlias = CallStatus | Literal["coming"]


@dataclass(frozen=True)
class Call:
    """A round in which the fund takes sketches, with its first and its last day."""

    name: Text
    opens_on: date
    closes_on: date


@dataclass(frozen=True)
class Facts:
    """What holds on a day. ``call``: the one that is open, else the next, else the last; None when there is none.

    ``money``: the funds with a name; what is not among them is as the files have it.
    """

    today: date
    call: Call | None = None
    money: tuple[ConcreteFund, ...] = ()


def standing(money: ConcreteFund, today: date) -> Standing:
    """Where a fund stands on a day: its days win over the status that somebody gave it."""
    if money.status == "closed" or (money.closes_on and date.fromisoformat(money.closes_on) < today):
        return "closed"
    return "coming" if money.opens_on and date.fromisoformat(money.opens_on) > today else money.status


def said_of_call(facts: Facts) -> tuple[str, Mapping[Language, Mapping[str, str]]]:
    """The name of what to say of the call on that day, in ``knowledge/dialogue.toml``, and what stands in it."""
    call = facts.call
    if call is None:
        return "call_none", {"sv": {}, "en": {}}
    name = "call_open" if call.opens_on <= facts.today <= call.closes_on else "call_over"
    name = "call_coming" if facts.today < call.opens_on else name
    days = (call.closes_on - facts.today).days
    if name == "call_open" and days == 0:
        name = "call_last_day"
    languages: tuple[Language, ...] = ("sv", "en")
    return name, {
        code: {
            "call": call.name[code],
            "opens_on": written_date(call.opens_on, code),
            "closes_on": written_date(call.closes_on, code),
            "days": _days(days, code),
        }
        for code in languages
    }


def written_date(day: date, language: Language) -> str:
    """A date in words: "31 mars 2027"."""
    return f"{day.day} {_months()[language][day.month - 1]} {day.year}"


def _days(days: int, language: Language) -> str:
    one, more = load("dialogue").child("dates").child("days").strings(language)
    return (one if days == 1 else more).format(days=days)


@cache
def _months() -> dict[str, tuple[str, ...]]:
    months = load("dialogue").child("dates").child("months")
    return {code: months.strings(code) for code in ("sv", "en")}
