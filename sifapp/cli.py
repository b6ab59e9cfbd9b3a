"""Which commands does an operator have beside those of single parts?"""

import sqlite3
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from sifapp.accounts.operations import load_administrations
from sifapp.applications import log as case_log
from sifapp.db import get_engine, get_session

log_commands = AppGroup("log", help="The log of all events.")


@click.command("load-reference")
@with_appcontext
def load_reference() -> None:
    """Load or update administrations. Safe to repeat."""
    session = get_session()
    load_administrations(session)
    session.commit()
    click.echo("Reference data loaded.")


@log_commands.command("verify")
def verify_log() -> None:
    """Look for signs of tampering; exit status 1 when there are any."""
    faults = case_log.verify(get_session())
    for fault in faults:
        click.echo(fault)
    if faults:
        raise SystemExit(1)
    click.echo("The log is whole.")


@click.command("backup")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(path: Path) -> None:
    """Copy an SQLite database to PATH while it is in use. To restore, put the copy where the database was."""
    if get_engine().dialect.name != "sqlite":
        raise click.ClickException("PostgreSQL is backed up with its own pg_dump.")
    if path.exists():
        raise click.ClickException(f"{path} exists already. Choose another name.")
    source = get_engine().raw_connection()
    target = sqlite3.connect(path)
    try:
        source.driver_connection.backup(target)  # type: ignore[union-attr]  # an sqlite3 connection
        found = target.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        target.close()
        source.close()
    if found != "ok":
        raise click.ClickException(f"The copy is damaged: {found}")
    click.echo(f"Copied to {path}.")
