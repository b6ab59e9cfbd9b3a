"""Statuses in words, what is next, and the arithmetic of support."""

from statistics import median as statistics_median
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from sifapp.applications.models import Application
from sifapp.review.rules import STATUS_TEXTS, SupportLine, median, merged, next_for_coordinator, support_line
from sifapp.statuses import Status


def test_every_status_has_a_text() -> None:
    assert set(STATUS_TEXTS) == set(Status)


@pytest.mark.parametrize(
    ("status", "coordinator_id", "awaits_reply", "text"),
    [
        (Status.SUBMITTED, None, False, "Somebody takes the case"),
        (Status.SUBMITTED, 1, False, "Read and decide what is next"),
        (Status.SUBMITTED, None, True, "Answer the applicant’s message"),
        (Status.RETURNED, 1, False, "The applicant completes the sketch"),
        (Status.DECLINED, 1, True, "Answer the applicant’s message"),
    ],
)
def test_next_names_the_most_pressing(
    app: Flask, status: Status, coordinator_id: int | None, awaits_reply: bool, text: str
) -> None:
    values: dict[str, Any] = {"status": status, "coordinator_id": coordinator_id, "awaits_reply": awaits_reply}
    application = Application(**values)

    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert str(next_for_coordinator(application)) == text


def test_line_of_five_cases_shows_sum_and_median() -> None:
    assert support_line("Järva", {0: 2, 1: 1, 4: 2}) == SupportLine("Järva", 5, 9, 1)


def test_line_of_four_cases_is_hidden() -> None:
    assert support_line("Järva", {0: 2, 4: 2}) == SupportLine("Järva", 4, None, None)


@given(st.lists(st.integers(0, 40), min_size=1))
def test_median_equals_the_one_of_python(values: list[int]) -> None:
    assert median(merged({value: 1} for value in values)) == statistics_median(values)
