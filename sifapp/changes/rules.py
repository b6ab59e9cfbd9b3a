"""What does a project ask to change, and can it be changed so? Pure. Amounts are whole kronor.

The fund's part never grows beyond the grant: more money is a new decision of the executive board. A line never becomes
smaller than what the controller has signed as spent, and nothing is planned after the project's last year.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from flask_babel import gettext as _

from sifapp.calculation.amounts import parse_sek
from sifapp.calculation.lines import Financing
from sifapp.i18n import is_in_calendar, show_number, show_sek
from sifapp.wizard.rules import personal_number_fault

LONGEST = 5_000
TEXTS = ("plan", "reason", "effects")
# What a party of the case may spend although the budget has no line of it yet.
PURSES = (Financing.FUND, Financing.OWN)
# No source says how long a project may run; a day further away than this from its first one is a slip of the hand.
MOST_YEARS = 10

Fields = Mapping[str, str]
Faults = dict[str, str]
# Which administration's money, and out of which purse.
Purse = tuple[int, Financing]


@dataclass(frozen=True)
class Cell:
    """What one administration may spend in one year out of one purse, as it stands now.

    ``spent_sek``: what the controller has signed as spent, 0 or more; None when nothing is signed of that year.
    """

    year: int
    administration_id: int
    financing: Financing
    planned_sek: int
    spent_sek: int | None = None

    @property
    def name(self) -> str:
        """What its field is called: "line-2027-12-fund"."""
        return f"line-{self.year}-{self.administration_id}-{self.financing.value}"


@dataclass(frozen=True)
class Standing:
    """A project's plan as it stands now.

    ``granted_sek``: without what the fund has got back. ``may_move_end``: not when its effect has been judged.
    """

    starts_on: date
    ends_on: date
    may_move_end: bool
    granted_sek: int
    planned: Mapping[tuple[int, int, Financing], int]
    spent: Mapping[tuple[int, int, Financing], int]
    parties: Collection[int]

    def cells(self, fields: Fields) -> list[Cell]:
        """What can be planned: each purse in each year, also in the years that a later last day brings."""
        last = max(read_day(fields.get("ends_on", "")) or self.ends_on, self.ends_on)
        years = {*range(self.starts_on.year, min(last.year, self._last_year) + 1), *(key[0] for key in self.planned)}
        return [
            Cell(year, *purse, self.planned.get((year, *purse), 0), self.spent.get((year, *purse)))
            for purse in self._purses()
            for year in sorted(years)
        ]

    def _purses(self) -> list[Purse]:
        """Those of the budget, in its order; then those that the parties of the case can have."""
        return list(dict.fromkeys([*(key[1:] for key in self.planned), *product(self.parties, PURSES)]))

    @property
    def from_fund_sek(self) -> int:
        """What the lines take from the fund. It may differ from the grant: the board may have granted less, or more."""
        return sum(amount for (_year, _id, financing), amount in self.planned.items() if financing is Financing.FUND)

    @property
    def _last_year(self) -> int:
        return self.starts_on.year + MOST_YEARS


@dataclass(frozen=True)
class Changed:
    """A line that gets another amount."""

    cell: Cell
    after_sek: int

    @property
    def difference_sek(self) -> int:
        """How much more; negative when less."""
        return self.after_sek - self.cell.planned_sek


@dataclass(frozen=True)
class Asked:
    """What is asked for. ``ends_on``: the new last day; None when it stays. ``unused_sek``: what the fund gets back."""

    plan: str
    reason: str
    effects: str
    ends_on: date | None
    lines: Sequence[Changed]
    unused_sek: int


def first_fields(standing: Standing) -> dict[str, str]:
    """The form before anybody has written in it: the plan as it stands."""
    amounts = {cell.name: show_number(cell.planned_sek) for cell in standing.cells({}) if cell.planned_sek}
    return {"ends_on": standing.ends_on.isoformat(), **amounts}


def field_names(cells: Iterable[Cell]) -> list[str]:
    """The fields of the form, in its order."""
    return [*TEXTS, "ends_on", *(cell.name for cell in cells)]


def read_day(text: str) -> date | None:
    """A day that exists, between 1990 and 2099; None when it is none."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if is_in_calendar(day) else None


def told(fields: Fields, standing: Standing) -> Asked:
    """What can be read of a request, whatever is wrong with it."""
    read = ((cell, _amount(fields, cell)) for cell in standing.cells(fields))
    lines = [Changed(cell, amount) for cell, amount in read if amount is not None and amount != cell.planned_sek]
    day = read_day(fields.get("ends_on", ""))
    plan, reason, effects = (fields.get(name, "").strip() for name in TEXTS)
    return Asked(
        plan,
        reason,
        effects,
        ends_on=None if day == standing.ends_on else day,
        lines=lines,
        unused_sek=max(min(standing.from_fund_sek, standing.granted_sek) - _from_fund_sek(lines, standing), 0),
    )


def _from_fund_sek(lines: Iterable[Changed], standing: Standing) -> int:
    """What all lines would take from the fund."""
    return standing.from_fund_sek + sum(line.difference_sek for line in lines if _is_fund(line))


def read_asked(fields: Fields, standing: Standing, today: date) -> tuple[Asked | None, Faults]:
    """What the fields ask for, or by field what stops it from being sent."""
    asked = told(fields, standing)
    ends_on, day_fault = _read_end(fields.get("ends_on", ""), standing, today)
    faults = {name: _text_fault(name, fields.get(name, "").strip()) for name in TEXTS} | {"ends_on": day_fault}
    faults |= {cell.name: _cell_fault(fields, cell, ends_on) for cell in standing.cells(fields)}
    faults = {name: fault for name, fault in faults.items() if fault} or _whole_fault(asked, standing)
    return (None, faults) if faults else (asked, {})


def _text_fault(name: str, text: str) -> str:
    wanted = {
        "reason": _("Say why it has to change."),
        "effects": _("Say what it means for what the project has promised. “Nothing” is an answer, with the reason."),
    }
    if not text:
        return str(wanted.get(name, ""))
    if len(text) > LONGEST:
        return str(_("Shorten the text to %(longest)s characters.", longest=show_number(LONGEST)))
    return personal_number_fault(text)


def _read_end(text: str, standing: Standing, today: date) -> tuple[date, str]:
    """The last day that holds for the amounts, and what is wrong with the one that is asked for; "" when nothing is."""
    day = read_day(text)
    if day is None:
        return standing.ends_on, str(_("Write a day that exists, between 1990 and 2099, such as 2026-11-22."))
    if day == standing.ends_on:
        return day, ""
    if not standing.may_move_end:
        return standing.ends_on, str(_("The effect has been judged, so the last day stays. Write it as it was."))
    if day < max(today, standing.starts_on):
        return standing.ends_on, str(_("Choose a day from today on, and not before the project’s first day."))
    if day.year > standing.starts_on.year + MOST_YEARS:
        too_far = _("That is more than %(years)s years after the first day. Check the year.", years=MOST_YEARS)
        return standing.ends_on, str(too_far)
    return day, ""


def _amount(fields: Fields, cell: Cell) -> int | None:
    typed = fields.get(cell.name, "").strip()
    return parse_sek(typed) if typed or cell.planned_sek else 0


def _cell_fault(fields: Fields, cell: Cell, ends_on: date) -> str:
    amount = _amount(fields, cell)
    if amount is None:
        return str(_("Write an amount in whole kronor, such as 120 000. Write 0 if it is nothing."))
    if cell.spent_sek is not None and amount < min(cell.spent_sek, cell.planned_sek):
        return str(_("%(spent)s has been spent. Write no less.", spent=show_sek(cell.spent_sek)))
    if amount and cell.year > ends_on.year:
        return str(_("The project has ended then. Write 0, and plan the money in another year if it is needed."))
    return ""


def _whole_fault(asked: Asked, standing: Standing) -> Faults:
    """What is wrong although each answer is right."""
    more_sek = _from_fund_sek(asked.lines, standing) - max(standing.from_fund_sek, standing.granted_sek)
    if more_sek > 0:
        higher = next(line for line in asked.lines if line.difference_sek > 0 and _is_fund(line))
        too_much = _(
            "The lines take %(more)s more from the fund than they may. Lower other lines by as much, in any year.",
            more=show_sek(more_sek),
        )
        return {higher.cell.name: str(too_much)}
    if not (asked.plan or asked.ends_on or asked.lines):
        return {"plan": str(_("Say what is to change, or change the last day or an amount below."))}
    return {}


def _is_fund(line: Changed) -> bool:
    return line.cell.financing is Financing.FUND
