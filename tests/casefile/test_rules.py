"""The timeline in plain words, letters, what can be done, and what the fund's side may read."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from sifapp.access import Permission
from sifapp.applications.models import Application, Call, LogEntry
from sifapp.casefile.events import LogRow, event_label, fund_side_log, letters
from sifapp.casefile.rules import NEXT_FOR_APPLICANT, STAGES, actions, by_when, timeline
from sifapp.statuses import CLOSED, Move, Status

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CLOSING: dict[str, Any] = {"closes_on": NOW.date() + timedelta(days=10)}
CALL = Call(**CLOSING)


@pytest.fixture(autouse=True)
def english(app: Flask) -> Iterator[None]:
    """Read in English."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def case(status: Status, due_at: datetime | None = None, coordinator_id: int | None = None) -> Application:
    """A case as far as its timeline looks at it."""
    values: dict[str, Any] = {"status": status, "due_at": due_at, "coordinator_id": coordinator_id}
    return Application(**values)


def log_of(*events: str, **details: object) -> list[LogRow]:
    """Events a day apart, all with the same details."""
    values: list[dict[str, Any]] = [
        {"event": event, "at": NOW + timedelta(days=day)} for day, event in enumerate(events)
    ]
    return [(LogEntry(**one), None, details) for one in values]


def test_every_status_has_a_stage_and_a_next_step() -> None:
    assert set(STAGES) == set(NEXT_FOR_APPLICANT) == set(Status)


@pytest.mark.parametrize("status", Status)
def test_timeline_says_for_every_status_where_the_case_is_who_has_it_and_what_comes(status: Status) -> None:
    events = timeline(case(status), CALL, [], NOW)

    if status in CLOSED:
        assert [event.state for event in events] == ["current"]
    else:
        assert [event.state for event in events] == ["current", "coming"]
        assert all(event.text for event in events)
    assert events[0].title == str(STAGES[status].now)


@pytest.mark.parametrize("status", Status)
def test_timeline_speaks_to_the_applicant_and_of_the_applicant_to_others(status: Status) -> None:
    own = timeline(case(status), CALL, [], NOW, is_own=True)
    others = timeline(case(status), CALL, [], NOW)

    assert [event.title for event in own] == [event.title for event in others]
    assert [event.text for event in own if "applicant" in event.text] == []
    waits = (
        *(Status.SUBMITTED, Status.RETURNED, Status.PRE_STUDY),
        *(Status.INVITED, Status.APPLIED, Status.APPLICATION_RETURNED, Status.GRANTED),
    )
    assert ("applicant" in others[0].text) == (status in waits)


def test_timeline_tells_what_happened_and_leaves_out_what_is_internal() -> None:
    log = log_of("created", "submitted", "note_written", "support_given", "taken")

    events = timeline(case(Status.SUBMITTED), CALL, log, NOW)

    done = [event.title for event in events if event.state == "done"]
    assert done == ["The sketch was started", "The sketch was sent to the fund", "A coordinator took the case"]


def test_timeline_calls_an_application_by_its_name() -> None:
    log = log_of("submitted", **{"from": Status.INVITED.value, "to": Status.APPLIED.value})

    events = timeline(case(Status.APPLIED), CALL, log, NOW)

    assert events[0].title == "The application was sent to the fund"


@pytest.mark.parametrize("move", Move)
def test_every_move_is_known_to_the_applicant(move: Move) -> None:
    events = timeline(case(Status.SUBMITTED), CALL, log_of(move.value), NOW)

    assert [event.state for event in events] == ["done", "current", "coming"]


@pytest.mark.parametrize(
    ("event", "details", "text"),
    [
        ("returned", {"steps": ["need", "cost"]}, "Sections: The need, Time and cost"),
        ("referred", {"fund": "sif", "reason": "inte med"}, "The Social Investment Fund"),
        (
            "declined",
            {"criterion": "long_term", "reason": "inte med"},
            "The criterion that is not met: It is long-term.",
        ),
        ("resubmitted", {"unchanged": ["need"], "reason": "Inget nyare."}, "Unchanged: The need. Reason: Inget nyare."),
        ("resubmitted", {}, ""),
        ("withdrawn", {"reason": "inte med"}, ""),
        ("sign_off_refused", {"note": "inte med"}, ""),
        ("returned", {}, ""),
    ],
)
def test_timeline_explains_events_with_what_the_applicant_may_read(
    event: str, details: dict[str, object], text: str
) -> None:
    events = timeline(case(Status.SUBMITTED), CALL, log_of(event, **details), NOW)

    assert events[0].text == text


@pytest.mark.parametrize(
    ("status", "due", "text"),
    [
        (Status.DRAFT, None, "The call closes on 2 December 2026."),
        (Status.SUBMITTED, NOW + timedelta(days=3), "No later than 25 November 2026."),
        (Status.RETURNED, NOW - timedelta(days=1), "This should have been done by 21 November 2026. It is late."),
        (Status.COUNCIL, None, ""),
        (Status.DECLINED, NOW, ""),
    ],
)
def test_by_when_names_the_day_if_there_is_one(status: Status, due: datetime | None, text: str) -> None:
    assert by_when(case(status, due), CALL, NOW) == text


def test_draft_of_a_call_that_has_closed_says_so() -> None:
    call = Call(**{**CLOSING, "closes_on": date(2026, 11, 21)})

    text = by_when(case(Status.DRAFT), call, NOW)

    assert text == "The call closed on 21 November 2026. The sketch can be sent when a call is open."


def test_fund_side_reads_the_log_from_the_first_sending() -> None:
    log = log_of("created", "sign_off_refused", "submitted", "returned", "resubmitted", "submitted")

    known = fund_side_log(log, Status.SUBMITTED)

    assert [entry.event for entry, _person, _details in known] == ["submitted", "returned", "resubmitted", "submitted"]


def test_fund_side_reads_nothing_of_a_draft() -> None:
    assert list(fund_side_log(log_of("created"), Status.DRAFT)) == []


def test_fund_side_reads_all_of_a_case_from_before_this_system() -> None:
    log = log_of("created")

    assert fund_side_log(log, Status.GRANTED) == log


def test_letters_are_read_latest_first_in_the_readers_language() -> None:
    both = {"sv": {"subject": "Hej", "body": "Svar"}, "en": {"subject": "Hello", "body": "Answer"}}
    log = [*log_of("returned", letter=both), *log_of("declined", letter={"sv": both["sv"]})]

    assert letters(log) == [(NOW, "Hej", "Svar"), (NOW, "Hello", "Answer")]


def test_actions_put_the_main_one_first_and_ask_the_case() -> None:
    offered = actions(case(Status.RETURNED), 1, {Permission.WRITE_ANSWERS, Permission.WITHDRAW}.__contains__)

    assert [str(action.label) for action in offered] == ["Answer the fund", "Withdraw"]


@pytest.mark.parametrize(
    ("coordinator_id", "labels"), [(None, ["Take the case"]), (1, ["Hand over the case"]), (2, ["Take over the case"])]
)
def test_case_is_offered_to_whoever_does_not_lead_it(coordinator_id: int | None, labels: list[str]) -> None:
    application = case(Status.SUBMITTED, coordinator_id=coordinator_id)

    offered = actions(application, 1, {Permission.TAKE_CASE}.__contains__)

    assert [str(action.label) for action in offered] == labels


def test_closed_case_has_no_main_action() -> None:
    offered = actions(case(Status.DECLINED), 1, {Permission.MANAGE_COLLEAGUES}.__contains__)

    assert [(str(action.label), action.is_main) for action in offered] == [("Colleagues", False)]


def test_event_without_words_shows_its_name() -> None:
    assert event_label("moon_landed") == "moon_landed"
