"""A package can be read without this system, holds all there is, and is whole or not there."""

import hashlib
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlmodel import Session

from sifapp.applications.queries import attachments_of, log_of
from sifapp.applications.storage import Storage
from sifapp.archive.queries import case_by_reference, unarchived
from tests.archive.conftest import declined
from tests.factories import make_call
from tests.people import People

# WeasyPrint leaves the colour profile of PDF/A open.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored.*icc:pytest.PytestUnraisableExceptionWarning")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # the rows are read alike on both
def test_package_holds_texts_files_and_log_with_a_list_that_is_true(
    app: Flask, session: Session, people: People, tmp_path: Path
) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))

    result = app.test_cli_runner().invoke(args=["archive", "export", str(tmp_path)])

    assert result.exit_code == 0, result.output
    path = tmp_path / f"{case.reference}.zip"
    assert result.output == f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\nPackages made: 1.\n"
    with ZipFile(path) as package:
        files = {name.removeprefix(f"{case.reference}/"): package.read(name) for name in package.namelist()}
    listed = {row["file"]: row["sha256"] for row in json.loads(files["manifest.json"])["files"]}
    assert sorted(files) == sorted([*listed, "manifest.json"])
    assert {name: hashlib.sha256(files[name]).hexdigest() for name in listed} == listed
    assert [name for name in listed if name.startswith("attachments/")] == ["attachments/1-avtal.pdf"]
    rows = json.loads(files["case.json"])
    assert rows["message"][0]["body"] == "Vi har talat med Anna på skolan."
    assert {person["name"] for person in rows["people"]} >= {people.person("amira").name, people.person("kim").name}
    assert [entry["event"] for entry in json.loads(files["log.json"])][-1] == "declined"
    text = PdfReader(io.BytesIO(files["sent/1.pdf"]))
    assert "Lotsar för familjer" in text.pages[0].extract_text()
    xmp = text.xmp_metadata
    assert xmp is not None
    assert (xmp.pdfaid_part, xmp.pdfaid_conformance) == ("2", "A")


def test_export_stands_in_the_log_and_is_not_made_again(
    app: Flask, session: Session, people: People, tmp_path: Path
) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))
    waits = [one.id for one in unarchived(session)]

    outputs = [app.test_cli_runner().invoke(args=["archive", "export", str(tmp_path)]).output for _round in range(2)]
    session.expire_all()

    assert (waits, unarchived(session)) == ([case.id], [])
    assert outputs[1] == "Packages made: 0.\n"
    assert [entry.event for entry, _actor, _details in log_of(session, case.id)][-1] == "archived"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_damaged_file_stops_the_package_and_says_which(
    app: Flask, session: Session, people: People, tmp_path: Path
) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))
        storage = Storage(app.extensions["settings"].attachments_dir)
        (attached,) = attachments_of(session, case.id)
    stored = storage.path(attached.attachment.sha256)
    stored.write_bytes(b"something else")

    result = app.test_cli_runner().invoke(args=["archive", "export", str(tmp_path), case.reference])

    assert (result.exit_code, list(tmp_path.glob(f"{case.reference}*"))) == (1, [])
    assert f"{case.reference}: the attached file {stored.name} is damaged" in result.output


def test_case_that_nobody_knows_is_named(app: Flask, session: Session, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["archive", "export", str(tmp_path), "SIF-2026-9999"])

    assert (result.exit_code, "There is no case SIF-2026-9999." in result.output) == (2, True)
    assert case_by_reference(session, "hej") is None
