"""What does the fund's own picture show? Built here, so that page and spreadsheet say the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from sifapp.accounts.models import Administration
from sifapp.applications.models import Origin
from sifapp.overview.groups import GroupLine, by_status, reached
from sifapp.overview.queries import Count, Time
from sifapp.review.rules import ORIGIN_LABELS, STATUS_TEXTS, swedish_order
from sifapp.scoring.pages import named
from sifapp.statuses import CLOSED, Status
from sifapp.wizard.questions import Form

MINUTE, HOUR, DAY = 60, 3_600, 86_400


@dataclass(frozen=True)
class StageLine:
    """One stage: how many cases stand there, for how long, and how long others took."""

    name: str
    cases: int
    standing: str
    took: str
    left: int


@dataclass(frozen=True)
class StepLine:
    """How many stop after one step. ``share``: of the most, 0 to 1."""

    name: str
    cases: int
    share: float


@dataclass(frozen=True)
class ShownGroup:
    """One group's line. The figures of a small one are never shown."""

    name: str
    line: GroupLine

    @property
    def per_sketch(self) -> float:
        """Half-hours of support for each sketch that was sent."""
        return round(self.line.half_hours / self.line.sent, 1) if self.line.sent else 0.0


def duration(seconds: int) -> str:
    """How long, as people say it."""
    if seconds < 2 * HOUR:
        minutes = max(1, round(seconds / MINUTE))
        return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    if seconds < 2 * DAY:
        return str(ngettext("%(num)s hour", "%(num)s hours", round(seconds / HOUR)))
    return str(ngettext("%(num)s day", "%(num)s days", round(seconds / DAY)))


def stage_lines(
    counts: Iterable[Count], standing: Mapping[Status, Time], times: Mapping[Status, Time]
) -> list[StageLine]:
    """The stages in the order of the process, those that hold cases or have held some within the year."""
    held = by_status(counts)
    return [
        StageLine(
            str(STATUS_TEXTS[status].label),
            held.get(status, 0),
            duration(standing[status].median_s) if status in standing else "",
            duration(times[status].median_s) if status in times else "",
            times[status].cases if status in times else 0,
        )
        for status in Status
        if held.get(status) or (status in times and status not in CLOSED)
    ]


def step_lines(form: Form, finished: Mapping[int | None, int]) -> list[StepLine]:
    """Where those who are writing have got to."""
    stopped = reached(finished, len(form.steps))
    names = [_("No section finished yet"), *(str(step.title) for step in form.steps)]
    most = max(stopped) or 1
    return [StepLine(name, cases, cases / most) for name, cases in zip(names, stopped, strict=True)]


def shown_groups(lines: Iterable[GroupLine], known: Mapping[int, Administration]) -> list[ShownGroup]:
    """The groups by name."""
    shown = [ShownGroup(_name(line, known), line) for line in lines]
    return sorted(shown, key=lambda group: swedish_order(group.name))


def _name(line: GroupLine, known: Mapping[int, Administration]) -> str:
    if isinstance(line.key, Origin):
        return str(ORIGIN_LABELS[line.key])
    return named(known[line.key])
