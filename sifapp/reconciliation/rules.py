"""What has been spent of each budget line, and does it differ so much from the plan that a cause is needed? Pure.

Amounts are whole kronor, counted from the year's first day; a negative amount is a refund. The limit is the fund's own
choice. A line needs a cause when it differs from the plan by more than the limit, when an amount is negative, and when
the forecast is less than what has been spent: somebody expects money back.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sifapp.calculation.amounts import parse_sek
from sifapp.calculation.lines import Financing
from sifapp.i18n import show_sek
from sifapp.reconciliation.calendar import Period
from sifapp.wizard.rules import personal_number_fault

LONGEST = 2_000
MINUS = ("-", "\u2212", "\u2013", "\u2011", "\u2010")  # hyphens that do not break come from Word
WITH_ORE = re.compile(r"(?P<kronor>\d+(?:[ .,\u00a0\u202f]\d{3})*)[.,](?P<ore>\d{1,2})")
# "1,5" is meant as millions or thousands: only larger amounts may have öre.
LEAST_WITH_ORE = 1_000

Fields = Mapping[str, str]
Faults = dict[str, str]


@dataclass(frozen=True)
class Line:
    """What one administration may spend in one year, out of one purse."""

    administration_id: int
    financing: Financing
    planned_sek: int

    @property
    def name(self) -> str:
        """What its fields are called by: "12-fund"."""
        return f"{self.administration_id}-{self.financing.value}"


@dataclass(frozen=True)
class Figures:
    """A line with what is told of it. ``forecast_sek``: of the whole year; None when the year is over."""

    line: Line
    outcome_sek: int
    forecast_sek: int | None
    cause: str = ""

    @property
    def expected_sek(self) -> int:
        """What the whole year comes to."""
        return self.outcome_sek if self.forecast_sek is None else self.forecast_sek

    @property
    def deviation_sek(self) -> int:
        """How much more than planned; negative when less."""
        return self.expected_sek - self.line.planned_sek


@dataclass(frozen=True)
class Sums:
    """Several lines together, in whole kronor."""

    planned_sek: int
    outcome_sek: int
    expected_sek: int

    @property
    def deviation_sek(self) -> int:
        return self.expected_sek - self.planned_sek


@dataclass(frozen=True)
class Limit:
    """How much a line may differ without a cause: so many per cent of its plan, but never less than ``least_sek``."""

    per_cent: int
    least_sek: int

    def is_passed(self, figures: Figures) -> bool:
        """Whether the line differs by more than this, upwards or downwards."""
        deviation_sek = abs(figures.deviation_sek)
        return deviation_sek > self.least_sek and deviation_sek * 100 > figures.line.planned_sek * self.per_cent


def sum_up(rows: Iterable[Figures]) -> Sums:
    """All of the lines together."""
    found = list(rows)
    return Sums(
        sum(row.line.planned_sek for row in found),
        sum(row.outcome_sek for row in found),
        sum(row.expected_sek for row in found),
    )


def lines_of(budget: Iterable[tuple[int, int, Financing, int]], year: int) -> list[Line]:
    """The lines that are reconciled in ``year``, in the order of the budget.

    ``budget``: year, administration's number, purse and whole kronor of each line. A purse that has no plan in that
    year is there with 0: money may be spent before its year, or after it.
    """
    planned: dict[tuple[int, Financing], int] = {}
    for of_year, administration_id, financing, planned_sek in budget:
        key = (administration_id, financing)
        planned[key] = planned.get(key, 0) + (planned_sek if of_year == year else 0)
    return [Line(*key, planned_sek) for key, planned_sek in planned.items()]


def parse_signed_sek(text: str) -> int | None:
    """Whole kronor, negative too ("-1 200", "1,2 mnkr"); None when it is no amount.

    Öre are rounded to the nearest krona, half a krona away from zero ("-1 200,50" is -1,201). An amount below 1,000
    with decimals is None: whoever writes "1,5" means millions.
    """
    text = text.strip()
    is_negative = text.startswith(MINUS)
    digits = text[1:] if is_negative else text
    amount = parse_sek(digits)
    if amount is None:
        amount = _rounded(digits.strip())
    return -amount if is_negative and amount else amount


def _rounded(digits: str) -> int | None:
    found = WITH_ORE.fullmatch(digits)
    if found is None:
        return None
    kronor = parse_sek(re.sub(r"\D", "", found["kronor"]))
    if kronor is None or kronor < LEAST_WITH_ORE:
        return None
    return kronor + (int(found["ore"].ljust(2, "0")) >= 50)


def why_cause(figures: Figures, limit: Limit) -> str:
    """Why the line needs a cause, as a sentence; "" when it needs none."""
    lowest_sek = min(figures.outcome_sek, figures.expected_sek)
    if lowest_sek < 0:
        return str(_("%(amount)s is negative. Say what has been paid back.", amount=show_sek(lowest_sek)))
    if figures.expected_sek < figures.outcome_sek:
        return str(_("The forecast is less than what has been spent. Say what will be paid back."))
    if not limit.is_passed(figures):
        return ""
    amount, plan = show_sek(abs(figures.deviation_sek)), show_sek(figures.line.planned_sek)
    if figures.deviation_sek > 0:
        return str(_("%(amount)s more than the plan of %(plan)s. Say why.", amount=amount, plan=plan))
    return str(_("%(amount)s less than the plan of %(plan)s. Say why.", amount=amount, plan=plan))


def field_names(lines: Iterable[Line]) -> list[str]:
    """The fields of a reconciliation's form."""
    return [f"{what}-{line.name}" for line in lines for what in ("outcome", "forecast", "cause")] + ["paste"]


def read_figures(
    fields: Fields, lines: Sequence[Line], period: Period, limit: Limit
) -> tuple[list[Figures] | None, Faults]:
    """The figures that the fields tell of, or by field what stops them from being sent."""
    faults: Faults = {}
    found = [figures for line in lines if (figures := _read_line(fields, line, period, limit, faults))]
    return (None, faults) if faults else (found, {})


def told_figures(fields: Fields, lines: Iterable[Line], period: Period) -> list[Figures]:
    """The figures of the lines whose amounts can be read, whatever else is wrong."""
    return [figures for line in lines if (figures := _read_line(fields, line, period, Limit(0, 0), {}))]


def _read_line(fields: Fields, line: Line, period: Period, limit: Limit, faults: Faults) -> Figures | None:
    outcome = _amount(fields, f"outcome-{line.name}", line, faults)
    forecast = _amount(fields, f"forecast-{line.name}", line, faults) if period.has_forecast else None
    cause = fields.get(f"cause-{line.name}", "").strip()
    if fault := _cause_fault(cause):
        faults[f"cause-{line.name}"] = fault
    if outcome is None or (forecast is None and period.has_forecast):
        return None
    figures = Figures(line, outcome, forecast, cause)
    if not cause and (why := why_cause(figures, limit)):
        faults[f"cause-{line.name}"] = why
    return figures


def _amount(fields: Fields, name: str, line: Line, faults: Faults) -> int | None:
    typed = fields.get(name, "").strip()
    if not typed and not line.planned_sek:
        return 0
    amount = parse_signed_sek(typed)
    if amount is None:
        faults[name] = _("Write an amount in whole kronor, such as 120 000. Write 0 if it is nothing.")
    return amount


def _cause_fault(cause: str) -> str:
    if len(cause) > LONGEST:
        return str(_("Shorten the text to %(longest)s characters.", longest=LONGEST))
    return personal_number_fault(cause)
