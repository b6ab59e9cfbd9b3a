"""How is a table written so that spreadsheets open it as it is (CSV)? Pure.

Semicolons and a byte order mark: Swedish Excel then asks nothing. No text becomes a formula.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO

Cell = str | int | date | None
# A spreadsheet takes a text that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table_of(rows: Iterable[Sequence[Cell]]) -> str:
    """The rows, one on each line, the heads first. Numbers stay numbers."""
    file = StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell if isinstance(cell, int) else safe_cell(str(cell or "")) for cell in row])
    return f"\ufeff{file.getvalue()}"


def safe_cell(text: str) -> str:
    """A text that no spreadsheet reads as a formula.

    >>> safe_cell("=1+1"), safe_cell("Läslust")
    ("'=1+1", 'Läslust')
    """
    return f"'{text}" if text.startswith(FORMULA) else text
