"""A package can be read without this system, holds all there is, and is whole or not there."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.applications.operations import transition, write_message
from sifapp.applications.queries import attachments_of, log_of
from sifapp.applications.storage import Storage
from sifapp.archive import commands
from sifapp.archive.operations import apply
from sifapp.archive.package import LEFT_OUT, LOG, LOG_DETAILS
from sifapp.archive.queries import case_by_reference, rows_of_case, unarchived
from sifapp.archive.rules import Kind
from sifapp.statuses import Move
from tests.archive.conftest import archived, decided, declined
from tests.archive.stories import settle_project
from tests.factories import make_call, make_sent
from tests.followup.conftest import case as granted
from tests.people import People
from tests.reconciliation.conftest import project

__all__ = ["granted", "project"]

# WeasyPrint leaves the colour profile of PDF/A open.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored.*icc:pytest.PytestUnraisableExceptionWarning")


# No part of `settle_project`.
NOT_IN_STORY = {
    *("assessment", "conflict_check", "council_case", "score_sheet"),
    *("case_member", "completion_request", "diary_number", "message", "note", "outside_access", "support_given"),
    *("conversation", "hand_over", "kept_conversation", "objection"),
    *("exemption", "pre_study", "proposal_draft", "saving_answer", "savings_request", "step_revision"),
}


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
@pytest.mark.parametrize("damage", ["damaged", "missing"])
def test_case_with_a_damaged_file_is_named_and_the_others_are_packed(
    app: Flask, session: Session, people: People, tmp_path: Path, damage: str
) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))
        whole = make_sent(session, people.user("bo"), make_call(session, code="next"))
        transition(session, whole, Move.DECLINE, by=people.user("kim"), reason="Det finns redan.")
        session.commit()
        storage = Storage(app.extensions["settings"].attachments_dir)
        (attached,) = attachments_of(session, case.id)
    stored = storage.path(attached.attachment.sha256)
    kept = stored.read_bytes()
    if damage == "damaged":
        stored.write_bytes(b"something else")
    else:
        stored.unlink()

    result = app.test_cli_runner().invoke(args=["archive", "export", str(tmp_path)])
    stored.write_bytes(kept)  # other tests have the same file

    assert (result.exit_code, [file.name for file in tmp_path.iterdir()]) == (1, [f"{whole.reference}.zip"])
    assert f"{case.reference}: the attached file “avtal.pdf” ({stored.name}) is {damage}." in result.output
    assert "Packages made: 1.\n" in result.output
    session.expire_all()
    assert [one.id for one in unarchived(session)] == [case.id]


def test_package_is_made_again_when_somebody_writes_meanwhile(
    app: Flask, session: Session, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))
    made: list[int] = []

    def make_slowly(*arguments: Any) -> tuple[Path, str]:
        """The first time, Amira writes just after the case has been read."""
        if not made:
            write_message(session, case, "Vi prövar igen.", by=people.user("amira"), from_fund=False)
            session.commit()
        made.append(arguments[1].id)
        return tmp_path / "package.zip", f"{len(made)}" * 64

    monkeypatch.setattr(commands, "make_package", make_slowly)

    result = app.test_cli_runner().invoke(args=["archive", "export", str(tmp_path)])

    assert (result.exit_code, made) == (0, [case.id, case.id]), result.output
    told = [details for entry, _actor, details in log_of(session, case.id) if entry.event == "archived"]
    assert told == [{"sha256": "2" * 64}]


def test_package_of_an_emptied_case_does_not_replace_the_whole_one(
    app: Flask, session: Session, people: People, tmp_path: Path
) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))
    archived(session, case)
    apply(session, decided(session, people, Kind.CLOSED_CASES), by=None)
    session.commit()
    (tmp_path / f"{case.reference}.zip").write_bytes(b"the whole package")

    result = app.test_cli_runner().invoke(args=["archive", "export", str(tmp_path), case.reference])

    assert result.exit_code == 1
    assert f"{case.reference}: its texts have been removed" in result.output
    assert (tmp_path / f"{case.reference}.zip").read_bytes() == b"the whole package"


def test_what_is_written_in_an_emptied_case_has_a_package_of_its_own(
    app: Flask, session: Session, people: People, tmp_path: Path
) -> None:
    with app.test_request_context():
        case = declined(session, people, make_call(session))
    archived(session, case)
    apply(session, decided(session, people, Kind.CLOSED_CASES), by=None)
    write_message(session, case, "Vad hände?", by=people.user("amira"), from_fund=False)
    session.commit()

    result = app.test_cli_runner().invoke(args=["archive", "export", str(tmp_path)])

    assert (result.exit_code, [file.name for file in tmp_path.iterdir()]) == (0, [f"{case.reference}-2.zip"])
    with ZipFile(tmp_path / f"{case.reference}-2.zip") as package:
        rows = json.loads(package.read(f"{case.reference}/case.json"))
        manifest = json.loads(package.read(f"{case.reference}/manifest.json"))
    assert ([row["body"] for row in rows["message"]], manifest["part"]) == (["Vad hände?"], 2)


def test_case_that_nobody_knows_is_named(app: Flask, session: Session, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["archive", "export", str(tmp_path), "SIF-2026-9999"])

    assert (result.exit_code, "There is no case SIF-2026-9999." in result.output) == (2, True)
    assert case_by_reference(session, "hej") is None


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_package_of_a_settled_project_holds_all_its_tables(
    app: Flask, session: Session, people: People, project: Application, tmp_path: Path
) -> None:
    """What has no row in this story is named, so that a new table of a case must be thought of here too."""
    case = project
    with app.test_request_context():
        settle_project(session, people, case, app)

    result = app.test_cli_runner().invoke(args=["archive", "export", str(tmp_path)])

    assert result.exit_code == 0, result.output
    with ZipFile(tmp_path / f"{case.reference}.zip") as package:
        rows = json.loads(package.read(f"{case.reference}/case.json"))
        names = [name.removeprefix(f"{case.reference}/") for name in package.namelist()]
    of_case = {name for name in rows_of_case(session, case.id) if name not in (*LEFT_OUT, LOG, LOG_DETAILS)}
    assert {name for name in of_case if not rows[name]} == NOT_IN_STORY
    assert [name for name in names if name.startswith("attachments/")] == ["attachments/1-utvärdering.pdf"]
    assert [call["id"] for call in rows["call"]] == [case.call_id]
    assert rows["reconciled_line"][0]["outcome_sek"] == 400_000
    assert rows["indicator_value"][0]["hundredths"] == 7_050
    assert rows["change_request"][0]["grounds"] == "Pengarna behövs inte."
    assert rows["changed_line"][0]["after_sek"] == 900_000
    assert rows["project_report"][0]["fields"]["lesson"] == "Börja med skulderna."
    assert sum(row["amount_sek"] for row in rows["ledger_row"] if row["kind"] in ("decided", "returned")) == 0
