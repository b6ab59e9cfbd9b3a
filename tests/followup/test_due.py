"""Which day do people mean when they write when something is due?"""

from datetime import date

import pytest

from sifapp.followup.due import read_due

DECIDED, STARTS = date(2026, 11, 30), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-03-15", date(2027, 3, 15)),
        ("den 15 mars 2027", date(2027, 3, 15)),
        ("15 March 2027.", date(2027, 3, 15)),
        ("Mars 2027", date(2027, 3, 31)),
        ("end of May 2027", date(2027, 5, 31)),
        ("2028-02", date(2028, 2, 29)),
        ("T2 2027", date(2027, 8, 31)),
        ("kvartal 3 2027", date(2027, 9, 30)),
        ("2027", date(2027, 12, 31)),
        ("Tre månader efter beslutet", date(2027, 2, 28)),
        ("six weeks after the start", date(2027, 2, 12)),
        ("ett år efter projektstart", date(2028, 1, 1)),
    ],
)
def test_due_day_is_the_last_day_of_what_is_named(text: str, day: date) -> None:
    assert read_due(text, decided_on=DECIDED, starts_on=STARTS) == day


@pytest.mark.parametrize(
    "text", ["", "våren 2027", "mars", "30 februari 2027", "T4 2027", "2027-13", "smars 2027", "flera år efter start"]
)
def test_what_can_mean_several_days_is_due_on_none(text: str) -> None:
    assert read_due(text, decided_on=DECIDED, starts_on=STARTS) is None
