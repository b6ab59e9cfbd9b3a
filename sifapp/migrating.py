"""How do the tables get from one version to the next?

Alembic takes eleven megabytes for which a web process has no use: `flask db` and the tests load this module, no page.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

import click
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext, MigrationStep, RevisionStep
from flask import Flask
from flask_alembic import Alembic
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from sifapp.config import ROOT
from sifapp.db import UTCDateTime, make_engine

# What `Alembic.run_migrations` takes: which steps lead from the database's present revisions to where it shall be.
Revisions = str | list[str] | tuple[str, ...]
Steps = Callable[[Revisions, MigrationContext], list[MigrationStep]]

# The first migration made nearly all tables before migrations named theirs. Whatever anybody does is in the log.
TABLES_OF_THE_FIRST = ("log_entry",)


class CarefulAlembic(Alembic):
    """Migrations are numbered 0001, 0002, …; each names its TABLES, and none takes rows away."""

    def rev_id(self) -> str:
        return f"{len(list(self.script_directory.walk_revisions())) + 1:04d}"

    def run_migrations(self, fn: Steps, **kwargs: Any) -> None:
        """Run the steps that ``fn`` names. Raises ClickException when they would drop a table with rows."""

        def checked(revision: Revisions, context: MigrationContext) -> list[MigrationStep]:
            steps = list(fn(revision, context))
            _require_empty(context, _dropped_tables(steps))
            return steps

        super().run_migrations(checked, **kwargs)


def _dropped_tables(steps: Iterable[MigrationStep]) -> list[str]:
    # A "stamp" is a step too, but changes no table.
    back = [step.revision.module for step in steps if isinstance(step, RevisionStep) and step.is_downgrade]
    return [table for module in back for table in getattr(module, "TABLES", TABLES_OF_THE_FIRST)]


def _require_empty(context: MigrationContext, tables: Iterable[str]) -> None:
    assert context.connection is not None, "migrations run online"  # noqa: S101 - for the type checker
    counts = {
        name: context.connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) for name in tables
    }
    if lost := ", ".join(f"{name}: {count}" for name, count in counts.items() if count):
        raise click.ClickException(
            f"This would delete rows ({lost}). Nothing was changed. To start anew with a development database, delete "
            "its file (SQLite) or drop the database (PostgreSQL). To go back with a real one, restore a backup."
        )


def _render_item(kind: str, item: Any, _context: object) -> str | bool:
    """Write plain SQLAlchemy types into migrations, so that they outlive the models."""
    if kind == "type" and type(item).__name__ == "AutoString":
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


alembic = CarefulAlembic(metadatas=SQLModel.metadata, run_mkdir=False, command_name="")


def init_app(app: Flask) -> None:
    """Let `alembic` work on the database of ``app``. Nothing happens the second time."""
    if "alembic" in app.extensions:
        return
    app.config["ALEMBIC"] = {"script_location": str(ROOT / "migrations")}
    app.config["ALEMBIC_CONTEXT"] = {"render_as_batch": True, "compare_type": True, "render_item": _render_item}
    alembic.init_app(app)
    # Foreign keys off: SQLite rebuilds a table to change it, which would empty the tables that point at it.
    url = app.extensions["settings"].database
    alembic.engines = {"default": make_engine(url, enforce_foreign_keys=False, poolclass=NullPool)}


@click.command()
@click.argument("target", default="1")
def downgrade(target: str) -> None:
    """Take migrations back: to the one that is named (0002, base), or so many steps (1)."""
    # Flask-Alembic's own command takes every number for steps, 0002 too.
    named = {script.revision for script in alembic.script_directory.walk_revisions()} | {"base"}
    if target not in named and not re.fullmatch("[1-9][0-9]?", target):
        raise click.BadParameter(f"no migration is called {target}", param_hint="TARGET")
    alembic.downgrade(target if target in named else -int(target))
