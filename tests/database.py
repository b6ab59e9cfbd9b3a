"""How does each test get a database as it is after the migrations, without running them again?"""

import shutil
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session

from sifapp import create_app, migrating
from sifapp.accounts.operations import load_administrations
from sifapp.config import Settings
from sifapp.db import make_engine

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
    return app


def fresh_engine(url: str) -> sa.Engine:
    """An engine on ``url``, where everything is again as `migrated_app` left it."""
    if url.startswith("sqlite"):
        for leftover in ("-wal", "-shm"):
            Path(f"{_file(url)}{leftover}").unlink(missing_ok=True)
        shutil.copyfile(_clean_copy(url), _file(url))
        return make_engine(url)
    engine = make_engine(url)
    with engine.begin() as connection:
        names = sa.inspect(connection).get_table_names()
        emptied = ", ".join(f'"{name}"' for name in names if name not in KEPT)
        connection.execute(sa.text(f"TRUNCATE {emptied} RESTART IDENTITY CASCADE"))
        connection.execute(sa.text("UPDATE log_head SET number = 0, hash = :start"), {"start": "0" * 64})
    return engine


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _clean_copy(url: str) -> Path:
    return _file(url).with_suffix(".clean")
