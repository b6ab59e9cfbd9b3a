"""What does the page of a running project show? Built here, so that templates only draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlmodel import Session

from sifapp.accounts.models import Person
from sifapp.followup.models import Project, Promise
from sifapp.followup.rules import Kind
from sifapp.i18n import show_date, show_decimal
from sifapp.progress import queries
from sifapp.progress.models import IndicatorValue, MilestoneStep, Risk
from sifapp.progress.picture import Picture, draw
from sifapp.progress.rules import Level, Stage, is_late, period_of, read_value, unit_of, value_of, weight

STAGES: Mapping[Stage, LazyString] = {
    Stage.NOT_BEGUN: _l("Not begun"),
    Stage.UNDER_WAY: _l("Under way"),
    Stage.DONE: _l("Done"),
    Stage.DROPPED: _l("Dropped"),
}
LIKELIHOODS: Mapping[Level, LazyString] = {
    Level.LOW: _l("Unlikely"),
    Level.MEDIUM: _l("Possible"),
    Level.HIGH: _l("Likely"),
}
CONSEQUENCES: Mapping[Level, LazyString] = {
    Level.LOW: _l("Small"),
    Level.MEDIUM: _l("Noticeable"),
    Level.HIGH: _l("Serious"),
}


@dataclass(frozen=True)
class ShownValue:
    """One measured value. ``holds``: False when a later row of the same day has corrected it."""

    row: IndicatorValue
    day: str
    value: str
    who: str
    holds: bool


@dataclass(frozen=True)
class ShownIndicator:
    """An indicator with all that was measured, by day, and a picture of what holds. ``words``: the picture told.

    ``unit``: what is counted, as target and start say it; "" when they say none, or two.
    """

    promise: Promise
    values: list[ShownValue]
    picture: Picture | None
    words: str
    unit: str


@dataclass(frozen=True)
class ShownMilestone:
    """A milestone, how far it has come, and what was said on the way. ``standing``: in words, with its day."""

    promise: Promise
    standing: str
    note: str
    is_late: bool
    history: list[str]


@dataclass(frozen=True)
class ShownRisk:
    """A risk with its likelihood and consequence in words."""

    risk: Risk
    likelihood: str
    consequence: str


def indicators(session: Session, project: Project) -> list[ShownIndicator]:
    """Each indicator of the project with what was measured."""
    rows = queries.values_of(session, project.application_id)
    return [
        _indicator(promise, [row for row in rows if row[0].promise_id == promise.id], project)
        for promise in queries.promises(session, project.application_id, Kind.INDICATOR)
    ]


def _indicator(promise: Promise, rows: Sequence[tuple[IndicatorValue, Person]], project: Project) -> ShownIndicator:
    # The last row of a day holds: rows come in that order.
    holding = {row.measured_on: row for row, _who in rows}
    values = {day: row.hundredths for day, row in holding.items()}
    baseline, target = read_value(promise.baseline), read_value(promise.target)
    shown = [
        ShownValue(
            row, day_told(row.measured_on), value_told(row.hundredths), who.name, holding[row.measured_on] is row
        )
        for row, who in rows
    ]
    picture = draw(values, baseline, target, first=project.starts_on, last=project.ends_on)
    units = {unit for text in (promise.baseline, promise.target) if (unit := unit_of(text))}
    unit = units.pop() if len(units) == 1 else ""
    return ShownIndicator(promise, shown, picture, _in_words(promise, values, unit), unit)


def _in_words(promise: Promise, values: Mapping[date, int], unit: str) -> str:
    """What the picture shows, for whoever does not see it."""
    if not values:
        return ""
    last = max(values)
    facts = {"value": f"{value_told(values[last])} {unit}".strip(), "day": day_told(last)}
    words = _("Latest: %(value)s, %(day)s.", **facts)
    said = ((_("At the start: %(text)s"), promise.baseline), (_("Target: %(text)s"), promise.target))
    return " ".join([words, *(f"{label % {'text': text}}." for label, text in said if text)])


def day_told(day: date) -> str:
    """A day on which something was measured, by its period where one ends."""
    periods = {
        1: _("T1 %(year)s (30 April)", year=day.year),
        2: _("T2 %(year)s (31 August)", year=day.year),
        3: _("Year-end %(year)s", year=day.year),
    }
    return str(periods.get(period_of(day)) or show_date(day))


def value_told(hundredths: int) -> str:
    """A value as the reader writes numbers."""
    return show_decimal(value_of(hundredths))


def milestones(session: Session, application_id: int, day: date, *, is_named: bool) -> list[ShownMilestone]:
    """Each milestone of the project and what was said of it. ``day``: today, for telling which are late.

    ``is_named``: whether the reader may know who has said it.
    """
    said = queries.steps_of(session, application_id)
    return [
        _milestone(promise, [row for row in said if row[0].promise_id == promise.id], day, is_named)
        for promise in queries.promises(session, application_id, Kind.MILESTONE)
    ]


def _milestone(
    promise: Promise, said: Sequence[tuple[MilestoneStep, Person]], day: date, is_named: bool
) -> ShownMilestone:
    last = said[-1][0] if said else None
    stage = last.stage if last else Stage.NOT_BEGUN
    standing = _standing(stage, last.done_on if last else None)
    history = [_step_told(step, who.name if is_named else "") for step, who in said[:-1]]
    # What came of it has been judged: nobody waits for it any more.
    late = promise.finding is None and is_late(stage, promise.due_on, day)
    return ShownMilestone(promise, standing, last.note if last else "", late, history)


def _standing(stage: Stage, done_on: date | None) -> str:
    return _("Done on %(day)s", day=show_date(done_on)) if done_on else str(STAGES[stage])


def _step_told(step: MilestoneStep, name: str) -> str:
    facts = {
        "who": ", ".join(filter(None, (show_date(step.at), name))),
        "standing": _standing(step.stage, step.done_on),
        "due": show_date(step.due_on) if step.due_on else _("no day set"),
    }
    return " ".join((_("%(who)s: %(standing)s. Due: %(due)s.", **facts), step.note)).strip()


def risks(session: Session, application_id: int) -> tuple[list[ShownRisk], list[ShownRisk]]:
    """The open risks, those that weigh most first, and the closed ones."""
    shown = [
        ShownRisk(risk, str(LIKELIHOODS[risk.likelihood]), str(CONSEQUENCES[risk.consequence]))
        for risk in queries.risks_of(session, application_id)
    ]
    shown.sort(key=lambda one: -weight(one.risk.likelihood, one.risk.consequence))
    return [one for one in shown if not one.risk.closing], [one for one in shown if one.risk.closing]


def not_in_register(session: Session, application_id: int) -> list[str]:
    """Risks that the application names and nobody has written down since."""
    kept = {risk.text for risk in queries.risks_of(session, application_id)}
    return [text for text, _measure in queries.named_risks(session, application_id) if text not in kept]
