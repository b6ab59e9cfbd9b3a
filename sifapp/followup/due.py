"""On which day is a promise due that says "March 2027" or "three months after the decision"? Pure: text in, day out.

A month, a period or a year is over on its last day. What can mean several days ("in spring") means none here.
"""

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

SWEDISH = "januari februari mars april maj juni juli augusti september oktober november december"
ENGLISH = "january february march april may june july august september october november december"
MONTHS = {name: number for names in (SWEDISH, ENGLISH) for number, name in enumerate(names.split(), start=1)}
NUMBERS = {
    name: number
    for names in (
        "en två tre fyra fem sex sju åtta nio tio elva tolv",
        "one two three four five six seven eight nine ten eleven twelve",
    )
    for number, name in enumerate(names.split(), start=1)
} | {"ett": 1}
PERIOD_MONTHS = {"t": 4, "tertial": 4, "q": 3, "kv": 3, "kvartal": 3, "quarter": 3}

Found = re.Match[str]


def read_due(text: str, *, decided_on: date, starts_on: date) -> date | None:
    """The last day of what the text names; None when it cannot be told.

    ``decided_on``, ``starts_on``: what "after the decision" and "after the start" count from.

    >>> read_due("mars 2027", decided_on=date(2026, 11, 2), starts_on=date(2027, 1, 1))
    datetime.date(2027, 3, 31)
    >>> read_due("Tre månader efter beslutet", decided_on=date(2026, 11, 2), starts_on=date(2027, 1, 1))
    datetime.date(2027, 2, 2)
    """
    words = " ".join(text.lower().strip(" .").split())
    try:
        if found := AFTER.fullmatch(words):
            return _after(found, decided_on if found["event"].startswith(("beslut", "decision")) else starts_on)
        return next((read(found) for pattern, read in FORMS.items() if (found := pattern.fullmatch(words))), None)
    except ValueError:  # the 30th of February, the fifth quarter
        return None


def _after(found: Found, day: date) -> date | None:
    count = int(found["count"]) if found["count"].isdecimal() else NUMBERS.get(found["count"])
    if count is None:
        return None
    if found["unit"] in ("veck", "week"):
        return day + timedelta(weeks=count)
    months = day.year * 12 + day.month - 1 + count * (12 if found["unit"] in ("år", "year") else 1)
    end = _month_end(*divmod(months, 12))
    return end.replace(day=min(day.day, end.day))


def _month_end(year: int, months_before: int) -> date:
    month = months_before + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def _day(found: Found) -> date:
    month = found["month"]
    return date(int(found["year"]), int(month) if month.isdecimal() else MONTHS.get(month, 0), int(found["day"]))


def _month(found: Found) -> date:
    month = found["month"]
    return _month_end(int(found["year"]), (int(month) if month.isdecimal() else MONTHS.get(month, 0)) - 1)


def _period(found: Found) -> date:
    return _month_end(int(found["year"]), int(found["number"]) * PERIOD_MONTHS[found["kind"]] - 1)


def _year(found: Found) -> date:
    return date(int(found["year"]), 12, 31)


YEAR = r"(?P<year>20\d\d)"
FORMS: Mapping[re.Pattern[str], Callable[[Found], date]] = {
    re.compile(rf"{YEAR}-(?P<month>\d\d?)-(?P<day>\d\d?)"): _day,
    re.compile(rf"(?:den )?(?P<day>\d\d?) (?P<month>[a-z]+),? {YEAR}"): _day,
    re.compile(rf"{YEAR}-(?P<month>\d\d?)"): _month,
    re.compile(rf"(?:i |in |i slutet av |slutet av |end of )?(?P<month>[a-z]+) {YEAR}"): _month,
    re.compile(rf"(?P<kind>{'|'.join(PERIOD_MONTHS)}) ?(?P<number>[1-4]),? {YEAR}"): _period,
    re.compile(rf"(?:under |during |i slutet av |slutet av |end of )?{YEAR}"): _year,
}
AFTER = re.compile(
    r"(?P<count>\d\d?|[a-zåäö]+) (?P<unit>veck|week|månad|month|år|year)[a-z]*"
    r" (?:efter|after) (?:the )?(?P<event>beslut(?:et)?|decision|(?:projekt)?start(?:en)?)"
)
