"""What becomes of a case's files: limits, what goes with what was sent, the scanner's late answer, the sweep."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from sifapp.applications import log
from sifapp.applications.attachments import (
    HarmfulFileError,
    Limits,
    add_attachment,
    receive,
    remove_attachment,
    restore_attachment,
    scan_waiting,
    sweep_files,
)
from sifapp.applications.file_types import Fault
from sifapp.applications.models import Application, Attachment, LogDetails, LogEntry, Scan
from sifapp.applications.queries import attachments_for
from sifapp.applications.scanning import Scanner
from sifapp.applications.storage import Storage
from sifapp.db import at_moment, utc_now
from sifapp.errors import FileRefusedError, TransitionNotAllowedError
from sifapp.review.operations import return_for_completion
from sifapp.wizard.operations import save_fields
from sifapp.wizard.sending import submit
from tests.applications.clamd import EICAR, Handler, clamd
from tests.applications.files import LIMITS, PDF, TEXT, attach, png
from tests.factories import make_call, make_draft, make_mailing
from tests.people import People

NOBODY_LISTENS = Scanner("127.0.0.1:1")


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path)


@pytest.fixture
def draft(session: Session, people: People) -> Application:
    return make_draft(session, people.user("amira"), make_call(session))


def names(session: Session, case: Application, *, is_own: bool = True) -> list[str]:
    """The files that belong to the case now, as one side sees it."""
    files = attachments_for(session, case.id, is_own=is_own)
    return [f.attachment.name for f in files if (f.is_present if is_own else f.is_with_last)]


def events(session: Session) -> list[str]:
    found = session.exec(select(LogEntry.event).order_by(col(LogEntry.number)))
    return [event for event in found if event.startswith("attachment")]


def test_added_file_is_logged_without_its_name(
    session: Session, people: People, draft: Application, tmp_path: Path
) -> None:
    file = attach(session, draft, PDF, "Amiras avtal.pdf", by=people.user("amira"), folder=tmp_path)
    session.commit()

    details = session.exec(select(LogDetails.details).order_by(col(LogDetails.number).desc())).first()
    assert details == {"attachment": file.id, "sha256": file.sha256, "size_bytes": len(PDF)}
    assert events(session) == ["attachment_added"]


def test_same_content_is_one_row(session: Session, people: People, draft: Application, storage: Storage) -> None:
    amira = people.user("amira")
    attach(session, draft, PDF, "avtal.pdf", by=amira, folder=storage.folder)

    received = receive(storage, None, io.BytesIO(PDF), "samma.pdf", LIMITS)

    assert add_attachment(session, draft, received, LIMITS, description="", by=amira) is None
    assert names(session, draft) == ["avtal.pdf"]


@pytest.mark.parametrize(
    ("limits", "fault"),
    [(Limits(20, 1, 100), Fault.TOO_MANY), (Limits(20, 20, 0), Fault.CASE_FULL)],
)
def test_case_takes_no_more_than_its_limits(
    session: Session, people: People, draft: Application, storage: Storage, limits: Limits, fault: Fault
) -> None:
    amira = people.user("amira")
    attach(session, draft, by=amira, folder=storage.folder)
    received = receive(storage, None, io.BytesIO(TEXT), "brev.txt", limits)

    with pytest.raises(FileRefusedError) as refused:
        add_attachment(session, draft, received, limits, description="", by=amira)

    assert refused.value.fault == fault


def test_large_file_is_refused_before_it_is_read(storage: Storage) -> None:
    stream = io.BytesIO(b"%PDF-" + bytes(1024 * 1024))

    with pytest.raises(FileRefusedError) as refused:
        receive(storage, None, stream, "stor.pdf", Limits(1, 20, 100))

    assert refused.value.fault == Fault.TOO_LARGE
    assert list(storage.folder.iterdir()) == []


def test_removed_file_can_be_brought_back(session: Session, people: People, draft: Application, tmp_path: Path) -> None:
    amira = people.user("amira")
    file = attach(session, draft, by=amira, folder=tmp_path)

    for _twice in range(2):
        remove_attachment(session, draft, file, by=amira)
    assert names(session, draft) == []
    for _twice in range(2):
        restore_attachment(session, draft, file, LIMITS, by=amira)

    assert names(session, draft) == ["avtal.pdf"]
    assert events(session) == ["attachment_added", "attachment_removed", "attachment_added"]


def test_sent_sketch_takes_no_files(session: Session, people: People, draft: Application, tmp_path: Path) -> None:
    amira = people.user("amira")
    file = attach(session, draft, by=amira, folder=tmp_path)
    submit(session, draft, make_call(session, code="other"), by=amira)
    session.commit()

    with pytest.raises(TransitionNotAllowedError):
        remove_attachment(session, draft, file, by=amira)


@pytest.fixture
def completed(session: Session, people: People, draft: Application, tmp_path: Path) -> Application:
    """A sketch sent with a first file; returned; the first replaced by a second; not sent again yet."""
    amira, kim = people.user("amira"), people.user("kim")
    call = make_call(session, code="other")
    first = attach(session, draft, PDF, "first.pdf", by=amira, folder=tmp_path)
    submit(session, draft, call, by=amira)
    return_for_completion(session, draft, call, steps=["need"], note="Mer.", mailing=make_mailing(amira.person), by=kim)
    remove_attachment(session, draft, first, by=amira)
    attach(session, draft, TEXT, "second.txt", by=amira, folder=tmp_path)
    session.commit()
    return draft


def test_fund_sees_what_was_sent_and_not_what_is_being_changed(session: Session, completed: Application) -> None:
    assert names(session, completed) == ["second.txt"]
    assert names(session, completed, is_own=False) == ["first.pdf"]
    known = attachments_for(session, completed.id, is_own=False)
    assert [file.attachment.name for file in known] == ["first.pdf"]


def test_earlier_file_stays_with_what_was_sent(session: Session, people: People, completed: Application) -> None:
    amira = people.user("amira")
    save_fields(session, completed, "need", {"need": "Nu 130 familjer."}, by=amira)

    submit(session, completed, make_call(session, code="third"), by=amira)
    session.commit()

    assert names(session, completed, is_own=False) == ["second.txt"]
    known = attachments_for(session, completed.id, is_own=False)
    assert [file.attachment.name for file in known] == ["first.pdf", "second.txt"]


def test_log_tells_which_files_were_sent_and_is_whole(session: Session, completed: Application) -> None:
    entry = session.exec(select(LogEntry).where(LogEntry.event == "submitted")).one()
    details = session.get_one(LogDetails, entry.number).details

    file = session.exec(select(Attachment).where(Attachment.name == "first.pdf")).one()
    assert details["attachments"] == [{"name": "first.pdf", "size_bytes": len(PDF), "sha256": file.sha256}]
    assert log.verify(session).faults == []


def test_harmful_file_is_not_stored(storage: Storage) -> None:
    with clamd() as address, pytest.raises(HarmfulFileError) as refused:
        receive(storage, Scanner(address), io.BytesIO(PDF + EICAR), "avtal.pdf", LIMITS)

    assert refused.value.finding == "Eicar-Test-Signature"
    assert list(storage.folder.iterdir()) == []


def test_clean_file_is_marked_so(storage: Storage) -> None:
    with clamd() as address:
        assert receive(storage, Scanner(address), io.BytesIO(PDF), "avtal.pdf", LIMITS).scan is Scan.CLEAN


def add_waiting(session: Session, case: Application, storage: Storage, content: bytes, people: People) -> Attachment:
    received = receive(storage, NOBODY_LISTENS, io.BytesIO(content), "avtal.pdf", LIMITS)
    file = add_attachment(session, case, received, LIMITS, description="", by=people.user("amira"))
    session.commit()
    assert file is not None
    return file


def test_file_waits_while_the_scanner_is_down(
    session: Session, people: People, draft: Application, storage: Storage
) -> None:
    file, verdicts = add_waiting(session, draft, storage, PDF, people), []

    with clamd() as address:
        for scanner in (NOBODY_LISTENS, Scanner(address)):
            scan_waiting(session, storage, scanner)
            verdicts.append(file.scan)

    assert verdicts == [Scan.WAITING, Scan.CLEAN]


def test_harmful_file_that_waited_is_removed_and_logged(
    session: Session, people: People, draft: Application, storage: Storage
) -> None:
    file = add_waiting(session, draft, storage, PDF + EICAR, people)

    with clamd() as address:
        scan_waiting(session, storage, Scanner(address))

    assert file.scan is Scan.HARMFUL
    assert names(session, draft) == []
    assert events(session) == ["attachment_added", "attachment_refused"]
    with pytest.raises(FileRefusedError):
        restore_attachment(session, draft, file, LIMITS, by=people.user("amira"))


class FussyHandler(Handler):
    """Complains of everything but PDF."""

    def handle(self) -> None:
        self.rfile.read(14)
        is_pdf = self.rfile.read(5) == b"%PDF-"
        self.wfile.write(b"stream: OK\0" if is_pdf else b"Can't allocate memory ERROR\0")
        self.rfile.read()


def test_file_that_the_scanner_cannot_tell_of_stops_no_other(
    session: Session, people: People, draft: Application, storage: Storage
) -> None:
    odd = add_waiting(session, draft, storage, png(), people)
    usual = add_waiting(session, draft, storage, PDF, people)

    with clamd(FussyHandler) as address:
        scan_waiting(session, storage, Scanner(address))

    assert (odd.scan, usual.scan) == (Scan.WAITING, Scan.CLEAN)


def test_nobody_waits_for_a_scanner_that_was_taken_away(
    session: Session, people: People, draft: Application, storage: Storage
) -> None:
    file = add_waiting(session, draft, storage, PDF, people)

    scan_waiting(session, storage, None)

    assert file.scan is Scan.NOT_ASKED


def test_sweep_takes_what_was_removed_long_ago_and_never_sent(
    session: Session, people: People, completed: Application, storage: Storage
) -> None:
    amira = people.user("amira")
    with at_moment(utc_now() - timedelta(days=8)):
        gone = attach(session, completed, png(), "gone.png", by=amira, folder=storage.folder)
        remove_attachment(session, completed, gone, by=amira)
    recent = attach(session, completed, png(b"b"), "recent.png", by=amira, folder=storage.folder)
    remove_attachment(session, completed, recent, by=amira)
    session.commit()

    with at_moment(utc_now() + timedelta(days=6)):
        sweep_files(session, storage)

    left = session.exec(select(Attachment.name).order_by(col(Attachment.id))).all()
    assert left == ["first.pdf", "second.txt", "recent.png"]
