"""Is everything public that shall be, nothing else, and does every sum equal the ledger's?"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.applications.models import Call
from sifapp.decisions.operations import load_earlier_grants
from sifapp.decisions.queries import earlier_grants, frame_of
from sifapp.opendata import queries
from sifapp.opendata.pages import RESULTS, Books
from sifapp.opendata.queries import Aim, Filters, GroupSum
from sifapp.opendata.rules import SHOWN
from sifapp.statuses import FUNDED, Status
from tests.opendata.conftest import AIM, PROTOCOL, make_granted
from tests.opendata.test_rules import KNOWN
from tests.people import People


@pytest.mark.parametrize("released", [True, False])
def test_only_released_grants_and_history_are_public_in_every_status(
    session: Session, people: People, call: Call, *, released: bool
) -> None:
    cases = {status: make_granted(session, people, call, status=status, released=released) for status in Status}

    public = {project.status for project in queries.projects(session, Filters(), size=None)}

    assert public == (SHOWN if released else {Status.RECORDED})
    assert {s for s, case in cases.items() if queries.project(session, case.id)} == public
    assert sum(group.projects for group in queries.groups(session)) == len(public)
    assert queries.count_of(queries.groups(session), Filters()) == len(public)


def test_deleted_case_is_not_public(session: Session, people: People, call: Call) -> None:
    case = make_granted(session, people, call)
    case.deleted_at = case.created_at
    session.add(case)
    session.commit()

    assert queries.project(session, case.id) is None
    assert queries.groups(session) == []


def test_sums_of_every_table_are_those_of_the_frame(session: Session, people: People, call: Call) -> None:
    load_earlier_grants(session)
    areas = ("democracy_safety", None, "democracy_safety")
    for number, (area, status) in enumerate(zip(areas, sorted(FUNDED), strict=False), start=1):
        make_granted(
            session, people, call, number * 1_000_001, status=status, area=area, decided_on=date(2024 + number, 12, 31)
        )
    make_granted(session, people, call, 9_999, status=Status.DECISION, released=False)
    frame = frame_of(session, 0)

    with_sums = Books(queries.groups(session), [], earlier_grants(session), queries.administrations(session))

    assert (frame.granted_sek, frame.earlier_sek, frame.held_sek) == (6_000_006, 229_200_000, 9_999)
    for lines in (with_sums.by_area(), with_sums.by_administration(), with_sums.by_year(), with_sums.by_state()):
        assert sum(line.granted_sek for line in lines) == frame.granted_sek
        assert sum(line.earlier_sek for line in lines) == frame.earlier_sek
        assert sum(line.projects for line in lines) == 3


def test_returned_kronor_stand_with_their_project_in_every_table(texts: Flask) -> None:
    granted = [
        GroupSum("democracy_safety", 3, Status.SETTLED, 2027, 1, 100),
        GroupSum(None, 1, Status.PROJECT, 2026, 1, 50),
    ]

    books = Books(granted, [GroupSum("democracy_safety", 3, Status.SETTLED, 2027, 1, 120)], [], KNOWN)

    for lines in (books.by_area(), books.by_administration(), books.by_year(), books.by_state()):
        assert sorted((line.granted_sek, line.returned_sek) for line in lines) == [(50, 0), (100, 120)]
    assert [line.name for line in books.by_administration()] == ["Farsta", "Järva"]


def test_every_status_that_is_shown_says_what_came_of_the_project() -> None:
    assert set(RESULTS) == SHOWN


def test_project_is_read_with_its_facts_and_only_two_of_its_texts(session: Session, people: People, call: Call) -> None:
    case = make_granted(session, people, call, title="Läslust")

    found, aims = queries.project(session, case.id), queries.aims_of(session, [case.id])

    assert found is not None
    assert (found.title, found.amount_sek, found.protocol) == ("Läslust", 4_000_000, PROTOCOL)
    assert aims == {case.id: Aim(AIM["purpose"], AIM["target_group"])}


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        (Filters(), ["B", "A", "C"]),
        (Filters(year=2027), ["B"]),
        (Filters(status=Status.PROJECT), ["A"]),
        (Filters(area="democracy_safety"), ["A"]),
        (Filters(leads=frozenset()), []),
    ],
)
def test_projects_are_narrowed_and_the_latest_decision_comes_first(
    session: Session, people: People, call: Call, filters: Filters, titles: list[str]
) -> None:
    make_granted(session, people, call, title="B", decided_on=date(2027, 12, 31))
    area, day = "democracy_safety", date(2026, 12, 31)
    make_granted(session, people, call, title="A", decided_on=day, area=area, status=Status.PROJECT)
    make_granted(session, people, call, title="C", decided_on=date(2025, 1, 1))

    found = queries.projects(session, filters)

    assert [project.title for project in found] == titles
    assert queries.count_of(queries.groups(session), filters) == len(titles)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # the same statements on both
@pytest.mark.parametrize("address", ["/results", "/api/v1/projects", "/open-data/360giving.json"])
def test_number_of_statements_does_not_grow_with_the_projects(
    client: FlaskClient,
    session: Session,
    people: People,
    call: Call,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    address: str,
) -> None:
    make_granted(session, people, call)
    client.get(address)
    with count_queries() as few:
        client.get(address)
    make_granted(session, people, call)
    make_granted(session, people, call, status=Status.RECORDED)

    with count_queries() as many:
        client.get(address)

    assert len(many) == len(few)
