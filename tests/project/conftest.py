"""A database without any table, for migrations; and one with a case in each status, made once for a whole file."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session

from sifapp import create_app, migrating
from sifapp.config import Settings
from tests import database
from tests.people import People
from tests.project import world as worlds
from tests.project.world import World


@pytest.fixture(scope="module")
def world_app(migrated_app: Flask) -> Iterator[Flask]:
    """The application on the database that holds the `world`. Making it takes longer than walking through it."""
    engine = migrated_app.extensions["engine"]
    database.make_clean(engine)
    yield migrated_app
    engine.dispose()


@pytest.fixture(scope="module")
def world(world_app: Flask) -> World:
    """One case in each status. Tests leave it as it is."""
    with world_app.test_request_context(), Session(world_app.extensions["engine"], expire_on_commit=False) as session:
        return worlds.build(session, People(session))


@pytest.fixture
def empty_database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database without any table."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server = sa.make_url(request.getfixturevalue("postgres_cluster"))
    name = f"empty_{uuid.uuid4().hex}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def empty_app(empty_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without any table, ready for ``flask db`` commands."""
    app = create_app(Settings(_env_file=None, demo=True, database_url=empty_database_url, data_dir=tmp_path / "data"))
    migrating.init_app(app)
    with app.app_context():
        yield app
    app.extensions["engine"].dispose()
