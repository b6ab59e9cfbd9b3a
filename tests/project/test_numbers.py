"""A number that a form carries is one that a column can hold, or none at all."""

import pytest

from sifapp.web import number_in, row_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("2147483647", 2_147_483_647),
        ("2147483648", -1),
        ("9" * 5_000, -1),
        ("-1", -1),
        ("1e3", -1),
        ("²", -1),
        ("٣", -1),
        ("", -1),
        (None, -1),
    ],
)
def test_number_that_no_column_holds_is_none(text: str | None, number: int) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("text", ["0", "-1", "9" * 5_000, "2147483648"])
def test_number_that_no_row_can_have_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        row_number(text)
