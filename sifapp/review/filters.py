"""Which cases does a coordinator ask for, and how is that written in an address?

Everything stands in the address, so that a list can be sent to a colleague and survives going back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sifapp.advice import AREAS
from sifapp.review.rules import Group
from sifapp.statuses import SENT, Status
from sifapp.web import clean, row_number

NOBODY = "nobody"
LONGEST_TEXT = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Sort(StrEnum):
    """In which order; both end in the case's number, so that every case has one place."""

    LATEST = "latest"
    LONGEST = "longest"
    LAST_DAY = "last_day"


@dataclass(frozen=True)
class Cursor:
    """A place between two pages: next to a case with this time and number. ``back``: towards the first page.

    ``since``: when its status began; its last day where the list goes by that.
    """

    since: datetime
    id: int
    back: bool = False

    def __str__(self) -> str:
        """As it travels in an address: microseconds since 1970, and the case's number."""
        return f"{(self.since - EPOCH) // timedelta(microseconds=1)}-{self.id}"


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to. ``lead``: a person's id, or "nobody"."""

    status: Status | None = None
    area: str = ""
    administration: int | None = None
    lead: int | str | None = None
    call: int | None = None
    group: Group | None = None
    text: str = ""
    sort: Sort = Sort.LATEST

    def query(self) -> dict[str, str]:
        """As it travels in an address; what narrows nothing is left out."""
        values = {
            "status": self.status,
            "area": self.area,
            "administration": self.administration,
            "lead": self.lead,
            "call": self.call,
            "group": self.group,
            "q": self.text,
            "sort": self.sort if self.sort is not Sort.LATEST else None,
        }
        return {name: str(value) for name, value in values.items() if value}


def read_filters(args: Mapping[str, str]) -> Filters:
    """The filters in an address. What is not understood narrows nothing: the page shows which filters hold."""
    lead = args.get("lead", "")
    area = args.get("area", "")
    return Filters(
        status=next((status for status in SENT if status == args.get("status")), None),
        area=area if area in {known.id for known in AREAS} else "",
        administration=_number(args.get("administration", "")),
        lead=NOBODY if lead == NOBODY else _number(lead),
        call=_number(args.get("call", "")),
        group=next((group for group in Group if group == args.get("group")), None),
        text=clean(args.get("q", "")).strip()[:LONGEST_TEXT],
        sort=next((sort for sort in Sort if sort == args.get("sort")), Sort.LATEST),
    )


def read_cursor(args: Mapping[str, str]) -> Cursor | None:
    """The place in an address ("after" or "before"); None for the first page and for what is no place."""
    back = "before" in args
    moment, _dash, number = args.get("before" if back else "after", "").partition("-")
    case_id = _number(number)
    if case_id is None or not moment.isdecimal() or len(moment) > 17:
        return None
    return Cursor(EPOCH + timedelta(microseconds=int(moment)), case_id, back)


def _number(text: str) -> int | None:
    try:
        return row_number(text)
    except ValueError:
        return None
