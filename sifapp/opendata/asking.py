"""Which projects does an address ask for?"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sifapp.accounts.models import Administration
from sifapp.accounts.succession import successor_of
from sifapp.advice import AREAS
from sifapp.i18n import today
from sifapp.opendata.queries import Filters
from sifapp.opendata.rules import SHOWN
from sifapp.statuses import Status

FIRST_YEAR, LAST_YEAR = 2015, 2999
MOST_PAGES = 100_000
NAMES = ("area", "administration", "year", "status", "per_page")


class UnreadableError(ValueError):
    """A part of the address says nothing that we know. ``name``: of that part."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Asked:
    """What was asked for. ``administration``: the code that was given; "" for all."""

    filters: Filters
    page: int
    administration: str


def asked(fields: Mapping[str, str], known: Mapping[int, Administration]) -> Asked:
    """What the query part of an address asks for; empty fields ask for nothing. Raises UnreadableError."""
    area, code, status = (fields.get(name, "") for name in ("area", "administration", "status"))
    if area and area not in {one.id for one in AREAS}:
        raise UnreadableError("area")
    if status and status not in {one.value for one in SHOWN}:
        raise UnreadableError("status")
    year = whole(fields, "year", FIRST_YEAR, LAST_YEAR)
    return Asked(
        Filters(area or None, _leads(code, known), year, Status(status) if status else None),
        whole(fields, "page", 1, MOST_PAGES) or 1,
        code,
    )


def whole(fields: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    """A whole number in an address; None when there is none. Raises UnreadableError."""
    text = fields.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and least <= int(text) <= most):
        raise UnreadableError(name)
    return int(text)


def _leads(code: str, known: Mapping[int, Administration]) -> frozenset[int] | None:
    """The administration with this code and all that it, or its successor, has taken over from."""
    if not code:
        return None
    day = today()
    wanted = next((one.id for one in known.values() if one.code == code), None)
    if wanted is None:
        raise UnreadableError("administration")
    present = successor_of(wanted, day, known)
    return frozenset(one for one in known if successor_of(one, day, known) == present)


def page_path(path: str, fields: Mapping[str, str], page: int) -> str:
    """The address of another page of the same list. ``path``: of the list. ``fields``: of this page's address."""
    kept = {name: fields[name] for name in NAMES if fields.get(name)}
    return f"{path}?{urlencode({**kept, 'page': page})}"
