"""The demo, loaded once for all tests that read it: loading takes seconds."""

from collections.abc import Iterator

import pytest
from click.testing import Result
from flask import Flask
from sqlmodel import Session

from sifapp.demo.commands import load_demo_command
from tests import database


@pytest.fixture(scope="module")
def loading(migrated_app: Flask) -> Iterator[Result]:
    """What `flask load-demo` said on an empty database."""
    engine = migrated_app.extensions["engine"]
    database.make_clean(engine)
    yield migrated_app.test_cli_runner().invoke(load_demo_command)
    engine.dispose()


@pytest.fixture
def loaded(loading: Result, migrated_app: Flask) -> Iterator[Session]:
    """A session on a database that holds the demo. Tests only read."""
    assert loading.exit_code == 0, loading.output
    with Session(migrated_app.extensions["engine"]) as session:
        yield session
