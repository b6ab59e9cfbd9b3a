"""The log keeps one chain, cannot be changed by the application, and shows what anybody else has changed."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from sifapp.applications import log
from sifapp.applications.models import LogDetails, LogEntry
from tests.factories import make_call, make_draft
from tests.people import People

Tamper = Callable[..., None]


@pytest.fixture
def four_entries(session: Session, people: People) -> list[LogEntry]:
    """A log of four entries with everything filled in, about one case."""
    owner = people.user("amira")
    application = make_draft(session, owner, make_call(session), answers={})
    (created,) = session.exec(select(LogEntry)).all()
    more = [
        log.record(session, f"event_{n}", application_id=application.id, by=owner.id, request_id="abc", old=n, new="å")
        for n in (2, 3, 4)
    ]
    session.commit()
    return [created, *more]


@pytest.fixture
def tamper(app: Flask, session: Session, backend: str) -> Tamper:
    """Change the log with SQL, as somebody who owns the database can: lift the triggers first, put them back after."""

    def change(*statements: str) -> None:
        session.expire_all()
        with app.extensions["engine"].begin() as connection:
            for table in ("log_entry", "log_details"):
                if backend == "postgresql":
                    connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
                else:
                    connection.execute(sa.text(f"DROP TRIGGER {table}_update_protected"))
                    connection.execute(sa.text(f"DROP TRIGGER {table}_delete_protected"))
            for statement in statements:
                connection.execute(sa.text(statement))
            if backend == "postgresql":
                connection.execute(sa.text("ALTER TABLE log_entry ENABLE TRIGGER USER"))
                connection.execute(sa.text("ALTER TABLE log_details ENABLE TRIGGER USER"))

    return change


@pytest.mark.usefixtures("four_entries")
def test_log_that_nobody_touched_is_whole(session: Session) -> None:
    assert log.verify(session).faults == []


def test_empty_log_is_whole(session: Session) -> None:
    assert log.verify(session).faults == []


def test_each_entry_continues_the_one_before(four_entries: list[LogEntry]) -> None:
    assert [entry.number for entry in four_entries] == [1, 2, 3, 4]
    assert [entry.previous_hash for entry in four_entries] == [log.GENESIS, *(e.hash for e in four_entries[:3])]


def test_entry_says_who_did_what_when(session: Session, four_entries: list[LogEntry], people: People) -> None:
    entry = four_entries[1]
    session.expire_all()

    assert (entry.event, entry.actor_id, entry.request_id) == ("event_2", people.person("amira").id, "abc")
    assert session.get_one(LogDetails, 2).details == {"old": 2, "new": "å"}


CHANGES = {
    "at": "'2020-01-01 00:00:00'",
    "event": "'granted'",
    "application_id": "NULL",
    "actor_id": "NULL",
    "request_id": "'other'",
}


@pytest.mark.usefixtures("four_entries")
@pytest.mark.parametrize("column", sorted(CHANGES))
def test_changed_column_is_found(session: Session, tamper: Tamper, column: str) -> None:
    tamper(f"UPDATE log_entry SET {column} = {CHANGES[column]} WHERE number = 2")  # noqa: S608 - fixed texts

    assert log.verify(session).faults == ["entry 2 was changed"]


FORGED = "f" * 64


@pytest.mark.usefixtures("four_entries")
@pytest.mark.parametrize(
    ("column", "faults"),
    [
        ("details_hash", ["entry 2 was changed", "the details of entry 2 were changed"]),
        ("previous_hash", ["entry 2 does not continue entry 1", "entry 2 was changed"]),
        ("hash", ["entry 2 was changed", "entry 3 does not continue entry 2"]),
    ],
)
def test_changed_hash_is_found(session: Session, tamper: Tamper, column: str, faults: list[str]) -> None:
    tamper(f"UPDATE log_entry SET {column} = '{FORGED}' WHERE number = 2")  # noqa: S608 - fixed texts

    assert log.verify(session).faults == faults


@pytest.mark.usefixtures("four_entries")
def test_changed_number_is_found(session: Session, tamper: Tamper) -> None:
    tamper("DELETE FROM log_details WHERE number = 4", "UPDATE log_entry SET number = 5 WHERE number = 4")

    assert log.verify(session).faults == [
        "entries are missing between 3 and 5",
        "entry 5 was changed",
        "the log ends at entry 5, but entry 4 was the last one written",
        "entry 5 has lost its details, and no removal tells of it",
    ]


@pytest.mark.usefixtures("four_entries")
def test_deleted_entry_is_found(session: Session, tamper: Tamper) -> None:
    tamper("DELETE FROM log_details WHERE number = 2", "DELETE FROM log_entry WHERE number = 2")

    assert log.verify(session).faults == ["entries are missing between 1 and 3", "entry 3 does not continue entry 1"]


@pytest.mark.usefixtures("four_entries")
def test_cut_tail_is_found(session: Session, tamper: Tamper) -> None:
    tamper("DELETE FROM log_details WHERE number >= 3", "DELETE FROM log_entry WHERE number >= 3")

    assert log.verify(session).faults == ["the log ends at entry 2, but entry 4 was the last one written"]


CUT = "DELETE FROM log_details WHERE number >= 3", "DELETE FROM log_entry WHERE number >= 3"
MOVE_HEAD = "UPDATE log_head SET number = 2, hash = (SELECT hash FROM log_entry WHERE number = 2)"


@pytest.fixture
def later_entries(session: Session, four_entries: list[LogEntry]) -> list[LogEntry]:
    """The four, and two that were written after the head was put away."""
    more = [log.record(session, f"event_{n}") for n in (5, 6)]
    session.commit()
    return [*four_entries, *more]


def test_kept_head_is_found_again_when_more_was_written(session: Session, later_entries: list[LogEntry]) -> None:
    kept = log.Link(4, later_entries[3].hash)

    verdict = log.verify(session, kept)

    assert (verdict.faults, verdict.last) == ([], log.Link(6, later_entries[5].hash))


def test_tail_cut_with_its_head_is_found_by_a_kept_head(
    session: Session, tamper: Tamper, four_entries: list[LogEntry]
) -> None:
    kept = log.Link(4, four_entries[3].hash)
    tamper(*CUT, MOVE_HEAD)

    faults = [log.verify(session, expected).faults for expected in (None, kept)]

    assert faults == [[], [f"entry {kept} is not in the log: its end was cut off, or it was written anew"]]


def test_log_written_anew_is_found_by_a_kept_head(
    session: Session, tamper: Tamper, four_entries: list[LogEntry]
) -> None:
    kept = log.Link(4, four_entries[3].hash)
    tamper(*CUT, MOVE_HEAD)
    for number in (3, 4, 5):
        log.record(session, f"forged_{number}")
    session.commit()

    faults = [log.verify(session, expected).faults for expected in (None, kept)]

    assert faults == [[], [f"entry {kept} is not in the log: its end was cut off, or it was written anew"]]


def test_head_of_the_empty_log_may_be_expected(session: Session) -> None:
    verdict = log.verify(session, log.START)

    assert (verdict.faults, verdict.last) == ([], log.START)


def test_inserted_entry_is_found_though_it_continues_the_chain(session: Session, four_entries: list[LogEntry]) -> None:
    last = four_entries[-1]
    forged = LogEntry(
        number=5, at=last.at, event="granted", details_hash=FORGED, previous_hash=last.hash, hash="", request_id=""
    )
    forged.hash = log.link_hash(forged)
    session.add(forged)
    session.commit()

    assert log.verify(session).faults == [
        "the log ends at entry 5, but entry 4 was the last one written",
        "entry 5 has lost its details, and no removal tells of it",
    ]


@pytest.mark.usefixtures("four_entries")
def test_swapped_entries_are_found(session: Session, tamper: Tamper) -> None:
    tamper("UPDATE log_entry SET event = CASE number WHEN 2 THEN 'event_3' ELSE 'event_2' END WHERE number IN (2, 3)")

    assert log.verify(session).faults == ["entry 2 was changed", "entry 3 was changed"]


@pytest.mark.usefixtures("four_entries")
def test_changed_details_are_found(session: Session, tamper: Tamper) -> None:
    tamper("""UPDATE log_details SET details = '{"old": 9, "new": "å"}' WHERE number = 3""".replace(":", r"\:"))

    assert log.verify(session).faults == ["the details of entry 3 were changed"]


@pytest.mark.usefixtures("four_entries")
def test_details_are_removed_by_retention_alone(session: Session, tamper: Tamper) -> None:
    tamper("DELETE FROM log_details WHERE number = 3")
    untold = log.verify(session).faults
    log.record(session, log.DISPOSED, entries=[3])

    verdict = log.verify(session)

    assert untold == ["entry 3 has lost its details, and no removal tells of it"]
    assert (verdict.faults, verdict.without_details) == ([], 1)


@pytest.mark.usefixtures("four_entries")
@pytest.mark.parametrize("table", ["log_entry", "log_details"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET number = number", "DELETE FROM {}"])
def test_database_refuses_changes(session: Session, table: str, statement: str) -> None:
    with pytest.raises(DBAPIError, match="the log is only added to"):
        session.execute(sa.text(statement.format(table)))

    session.rollback()
    assert log.verify(session).faults == []


def test_entry_goes_with_the_transaction_of_its_event(session: Session) -> None:
    log.record(session, "tried", reason="")
    session.rollback()

    assert session.exec(select(LogEntry)).all() == []
    assert log.verify(session).faults == []


def test_two_at_once_keep_one_chain(app: Flask, session: Session) -> None:
    start = threading.Barrier(2)

    def write(name: str) -> None:
        with Session(app.extensions["engine"]) as own:
            start.wait()
            for number in range(10):
                log.record(own, name, number=number)
                own.commit()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    events = session.exec(select(LogEntry.event).order_by(col(LogEntry.number))).all()
    assert sorted(events) == ["one"] * 10 + ["two"] * 10
    assert log.verify(session).faults == []


def verify(app: Flask, *arguments: str) -> tuple[int, str]:
    """Exit status and words of the command."""
    result = app.test_cli_runner().invoke(args=["log", "verify", *arguments])
    return result.exit_code, result.output


@pytest.mark.usefixtures("four_entries")
def test_command_says_that_the_log_is_whole_and_prints_its_head(app: Flask, session: Session, tamper: Tamper) -> None:
    tamper("DELETE FROM log_details WHERE number < 3")
    last = log.record(session, log.DISPOSED, entries=[1, 2])
    session.commit()

    assert verify(app) == (0, f"The log is whole. Entries: 5, without details: 2.\nHead: 5:{last.hash}\n")


@pytest.mark.usefixtures("four_entries")
def test_command_names_what_was_changed_and_fails(app: Flask, tamper: Tamper) -> None:
    tamper("UPDATE log_entry SET event = 'granted' WHERE number = 2")

    assert verify(app) == (1, "entry 2 was changed\n")


@pytest.mark.usefixtures("four_entries")
def test_command_takes_the_head_that_it_has_printed(app: Flask, tamper: Tamper) -> None:
    _status, output = verify(app)
    head = output.splitlines()[-1].removeprefix("Head: ")

    answers = [verify(app, "--expect", head)]
    tamper(*CUT, MOVE_HEAD)
    answers.append(verify(app, "--expect", head))

    missing = f"entry {head} is not in the log: its end was cut off, or it was written anew\n"
    assert answers == [(0, output), (1, missing)]


@pytest.mark.parametrize("wrong", ["4", "4:abc", "x:" + "0" * 64, "4:" + "G" * 64, ""])
def test_command_says_how_an_expected_head_is_written(app: Flask, wrong: str) -> None:
    status, output = verify(app, "--expect", wrong)

    assert status == 2
    assert "write it as it was printed: the entry's number, a colon, 64 hexadecimal digits" in output
