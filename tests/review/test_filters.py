"""How filters and places travel in an address."""

from datetime import UTC, datetime

import pytest

from sifapp.review.filters import Cursor, Filters, Sort, read_cursor, read_filters
from sifapp.review.rules import Group
from sifapp.statuses import Status


def test_filters_come_back_from_an_address_as_they_went() -> None:
    filters = Filters(
        status=Status.RETURNED,
        area="work_income",
        administration=3,
        lead=7,
        call=2,
        group=Group.LATE,
        text="skola",
        sort=Sort.LONGEST,
    )

    assert read_filters(filters.query()) == filters


def test_filters_that_narrow_nothing_leave_a_bare_address() -> None:
    assert read_filters({"status": "", "q": " "}).query() == {}


@pytest.mark.parametrize(
    "args",
    [
        {"status": "draft"},
        {"status": "no_such_status"},
        {"area": "moon"},
        {"administration": "-1"},
        {"call": "99999999999999999999"},
        {"lead": "somebody"},
        {"group": "mine"},
        {"sort": "title"},
    ],
)
def test_what_is_not_understood_narrows_nothing(args: dict[str, str]) -> None:
    assert read_filters(args) == Filters()


def test_cursor_comes_back_to_the_microsecond() -> None:
    cursor = Cursor(datetime(2026, 11, 22, 13, 0, 0, 123456, tzinfo=UTC), 17)

    assert read_cursor({"after": str(cursor)}) == cursor
    assert read_cursor({"before": str(cursor)}) == Cursor(cursor.since, 17, back=True)


@pytest.mark.parametrize("place", ["", "x", "1-", "-1", "1-x", "1-0", "9" * 40 + "-1", "²-1", "1;DROP-1"])
def test_cursor_that_is_no_place_is_the_first_page(place: str) -> None:
    assert read_cursor({"after": place}) is None
