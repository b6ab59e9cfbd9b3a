"""What do the pages of reconciliations show? Built here, so that templates only draw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.accounts.models import Administration
from sifapp.calculation.labels import FINANCING
from sifapp.i18n import in_language, language, show_date, show_sek
from sifapp.reconciliation.calendar import Kind, Period, Standing, due_on
from sifapp.reconciliation.models import State
from sifapp.reconciliation.pasting import Names
from sifapp.reconciliation.rules import Figures, Limit, Line, Sums, sum_up

LABELS: Mapping[Kind, LazyString] = {
    Kind.T1: _l("Tertial 1, %(year)s"),
    Kind.T2: _l("Tertial 2, %(year)s"),
    Kind.YEAR_END: _l("Year-end, %(year)s"),
}
STATES: Mapping[State, LazyString] = {
    State.WRITTEN: _l("The project writes it"),
    State.SENT: _l("The controller reads it"),
    State.SIGNED: _l("The controller has signed it"),
}

Administrations = Mapping[int, Administration]


@dataclass(frozen=True)
class ShownLine:
    """A line of the form. ``name``: the end of its fields' names."""

    name: str
    administration: str
    purse: str
    planned_sek: int


@dataclass(frozen=True)
class ShownFigures:
    """A row of a table: a line, or several together (``purse`` is then empty)."""

    administration: str
    purse: str
    sums: Sums
    cause: str = ""


@dataclass(frozen=True)
class ShownPeriod:
    """A period of the project's list."""

    period: Period
    label: str
    state: str
    is_late: bool


def label_of(period: Period) -> str:
    """What a period is called: "Tertial 1, 2027"."""
    return str(LABELS[period.kind]) % {"year": period.year}


def next_line(standing: Standing) -> str:
    """What the project reconciles next, and by when; "" when nothing is left."""
    if standing.next is None or standing.due_on is None:
        return ""
    facts = {"period": label_of(standing.next), "day": show_date(standing.due_on)}
    if standing.late:
        return str(_("A reconciliation is late: %(period)s. It should have been sent by %(day)s.", **facts))
    return str(_("Next reconciliation: %(period)s, to be sent by %(day)s.", **facts))


def limit_line(limit: Limit) -> str:
    """When a line needs a cause."""
    return str(
        _(
            "A line that differs from its plan by more than %(per_cent)s per cent, and by more than %(amount)s, needs "
            "a cause. So does a negative amount.",
            per_cent=limit.per_cent,
            amount=show_sek(limit.least_sek),
        )
    )


def shown_lines(lines: Iterable[Line], names: Administrations) -> list[ShownLine]:
    """The lines of the form."""
    return [
        ShownLine(line.name, _name(names[line.administration_id]), str(FINANCING[line.financing]), line.planned_sek)
        for line in lines
    ]


def table_of(figures: Sequence[Figures], names: Administrations) -> list[ShownFigures]:
    """The lines by administration, with the sum of each that has several, and of all at the end."""
    by_administration: dict[int, list[Figures]] = {}
    for one in figures:
        by_administration.setdefault(one.line.administration_id, []).append(one)
    rows = []
    for id_, group in by_administration.items():
        name = _name(names[id_])
        rows += [ShownFigures(name, str(FINANCING[one.line.financing]), sum_up([one]), one.cause) for one in group]
        if len(group) > 1:
            rows.append(ShownFigures(_("%(administration)s in all", administration=name), "", sum_up(group)))
    return [*rows, ShownFigures(_("In all"), "", sum_up(figures))]


def shown_periods(
    periods: Iterable[Period], states: Mapping[Period, State], asked: Mapping[Period, date], day: date, days: int
) -> list[ShownPeriod]:
    """The project's list: each period with where it stands. ``asked``: when the fund sent it back."""
    shown = []
    for period in periods:
        state = states.get(period, State.WRITTEN)
        last_day = due_on(period, days, asked.get(period))
        is_late = state is State.WRITTEN and last_day < day
        shown.append(ShownPeriod(period, label_of(period), standing_line(period, state, last_day, day), is_late))
    return shown


def standing_line(period: Period, state: State, last_day: date, day: date) -> str:
    """Where a period stands on ``day``; while the project writes, by when it is to be sent."""
    if state is not State.WRITTEN:
        return str(STATES[state])
    if last_day < day:
        return str(_("Late: it should have been sent by %(day)s", day=show_date(last_day)))
    if period.last_day < day:
        return str(_("To be sent by %(day)s", day=show_date(last_day)))
    return str(_("The period ends on %(day)s", day=show_date(period.last_day)))


def written_names(lines: Iterable[Line], names: Administrations) -> Names:
    """How a spreadsheet may name each line, in both languages; and the heads of the columns, which are no line."""
    found: dict[tuple[str, str], Line | None] = {}
    for code in ("sv", "en"):
        with in_language(code):
            found[_("Administration").casefold(), _("Who pays").casefold()] = None
            for line in lines:
                row, purse = names[line.administration_id], str(FINANCING[line.financing]).casefold()
                found |= {(name.casefold(), purse): line for name in (row.name_sv, row.name_en, row.code)}
    return found


def rows_to_copy(lines: Iterable[ShownLine], period: Period) -> str:
    """The rows as a spreadsheet takes them, with the heads of the columns, to be filled in there."""
    columns = [_("Administration"), _("Who pays"), _("Planned"), _("Outcome")]
    columns += [_("Forecast")] if period.has_forecast else []
    rows = [(line.administration, line.purse, str(line.planned_sek)) for line in lines]
    return "\n".join("\t".join(row) for row in [(*columns, _("Cause")), *rows])


def _name(row: Administration) -> str:
    return row.name_sv if language() == "sv" else row.name_en
