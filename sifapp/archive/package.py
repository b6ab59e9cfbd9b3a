"""What is in the package of a case that goes to the e-archive, and how is it made?

A folder in a .zip file that can be read without this system: what was sent as PDF/A, the files as they were attached,
everything else as JSON, and a list of all files with their SHA-256.
"""

import hashlib
import json
import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, SQLModel, col, select

from sifapp.accounts.models import Administration, Person
from sifapp.applications.models import Application, Scan
from sifapp.applications.queries import submissions_of
from sifapp.applications.storage import Storage
from sifapp.archive.queries import Row, rows_of_case, times_emptied
from sifapp.documents.writing import Form, write
from sifapp.wizard.economy import names_sent
from sifapp.wizard.paper import sketch_document

# Of use inside this system alone.
LEFT_OUT = frozenset({"presence", "search_term"})
# The log has a file of its own, each entry with its details.
LOG, LOG_DETAILS = "log_entry", "log_details"
# Who they are is told by `_names`.
NAMED = (Person.__tablename__, Administration.__tablename__)


@dataclass(frozen=True)
class File:
    """One file of a package. ``about``: what it is, in words."""

    name: str
    content: bytes
    about: str


def make_package(session: Session, case: Application, storage: Storage, folder: Path) -> tuple[Path, str]:
    """Write the case's package into ``folder``; the file and its SHA-256.

    What is written after a rule has removed the texts gets a package of its own: the first one has what is gone.

    Raises OSError when an attached file is missing or damaged, MissingLibraryError when no PDF can be made. Nothing is
    left behind then.
    """
    part = times_emptied(session, case.id) + 1
    path = folder / (f"{case.reference}.zip" if part == 1 else f"{case.reference}-{part}.zip")
    unfinished = path.with_suffix(".part")
    try:
        with ZipFile(unfinished, "w", ZIP_DEFLATED) as package:
            listed = [_add(package, case, file) for file in _files(session, case, storage)]
            _add(package, case, File("manifest.json", _json(_manifest(case, part, listed)), _("List of the files")))
        digest = hashlib.sha256(unfinished.read_bytes()).hexdigest()
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path, digest


def _add(package: ZipFile, case: Application, file: File) -> Row:
    # The day of the case instead of today's: the same case gives the same package.
    stamp = case.changed_at.timetuple()[:6]
    entry = ZipInfo(f"{case.reference}/{file.name}", stamp)
    entry.external_attr = 0o644 << 16
    package.writestr(entry, file.content, ZIP_DEFLATED)
    return {
        "file": file.name,
        "about": file.about,
        "media_type": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "size_bytes": len(file.content),
        "sha256": hashlib.sha256(file.content).hexdigest(),
    }


def _files(session: Session, case: Application, storage: Storage) -> Iterator[File]:
    rows = {name: found for name, found in rows_of_case(session, case.id).items() if name not in LEFT_OUT}
    log = _log(rows.pop(LOG), rows.pop(LOG_DETAILS))
    yield File(
        "case.json",
        _json({**rows, **_around(session, rows), **_names(session, rows, log)}),
        _("All that is stored about the case, table by table"),
    )
    yield File("log.json", _json(log), _("The case’s log, each event with its link of the chain"))
    yield from _papers(session, case)
    for row in rows["attachment"]:
        if row["removed_at"] is None and row["scan"] != Scan.HARMFUL:
            name = f"attachments/{row['id']}-{Path(row['name']).name}"
            yield File(name, _content(storage, row), row["description"] or _("Attached file"))


def _papers(session: Session, case: Application) -> Iterator[File]:
    lead = session.get_one(Administration, case.lead_administration_id)
    for sent in submissions_of(session, case.id):
        document = sketch_document(case, lead, sent, names_sent(session, sent))
        content = write(document, Form.PDF, lambda _done, _pages: None, lasting=True)
        yield File(f"sent/{sent.round}.pdf", content, _("What was sent"))


def _content(storage: Storage, row: Row) -> bytes:
    """An attached file. Raises OSError, with its name, when it is not what was attached."""
    name, sha256 = row["name"], row["sha256"]
    try:
        content = storage.path(sha256).read_bytes()
    except FileNotFoundError as error:
        raise OSError(f"the attached file “{name}” ({sha256}) is missing") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise OSError(f"the attached file “{name}” ({sha256}) is damaged")
    return content


def _log(entries: Sequence[Row], details: Sequence[Row]) -> list[Row]:
    told = {row["number"]: row["details"] for row in details}
    return [{**entry, "details": told.get(entry["number"])} for entry in entries]


def _around(session: Session, rows: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """What rows of the case point at outside it: its call, the council's meetings and criteria. People are named."""
    wanted: dict[sa.Column[Any], set[Any]] = {}
    for name, found in rows.items():
        for key in SQLModel.metadata.tables[name].foreign_keys:
            if key.column.table.name not in (*rows, *NAMED):
                numbers = {row[key.parent.name] for row in found} - {None}
                wanted[key.column] = wanted.get(key.column, set()) | numbers
    return {
        column.table.name: [
            dict(row)
            for row in session.execute(sa.select(column.table).where(column.in_(numbers)).order_by(column)).mappings()
        ]
        for column, numbers in wanted.items()
    }


def _names(session: Session, rows: Mapping[str, Sequence[Row]], log: Sequence[Row]) -> Row:
    """Who the numbers in the rows are: a package must be read without this system's own tables."""
    tables = {**rows, LOG: log}
    numbers = {
        row[key.parent.name]
        for name, found in tables.items()
        for key in SQLModel.metadata.tables[name].foreign_keys
        if key.column.table.name == Person.__tablename__
        for row in found
    }
    people = session.exec(select(Person).where(col(Person.id).in_(numbers)).order_by(col(Person.id)))
    administrations = session.exec(select(Administration).order_by(col(Administration.id)))
    return {
        "people": [{"id": person.id, "name": person.name, "title": person.title} for person in people],
        "administrations": [{"id": one.id, "code": one.code, "name": one.name_sv} for one in administrations],
    }


def _manifest(case: Application, part: int, files: Sequence[Row]) -> Row:
    return {
        "reference": case.reference,
        "part": part,
        "title": case.title,
        "about": _("A case of Stockholm’s Social Investment Fund"),
        "status": case.status,
        "status_since": case.status_since,
        "files": list(files),
    }


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1, default=plain).encode()


def plain(value: Any) -> str:
    """How JSON writes what it has no form for."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a package")
