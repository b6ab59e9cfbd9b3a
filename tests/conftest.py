"""An application on a real database, for each test anew; once on SQLite and once on PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, Response, current_app, g
from flask.testing import FlaskClient
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session
from werkzeug.test import TestResponse

from sifapp import create_app
from sifapp.config import Settings
from tests import database, html
from tests.people import People
from tests.postgres import throwaway_cluster

BACKENDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[str]:
    """A throwaway cluster for this test run."""
    with throwaway_cluster() as url:
        yield url


@pytest.fixture(scope="session", params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The database that a test runs on."""
    return str(request.param)


@pytest.fixture(scope="session")
def database_url(backend: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> str:
    """Address of the tests' database."""
    if backend == "postgresql":
        return str(request.getfixturevalue("postgres_cluster"))
    return f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.sqlite3'}"


@pytest.fixture(scope="session")
def migrated_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with its tables and the city's administrations, made once by the migrations."""
    app = database.migrated_app(database_url, tmp_path_factory.mktemp("data"))
    app.after_request(_watch_for_uncommitted)
    return app


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application, its database as after the migrations."""
    engine = migrated_app.extensions["engine"]
    database.make_clean(engine)
    # One for each test, so that nothing is kept for it that an earlier test has read; statements stay compiled.
    migrated_app.extensions["engine"] = engine.execution_options()
    yield migrated_app
    migrated_app.extensions["engine"] = engine
    engine.dispose()


@sa.event.listens_for(Session, "after_flush")
def _has_written(session: Session, _context: object) -> None:
    session.info["uncommitted"] = True


@sa.event.listens_for(Session, "do_orm_execute")
def _has_executed(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info["uncommitted"] = True


@sa.event.listens_for(Session, "after_commit")
@sa.event.listens_for(Session, "after_rollback")
def _has_committed(session: Session) -> None:
    session.info.pop("uncommitted", None)


def _watch_for_uncommitted(response: Response) -> Response:
    session = g.get("db_session")
    if session is not None and response.status_code < 400 and session.info.get("uncommitted"):
        current_app.config["UNCOMMITTED"] = True
    return response


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A database session of the test's own, apart from the requests'."""
    # No application context is open here: a request in a test must make its own, as in life.
    with Session(app.extensions["engine"], expire_on_commit=False) as session:
        yield session


@pytest.fixture
def people(session: Session) -> People:
    """The named people that tests talk about; see people.py."""
    return People(session)


@pytest.fixture(scope="session")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application without a database, for texts."""
    return create_app(Settings(_env_file=None, demo=True, data_dir=tmp_path_factory.mktemp("bare")))


@pytest.fixture
def texts(bare_app: Flask) -> Iterator[Flask]:
    """An English reader asks: texts can be made."""
    with bare_app.test_request_context(headers={"Accept-Language": "en"}):
        g.user = None
        yield bare_app


class CheckingClient(FlaskClient):
    """A browser without JavaScript. Fails the test on bad HTML, and when a request leaves changes uncommitted."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        assert not self.application.config.pop("UNCOMMITTED", None), "the request left changes uncommitted"
        # Reading takes longer than answering, and a page is the same on both databases.
        is_read = self.application.extensions["engine"].dialect.name == "sqlite"
        if is_read and response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            assert html.faults(response.text) == []
        return response


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A browser without JavaScript; CSRF is not asked for here (its own tests do)."""
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = CheckingClient
    yield app.test_client()
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """``with count_queries() as statements:`` lists the SQL that is sent meanwhile."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        engine = app.extensions["engine"]
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return counting
