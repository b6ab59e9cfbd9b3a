"""Where does other money stand today, and when must somebody look again whether it is still so? Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.advice import FUNDS, KNOWLEDGE_VERSION, ConcreteFund

# Other money than the fund's.
KINDS = tuple(kind for kind in FUNDS if kind.id not in ("sif", "none"))
# Terms and dates of other funds change with the budget year.
LONGEST_UNCHECKED = timedelta(days=365)
COMING = "coming"
CLOSED = "closed"

# Where a fund stands (sifapp.advice.standing): what it says, and the tone of its mark.
STATUSES: Mapping[str, tuple[LazyString, str]] = {
    "open": (_l("Can be applied for"), "success"),
    COMING: (_l("Not open yet"), "info"),
    "unknown": (_l("Not known whether it is open"), "neutral"),
    "dated": (_l("Old facts: ask the owner"), "warning"),
    CLOSED: (_l("Closed"), "neutral"),
}


def is_unchecked(money: ConcreteFund, today: date) -> bool:
    """Whether nobody has looked at a fund for a year."""
    return today - date.fromisoformat(money.last_checked) > LONGEST_UNCHECKED


def version_of(edition: int) -> str:
    """What stored advice names: the version of the files, and which edition of the funds was laid over them."""
    return f"{KNOWLEDGE_VERSION}+{edition}" if edition else KNOWLEDGE_VERSION


def rules_of(version: str) -> str:
    """The version of the files alone: no edit of a fund changes a verdict."""
    return version.partition("+")[0]


def edition_of(version: str) -> int:
    """Which edition of the funds a stored version names; 0 for the files as they are, and for what names none."""
    number = version.partition("+")[2]
    return int(number) if number.isdecimal() and len(number) < 10 else 0


@dataclass(frozen=True)
class Merge:
    """What becomes of two people's changes. ``clashes``: fields that both changed, each to something else."""

    values: Mapping[str, str]
    clashes: tuple[str, ...]


def merge(then: Mapping[str, str], now: Mapping[str, str], typed: Mapping[str, str]) -> Merge:
    """Lay what somebody typed over a fund that others may have changed meanwhile.

    ``then``: what the page showed that was typed in; ``now``: what the fund says. A field that was left as it was shown
    says what it says now. In a clash, what was typed stands in ``values``.
    """
    values = {field: now[field] if text == then.get(field) else text for field, text in typed.items()}
    clashes = [field for field, text in values.items() if then.get(field) != now.get(field) != text]
    return Merge(values, tuple(clashes))
