"""How does each test get a database as it is after the migrations, without running them again?"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import cast

import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, SQLModel

from sifapp import create_app, migrating
from sifapp.accounts.operations import load_administrations
from sifapp.config import Settings

# What the migrations and the reference data put in; it stays from test to test.
KEPT = ("alembic_version", "administration", "log_head")


def migrated_app(url: str, data_dir: Path) -> Flask:
    """An application on ``url`` with its tables and the city's administrations. Needs an empty database."""
    app = create_app(Settings(_env_file=None, demo=True, database_url=url, data_dir=data_dir))
    app.config.update(PROPAGATE_EXCEPTIONS=False)
    migrating.init_app(app)
    with app.app_context():
        migrating.alembic.upgrade()
        with Session(app.extensions["engine"]) as session:
            load_administrations(session)
            session.commit()
    app.extensions["engine"].dispose()
    if url.startswith("sqlite"):
        shutil.copyfile(_file(url), _clean_copy(url))
        sa.event.listen(app.extensions["engine"], "connect", _wait_for_no_disk)
    return app


def _wait_for_no_disk(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    # No test cuts the power.
    connection.cursor().execute("PRAGMA synchronous=OFF")


def make_clean(engine: sa.Engine) -> None:
    """Let everything be again as `migrated_app` left it."""
    if engine.dialect.name == "sqlite":
        _put_clean_copy(engine)
    else:
        _delete_all(engine)


def _put_clean_copy(engine: sa.Engine) -> None:
    # Page by page under the database's own lock: the server of the browser's tests may still be answering.
    with closing(sqlite3.connect(_clean_copy(str(engine.url)))) as clean, engine.connect() as connection:
        clean.backup(cast(sqlite3.Connection, connection.connection.dbapi_connection))


def _delete_all(engine: sa.Engine) -> None:
    # TRUNCATE would make every file anew, which takes sixty times as long.
    deletes = "; ".join(f'DELETE FROM "{name}"' for name in SQLModel.metadata.tables if name not in KEPT)  # noqa: S608 - our own tables
    with engine.begin() as connection:
        # Foreign keys are not asked then, nor the triggers that guard the log.
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(deletes)
        connection.exec_driver_sql(
            "SELECT setval(seqrelid::regclass, 1, false) FROM pg_sequence"
            " WHERE seqrelid <> 'administration_id_seq'::regclass"
        )
        connection.execute(sa.text("UPDATE log_head SET number = 0, hash = :start"), {"start": "0" * 64})


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _clean_copy(url: str) -> Path:
    return _file(url).with_suffix(".clean")
