"""A database whose disk is full: it can be read, and takes nothing more."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask
from sqlmodel import SQLModel

# What PostgreSQL answers when a file cannot grow.
FULL = "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'"


@contextmanager
def full_disk(app: Flask) -> Iterator[None]:
    """Let every statement that needs more room fail. SQLite still fills the pages that it has: write long texts."""
    engine: sa.Engine = app.extensions["engine"]
    if engine.dialect.name == "sqlite":
        with _no_more_pages(engine):
            yield
    else:
        with _every_write_fails(engine):
            yield


@contextmanager
def _no_more_pages(engine: sa.Engine) -> Iterator[None]:
    def stop_growing(connection: sa.engine.interfaces.DBAPIConnection, *_more: object) -> None:
        # Below the present number of pages it means the present number.
        connection.cursor().execute("PRAGMA max_page_count=1")

    sa.event.listen(engine, "checkout", stop_growing)
    try:
        yield
    finally:
        sa.event.remove(engine, "checkout", stop_growing)
        # Connections that are opened from now on may grow again.
        engine.dispose()


@contextmanager
def _every_write_fails(engine: sa.Engine) -> Iterator[None]:
    with engine.begin() as connection:
        connection.execute(
            sa.text(f"CREATE FUNCTION fail() RETURNS trigger AS $$ BEGIN {FULL}; END $$ LANGUAGE plpgsql")
        )
        for table in SQLModel.metadata.tables:
            connection.execute(
                sa.text(f'CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON "{table}" EXECUTE FUNCTION fail()')
            )
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text("DROP FUNCTION fail() CASCADE"))
