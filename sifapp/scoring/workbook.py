"""How does the meeting pack look as a spreadsheet? One sheet of cases, one of scores."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from sifapp.scoring.pages import PackCase

if TYPE_CHECKING:
    from xlsxwriter import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (16, 44, 30, 12, 12, 12, 12, 12, 16, 24)

Cell = str | int


def workbook_of(cases: Sequence[PackCase]) -> BytesIO:
    """The pack as an .xlsx file, ready to be sent. Texts stay texts: what starts with "=" is no formula."""
    # Few ask for a spreadsheet, and each process would carry 3 MiB for it.
    from xlsxwriter import Workbook

    file = BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _write(book, _("Cases"), _case_heads(), (_case_row(case) for case in cases))
        _write(book, _("Scores"), _score_heads(), (row for case in cases for row in _score_rows(case)))
    file.seek(0)
    return file


def _write(book: "Workbook", name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
    sheet.write_row(0, 0, heads, bold)
    sheet.freeze_panes(1, 0)
    for number, width in zip(range(len(heads)), WIDTHS, strict=False):
        sheet.set_column(number, number, width)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)


def _case_heads() -> list[str]:
    heads = (_("Reference"), _("Case"), _("Administration"), _("Rank"), _("Mean"), _("Median"), _("Spread"))
    return [*heads, _("Scored by"), _("Discuss first"), _("Outcome")]


def _case_row(case: PackCase) -> list[Cell]:
    line, shown = case.line, case.line.figures
    facts: list[Cell] = [line.reference, line.title, line.lead, line.rank or "–"]
    if shown is None:
        return facts
    figures: list[Cell] = [shown.mean, shown.median, shown.spread, f"{shown.count}/{shown.reviewers}"]
    return [*facts, *figures, _("Yes") if shown.discuss_first else "", line.outcome]


def _score_heads() -> list[str]:
    return [_("Reference"), _("Case"), _("Criterion"), _("Member"), _("Score"), _("Words")]


def _score_rows(case: PackCase) -> list[list[Cell]]:
    return [
        [case.line.reference, case.line.title, line.name, member, score, words]
        for line in case.criteria
        for member, score, words in line.reasons
    ]
