"""When a coordinator leaves, their open cases are nobody's: no applicant waits for somebody who is gone."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from sifapp.accounts.models import RoleGrant
from sifapp.applications import log
from sifapp.applications.models import Application, LogDetails, LogEntry
from sifapp.mail.worker import do_chores
from sifapp.review.filters import Filters
from sifapp.review.queries import review_queue
from sifapp.review.rules import Group
from sifapp.statuses import Status
from tests.factories import make_call, make_cases
from tests.people import People


def send(client: FlaskClient, people: People, **changes: Any) -> None:
    """Kim's form in the register, as it stands but for ``changes``."""
    kim = people.person("kim")
    people.sign_in(client, "ulla")
    data = {"name": kim.name, "title": kim.title, "administration_id": kim.administration_id, "is_active": "1"}
    answer = client.post(f"/people/{kim.id}", data=data | {"roles": ["coordinator"]} | changes)
    assert answer.status_code == 303


@pytest.fixture
def cases(session: Session, people: People) -> list[Application]:
    """Kim's: one that waits for triage, one with the applicant, one that is closed. And one of Lena's."""
    amira, call, kim = people.user("amira"), make_call(session), people.person("kim").id
    return [
        *make_cases(session, amira, call, 1, coordinator_id=kim),
        *make_cases(session, amira, call, 1, coordinator_id=kim, status=Status.RETURNED),
        *make_cases(session, amira, call, 1, coordinator_id=kim, status=Status.DECLINED),
        *make_cases(session, amira, call, 1, coordinator_id=people.person("lena").id),
    ]


def released(session: Session) -> list[tuple[int | None, object]]:
    rows = session.exec(
        select(LogEntry.application_id, LogDetails.details)
        .join(LogDetails, col(LogDetails.number) == LogEntry.number)
        .where(LogEntry.event == "lead_left")
        .order_by(col(LogEntry.number))
    )
    return list(rows)


@pytest.mark.parametrize("changes", [{"is_active": ""}, {"roles": ["applicant"]}])
def test_open_cases_of_a_coordinator_who_leaves_are_nobodys(
    client: FlaskClient, session: Session, people: People, cases: list[Application], changes: dict[str, Any]
) -> None:
    kim, lena = people.person("kim").id, people.person("lena").id

    send(client, people, **changes)

    session.expire_all()
    assert [case.coordinator_id for case in cases] == [None, None, kim, lena]
    assert released(session) == [(cases[0].id, {"old": kim}), (cases[1].id, {"old": kim})]
    assert log.verify(session).faults == []


def test_case_that_was_released_needs_every_coordinator(
    client: FlaskClient, session: Session, people: People, cases: list[Application]
) -> None:
    send(client, people, is_active="")

    page = review_queue(session, Filters(group=Group.NEEDS_ME), people.person("lena").id)

    assert {row.id for row in page.rows} == {cases[0].id, cases[3].id}


@pytest.mark.parametrize("way", ["account is closed", "role is gone"])
def test_worker_releases_open_cases_of_whoever_left_before(
    app: Flask, session: Session, people: People, cases: list[Application], way: str
) -> None:
    kim, lena = people.person("kim"), people.person("lena").id
    kim.is_active = way != "account is closed"
    session.add(kim)
    if way == "role is gone":
        session.execute(sa.delete(RoleGrant).where(col(RoleGrant.person_id) == kim.id))
    session.commit()

    do_chores(app)
    do_chores(app)

    session.expire_all()
    assert [case.coordinator_id for case in cases] == [None, None, kim.id, lena]
    assert released(session) == [(cases[0].id, {"old": kim.id}), (cases[1].id, {"old": kim.id})]
    assert log.verify(session).faults == []


def test_coordinator_who_stays_keeps_the_cases(
    client: FlaskClient, session: Session, people: People, cases: list[Application]
) -> None:
    kim, lena = people.person("kim").id, people.person("lena").id

    send(client, people, title="Samordnare")

    session.expire_all()
    assert [case.coordinator_id for case in cases] == [kim, kim, kim, lena]
    assert released(session) == []


def test_log_names_the_coordinator_who_left(client: FlaskClient, people: People, cases: list[Application]) -> None:
    send(client, people, is_active="")
    people.sign_in(client, "lena")

    page = client.get(f"/cases/{cases[0].id}/log")

    assert page.text.count("Ärendet har ingen samordnare längre och väntar på en ny") == 1
    assert page.text.count("Kim") == 1
