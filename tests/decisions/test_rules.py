"""Amounts, diary numbers, and parts of a bar that end where their sums end."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from sifapp.decisions.rules import Frame, amount_fault, lengths, looks_odd

KRONOR = st.integers(min_value=0, max_value=10**9)


@given(st.lists(KRONOR, min_size=1, max_size=6), st.integers(min_value=1, max_value=5_000))
def test_parts_of_a_bar_add_up_to_the_whole(amounts: list[int], width: int) -> None:
    whole = sum(amounts) or 1

    parts = lengths(amounts, whole, width)

    assert sum(parts) == (width if any(amounts) else 0)
    assert all(0 <= part <= amount * width // whole + 1 for part, amount in zip(parts, amounts, strict=True))


@given(KRONOR, KRONOR, KRONOR, KRONOR, KRONOR, KRONOR)
def test_used_and_left_are_the_frame(
    amount: int, earlier: int, granted: int, unused: int, held: int, reserved: int
) -> None:
    frame = Frame(amount, earlier, granted, unused, held, reserved, applied_sek=7)

    assert frame.used_sek + frame.left_sek == amount
    assert frame.used_sek == earlier + granted - unused + held + reserved


@pytest.mark.parametrize("text", ["4 000 000", "4.000.000", "4 mnkr", "4,5 mnkr", "500 tkr", "4\u00a0000\u00a0000 kr"])
def test_amount_that_people_write_is_taken(texts: Flask, text: str) -> None:
    assert amount_fault(text) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write the amount."),
        ("  ", "Write the amount."),
        ("-4000000", "An amount cannot be negative. Write it without the minus sign."),
        ("−4 mnkr", "An amount cannot be negative. Write it without the minus sign."),
        ("0", "Write an amount above 0, or choose to refuse."),
        ("4000000,50", "Write whole kronor, without öre."),
        ("1000000000000000000", "That is more than SEK\xa01,000,000,000. Check the amount."),
        ("1 000 000 000 000 000 000", "That is more than SEK\xa01,000,000,000. Check the amount."),
        ("4", "SEK\xa04 is very little. Do you mean 4 mnkr? Then write “4 mnkr”."),
        ("mycket", "Write the cost as a number, for example 1 200 000, 1,2 mnkr or 500 tkr."),
    ],
)
def test_amount_with_a_fault_is_answered_with_what_to_do(texts: Flask, text: str, said: str) -> None:
    assert amount_fault(text) == said


@pytest.mark.parametrize(
    "number",
    [
        "KS 2018/1802",
        "KS 2018/911",
        "119-1609/2015",
        "173-968/2015",
        "2015-728-1.5.1.",
        "1.2.4-182-2013",
        "257-2012-1.2.6",
        "1.2.1.-44/12",
        "7-742-2011",
        "1.3.1-585/2016",
        "1.1/151/2017",
    ],
)
def test_diary_numbers_of_the_city_look_right(number: str) -> None:
    assert not looks_odd(number)


@pytest.mark.parametrize("number", ["imorgon", "17", "2018", "KS", "<b>1/2018</b>", "x" * 41 + "1/2018"])
def test_other_text_looks_odd(number: str) -> None:
    assert looks_odd(number)
