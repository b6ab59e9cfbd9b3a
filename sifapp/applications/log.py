"""What happened, who did it, when, and has anybody tampered with the record?"""

import hashlib
import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.applications.models import LogDetails, LogEntry, LogHead
from sifapp.db import utc_now

GENESIS = "0" * 64


def record(
    session: Session,
    event: str,
    *,
    application_id: int | None = None,
    by: int | None = None,
    request_id: str = "",
    **details: Any,
) -> LogEntry:
    """Add one entry to the log, in the caller's transaction.

    ``event``: past tense, e.g. "submitted". ``by``: the person's id, None for the system. ``details``: plain JSON.
    """
    # The update locks the head, so that two processes never continue the same link.
    number = session.execute(
        sa.update(LogHead).values(number=LogHead.number + 1).returning(col(LogHead.number))
    ).scalar_one()
    previous = session.execute(sa.select(col(LogHead.hash))).scalar_one()
    entry = LogEntry(
        number=number,
        at=utc_now(),
        event=event,
        application_id=application_id,
        actor_id=by,
        request_id=request_id,
        details_hash=_digest(details),
        previous_hash=previous,
        hash="",
    )
    entry.hash = link_hash(entry)
    session.add(entry)
    session.flush()
    session.add(LogDetails(number=number, details=details))
    session.execute(sa.update(LogHead).values(hash=entry.hash))
    session.flush()
    return entry


def link_hash(entry: LogEntry) -> str:
    """The hash that ties an entry's content to the one before (64 hex digits)."""
    return _digest(
        [
            entry.number,
            entry.at.isoformat(timespec="microseconds"),
            entry.event,
            entry.application_id,
            entry.actor_id,
            entry.request_id,
            entry.details_hash,
            entry.previous_hash,
        ]
    )


def verify(session: Session) -> list[str]:
    """Every sign of tampering, in words; an empty list when the log is whole.

    Details that retention has removed are no fault: their hash still stands in the chain.
    """
    faults: list[str] = []
    previous, last = GENESIS, 0
    # The head before and after: entries may be written while the log is read.
    before = _head(session)
    rows = session.exec(
        select(LogEntry, LogDetails.number, LogDetails.details)
        .outerjoin(LogDetails, col(LogDetails.number) == LogEntry.number)
        .order_by(col(LogEntry.number))
        .execution_options(yield_per=1000)
    )
    for entry, kept, details in rows:
        faults += _faults(entry, kept is not None, details, last, previous)
        previous, last = entry.hash, entry.number
        if (entry.number, entry.hash) == before:
            before = None
    after = _head(session)
    if after is None:
        faults.append("the log's head is missing")
    elif (before is not None and before != (0, GENESIS)) or last > after[0]:
        faults.append(f"the log ends at entry {last}, but entry {after[0]} was the last one written")
    return faults


def _head(session: Session) -> tuple[int, str] | None:
    """Number and hash of the last entry that was written, read anew."""
    row = session.execute(sa.select(col(LogHead.number), col(LogHead.hash))).first()
    return (row[0], row[1]) if row else None


def _faults(entry: LogEntry, kept: bool, details: Any, last: int, previous: str) -> list[str]:
    faults = []
    if entry.number != last + 1:
        faults.append(f"entries are missing between {last} and {entry.number}")
    if entry.previous_hash != previous:
        faults.append(f"entry {entry.number} does not continue entry {last}")
    if entry.hash != link_hash(entry):
        faults.append(f"entry {entry.number} was changed")
    if kept and _digest(details) != entry.details_hash:
        faults.append(f"the details of entry {entry.number} were changed")
    return faults


def _digest(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot stand in the log")
