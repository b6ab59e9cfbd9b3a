"""Do the migrations make what the models say, both ways, without losing a row?"""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlmodel import Session, SQLModel, select

from sifapp.applications.log import record
from sifapp.applications.models import LogEntry
from sifapp.config import ROOT
from sifapp.migrating import alembic

FILES = sorted((ROOT / "migrations").glob("[0-9]*.py"))
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def tables(app: Flask) -> set[str]:
    return set(sa.inspect(app.extensions["engine"]).get_table_names()) - {"alembic_version"}


def add_case_with_message(connection: sa.Connection) -> None:
    """The fewest rows that hang together: an administration, a person, a call, a case and a message in it."""
    administration = {"id": 1, "code": "farsta", "kind": "district", "name_sv": "Farsta", "name_en": "Farsta"}
    person = {"id": 1, "email": "amira@stad.example", "name": "Amira", "title": "", "administration_id": 1}
    call = {"id": 1, "code": "a", "name_sv": "A", "name_en": "A", "purpose_sv": "A", "purpose_en": "A"}
    days = {"triage_days": 15, "completion_days": 20, "sign_off_required": False}
    case = {"id": 1, "call_id": 1, "title": "Läxhjälp", "status": "draft", "origin": "administration"}
    times = {"status_since": NOW, "created_at": NOW, "changed_at": NOW}
    ties = {"lead_administration_id": 1, "owner_id": 1, "awaits_reply": False}
    message = {"id": 1, "application_id": 1, "author_id": 1, "from_fund": False, "body": "Hej", "written_at": NOW}
    insert(connection, "administration", administration)
    insert(connection, "person", {**person, "is_active": True})
    insert(connection, "call", {**call, **days, "opens_on": date(2026, 1, 1), "closes_on": date(2026, 12, 31)})
    insert(connection, "application", {**case, **times, **ties})
    insert(connection, "message", message)


def insert(connection: sa.Connection, name: str, values: dict[str, Any]) -> None:
    """A row with the models' defaults, in the columns that the table has by now: it may be older than the models."""
    columns = SQLModel.metadata.tables[name].c
    present = {column["name"] for column in sa.inspect(connection).get_columns(name)}
    defaults = {
        c.name: c.default.arg for c in columns if isinstance(c.default, sa.ColumnDefault) and c.default.is_scalar
    }
    row = {column: value for column, value in (defaults | values).items() if column in present}
    table = sa.table(name, *(sa.column(column, columns[column].type) for column in row))
    connection.execute(sa.insert(table).values(row))


def add_conversation(connection: sa.Connection) -> None:
    values = {"id": 1, "token_hash": "a" * 64, "turns": [], "version": 1, "changed_at": NOW}
    connection.execute(sa.insert(SQLModel.metadata.tables["conversation"]).values(values))


def test_migrations_make_every_table_and_take_it_away_again(empty_app: Flask) -> None:
    alembic.upgrade()
    made = tables(empty_app)
    alembic.downgrade("base")
    left = tables(empty_app)
    alembic.upgrade()

    assert made == tables(empty_app) == set(SQLModel.metadata.tables)
    assert left == set()


def test_each_migration_can_be_taken_back_by_itself(empty_app: Flask) -> None:
    for file in FILES:
        alembic.upgrade(file.name[:4])
        before = tables(empty_app)

        alembic.downgrade(-1)
        alembic.upgrade(file.name[:4])

        assert tables(empty_app) == before


def test_models_and_migrations_agree(empty_app: Flask) -> None:
    alembic.upgrade()

    assert alembic.compare_metadata() == []


def test_widening_a_column_keeps_the_rows_that_point_at_the_table(empty_app: Flask) -> None:
    alembic.upgrade()
    with empty_app.extensions["engine"].begin() as connection:
        add_case_with_message(connection)

    with alembic.engines["default"].begin() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        with Operations(context).batch_alter_table("application") as batch:
            batch.alter_column("title", existing_type=sa.String(200), type_=sa.String(300))

    with empty_app.extensions["engine"].connect() as connection:
        assert connection.execute(sa.text("SELECT body FROM message")).scalars().all() == ["Hej"]


def test_a_message_cannot_point_at_a_case_that_does_not_exist(empty_app: Flask) -> None:
    alembic.upgrade()
    with empty_app.extensions["engine"].begin() as connection:
        add_case_with_message(connection)

    with pytest.raises(sa.exc.IntegrityError), empty_app.extensions["engine"].begin() as connection:
        connection.execute(sa.text("UPDATE message SET application_id = 999"))


def test_downgrade_refuses_to_delete_a_log_with_entries(empty_app: Flask) -> None:
    alembic.upgrade()
    with Session(empty_app.extensions["engine"]) as session:
        record(session, "tried")
        session.commit()
    made = tables(empty_app)

    result = empty_app.test_cli_runner().invoke(args=["db", "downgrade", "base"])

    assert (result.exit_code, result.output) == (
        1,
        "Error: This would delete rows (log_entry: 1). Nothing was changed. To start anew with a development database, "
        "delete its file (SQLite) or drop the database (PostgreSQL). To go back with a real one, restore a backup.\n",
    )
    assert tables(empty_app) == made


def test_downgrade_refuses_to_drop_any_table_with_rows(empty_app: Flask) -> None:
    alembic.upgrade()
    with empty_app.extensions["engine"].begin() as connection:
        add_conversation(connection)
    made = tables(empty_app)

    result = empty_app.test_cli_runner().invoke(args=["db", "downgrade", "0001"])

    assert (result.exit_code, result.output.partition(".")[0]) == (
        1,
        "Error: This would delete rows (conversation: 1)",
    )
    assert tables(empty_app) == made


@pytest.mark.parametrize(
    ("target", "left_at"), [("0002", "0002"), ("0001", "0001"), ("2", "0002"), ("0004", "0004"), (None, "0003")]
)
def test_downgrade_goes_to_the_named_migration_or_back_some_steps(
    empty_app: Flask, target: str | None, left_at: str
) -> None:
    alembic.upgrade("0004")

    result = empty_app.test_cli_runner().invoke(args=["db", "downgrade", *([target] if target else [])])

    assert result.exit_code == 0
    assert [script.revision for script in alembic.current() if script] == [left_at]


@pytest.mark.parametrize("target", ["0099", "002", "two", "0"])
def test_downgrade_to_no_migration_changes_nothing(empty_app: Flask, target: str) -> None:
    alembic.upgrade()
    made = tables(empty_app)

    result = empty_app.test_cli_runner().invoke(args=["db", "downgrade", target])

    assert (result.exit_code, result.output.splitlines()[-1]) == (
        2,
        f"Error: Invalid value for TARGET: no migration is called {target}",
    )
    assert tables(empty_app) == made


@pytest.mark.parametrize("file", FILES[1:], ids=lambda file: file.stem)
def test_migration_names_the_tables_that_going_back_drops(empty_app: Flask, file: Path) -> None:
    alembic.upgrade(file.name[:4])
    before = tables(empty_app)

    alembic.downgrade(-1)

    (script,) = alembic.script_directory.get_revisions(file.name[:4])
    assert script is not None
    assert set(script.module.TABLES) == before - tables(empty_app)


def test_downgrade_that_leaves_the_log_alone_needs_no_empty_log(empty_app: Flask) -> None:
    alembic.upgrade()
    with Session(empty_app.extensions["engine"]) as session:
        record(session, "tried")
        session.commit()

    alembic.downgrade("0001")
    alembic.upgrade()

    with Session(empty_app.extensions["engine"]) as session:
        assert [entry.event for entry in session.exec(select(LogEntry))] == ["tried"]


def test_migrations_are_numbered_one_after_the_other() -> None:
    heads = [re.findall(r'^(?:down_)?revision = "?(\w+)"?$', f.read_text("utf-8"), re.MULTILINE) for f in FILES]

    numbers = [f"{number:04d}" for number in range(1, len(FILES) + 1)]
    assert [f.name[:5] for f in FILES] == [f"{number}_" for number in numbers]
    assert heads == [[now, before] for now, before in zip(numbers, ["None", *numbers], strict=False)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_migration_outlives_the_models(file: Path) -> None:
    imported = re.findall(r"^(?:from|import) (\w+)", file.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert set(imported) & {"sifapp", "sqlmodel", "assistant"} == set()


def test_to_which_money_cases_were_referred_is_taken_from_the_log(empty_app: Flask) -> None:
    alembic.upgrade("0004")
    engine = empty_app.extensions["engine"]
    with engine.begin() as connection:
        add_case_with_message(connection)
    with Session(engine) as session:
        record(session, "submitted", application_id=1, to="submitted")
        record(session, "referred", application_id=1, fund="esf", reason="Passar bättre.")
        record(session, "referred", application_id=None)
        session.commit()

    alembic.upgrade("0005")
    with engine.connect() as connection:
        filled = connection.execute(sa.text("SELECT id, referred_fund FROM application")).all()
    alembic.downgrade("0004")

    assert filled == [(1, "esf")]
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT title FROM application")).scalars().all() == ["Läxhjälp"]
        assert connection.execute(sa.text("SELECT count(*) FROM log_entry")).scalar_one() == 3


def test_grants_from_before_this_system_are_told_apart(empty_app: Flask) -> None:
    alembic.upgrade("0011")
    engine = empty_app.extensions["engine"]
    status = sa.text("SELECT status FROM application")
    with engine.begin() as connection:
        add_case_with_message(connection)
        connection.execute(sa.text("UPDATE application SET status = 'granted'"))

    alembic.upgrade("0012")
    with engine.connect() as connection:
        told_apart = connection.execute(status).scalar_one()
        with pytest.raises(sa.exc.IntegrityError):
            connection.execute(sa.text("UPDATE application SET status = 'granted'"))
    alembic.downgrade("0011")

    assert told_apart == "recorded"
    with engine.connect() as connection:
        assert connection.execute(status).scalar_one() == "granted"
        assert connection.execute(sa.text("SELECT count(*) FROM message")).scalar_one() == 1
