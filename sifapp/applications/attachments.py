"""The verbs of a case's files: take in, add, remove, bring back; what the worker does with them later."""

import logging
import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.file_types import Fault, Kind, safe_name, sniff
from sifapp.applications.models import Application, Attachment, Scan
from sifapp.applications.operations import change_if
from sifapp.applications.queries import WAS_SENT
from sifapp.applications.scanning import NoVerdictError, Scanner, ScannerAwayError
from sifapp.applications.storage import Storage
from sifapp.db import utc_now
from sifapp.errors import FileRefusedError
from sifapp.statuses import EDITABLE

logger = logging.getLogger(__name__)

# The fund's own choice: how long a removed file can be brought back. One that was sent stays with what was sent.
KEPT_REMOVED = timedelta(days=7)
# Longer than any request lasts, so that no file is swept whose row is being written.
SWEPT_AFTER = timedelta(days=1)
LONGEST_FINDING = 100
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much a case may hold. ``file_mb``: of one file; ``files``: their number; ``case_mb``: of all together."""

    file_mb: int
    files: int
    case_mb: int


@dataclass(frozen=True)
class Received:
    """A file that has been looked at and stored, but belongs to no case yet."""

    name: str
    kind: Kind
    size_bytes: int
    sha256: str
    scan: Scan


class HarmfulFileError(FileRefusedError):
    """The scanner found something. ``finding``: what it calls it."""

    def __init__(self, finding: str) -> None:
        super().__init__(Fault.HARMFUL)
        self.finding = finding[:LONGEST_FINDING]


def receive(storage: Storage, scanner: Scanner | None, stream: IO[bytes], name: str, limits: Limits) -> Received:
    """Look at a file and store it. No database: it may take long, and nobody else shall wait.

    ``name``: as the browser says. Raises FileRefusedError with a Fault, HarmfulFileError, and OSError when there is no
    room.
    """
    size = stream.seek(0, 2)
    if size > limits.file_mb * MEGABYTE:
        raise FileRefusedError(Fault.TOO_LARGE)
    kind = sniff(stream, name)
    scan = _scanned(scanner, stream)
    return Received(safe_name(name, kind), kind, size, storage.put(stream), scan)


def _scanned(scanner: Scanner | None, stream: IO[bytes]) -> Scan:
    if scanner is None:
        return Scan.NOT_ASKED
    try:
        finding = scanner.scan(stream)
    except (ScannerAwayError, NoVerdictError):
        return Scan.WAITING
    if finding is not None:
        raise HarmfulFileError(finding)
    return Scan.CLEAN


def hold_files(session: Session, application: Application) -> None:
    """Lock the case for a change of its files: what is sent meanwhile goes with the files of before, or of after.

    Raises TransitionNotAllowedError when the applicant does not have the pen any more.
    """
    is_open = col(Application.status).in_(EDITABLE), col(Application.deleted_at).is_(None)
    change_if(session, application, *is_open, changed_at=utc_now())


def add_attachment(
    session: Session, application: Application, received: Received, limits: Limits, *, description: str, by: User
) -> Attachment | None:
    """Let a stored file belong to the case; None when the same content is there already. The case is held.

    Raises FileRefusedError when the case is full.
    """
    present = session.exec(
        select(Attachment).where(Attachment.application_id == application.id, col(Attachment.removed_at).is_(None))
    ).all()
    if any(attachment.sha256 == received.sha256 for attachment in present):
        return None
    if len(present) >= limits.files:
        raise FileRefusedError(Fault.TOO_MANY)
    if sum(attachment.size_bytes for attachment in present) + received.size_bytes > limits.case_mb * MEGABYTE:
        raise FileRefusedError(Fault.CASE_FULL)
    attachment = Attachment(
        application_id=application.id,
        name=received.name,
        description=description,
        kind=received.kind,
        size_bytes=received.size_bytes,
        sha256=received.sha256,
        scan=received.scan,
        added_at=utc_now(),
        added_by_id=by.id,
    )
    session.add(attachment)
    session.flush()
    _record(session, "attachment_added", attachment, by.id)
    return attachment


def note_harmful(session: Session, application: Application, finding: str, *, by: User) -> None:
    """Log that a file was refused, and nothing of what it was."""
    log.record(session, "attachment_refused", application_id=application.id, by=by.id, finding=finding)


def remove_attachment(session: Session, application: Application, attachment: Attachment, *, by: User) -> None:
    """Take a file away from the case; what was sent with it keeps it. Twice is as once."""
    hold_files(session, application)
    if _remove(session, attachment):
        _record(session, "attachment_removed", attachment, by.id)


def restore_attachment(
    session: Session, application: Application, attachment: Attachment, limits: Limits, *, by: User
) -> None:
    """Bring a removed file back, as a new row: what was sent meanwhile went without it. Twice is as once.

    Raises FileRefusedError when the case has become full meanwhile, and when the file is harmful.
    """
    if attachment.scan is Scan.HARMFUL:
        raise FileRefusedError(Fault.HARMFUL)
    hold_files(session, application)
    again = Received(attachment.name, attachment.kind, attachment.size_bytes, attachment.sha256, attachment.scan)
    add_attachment(session, application, again, limits, description=attachment.description, by=by)


def drop_unsent(session: Session, attachment: Attachment, *, by: User) -> None:
    """Take a file away that another step has brought, unless it went with what was sent. The case is held."""
    was_sent = session.scalar(sa.select(WAS_SENT).where(col(Attachment.id) == attachment.id))
    if not was_sent and _remove(session, attachment):
        _record(session, "attachment_removed", attachment, by.id)


def frozen_files(session: Session, application_id: int) -> dict[str, list[dict[str, object]]]:
    """The files that go with what is being sent, as the log keeps them; {} without any."""
    present = session.exec(
        select(Attachment)
        .where(Attachment.application_id == application_id, col(Attachment.removed_at).is_(None))
        .order_by(col(Attachment.id))
    )
    return frozen(present)


def frozen(files: Iterable[Attachment]) -> dict[str, Any]:
    """Files as the log keeps them: name, size and hash; {} without any."""
    kept = [{"name": file.name, "size_bytes": file.size_bytes, "sha256": file.sha256} for file in files]
    return {"attachments": kept} if kept else {}


def scan_waiting(session: Session, storage: Storage, scanner: Scanner | None) -> None:
    """Let the scanner look at the files that wait for it; commits after each. For the worker.

    Where the installation has no scanner any more, none has to wait.
    """
    for attachment in session.exec(select(Attachment).where(Attachment.scan == Scan.WAITING)).all():
        try:
            finding = _look(storage, scanner, attachment)
        except ScannerAwayError:
            return
        except (NoVerdictError, OSError) as error:
            logger.error("attachment %s could not be scanned: %s", attachment.id, error)
            continue
        if finding is not None:
            _remove(session, attachment)
            log.record(session, "attachment_refused", application_id=attachment.application_id, finding=finding)
        verdict = Scan.NOT_ASKED if scanner is None else Scan.CLEAN if finding is None else Scan.HARMFUL
        attachment.scan = verdict
        session.add(attachment)
        session.commit()


def _look(storage: Storage, scanner: Scanner | None, attachment: Attachment) -> str | None:
    if scanner is None:
        return None
    with storage.path(attachment.sha256).open("rb") as stream:
        finding = scanner.scan(stream)
    return finding and finding[:LONGEST_FINDING]


def sweep_files(session: Session, storage: Storage) -> None:
    """Delete what was removed long ago and never sent, and files that have no row. For the worker."""
    session.execute(
        sa.delete(Attachment).where(col(Attachment.removed_at) < utc_now() - KEPT_REMOVED, ~WAS_SENT),
        execution_options={"synchronize_session": False},
    )
    session.commit()
    first = random.choice("0123456789abcdef")  # noqa: S311 - one sixteenth at a time, no secret
    storage.sweep(lambda hashes: _with_row(session, hashes), utc_now() - SWEPT_AFTER, first)


def _with_row(session: Session, hashes: Collection[str]) -> set[str]:
    return set(session.exec(select(Attachment.sha256).where(col(Attachment.sha256).in_(hashes))))


def _remove(session: Session, attachment: Attachment) -> bool:
    """False when it was removed before."""
    changed = session.execute(
        sa.update(Attachment)
        .where(col(Attachment.id) == attachment.id, col(Attachment.removed_at).is_(None))
        .values(removed_at=utc_now())
        .execution_options(synchronize_session=False)
    )
    session.refresh(attachment)
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE always has it


def _record(session: Session, event: str, attachment: Attachment, by: int) -> None:
    log.record(
        session,
        event,
        application_id=attachment.application_id,
        by=by,
        attachment=attachment.id,
        sha256=attachment.sha256,
        size_bytes=attachment.size_bytes,
    )
