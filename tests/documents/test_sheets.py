"""A table for spreadsheets: as it is opened in Swedish Excel, and no text becomes a formula."""

from datetime import date

import pytest

from sifapp.documents.sheets import Cell, safe_cell, table_of


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_safe_cell_never_begins_as_a_formula_does(start: str) -> None:
    assert safe_cell(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    rows: list[tuple[Cell, ...]] = [("name", "sum", "day", "note"), ("=1+1", -5, date(2026, 5, 1), None)]

    assert table_of(rows) == "\ufeffname;sum;day;note\r\n'=1+1;-5;2026-05-01;\r\n"
