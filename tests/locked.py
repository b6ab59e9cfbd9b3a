"""A database in which somebody else is writing, for longer than anybody waits."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask


@contextmanager
def locked(app: Flask, *tables: str) -> Iterator[None]:
    """Keep every row of ``tables`` locked, and make the application lose its patience at once."""
    engine: sa.Engine = app.extensions["engine"]
    impatience = "PRAGMA busy_timeout=50" if engine.dialect.name == "sqlite" else "SET lock_timeout=50"

    def be_impatient(connection: sa.engine.interfaces.DBAPIConnection, *_more: object) -> None:
        connection.cursor().execute(impatience)

    with engine.connect() as writer:
        for table in tables:
            writer.execute(sa.text(f"UPDATE {table} SET id = id"))  # noqa: S608 - a table of ours
        sa.event.listen(engine, "checkout", be_impatient)
        try:
            yield
        finally:
            sa.event.remove(engine, "checkout", be_impatient)
