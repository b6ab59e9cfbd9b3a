"""Which periods does a project owe, and when is one late? Pure."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sifapp.reconciliation.calendar import Kind, Period, Standing, due_on, periods_of, read_period, standing_of

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
T1, T2, YEAR_END = (Period(2027, kind) for kind in Kind)


@given(DAYS, st.integers(0, 3650))
def test_periods_follow_each_other_and_the_last_one_ends_with_the_project(starts_on: date, length: int) -> None:
    ends_on = starts_on + timedelta(days=length)

    last_days = [period.last_day for period in periods_of(starts_on, ends_on)]

    assert last_days == sorted(set(last_days))
    assert starts_on <= last_days[0]
    assert last_days[-1] >= ends_on
    assert all(day < ends_on for day in last_days[:-1])


def test_ten_years_have_thirty_periods() -> None:
    assert len(periods_of(date(2027, 1, 1), date(2036, 12, 31))) == 30


@given(st.builds(Period, st.integers(2000, 2099), st.sampled_from(Kind)))
def test_period_is_found_by_its_address(period: Period) -> None:
    assert read_period(str(period)) == period


def test_addresses_that_name_no_period() -> None:
    assert [read_period(text) for text in ("2027-t3", "1999-t1", "2027", "2027-T1", "", "2027-t1 ")] == [None] * 6


def test_due_three_weeks_after_the_end_or_after_the_fund_has_asked() -> None:
    assert due_on(T1, 21, None) == date(2027, 5, 21)
    assert due_on(T1, 21, date(2027, 6, 1)) == date(2027, 6, 22)


def test_standing_names_the_first_that_is_not_sent_and_counts_the_late() -> None:
    assert standing_of([T1, T2, YEAR_END], {}, date(2027, 9, 22), 21) == Standing(T1, date(2027, 5, 21), 2)
    assert standing_of([T2, YEAR_END], {}, date(2027, 9, 21), 21) == Standing(T2, date(2027, 9, 21), 0)
    assert standing_of([], {}, date(2027, 9, 22), 21) == Standing(None, None, 0)


def test_next_can_be_sent_when_its_period_is_over() -> None:
    standing = Standing(T1, date(2027, 5, 21), 0)

    assert [standing.is_open(date(2027, 4, 30)), standing.is_open(date(2027, 5, 1))] == [False, True]
    assert not Standing(None, None, 0).is_open(date(2027, 5, 1))
