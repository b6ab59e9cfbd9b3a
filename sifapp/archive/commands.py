"""How are closed cases handed over to the e-archive, and what would the retention rules remove?"""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlmodel import Session

from sifapp.accounts.gate import settings
from sifapp.applications.models import Application
from sifapp.applications.storage import Storage
from sifapp.archive import operations, queries
from sifapp.archive.package import make_package
from sifapp.archive.rules import Kind
from sifapp.db import get_session
from sifapp.documents.writing import MissingLibraryError
from sifapp.i18n import in_language

archive_commands = AppGroup("archive", help="Papers that last, and what is removed.")


@archive_commands.command("export")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path))
@click.argument("references", nargs=-1)
def export(folder: Path, references: tuple[str, ...]) -> None:
    """Write a package of each case of REFERENCES into FOLDER; of each closed case that has none, or none since
    somebody wrote in it last, when none is named. A case that cannot be packed is named, and the others are made.
    """
    session, storage = get_session(), Storage(settings().attachments_dir)
    named = [(reference, queries.case_by_reference(session, reference)) for reference in references]
    if unknown := [reference for reference, case in named if case is None]:
        raise click.UsageError(f"There is no case {', '.join(unknown)}.")
    cases = [case for _reference, case in named if case] if references else queries.unarchived(session)
    faults = []
    for case in cases:
        try:
            click.echo(_export_one(session, case, storage, folder))
        except (OSError, queries.EmptiedError) as error:  # the other cases are made all the same
            session.rollback()
            faults.append(f"{case.reference}: {error}.")
        except MissingLibraryError as error:
            raise click.ClickException(f"{case.reference}: {error}. Packages made before it are whole.") from error
    click.echo(f"Packages made: {len(cases) - len(faults)}.")
    if faults:
        click.echo("\n".join([f"Not made: {len(faults)}.", *faults]), err=True)
        raise SystemExit(1)


def _export_one(session: Session, case: Application, storage: Storage, folder: Path) -> str:
    """Make a package, and again when somebody has written in the case meanwhile; its line of the list."""
    if queries.is_emptied(session, case):
        raise queries.EmptiedError("its texts have been removed, and stand in the package that was made before")
    while True:
        seen = queries.last_entry(session, case.id)
        # Texts need a request; the archive reads Swedish.
        with current_app.test_request_context(base_url=settings().base_url), in_language("sv"):
            path, sha256 = make_package(session, case, storage, folder)
        if operations.note_archived(session, case, sha256, seen=seen):
            session.commit()
            return f"{sha256}  {path.name}"
        session.rollback()


@archive_commands.command("remove")
@click.option("--dry-run", is_flag=True, help="Say what would go, and remove nothing.")
def remove(dry_run: bool) -> None:
    """Remove what the rules that are in force take."""
    session = get_session()
    rules = queries.rules(session)
    for kind in Kind:
        rule = rules.get(kind)
        if rule is None or not rule.in_force:
            click.echo(f"{kind}: no rule in force, nothing goes.")
            continue
        found = queries.due(session, rule)
        if not dry_run:
            while operations.apply(session, rule, by=None):
                session.commit()
            session.commit()
        click.echo(f"{kind}: {found.count} {'would go' if dry_run else 'removed'} ({rule.authority}).")
        for case in found.shown if dry_run else ():
            click.echo(f"- {case.reference}")
        if found.unarchived:
            click.echo(f"- {found.unarchived} wait to be exported first.")
