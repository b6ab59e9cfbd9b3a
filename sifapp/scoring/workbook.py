"""How does a spreadsheet look that can be sent? And the meeting pack as one: a sheet of cases, one of scores."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from sifapp.scoring.pages import PackCase

if TYPE_CHECKING:
    from xlsxwriter import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (16, 44, 30, 12, 12, 12, 12, 12, 16, 24, 44)

Cell = str | int


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``rows``: read once, so that they may be many."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def book_of(sheets: Iterable[Sheet], *, is_large: bool = False) -> BytesIO:
    """The sheets as an .xlsx file, ready to be sent. Texts stay texts: what starts with "=" is no formula.

    ``is_large``: each row is written away when it is there, so that many take no more memory than few.
    """
    # Few ask for a spreadsheet, and each process would carry 3 MiB for it.
    from xlsxwriter import Workbook

    file = BytesIO()
    options = {
        "constant_memory" if is_large else "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with Workbook(file, options) as book:
        for one in sheets:
            _write(book, one)
    file.seek(0)
    return file


def workbook_of(cases: Sequence[PackCase]) -> BytesIO:
    """The pack as an .xlsx file."""
    return book_of(
        (
            Sheet(_("Cases"), _case_heads(), (_case_row(case) for case in cases)),
            Sheet(_("Scores"), _score_heads(), (row for case in cases for row in _score_rows(case))),
        )
    )


def _write(book: "Workbook", one: Sheet) -> None:
    sheet, bold = book.add_worksheet(one.name), book.add_format({"bold": True})
    for number, width in zip(range(len(one.heads)), WIDTHS, strict=False):
        sheet.set_column(number, number, width)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, one.heads, bold)
    for number, row in enumerate(one.rows, start=1):
        sheet.write_row(number, 0, row)


def _case_heads() -> list[str]:
    heads = (_("Reference"), _("Case"), _("Administration"), _("Rank"), _("Mean"), _("Median"), _("Spread"))
    return [*heads, _("Scored by"), _("Discuss first"), _("Outcome"), _("What others would save")]


def _case_row(case: PackCase) -> list[Cell]:
    line, shown = case.line, case.line.figures
    facts: list[Cell] = [line.reference, line.title, line.lead, line.rank or "–"]
    if shown is None:
        return facts
    scored = f"{shown.count}/{shown.reviewers} {shown.set_aside}".strip()
    figures: list[Cell] = [shown.mean, shown.median, shown.spread, scored]
    savings = "\n".join(case.savings)
    return [*facts, *figures, _("Yes") if shown.discuss_first else "", line.outcome, savings]


def _score_heads() -> list[str]:
    return [_("Reference"), _("Case"), _("Criterion"), _("Member"), _("Score"), _("Words")]


def _score_rows(case: PackCase) -> list[list[Cell]]:
    return [
        [case.line.reference, case.line.title, line.name, member, score, words]
        for line in case.criteria
        for member, score, words in line.reasons
    ]
