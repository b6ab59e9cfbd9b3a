"""What people may write for an amount, a number, a year and a month."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifapp.calculation.amounts import parse_month, parse_quantity, parse_sek, parse_year
from sifapp.calculation.lines import Month


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 200 000", 1_200_000),
        ("1\u00a0200\u00a0000 kr", 1_200_000),
        ("1,2 mnkr", 1_200_000),
        ("1.2 Mnkr", 1_200_000),
        ("1,250 mnkr", 1_250_000),
        ("1.200.000", 1_200_000),
        ("1,200,000", 1_200_000),
        ("500 tkr", 500_000),
        ("500000", 500_000),
        ("3 miljoner", 3_000_000),
        ("1,5 miljoner kronor", 1_500_000),
        ("2 milj. kr", 2_000_000),
        ("2 million", 2_000_000),
        ("SEK 2 000 000", 2_000_000),
        ("ca 2 mnkr", 2_000_000),
        ("500 tusen", 500_000),
        ("2 000 000:-", 2_000_000),
        ("0", 0),
    ],
)
def test_amount_is_read_as_people_write_it(text: str, amount: int) -> None:
    assert parse_sek(text) == amount


@pytest.mark.parametrize("text", ["", "en miljon", "-5", "1,5", "12 fiskar", "9999999999", "1..2", "mnkr", "½"])
def test_amount_that_cannot_be_read_is_none(text: str) -> None:
    assert parse_sek(text) is None


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_none(text: str) -> None:
    amount = parse_sek(text)

    assert amount is None or 0 <= amount <= 10**9


@pytest.mark.parametrize(
    ("text", "year"), [("2027", 2027), (" 2030 ", 2030), ("27", None), ("1999", None), ("20 27", None)]
)
def test_year_has_four_digits_of_this_century(text: str, year: int | None) -> None:
    assert parse_year(text) == year


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("4", Fraction(4)),
        (" 2,5 ", Fraction(5, 2)),
        ("2.25", Fraction(9, 4)),
        ("1 200", Fraction(1200)),
        ("1,200", Fraction(1200)),
        ("0", Fraction(0)),
        ("1000000", Fraction(10**6)),
    ],
)
def test_quantity_is_read_as_people_write_it(text: str, quantity: Fraction) -> None:
    assert parse_quantity(text) == quantity


@pytest.mark.parametrize("text", ["", "-4", "fyra", "1,2345", "1000001", "1e5", "4 st", "½", "1" * 400])
def test_quantity_that_cannot_be_read_is_none(text: str) -> None:
    assert parse_quantity(text) is None


@given(st.text(max_size=40))
def test_any_text_is_a_quantity_or_none(text: str) -> None:
    quantity = parse_quantity(text)

    assert quantity is None or 0 <= quantity <= 10**6


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2028", Month(2028, 1), Month(2028, 12)),
        (" 2028-07 ", Month(2028, 7), Month(2028, 7)),
        ("2028-7", Month(2028, 7), Month(2028, 7)),
        ("2028-13", None, None),
        ("28-07", None, None),
        ("July", None, None),
    ],
)
def test_year_alone_means_its_first_or_its_last_month(text: str, first: Month | None, last: Month | None) -> None:
    assert (parse_month(text), parse_month(text, is_end=True)) == (first, last)
