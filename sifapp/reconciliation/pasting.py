"""Which fields do rows from a spreadsheet fill, and which rows fit nowhere? Pure.

The columns are administration, who pays, plan, outcome, forecast (when the year is not over) and cause. The plan is the
proof that no column has shifted: it must be the one that we know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from sifapp.i18n import show_sek
from sifapp.reconciliation.calendar import Period
from sifapp.reconciliation.rules import Line, parse_signed_sek

# Administration and purse as somebody may write them, in small letters; None for the heads of the two columns.
Names = Mapping[tuple[str, str], Line | None]
# So much of a row is shown to tell it from the others.
SHOWN = 40


@dataclass
class Pasted:
    """What came of the rows. ``fields``: to be filled. ``left``: rows that fit nowhere, as they were pasted."""

    fields: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class _RowError(Exception):
    """A row fits nowhere; the message says why."""


def place_rows(text: str, names: Names, period: Period) -> Pasted:
    """Put each row where it belongs. Rows that are empty, or the heads of the columns, are left out."""
    pasted, rows = Pasted(), [row for row in text.split("\n") if row.strip()]
    for number, row in enumerate(rows, 1):
        try:
            _place(_cells(row), names, period, pasted)
        except _RowError as error:
            pasted.left.append(row)
            facts = {"number": number, "start": _start(row), "why": error}
            pasted.faults.append(_("Row %(number)s, “%(start)s”: %(why)s", **facts))
    return pasted


def _start(text: str) -> str:
    """So much of a row or a cell that somebody finds it; an ellipsis tells that more follows."""
    text = text.strip().replace("\t", "; ")
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}…"


def _cells(row: str) -> list[str]:
    return [cell.strip().strip('"').strip() for cell in row.split("\t" if "\t" in row else ";")]


def _place(cells: list[str], names: Names, period: Period, pasted: Pasted) -> None:
    administration, purse, *_further = (*(cell.casefold() for cell in cells), "")
    if (administration, purse) not in names:
        raise _RowError(_("the budget has no such administration and payer."))
    line = names[administration, purse]
    if line is None:
        return
    wanted = ["outcome", "forecast"] if period.has_forecast else ["outcome"]
    amounts = _amounts(cells, line, len(wanted))
    if f"outcome-{line.name}" in pasted.fields:
        raise _RowError(_("the same line stands further up."))
    pasted.fields |= {f"{what}-{line.name}": typed for what, typed in zip(wanted, amounts, strict=True)}
    if cause := "".join(cells[3 + len(wanted) :]):
        pasted.fields[f"cause-{line.name}"] = cause


def _amounts(cells: list[str], line: Line, count: int) -> list[str]:
    """So many amounts behind the plan, as they were written."""
    columns, rest = 3 + count, cells[3 + count :]
    if len(cells) < columns or any(rest[1:]):
        raise _RowError(_("it should have %(count)s columns, and a cause if there is one.", count=columns))
    if parse_signed_sek(cells[2]) != line.planned_sek:
        plan = show_sek(line.planned_sek)
        raise _RowError(_("the third column should be the plan, %(plan)s. Have the columns shifted?", plan=plan))
    amounts = cells[3:columns]
    for typed in amounts:
        if parse_signed_sek(typed) is None:
            raise _RowError(_("“%(text)s” is no amount.", text=_start(typed)))
    return amounts
