"""What the application tells whatever watches over it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.db import make_engine, utc_now
from sifapp.mail.models import MailState, OutboxMail
from sifapp.mail.operations import write_mail
from tests.people import People


@pytest.fixture
def broken_database(app: Flask) -> Iterator[None]:
    """A database without tables in the place of the right one."""
    whole, app.extensions["engine"] = app.extensions["engine"], make_engine("sqlite://")
    yield
    app.extensions["engine"] = whole


def test_application_is_alive_without_a_database(client: FlaskClient, broken_database: None) -> None:
    assert client.get("/healthz").json == {"alive": True}


def test_application_is_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json) == (200, {"database": True, "migrations": True, "outbox": True})


def test_application_without_tables_is_not_ready(client: FlaskClient, broken_database: None) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json) == (503, {"database": True, "migrations": False, "outbox": False})


def test_application_on_an_older_migration_is_not_ready(client: FlaskClient, session: Session) -> None:
    head = session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    session.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    session.commit()

    answer = client.get("/readyz")

    session.execute(sa.text("UPDATE alembic_version SET version_num = :head"), {"head": head})
    session.commit()
    assert (answer.status_code, answer.json) == (503, {"database": True, "migrations": False, "outbox": True})


@pytest.mark.parametrize(
    ("minutes", "state", "status"),
    [(59, MailState.READY, 200), (61, MailState.READY, 503), (61, MailState.SENT, 200)],
)
def test_application_is_not_ready_when_mail_has_been_due_for_an_hour(
    client: FlaskClient, session: Session, people: People, minutes: int, state: MailState, status: int
) -> None:
    write_mail(session, key="test", recipient=people.person("amira"), subject="Hej", body="Hej")
    session.execute(sa.update(OutboxMail).values(state=state, next_try_at=utc_now() - timedelta(minutes=minutes)))
    session.commit()

    assert client.get("/readyz").status_code == status
