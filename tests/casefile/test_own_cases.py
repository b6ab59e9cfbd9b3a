"""The list of one's own sketches: whose turn it is, by when, and in which order."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from sifapp.applications.models import Application
from sifapp.casefile.own_cases import Turn, by_urgency, dates, turn
from sifapp.prestudy.models import State
from sifapp.statuses import CLOSED, EDITABLE, Status

NOW = datetime(2026, 11, 22, 15, 44, tzinfo=UTC)
AMIRA, CECILIA = 1, 2


def case(status: Status, **changes: Any) -> Application:
    """A case of Amira's, last changed now."""
    values: dict[str, Any] = {"status": status, "owner_id": AMIRA, "changed_at": NOW, "status_since": NOW}
    return Application(**{**values, **changes})


@pytest.mark.parametrize("status", Status)
def test_it_is_the_writers_turn_while_the_sketch_can_be_written(status: Status) -> None:
    writer = turn(case(status), AMIRA, may_write=True)

    if status in CLOSED:
        assert writer is Turn.NOBODY
    else:
        assert writer is (Turn.MINE if status in EDITABLE else Turn.OTHERS)


def test_whoever_only_reads_waits_for_others() -> None:
    assert turn(case(Status.DRAFT), AMIRA, may_write=False) is Turn.OTHERS


def test_it_is_the_writers_turn_when_a_period_of_the_project_is_over() -> None:
    running = case(Status.PROJECT)

    assert turn(running, AMIRA, may_write=True, owes=True) is Turn.MINE
    assert turn(running, AMIRA, may_write=False, owes=True) is Turn.OTHERS


def test_it_is_the_managers_turn_to_sign_off() -> None:
    waiting = case(Status.SIGN_OFF, manager_id=CECILIA)

    assert turn(waiting, CECILIA, may_write=False) is Turn.MINE
    assert turn(waiting, AMIRA, may_write=True) is Turn.OTHERS


def test_nearest_last_day_comes_first_then_what_was_changed_last() -> None:
    old = case(Status.DRAFT, title="old", changed_at=NOW - timedelta(days=2))
    new = case(Status.DRAFT, title="new")
    later = case(Status.RETURNED, title="later", due_at=NOW + timedelta(days=9))
    soon = case(Status.RETURNED, title="soon", due_at=NOW + timedelta(days=1))

    assert [c.title for c in sorted([old, later, new, soon], key=by_urgency)] == ["soon", "later", "new", "old"]


@pytest.mark.parametrize(
    ("status", "changes", "words"),
    [
        (Status.DRAFT, {}, "Last saved on 22 November 2026 at 16:44."),
        (Status.SIGN_OFF, {}, "Last saved on 22 November 2026 at 16:44."),
        (
            Status.SUBMITTED,
            {"submitted_at": NOW, "due_at": NOW + timedelta(days=15)},
            "Sent on 22 November 2026. You will get an answer no later than 7 December 2026.",
        ),
        (Status.COUNCIL, {"submitted_at": NOW}, "Sent on 22 November 2026."),
        (
            Status.RETURNED,
            {"submitted_at": NOW, "due_at": NOW + timedelta(days=20)},
            "Answer no later than 12 December 2026.",
        ),
        (
            Status.SUBMITTED,
            {"submitted_at": NOW - timedelta(days=30), "due_at": NOW - timedelta(days=9)},
            "Sent on 23 October 2026. You should have had an answer by 13 November 2026. "
            "Write to the coordinators and ask when it comes.",
        ),
        (
            Status.RETURNED,
            {"submitted_at": NOW, "due_at": NOW - timedelta(days=10)},
            "The last day to answer was 12 November 2026. You can still send your answer.",
        ),
        (Status.DECLINED, {"submitted_at": NOW}, "Closed on 22 November 2026."),
    ],
)
def test_dates_say_what_matters_in_each_status(
    texts: Flask, status: Status, changes: dict[str, Any], words: str
) -> None:
    assert dates(case(status, **changes), NOW) == words


@pytest.mark.parametrize(
    ("study", "whose"),
    [
        (State.PLANNED, Turn.MINE),
        (State.PROPOSED, Turn.OTHERS),
        (State.RUNNING, Turn.MINE),
        (State.REPORTED, Turn.OTHERS),
    ],
)
def test_it_is_the_writers_turn_while_plan_or_report_is_written(study: State, whose: Turn) -> None:
    waiting = case(Status.PRE_STUDY)

    assert turn(waiting, AMIRA, may_write=True, study=study) is whose
    assert turn(waiting, AMIRA, may_write=False, study=study) is Turn.OTHERS


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (9, "Report it no later than 1 December 2026."),
        (-1, "It should have been reported by 21 November 2026. Report it now, or write to the coordinators."),
    ],
)
@pytest.mark.usefixtures("texts")
def test_running_pre_study_says_when_it_is_to_be_reported(days: int, words: str) -> None:
    due_at = NOW + timedelta(days=days)

    assert dates(case(Status.PRE_STUDY, submitted_at=NOW, due_at=due_at), NOW, State.RUNNING) == words
