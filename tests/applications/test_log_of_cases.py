"""What the log tells of the cases is held against them: where each stands, and what was sent."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from sifapp.applications import log
from sifapp.applications.models import Application, LogDetails, LogEntry, Submission
from sifapp.wizard.sending import submit
from tests.factories import make_call, make_draft, make_returned, make_sent
from tests.people import People

Tamper = Callable[[str], None]


@pytest.fixture
def tamper(app: Flask, session: Session, backend: str) -> Tamper:
    """Change what was sent with SQL, as somebody who owns the database can: without its triggers."""

    def change(statement: str) -> None:
        session.expire_all()
        with app.extensions["engine"].begin() as connection:
            if backend == "postgresql":
                connection.execute(sa.text("ALTER TABLE submission DISABLE TRIGGER USER"))
            else:
                connection.execute(sa.text("DROP TRIGGER submission_update_protected"))
                connection.execute(sa.text("DROP TRIGGER submission_delete_protected"))
            connection.execute(sa.text(statement))
            if backend == "postgresql":
                connection.execute(sa.text("ALTER TABLE submission ENABLE TRIGGER USER"))

    return change


@pytest.fixture
def sent(session: Session, people: People) -> Application:
    """Amira's sketch, sent once."""
    return make_sent(session, people.user("amira"), make_call(session))


def test_log_keeps_a_digest_of_what_was_sent(session: Session, sent: Application) -> None:
    entry = session.exec(select(LogEntry).where(LogEntry.event == "submitted")).one()

    session.expire_all()

    frozen = session.exec(select(Submission)).one()
    assert session.get_one(LogDetails, entry.number).details["digest"] == log.submission_digest(frozen)


def test_cases_that_nobody_touched_agree_with_the_log(session: Session, people: People) -> None:
    call, amira = make_call(session), people.user("amira")
    make_draft(session, amira, call)
    returned = make_returned(session, amira, call, people.user("kim"))
    submit(session, returned, call, by=amira, reason="Siffran finns inte.")
    session.commit()
    session.expire_all()

    assert log.verify(session).faults == []


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize(
    "change",
    [
        """answers = '{"idea"\\:{"idea"\\:"FORFALSKAD"}}'""",
        "advice = '{}'",
        "form_version = 'other'",
        "submitted_at = '2020-01-01 00:00:00'",
    ],
)
def test_changed_submission_is_found(session: Session, tamper: Tamper, sent: Application, change: str) -> None:
    tamper(f"UPDATE submission SET {change}")  # noqa: S608 - fixed texts

    assert log.verify(session).faults == [f"sending 1 of case {sent.id} was changed"]


def test_deleted_submission_is_found(session: Session, tamper: Tamper, sent: Application) -> None:
    tamper("DELETE FROM submission")

    assert log.verify(session).faults == [f"sending 1 of case {sent.id} is missing"]


def test_submission_that_was_never_sent_is_found(session: Session, sent: Application) -> None:
    frozen = session.exec(select(Submission)).one()
    session.add(Submission(**{**frozen.model_dump(exclude={"id"}), "round": 2}))
    session.commit()

    assert log.verify(session).faults == [f"sending 2 of case {sent.id} is not in the log"]


def test_status_that_no_move_led_to_is_found(session: Session, sent: Application) -> None:
    session.execute(sa.text("UPDATE application SET status = 'granted'"))
    session.commit()

    assert log.verify(session).faults == [f"case {sent.id} is granted, but submitted in the log"]


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize("statement", ["UPDATE submission SET round = 2", "DELETE FROM submission"])
def test_database_refuses_changes_to_what_was_sent(session: Session, statement: str) -> None:
    with pytest.raises(DBAPIError, match="what was sent is not changed"):
        session.execute(sa.text(statement))

    session.rollback()
    assert log.verify(session).faults == []
