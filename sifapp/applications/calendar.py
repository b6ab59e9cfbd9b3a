"""Which days of the city's calendar are near a call, and is there time for the executive board's decision? Pure.

Source: the city's reports in their order of the year; that the fund's decisions come with tertialrapport 2 is told by
Utlåtande, dnr KS 2018/1802. How long handling takes is the fund's own choice, as the call says it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.applications.models import Call
from sifapp.i18n import show_date, show_number

# Month, day, what is reported.
YEAR: Sequence[tuple[int, int, LazyString]] = (
    (4, 30, _l("Tertial report 1 (T1)")),
    (8, 31, _l("Tertial report 2 (T2): the board decides on the fund’s money with it")),
    (12, 31, _l("End of the year: annual report, and the plan for the next year")),
)
T2 = (8, 31)


@dataclass(frozen=True)
class CityDay:
    """A day of the city's calendar."""

    day: date
    name: str


def city_days(call: Call) -> list[CityDay]:
    """The days from the call's first day to a year after its last."""
    last = call.closes_on + timedelta(days=365)
    days = [
        CityDay(date(year, month, day), str(name))
        for year in range(call.opens_on.year, last.year + 1)
        for month, day, name in YEAR
    ]
    return [one for one in days if call.opens_on <= one.day <= last]


def days_needed(call: Call) -> int:
    """How long it takes from the last day of a call to a complete application, as the call says it."""
    return call.triage_days + call.application_days + call.completion_days


def too_late_for_board(call: Call) -> str:
    """What to say when the first T2 after the call comes too soon for its applications; "" when there is time."""
    t2 = date(call.closes_on.year, *T2)
    if t2 < call.closes_on:
        t2 = date(call.closes_on.year + 1, *T2)
    left, needed = (t2 - call.closes_on).days, days_needed(call)
    if left >= needed:
        return ""
    return str(
        _(
            "From the last day to T2 on %(day)s there are %(left)s days. Triage, completion and application may take "
            "%(needed)s. The board may then decide a year later: consider an earlier last day.",
            day=show_date(t2),
            left=show_number(left),
            needed=show_number(needed),
        )
    )
