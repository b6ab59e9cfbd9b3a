"""What does a form say of a project's costs and effects, and what is wrong with it? Raw text in, lines and faults out.

The fields are called ``cost-0-year``, ``effect-2-low`` and so on, in a form as in a stored draft.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from flask_babel import gettext as _

from sifapp.calculation.amounts import (
    HIGHEST_SEK,
    cost_fault,
    parse_month,
    parse_quantity,
    parse_sek,
    parse_year,
    year_fault,
)
from sifapp.calculation.lines import (
    MOST_TIMES_A_YEAR,
    TIMES_A_YEAR,
    Certainty,
    Cost,
    Effect,
    Financing,
    Month,
    OpenEffect,
    Payer,
    Per,
    Range,
    UnitPrice,
)
from sifapp.i18n import show_decimal, show_sek

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
Row = dict[str, str]

OWN_PRICE = "own"
LONGEST = 200
LONGEST_REASON = 2_000
OUTSIDE = {payer.value: payer for payer in Payer if payer is not Payer.CITY}


@dataclass(frozen=True)
class Group:
    """Rows of one kind. ``choices``: columns that always have a value, so that they alone make no row."""

    name: str
    columns: tuple[str, ...]
    choices: frozenset[str]
    most: int

    def rows(self, fields: Mapping[str, str]) -> dict[int, Row]:
        """The rows that a form has, blank ones too, by the number that their fields carry, in order."""
        found = {}
        for number in range(self.most):
            names = {column: f"{self.name}-{number}-{column}" for column in self.columns}
            if any(name in fields for name in names.values()):
                found[number] = {column: fields.get(name, "") for column, name in names.items()}
        return found

    def written(self, fields: Mapping[str, str]) -> dict[int, Row]:
        """The rows in which something is typed, by number."""
        return {number: row for number, row in self.rows(fields).items() if not self.is_blank(row)}

    def field_names(self) -> list[str]:
        """Names of all fields that a form can have of it."""
        return [f"{self.name}-{number}-{column}" for number in range(self.most) for column in self.columns]

    def is_blank(self, row: Row) -> bool:
        """Whether nothing is typed in it."""
        return not any(row.get(column, "").strip() for column in self.columns if column not in self.choices)


COSTS = Group("cost", ("year", "administration", "amount", "paid_by"), frozenset({"administration", "paid_by"}), 30)
EFFECTS = Group(
    "effect",
    (
        *("unit", "payer", "baseline", "low", "base", "high", "price", "times"),
        *("own_amount", "own_per", "own_year", "own_source", "start", "end", "certainty", "reason"),
    ),
    frozenset({"payer", "price", "own_per", "certainty"}),
    15,
)


@dataclass
class Reading:
    """What was understood. ``faults``: (field, text) in the order of the form; a row with a fault is in no list.

    ``by_row``: the effects once more, by the number of their row.
    """

    costs: list[Cost] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    open_effects: list[OpenEffect] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    by_row: dict[int, Effect | OpenEffect] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to calculate with."""
        return not (self.costs or self.effects or self.open_effects)


@dataclass(frozen=True)
class _Typed:
    """One row while it is read: each question gives a value, or notes a fault and gives None."""

    prefix: str
    row: Row
    faults: list[tuple[str, str]]

    def text(self, column: str) -> str:
        return self.row.get(column, "").strip()

    def fault(self, column: str, text: str) -> None:
        self.faults.append((f"{self.prefix}-{column}", str(text)))

    def ask(self, column: str, parse: Callable[[str], T | None], wanted: str) -> T | None:
        value = parse(self.text(column))
        if value is None:
            self.fault(column, wanted)
        return value

    def line(self, column: str, wanted: str, longest: int = LONGEST) -> str | None:
        text = self.text(column)
        if len(text) > longest:
            self.fault(column, _("Shorten the text to %(longest)s characters.", longest=longest))
            return None
        return self.ask(column, lambda text: text or None, wanted)


def read(fields: Mapping[str, str], prices: Mapping[str, UnitPrice], codes: Mapping[str, str]) -> Reading:
    """Costs, effects and faults of a form. Blank rows are nothing.

    ``prices``: by code. ``codes``: each administration's code, with that of the one that exists now.
    """
    reading = Reading()
    cost_sek = 0
    for number, row in COSTS.written(fields).items():
        typed = _Typed(f"cost-{number}", row, reading.faults)
        cost = _read_cost(typed, codes)
        reading.costs += [cost] if cost else []
        before_sek, cost_sek = cost_sek, cost_sek + (cost.amount_sek if cost else 0)
        # Rows of the same year and purse make one budget line, which no column must be too narrow for.
        if before_sek <= HIGHEST_SEK < cost_sek:
            most = show_sek(HIGHEST_SEK)
            typed.fault("amount", _("The costs come to more than %(most)s together. Check the amounts.", most=most))
    for number, row in EFFECTS.written(fields).items():
        effect = _read_effect(_Typed(f"effect-{number}", row, reading.faults), prices, codes, reading.costs)
        if effect is not None:
            reading.by_row[number] = effect
    reading.effects += [effect for effect in reading.by_row.values() if isinstance(effect, Effect)]
    reading.open_effects += [effect for effect in reading.by_row.values() if isinstance(effect, OpenEffect)]
    return reading


def _read_cost(typed: _Typed, codes: Mapping[str, str]) -> Cost | None:
    year = typed.ask("year", parse_year, year_fault(typed.text("year")))
    code = typed.ask("administration", codes.get, _("Choose the administration that has the cost."))
    wrong = cost_fault(typed.text("amount"))
    amount_sek = typed.ask("amount", lambda text: None if wrong else parse_sek(text), wrong)
    financing = typed.ask("paid_by", _member(Financing), _("Choose who pays."))
    if year is None or code is None or amount_sek is None or financing is None:
        return None
    return Cost(year, code, amount_sek, financing)


def _read_effect(
    typed: _Typed, prices: Mapping[str, UnitPrice], codes: Mapping[str, str], costs: list[Cost]
) -> Effect | OpenEffect | None:
    unit = typed.line("unit", _("Write what becomes fewer, for example placements."))
    payer = typed.ask("payer", lambda text: _payer(text, codes), _("Choose who pays for it today."))
    has_figures = any(typed.text(case) for case in ("low", "base", "high"))
    if typed.text("reason") and has_figures:
        typed.fault("reason", _("You have written both figures and why there are none. Keep one of them."))
    elif typed.text("reason"):
        reason = typed.line("reason", "", LONGEST_REASON)
        if unit and payer and reason:
            return OpenEffect(unit, *payer, reason)
    else:
        change, price = _read_change(typed), _read_price(typed, prices)
        times = _read_times(typed, price.per) if price else None
        months = _read_months(typed, costs)
        certainty = typed.ask("certainty", _member(Certainty), _("Choose what the figures rest on."))
        baseline = parse_quantity(typed.text("baseline"))
        if unit and payer and change and price and times and months and certainty:
            return Effect(unit, *payer, change, price, times, *months, baseline, certainty)
    return None


def _payer(text: str, codes: Mapping[str, str]) -> tuple[Payer, str] | None:
    if text in OUTSIDE:
        return OUTSIDE[text], ""
    return (Payer.CITY, codes[text]) if text in codes else None


def _read_change(typed: _Typed) -> Range[Fraction] | None:
    number = _("Write a number, 0 or more, for example 4 or 2,5.")
    low, base, high = (typed.ask(case, parse_quantity, number) for case in ("low", "base", "high"))
    baseline = parse_quantity(typed.text("baseline"))
    if baseline is None and typed.text("baseline"):
        typed.fault("baseline", number)
        return None
    if low is None or base is None or high is None:
        return None
    if not low <= base <= high:
        typed.fault("low", _("Write the smallest number as low and the largest as high."))
        return None
    if baseline is not None and high > baseline:
        typed.fault(
            "high", _("There are only %(number)s today: no more can be avoided.", number=show_decimal(baseline))
        )
        return None
    return Range(low, base, high)


def _read_price(typed: _Typed, prices: Mapping[str, UnitPrice]) -> UnitPrice | None:
    if typed.text("price") != OWN_PRICE:
        return typed.ask("price", prices.get, _("Choose a price, or “Our own price”."))
    amount_sek = typed.ask(
        "own_amount", lambda text: parse_sek(text) or None, _("Write the price in whole kronor, for example 4 500.")
    )
    per = typed.ask("own_per", _member(Per), _("Choose what the price is paid for."))
    year = typed.ask("own_year", parse_year, _("Write the year with four digits, for example 2027."))
    source = typed.line("own_source", _("Write where the price comes from, for example our accounts."))
    if amount_sek is None or per is None or year is None or source is None:
        return None
    return UnitPrice(amount_sek, per, year, source)


def _read_times(typed: _Typed, per: Per) -> Fraction | None:
    if not typed.text("times"):
        return Fraction(TIMES_A_YEAR[per])
    most = MOST_TIMES_A_YEAR[per]
    times = parse_quantity(typed.text("times"))
    if times is None or not 0 < times <= most:
        wanted = {
            Per.DAY: _("Write how many days a year, from 1 to 366, or leave it empty."),
            Per.MONTH: _("Write how many months a year, from 1 to 12, or leave it empty."),
            Per.HOUR: _("Write how many hours a year, or leave it empty."),
        }
        typed.fault("times", wanted.get(per, _("Leave this empty: the price is for the whole.")))
        return None
    return times


def _read_months(typed: _Typed, costs: list[Cost]) -> tuple[Month, Month] | None:
    wanted = _("Write a year, or a year and a month: 2028 or 2028-07.")
    starts = typed.ask("start", parse_month, wanted)
    ends = typed.ask("end", lambda text: parse_month(text, is_end=True), wanted)
    if starts is None or ends is None:
        return None
    if ends < starts:
        typed.fault("end", _("The effect ends before it starts. Write a later end or an earlier start."))
        return None
    first = min((cost.year for cost in costs), default=starts.year)
    if starts.year < first:
        typed.fault("start", _("The project starts in %(year)s. An effect cannot come before it.", year=first))
        return None
    return starts, ends


def _member(enum: type[E]) -> Callable[[str], E | None]:
    return {member.value: member for member in enum}.get
