"""How does the application reach its database?

One engine per application, one session per request. SQLite by default, PostgreSQL by address; the same code on both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask, current_app, g
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

# Alembic must be able to name every constraint, or SQLite's batch mode cannot drop it.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """A point in time, always UTC with its zone: SQLite would return it without."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - given by SQLAlchemy
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def utc_now() -> datetime:
    """Now, in UTC; inside `at_moment` the moment that it was given."""
    return _moment.get() or datetime.now(UTC)


@contextmanager
def at_moment(moment: datetime) -> Iterator[None]:
    """Let all inside happen at ``moment``: demo data needs a past. No request may use it, or the log could lie."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


def enum_column(enum: type, length: int = 32) -> sa.Enum:
    """Store an enum by its value, as text: a new member then needs no migration."""
    return sa.Enum(enum, native_enum=False, length=length, values_callable=lambda e: [m.value for m in e])


def make_engine(url: str, *, enforce_foreign_keys: bool = True, **options: Any) -> sa.Engine:
    """Engine for ``url``. Migrations on SQLite turn foreign keys off, or rebuilding a table empties its children."""
    # A pooled connection may have died with a restarted PostgreSQL; a file cannot.
    engine = sa.create_engine(url, pool_pre_ping=not url.startswith("sqlite"), **options)
    settings = {
        "sqlite": (
            "PRAGMA journal_mode=WAL",
            "PRAGMA busy_timeout=5000",
            # "Saved" is a promise: FULL holds it through a power cut, NORMAL does not.
            "PRAGMA synchronous=FULL",
            f"PRAGMA foreign_keys={'ON' if enforce_foreign_keys else 'OFF'}",
            # 1 MiB for each connection, as many as there are threads; the machine keeps the rest of the file in mind.
            "PRAGMA cache_size=-1024",
        ),
        # For disks that turn: it would rather read 100,000 cases in a row than look 1,000 up.
        "postgresql": ("SET random_page_cost = 1.1",),
    }

    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for statement in settings[engine.dialect.name]:
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    sa.event.listen(engine, "connect", prepare)
    if engine.dialect.name == "postgresql":
        _keep_plans(engine)
    return engine


def _keep_plans(engine: sa.Engine) -> None:
    """End a transaction that has only read by COMMIT: psycopg forgets all prepared statements at a ROLLBACK.

    Every page that only reads ends by one, when its session is closed, so nothing would ever stay prepared, and
    PostgreSQL would spend five times as long on planning as on reading.
    """

    def note(
        connection: sa.Connection, _cursor: object, _statement: str, _values: object, context: Any, *_: object
    ) -> None:
        if context.compiled is None or not context.compiled.statement.is_select:
            connection.info["has_written"] = True

    def forget(connection: sa.Connection) -> None:
        connection.info.pop("has_written", None)

    def end(connection: sa.Connection) -> None:
        # One that has died has nothing to end, and says so itself.
        if not connection.invalidated and not connection.info.pop("has_written", False):
            connection.connection.commit()

    sa.event.listen(engine, "before_cursor_execute", note)
    sa.event.listen(engine, "commit", forget)
    sa.event.listen(engine, "rollback", end)


def init_app(app: Flask, url: str) -> None:
    """Give ``app`` its engine and close each request's session."""
    app.extensions["engine"] = make_engine(url)
    app.teardown_appcontext(_close_session)


def get_engine() -> sa.Engine:
    """Engine of the current application."""
    return cast(sa.Engine, current_app.extensions["engine"])


def get_session() -> Session:
    """Session of the current request (or command), opened at first use."""
    if "db_session" not in g:
        g.db_session = Session(get_engine(), expire_on_commit=False)
    return cast(Session, g.db_session)


def upsert(session: Session, model: type[SQLModel], key: tuple[str, ...], **values: object) -> None:
    """Insert a row, or change the one that has the same ``key``, in one statement: two requests never collide."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    changes = {name: value for name, value in values.items() if name not in key}
    session.execute(insert(model).values(**values).on_conflict_do_update(index_elements=key, set_=changes))


def insert_new(session: Session, model: type[SQLModel], unique: tuple[str, ...], **values: object) -> bool:
    """Insert a row; False, and nothing is written, when one with the same ``unique`` columns is there already."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(model).values(**values).on_conflict_do_nothing(index_elements=unique)
    return session.execute(statement.returning(getattr(model, unique[0]))).first() is not None


def _close_session(_error: BaseException | None) -> None:
    session = g.pop("db_session", None)
    if session is not None:
        session.close()
