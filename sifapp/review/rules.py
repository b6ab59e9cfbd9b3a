"""How is a status said in plain words, what is next in a case, and what do half-hours of support add up to? Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.applications.models import Origin
from sifapp.applications.search import MOST
from sifapp.i18n import TIME_ZONE, show_number
from sifapp.statuses import CLOSED, Status

# Groups of fewer cases are not shown: the mean of two cases says more about persons than about fairness.
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
    Status.PRE_STUDY: StatusText(_l("Pre-study first"), "info", _l("The applicant works on the pre-study")),
    Status.INVITED: StatusText(_l("Invited to apply"), "success", _l("The applicant writes the application")),
    Status.STOPPED: StatusText(_l("Stopped after the pre-study"), "neutral", _l("Nothing: the case is closed")),
    Status.APPLICATION_SIGN_OFF: StatusText(
        _l("Application waits for a manager’s sign-off"), "info", _l("The manager signs off")
    ),
    Status.APPLIED: StatusText(_l("Application with the fund"), "info", _l("Read and decide what is next")),
    Status.APPLICATION_RETURNED: StatusText(
        _l("Application to be completed"), "warning", _l("The applicant completes the application")
    ),
    Status.APPLICATION_COUNCIL: StatusText(
        _l("Application with the council"), "info", _l("The council gives its view")
    ),
    Status.PROPOSAL: StatusText(_l("Waits for a proposal"), "info", _l("The city director proposes a decision")),
    Status.DECISION: StatusText(_l("Waits for the decision"), "info", _l("The executive board decides")),
    Status.REFERRED: StatusText(_l("Referred to other money"), "neutral", _l("Nothing: the case is closed")),
    Status.DECLINED: StatusText(_l("Declined"), "neutral", _l("Nothing: the case is closed")),
    Status.WITHDRAWN: StatusText(_l("Withdrawn"), "neutral", _l("Nothing: the case is closed")),
    Status.GRANTED: StatusText(_l("Granted"), "success", _l("Start the project")),
    # What comes next is told by its day, its reconciliations and its evaluation: the page of the project asks them.
    Status.PROJECT: StatusText(
        _l("Project"), "success", _l("The project works and reports; its page says what is next")
    ),
    Status.EVALUATED: StatusText(
        _l("Effect judged"), "info", _l("The controller verifies savings, and the city director decides on repayment")
    ),
    Status.REPAYING: StatusText(_l("Repayment"), "info", _l("The administrations return what they have saved")),
    Status.SETTLED: StatusText(_l("Settled"), "success", _l("Nothing: the case is closed")),
    Status.EXEMPT: StatusText(_l("Exempt from repayment"), "neutral", _l("Nothing: the case is closed")),
    Status.RECORDED: StatusText(_l("Granted earlier"), "success", _l("Nothing: the case is closed")),
    Status.REFUSED: StatusText(_l("Refused"), "neutral", _l("Nothing: the case is closed")),
}


def next_for_coordinator(status: Status, *, has_lead: bool, awaits_reply: bool) -> LazyString:
    """What is next in a case, as the queue says it."""
    is_nobodys = not has_lead and status not in CLOSED
    if awaits_reply and status in (Status.PRE_STUDY, Status.PROJECT):
        return _l("Read what the applicant has sent")
    if awaits_reply and is_nobodys:
        return _l("Take the case and answer the applicant’s message")
    if awaits_reply:
        return _l("Answer the applicant’s message")
    if status in (Status.SUBMITTED, Status.APPLIED) and is_nobodys:
        return _l("Take the case")
    return STATUS_TEXTS[status].next


def end_of(day: date) -> datetime:
    """The last minute of a day in Stockholm, in UTC: what is due on a day is late when the day is over."""
    # The clocks change at night, so noon has the day's offset.
    noon = datetime.combine(day, time(12), UTC).astimezone(TIME_ZONE)
    return noon.replace(hour=23, minute=59).astimezone(UTC)


ORIGIN_LABELS: Mapping[Origin, LazyString] = {
    Origin.ADMINISTRATION: _l("The administration’s own idea"),
    Origin.COMMISSION: _l("An idea from the Commission for a Socially Sustainable Stockholm"),
}


class Group(StrEnum):
    """The three heaps of a coordinator's inbox."""

    NEEDS_ME = "needs_me"
    WAITS = "waits"
    LATE = "late"


@dataclass(frozen=True)
class SupportLine:
    """How much help one group of cases has got. ``supported``: how many of them got any.

    ``supported`` and ``half_hours`` are None when the group is too small to be shown.
    """

    name: str
    cases: int
    supported: int | None
    half_hours: int | None

    @property
    def per_case(self) -> float:
        """Half-hours per case, those without help counted in; one decimal."""
        return round((self.half_hours or 0) / self.cases, 1)

    @property
    def per_supported(self) -> float:
        """Half-hours per case that got help; one decimal, 0 when none did."""
        return round((self.half_hours or 0) / self.supported, 1) if self.supported else 0.0


def support_line(name: str, counts: Mapping[int, int]) -> SupportLine:
    """One line of the report. ``counts``: half-hours of a case → number of cases that got so many."""
    cases = sum(counts.values())
    if cases < SMALLEST_GROUP:
        return SupportLine(name, cases, None, None)
    supported = sum(number for half_hours, number in counts.items() if half_hours)
    return SupportLine(name, cases, supported, sum(half_hours * number for half_hours, number in counts.items()))


# Å comes before Ä, which Unicode has the other way round; an accent changes no place.
_SWEDISH = str.maketrans("åäéèüáàí", "äåeeuaai")


def swedish_order(name: str) -> str:
    """A key that sorts names the Swedish way: Å, Ä and Ö last, in that order, whatever the case of the letters.

    >>> sorted(["Ängby", "Åsö", "Ösmo", "Zinken", "aspudden"], key=swedish_order)
    ['aspudden', 'Zinken', 'Åsö', 'Ängby', 'Ösmo']
    """
    return name.casefold().translate(_SWEDISH)


def capped(count: int) -> str:
    """A count as it is shown; more than 1,000 are not counted."""
    return f"{show_number(MOST)}+" if count > MOST else show_number(count)


def merged(histograms: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """Several histograms as one."""
    together: dict[int, int] = {}
    for histogram in histograms:
        for value, number in histogram.items():
            together[value] = together.get(value, 0) + number
    return together
