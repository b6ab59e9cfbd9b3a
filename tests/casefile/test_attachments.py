"""A case's files in the browser: adding, the bad ones, fetching, removing, and who may."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from sifapp.access import Whose
from sifapp.applications.models import Application, Attachment, LogEntry, Scan
from sifapp.applications.operations import add_member
from sifapp.applications.storage import Storage
from sifapp.casefile import keeping
from sifapp.db import utc_now
from sifapp.mail.models import OutboxMail
from sifapp.review.operations import pass_to_council
from sifapp.scoring.operations import declare_conflict, declare_no_conflict
from sifapp.wizard.letters import write_receipt
from sifapp.wizard.sending import submit
from tests.applications.clamd import EICAR, clamd
from tests.applications.files import OLD_WORD, PDF, TEXT, attach, office, png
from tests.factories import make_call, make_draft, make_mailing
from tests.people import People

ENGLISH = {"Accept-Language": "en"}
MEGABYTE = 1024 * 1024
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def draft(session: Session, people: People) -> Application:
    return make_draft(session, people.user("amira"), make_call(session))


@pytest.fixture
def amira(client: FlaskClient, people: People) -> FlaskClient:
    people.sign_in(client, "amira")
    return client


@pytest.fixture
def folder(app: Flask) -> Path:
    """Where the application keeps the files."""
    found: Path = app.extensions["settings"].attachments_dir
    return found


def send(client: FlaskClient, case: Application, *files: tuple[bytes, str], description: str = "") -> TestResponse:
    """Press the button with these files chosen."""
    chosen = [FileStorage(io.BytesIO(content), name) for content, name in files]
    boundary, body = encode_multipart(MultiDict([("description", description), *(("files", f) for f in chosen)]))
    return client.post(
        f"/cases/{case.id}/attachments",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers=ENGLISH,
    )


def names(session: Session) -> list[str]:
    return list(session.exec(select(Attachment.name).order_by(col(Attachment.id))))


def test_files_are_listed_with_kind_size_and_who(amira: FlaskClient, draft: Application) -> None:
    answer = send(
        amira, draft, (office("docx"), "Överenskommelse.docx"), (png(), "karta.png"), description="Med skolan"
    )
    page = amira.get(f"/cases/{draft.id}/attachments", headers=ENGLISH).text

    assert answer.status_code == 303
    assert "2 files are added." in page
    assert "(Word, 1\xa0kB)" in page
    assert "(Picture, 1\xa0kB)" in page
    assert page.count("<p>Med skolan</p>") == 2
    assert page.count("Added by Amira") == 2


@pytest.mark.parametrize("page", ["/cases/{}", "/sketches/{}/check"])
def test_files_stand_on_the_pages_where_the_case_is_read(amira: FlaskClient, draft: Application, page: str) -> None:
    send(amira, draft, (PDF, "avtal.pdf"))

    assert f'href="/cases/{draft.id}/attachments/1"' in amira.get(page.format(draft.id)).text


def test_receipt_names_the_files_that_were_sent(
    app: Flask, amira: FlaskClient, session: Session, people: People, draft: Application
) -> None:
    send(amira, draft, (PDF, "avtal.pdf"))
    submission = submit(session, draft, make_call(session, code="other"), by=people.user("amira"))
    with app.test_request_context():
        write_receipt(session, draft, submission, is_answer=False)
    session.commit()

    page = amira.get(f"/sketches/{draft.id}/receipt").text
    mail = session.exec(select(OutboxMail)).one()

    assert "<li>avtal.pdf (1\xa0kB)</li>" in page
    assert mail.body.rstrip().count("avtal.pdf") == 1
    assert "Dessa filer kom med:\n- avtal.pdf (1\xa0kB)" in mail.body


def test_file_that_fails_loses_neither_the_others_nor_the_text(
    amira: FlaskClient, session: Session, draft: Application
) -> None:
    answer = send(
        amira,
        draft,
        (PDF, "avtal.pdf"),
        (OLD_WORD, "brev.doc"),
        (b"", "tom.pdf"),
        description="Det som vi kom överens om",
    )

    assert answer.status_code == 422
    assert names(session) == ["avtal.pdf"]
    assert "1 file is added." in answer.text
    assert '<li><a href="#files">brev.doc: This is an older kind of Word' in answer.text
    assert '<li><a href="#files">tom.pdf: The file is empty.' in answer.text
    assert 'value="Det som vi kom överens om"' in answer.text


@pytest.mark.parametrize("files", [[], [(b"", "")]])
def test_button_without_a_file_says_so(amira: FlaskClient, draft: Application, files: list[tuple[bytes, str]]) -> None:
    answer = send(amira, draft, *files, description="Avtal")

    assert answer.status_code == 422
    assert '<a href="#files">Choose at least one file first.</a>' in answer.text
    assert 'value="Avtal"' in answer.text


def test_too_long_a_line_keeps_the_text(amira: FlaskClient, session: Session, draft: Application) -> None:
    answer = send(amira, draft, (PDF, "avtal.pdf"), description="x" * 201)

    assert answer.status_code == 422
    assert '<a href="#description">Write at most 200 characters.</a>' in answer.text
    assert names(session) == []


def test_same_file_twice_is_told_kindly(amira: FlaskClient, session: Session, draft: Application) -> None:
    send(amira, draft, (PDF, "avtal.pdf"), (PDF, "avtal (1).pdf"))

    page = amira.get(f"/cases/{draft.id}/attachments", headers=ENGLISH).text
    assert names(session) == ["avtal.pdf"]
    assert "“avtal (1).pdf” is there already" in page
    assert "1 file is added." in page


def test_limits_of_the_installation_hold(
    app: Flask, amira: FlaskClient, session: Session, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = app.extensions["settings"].model_copy(update={"attachments": 1, "attachment_mb": 1})
    monkeypatch.setitem(app.extensions, "settings", small)

    answer = send(amira, draft, (b"%PDF-" + bytes(MEGABYTE), "stor.pdf"), (PDF, "a.pdf"), (TEXT, "b.txt"))

    assert names(session) == ["a.pdf"]
    assert "stor.pdf: The file is larger than 1 MB." in answer.text
    assert "b.txt: No more files fit: the limit is 1." in answer.text


def test_large_file_is_taken_here_and_nowhere_else(amira: FlaskClient, session: Session, draft: Application) -> None:
    large = b"%PDF-" + bytes(3 * MEGABYTE)

    assert send(amira, draft, (large, "stor.pdf")).status_code == 303
    message = amira.post(f"/cases/{draft.id}/messages", data=large, content_type="multipart/form-data; boundary=x")
    assert message.status_code == 413
    assert names(session) == ["stor.pdf"]


class Endless(io.RawIOBase):
    """A request that says how long it is, and comes in pieces that nobody keeps."""

    def __init__(self, start: bytes, length: int) -> None:
        self.start, self.left, self.largest = start, length, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # a buffer, which typeshed names in private
        self.largest = max(self.largest, len(view))
        piece = self.start[: len(view)] or bytes(min(len(view), self.left))
        self.start, self.left = self.start[len(piece) :], self.left - len(piece)
        view[: len(piece)] = piece
        return len(piece)


def test_request_of_200_megabytes_gets_a_clear_page_and_is_read_to_its_end(
    amira: FlaskClient, session: Session, draft: Application
) -> None:
    body = Endless(b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n', 200 * MEGABYTE)
    answer = amira.post(
        f"/cases/{draft.id}/attachments",
        content_type="multipart/form-data; boundary=x",
        headers=ENGLISH,
        environ_overrides={"wsgi.input": body, "CONTENT_LENGTH": str(200 * MEGABYTE)},
    )

    assert answer.status_code == 413
    assert "one press takes up to 101\xa0MB" in answer.text
    assert f'href="/cases/{draft.id}/attachments"' in answer.text
    assert (body.left, body.largest) == (0, 64 * 1024)
    assert names(session) == []


def test_signed_out_sender_is_told_to_sign_in(client: FlaskClient, draft: Application) -> None:
    answer = send(client, draft, (b"%PDF-" + bytes(3 * MEGABYTE), "stor.pdf"))

    assert answer.status_code == 413
    assert "You are signed out. Sign in, then choose the files again." in answer.text


def test_full_disk_is_told_and_leaves_no_row(
    amira: FlaskClient, session: Session, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_storage: Storage, _stream: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Storage, "put", full)

    answer = send(amira, draft, (PDF, "avtal.pdf"), description="Avtal")

    assert answer.status_code == 422
    assert "avtal.pdf: The file could not be kept just now." in answer.text
    assert 'value="Avtal"' in answer.text
    assert names(session) == []


def test_fetched_file_is_saved_and_never_opened_here(amira: FlaskClient, draft: Application) -> None:
    send(amira, draft, (PDF, "Överenskommelse “A”.pdf"))

    with amira.get(f"/cases/{draft.id}/attachments/1") as answer:
        assert answer.data == PDF
    headers = answer.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''%C3%96verenskommelse" in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("name", "content_type"), [("a.txt", "text/plain"), ("a.csv", "text/csv")])
def test_text_is_served_as_text(amira: FlaskClient, draft: Application, name: str, content_type: str) -> None:
    send(amira, draft, (TEXT, name))

    with amira.get(f"/cases/{draft.id}/attachments/1") as answer:
        assert answer.headers["Content-Type"] == f"{content_type}; charset=utf-8"


def test_file_of_another_case_is_not_found(
    amira: FlaskClient, session: Session, people: People, draft: Application
) -> None:
    send(amira, draft, (PDF, "avtal.pdf"))
    other = make_draft(session, people.user("amira"), make_call(session, code="other"))

    assert amira.get(f"/cases/{other.id}/attachments/1").status_code == 404
    assert amira.post(f"/cases/{other.id}/attachments/1/remove").status_code == 404


def test_row_whose_file_is_lost_is_not_found(amira: FlaskClient, draft: Application, folder: Path) -> None:
    send(amira, draft, (png(b"lost"), "karta.png"))
    for path in folder.glob("*/*"):
        path.unlink()

    assert amira.get(f"/cases/{draft.id}/attachments/1").status_code == 404


def test_removed_file_is_brought_back_with_one_press(amira: FlaskClient, draft: Application) -> None:
    send(amira, draft, (PDF, "avtal.pdf"))

    removed = amira.post(f"/cases/{draft.id}/attachments/1/remove", headers=ENGLISH, follow_redirects=True)
    back = amira.post(f"/cases/{draft.id}/attachments/1/restore", headers=ENGLISH, follow_redirects=True)

    assert "“avtal.pdf” is removed." in removed.text
    assert "There are no attachments." in removed.text
    assert f'action="/cases/{draft.id}/attachments/1/restore"' in removed.text
    assert "“avtal.pdf” is back." in back.text
    assert f'action="/cases/{draft.id}/attachments/2/remove"' in back.text
    assert "Removed files" not in back.text


def test_file_that_finds_no_room_any_more_stays_removed(
    app: Flask, amira: FlaskClient, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = app.extensions["settings"].model_copy(update={"attachments": 1})
    monkeypatch.setitem(app.extensions, "settings", small)
    send(amira, draft, (PDF, "avtal.pdf"))
    amira.post(f"/cases/{draft.id}/attachments/1/remove")
    send(amira, draft, (TEXT, "brev.txt"))

    page = amira.post(f"/cases/{draft.id}/attachments/1/restore", headers=ENGLISH, follow_redirects=True).text

    assert "avtal.pdf: No more files fit: the limit is 1." in page
    assert f'action="/cases/{draft.id}/attachments/2/remove"' in page


def test_reader_of_the_case_sees_files_and_no_buttons(
    client: FlaskClient, session: Session, people: People, draft: Application, folder: Path
) -> None:
    attach(session, draft, by=people.user("amira"), folder=folder)
    add_member(session, draft, people.person("didrik"), Whose.VIEWER, by=people.user("amira"))
    session.commit()
    people.sign_in(client, "didrik")

    page = client.get(f"/cases/{draft.id}/attachments").text

    assert f'href="/cases/{draft.id}/attachments/1"' in page
    assert 'type="file"' not in page
    assert "/remove" not in page
    assert send(client, draft, (TEXT, "brev.txt")).status_code == 403


@pytest.mark.parametrize(
    ("name", "status"), [("kim", 200), ("siv", 200), ("rut", 200), ("agnes", 404), ("sten", 404), ("eva", 404)]
)
def test_sent_file_is_for_those_who_may_see_the_case(
    client: FlaskClient, session: Session, people: People, draft: Application, folder: Path, name: str, status: int
) -> None:
    owner = people.user("amira")
    attach(session, draft, by=owner, folder=folder)
    submit(session, draft, make_call(session, code="other"), by=owner)
    pass_to_council(session, draft, mailing=make_mailing(owner.person), by=people.user("kim"))
    declare_no_conflict(session, draft, by=people.user("rut"))
    declare_conflict(session, draft, "Jag har lett projektet.", by=people.user("agnes"))
    session.commit()
    people.sign_in(client, name)

    for path in ("", "/1"):
        with client.get(f"/cases/{draft.id}/attachments{path}") as answer:
            assert answer.status_code == status


def test_harmful_file_is_refused_and_logged(
    app: Flask, amira: FlaskClient, session: Session, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clamd() as address:
        scanning = app.extensions["settings"].model_copy(update={"clamd": address})
        monkeypatch.setitem(app.extensions, "settings", scanning)
        answer = send(amira, draft, (PDF + EICAR, "avtal.pdf"), (TEXT, "brev.txt"))

    assert "avtal.pdf: The scanner found a harmful program in the file" in answer.text
    assert names(session) == ["brev.txt"]
    events = session.exec(select(LogEntry.event).order_by(col(LogEntry.number))).all()
    assert events[-2:] == ["attachment_refused", "attachment_added"]


def test_file_waits_and_opens_when_the_scanner_is_back(
    app: Flask, amira: FlaskClient, session: Session, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", settings.model_copy(update={"clamd": "127.0.0.1:1"}))
    send(amira, draft, (PDF, "avtal.pdf"))

    page = amira.get(f"/cases/{draft.id}/attachments", headers=ENGLISH).text
    assert "Is being checked for harmful programs." in page
    assert amira.get(f"/cases/{draft.id}/attachments/1").status_code == 404
    with clamd() as address, app.test_request_context():
        monkeypatch.setitem(app.extensions, "settings", settings.model_copy(update={"clamd": address}))
        keeping.scan(session)
    with amira.get(f"/cases/{draft.id}/attachments/1") as answer:
        assert answer.status_code == 200


def test_harmful_file_that_waited_is_told_and_cannot_be_opened(
    amira: FlaskClient, session: Session, people: People, draft: Application, folder: Path
) -> None:
    file = attach(session, draft, by=people.user("amira"), folder=folder)
    file.scan, file.removed_at = Scan.HARMFUL, utc_now()
    session.add(file)
    session.commit()

    page = amira.get(f"/cases/{draft.id}/attachments", headers=ENGLISH).text

    assert "Cannot be opened: the scanner found a harmful program in it." in page
    assert "/restore" not in page
    assert amira.get(f"/cases/{draft.id}/attachments/1").status_code == 404


def test_log_page_names_the_files_that_were_sent(
    client: FlaskClient, session: Session, people: People, draft: Application, folder: Path
) -> None:
    owner = people.user("amira")
    attach(session, draft, by=owner, folder=folder)
    submit(session, draft, make_call(session, code="other"), by=owner)
    session.commit()
    people.sign_in(client, "kim")

    page = client.get(f"/cases/{draft.id}/log", headers=ENGLISH).text

    assert "Attachments: avtal.pdf" in page
    assert "sha256" not in page


def test_number_of_statements_does_not_grow_with_the_files(
    amira: FlaskClient, session: Session, people: People, draft: Application, folder: Path, count_queries: CountQueries
) -> None:
    counts = []
    for number in range(3):
        attach(session, draft, png(bytes([number])), f"{number}.png", by=people.user("amira"), folder=folder)
        session.commit()
        with count_queries() as statements:
            amira.get(f"/cases/{draft.id}/attachments")
        counts.append(len(statements))

    assert counts == [counts[0]] * 3


def test_case_page_asks_one_statement_for_its_files(
    amira: FlaskClient, session: Session, people: People, draft: Application, folder: Path, count_queries: CountQueries
) -> None:
    attach(session, draft, by=people.user("amira"), folder=folder)
    session.commit()

    with count_queries() as statements:
        amira.get(f"/cases/{draft.id}")

    assert len([statement for statement in statements if "FROM attachment JOIN" in statement.replace("\n", "")]) == 1
