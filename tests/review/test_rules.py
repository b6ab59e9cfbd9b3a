"""Statuses in words, what is next, and the arithmetic of support."""

from datetime import UTC, date, datetime
from statistics import mean

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from sifapp.review.rules import STATUS_TEXTS, SupportLine, end_of, merged, next_for_coordinator, support_line
from sifapp.statuses import Status


def test_every_status_has_a_text() -> None:
    assert set(STATUS_TEXTS) == set(Status)


@pytest.mark.parametrize(
    ("status", "has_lead", "awaits_reply", "text"),
    [
        (Status.SUBMITTED, False, False, "Take the case"),
        (Status.SUBMITTED, True, False, "Read and decide what is next"),
        (Status.SUBMITTED, False, True, "Take the case and answer the applicant’s message"),
        (Status.COUNCIL, False, True, "Take the case and answer the applicant’s message"),
        (Status.SUBMITTED, True, True, "Answer the applicant’s message"),
        (Status.DECLINED, False, True, "Answer the applicant’s message"),
        (Status.RETURNED, True, False, "The applicant completes the sketch"),
        (Status.DECLINED, True, True, "Answer the applicant’s message"),
        (Status.PRE_STUDY, True, True, "Read what the applicant has sent"),
        (Status.PROJECT, True, True, "Read what the applicant has sent"),
        # A project may judge its effect, or owe a reconciliation: a list cannot tell.
        (Status.PROJECT, True, False, "The project works and reports; its page says what is next"),
    ],
)
def test_next_names_the_most_pressing(
    app: Flask, status: Status, has_lead: bool, awaits_reply: bool, text: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert str(next_for_coordinator(status, has_lead=has_lead, awaits_reply=awaits_reply)) == text


@pytest.mark.parametrize(
    ("day", "minute"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 15, 22, 59, tzinfo=UTC)),
        (date(2026, 7, 15), datetime(2026, 7, 15, 21, 59, tzinfo=UTC)),
        # The days on which the clocks change.
        (date(2026, 3, 29), datetime(2026, 3, 29, 21, 59, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 22, 59, tzinfo=UTC)),
    ],
)
def test_day_ends_by_the_clock_of_stockholm(day: date, minute: datetime) -> None:
    assert end_of(day) == minute


def test_line_of_five_cases_shows_how_many_got_how_much() -> None:
    line = support_line("Järva", {0: 2, 1: 1, 4: 2})

    assert line == SupportLine("Järva", 5, 3, 9)
    assert (line.per_case, line.per_supported) == (1.8, 3.0)


def test_line_without_support_has_no_mean_per_supported_case() -> None:
    line = support_line("Järva", {0: 7})

    assert line == SupportLine("Järva", 7, 0, 0)
    assert (line.per_case, line.per_supported) == (0.0, 0.0)


def test_line_of_four_cases_is_hidden() -> None:
    assert support_line("Järva", {0: 2, 4: 2}) == SupportLine("Järva", 4, None, None)


@given(st.lists(st.integers(0, 40), min_size=5))
def test_means_equal_those_of_python(values: list[int]) -> None:
    line = support_line("Järva", merged({value: 1} for value in values))

    assert line.per_case == round(mean(values), 1)
    assert line.per_supported == (round(mean(some), 1) if (some := [value for value in values if value]) else 0)
