"""How is a status said in plain words, what is next in a case, and what do half-hours of support add up to? Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.applications.models import Application, Origin
from sifapp.statuses import Status

# Groups of fewer cases are not shown: a median of two cases says more about persons than about fairness.
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class StatusText:
    """A status as people say it. ``tone``: of components/messages.html. ``next``: what a coordinator waits for."""

    label: LazyString
    tone: str
    next: LazyString


STATUS_TEXTS: Mapping[Status, StatusText] = {
    Status.DRAFT: StatusText(_l("Draft"), "neutral", _l("The applicant is writing")),
    Status.SIGN_OFF: StatusText(_l("Waits for a manager’s sign-off"), "info", _l("The manager signs off")),
    Status.SUBMITTED: StatusText(_l("With the fund"), "info", _l("Read and decide what is next")),
    Status.RETURNED: StatusText(_l("To be completed"), "warning", _l("The applicant completes the sketch")),
    Status.COUNCIL: StatusText(_l("With the council"), "info", _l("The council gives its view")),
    Status.REFERRED: StatusText(_l("Referred to another fund"), "neutral", _l("Nothing: the case is closed")),
    Status.DECLINED: StatusText(_l("Declined"), "neutral", _l("Nothing: the case is closed")),
    Status.WITHDRAWN: StatusText(_l("Withdrawn"), "neutral", _l("Nothing: the case is closed")),
    Status.GRANTED: StatusText(_l("Granted"), "success", _l("Nothing: the case is closed")),
}


def next_for_coordinator(application: Application) -> LazyString:
    """What is next in a case, as the queue says it."""
    if application.awaits_reply:
        return _l("Answer the applicant’s message")
    if application.status is Status.SUBMITTED and application.coordinator_id is None:
        return _l("Somebody takes the case")
    return STATUS_TEXTS[application.status].next


ORIGIN_LABELS: Mapping[Origin, LazyString] = {
    Origin.ADMINISTRATION: _l("Born in an administration"),
    Origin.COMMISSION: _l("Born in the Commission"),
}


class Group(StrEnum):
    """The three heaps of a coordinator's inbox."""

    NEEDS_ME = "needs_me"
    WAITS = "waits"
    LATE = "late"


@dataclass(frozen=True)
class SupportLine:
    """How much help one group of cases has got. ``half_hours`` and ``median`` are None when the group is too small."""

    name: str
    cases: int
    half_hours: int | None
    median: float | None


def support_line(name: str, counts: Mapping[int, int]) -> SupportLine:
    """One line of the report. ``counts``: half-hours of a case → number of cases that got so many."""
    cases = sum(counts.values())
    if cases < SMALLEST_GROUP:
        return SupportLine(name, cases, None, None)
    total = sum(half_hours * number for half_hours, number in counts.items())
    return SupportLine(name, cases, total, median(counts))


def median(counts: Mapping[int, int]) -> float:
    """The median of values given as value → how often; the mean of the two in the middle for an even number.

    >>> median({0: 3, 2: 2})
    0.0
    >>> median({0: 2, 3: 2})
    1.5
    """
    cases = sum(counts.values())
    return (_value_at(counts, (cases - 1) // 2) + _value_at(counts, cases // 2)) / 2


def _value_at(counts: Mapping[int, int], place: int) -> int:
    for value in sorted(counts):
        if place < counts[value]:
            return value
        place -= counts[value]
    raise ValueError(f"no value at place {place}")


def merged(histograms: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """Several histograms as one."""
    together: dict[int, int] = {}
    for histogram in histograms:
        for value, number in histogram.items():
            together[value] = together.get(value, 0) + number
    return together
