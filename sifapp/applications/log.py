"""What happened, who did it, when, and has anybody tampered with the record?"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.applications.models import Application, LogDetails, LogEntry, LogHead, Submission
from sifapp.db import utc_now
from sifapp.statuses import Move, Status, target_of

GENESIS = "0" * 64

# Where a case stands after the event that begins it; from then on its moves tell.
BEGINNINGS: Mapping[str, Status] = {"created": Status.DRAFT, "granted_recorded": Status.RECORDED}
# The retention rule has removed what people wrote: in a case, and in the details of these entries.
DISPOSED = "disposed"
MOVES = {move.value: move for move in Move}
SENDINGS = frozenset({Move.SUBMIT.value, Move.RESUBMIT.value})


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
        details_hash=digest(details),
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
    return digest(
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


def submission_digest(submission: Submission) -> str:
    """The hash of all that was frozen when a sketch was sent (64 hex digits)."""
    return digest(submission.model_dump(exclude={"id"}))


class Link(NamedTuple):
    """One entry of the chain, so short that it can be kept elsewhere: number and hash."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


START = Link(0, GENESIS)


@dataclass(frozen=True)
class Verdict:
    """What reading the whole log has shown.

    ``faults``: every sign of tampering, in words. ``last``: the last entry. ``without_details``: how many entries have
    lost their details, as they do when personal text is removed by the retention rule.
    """

    faults: list[str]
    last: Link
    without_details: int


Round = tuple[int, int]  # a case, and which of its sendings


@dataclass
class _Told:
    """What the log tells of the cases: where each stands, and the digest of each sending where the log has it."""

    statuses: dict[int, Status] = field(default_factory=dict)
    digests: dict[Round, str | None] = field(default_factory=dict)
    rounds: Counter[int] = field(default_factory=Counter)

    def note(self, entry: LogEntry, details: Mapping[str, Any] | None) -> None:
        case = entry.application_id
        if case is None:
            return
        if entry.event in BEGINNINGS:
            self.statuses[case] = BEGINNINGS[entry.event]
        if entry.event in MOVES and case in self.statuses:
            source = self.statuses[case]
            self.statuses[case] = target_of(MOVES[entry.event], source) or source
        if entry.event in SENDINGS:
            self.rounds[case] += 1
            self.digests[case, self.rounds[case]] = (details or {}).get("digest")


def verify(session: Session, expected: Link | None = None) -> Verdict:
    """Read the whole log and look for tampering, in it and in what it tells of: statuses, and what was sent.

    ``expected``: an entry that was the last one once. Somebody who owns the database can cut the log's end off and move
    the head with it, or write all of it anew; only an entry that was kept elsewhere shows that.
    Details that a retention rule has removed are no fault when the removal stands in the log: their hash does too.
    """
    faults: list[str] = []
    last = START
    # Entries without details, and those whose details a removal says that it took.
    lost: set[int] = set()
    removed: set[int] = set()
    told, statuses, sent = _Told(), _statuses(session), _sent(session)
    # The head before and after: entries may be written while the log is read.
    before = _head(session)
    missing = {before, expected} - {None, START}
    rows = session.exec(
        select(LogEntry, LogDetails.number, LogDetails.details)
        .outerjoin(LogDetails, col(LogDetails.number) == LogEntry.number)
        .order_by(col(LogEntry.number))
        .execution_options(yield_per=1000)
    )
    for entry, kept, details in rows:
        faults += _faults(entry, kept is not None, details, last)
        told.note(entry, details)
        if kept is None:
            lost.add(entry.number)
        if entry.event == DISPOSED:
            removed.update((details or {}).get("entries", ()))
        last = Link(entry.number, entry.hash)
        missing.discard(last)
    after = _head(session)
    if after is None:
        faults.append("the log's head is missing")
    elif before in missing or last.number > after.number:
        faults.append(f"the log ends at entry {last.number}, but entry {after.number} was the last one written")
    if expected in missing:
        faults.append(f"entry {expected} is not in the log: its end was cut off, or it was written anew")
    faults += [f"entry {number} has lost its details, and no removal tells of it" for number in sorted(lost - removed)]
    faults += _status_faults(told, statuses, _statuses(session))
    faults += _sent_faults(told, sent, _rounds(session))
    return Verdict(faults, last, len(lost))


def _statuses(session: Session) -> dict[int, Status]:
    return {case: Status(status) for case, status in session.exec(select(Application.id, Application.status))}


def _sent(session: Session) -> dict[Round, str]:
    rows = session.exec(select(Submission).execution_options(yield_per=100))
    return {(row.application_id, row.round): submission_digest(row) for row in rows}


def _rounds(session: Session) -> set[Round]:
    return set(session.exec(select(Submission.application_id, Submission.round)))


def _status_faults(told: _Told, before: dict[int, Status], after: dict[int, Status]) -> list[str]:
    """Cases that stand elsewhere than the log says, both before and after it was read: one may move meanwhile."""
    return [
        f"case {case} is {after.get(case, 'missing')}, but {status} in the log"
        for case, status in sorted(told.statuses.items())
        if status not in (before.get(case), after.get(case))
    ]


def _sent_faults(told: _Told, sent: dict[Round, str], after: set[Round]) -> list[str]:
    """``sent``: what was there before the log was read; ``after``: what is there now."""
    faults = dict.fromkeys(sent.keys() - told.digests.keys(), "is not in the log")
    for each, digest in told.digests.items():
        if digest and each not in sent.keys() | after:
            faults[each] = "is missing"
        elif digest and sent.get(each, digest) != digest:
            faults[each] = "was changed"
    return [f"sending {number} of case {case} {fault}" for (case, number), fault in sorted(faults.items())]


def _head(session: Session) -> Link | None:
    """The last entry that was written, read anew."""
    row = session.execute(sa.select(col(LogHead.number), col(LogHead.hash))).first()
    return Link(*row) if row else None


def _faults(entry: LogEntry, kept: bool, details: Any, previous: Link) -> list[str]:
    faults = []
    if entry.number != previous.number + 1:
        faults.append(f"entries are missing between {previous.number} and {entry.number}")
    if entry.previous_hash != previous.hash:
        faults.append(f"entry {entry.number} does not continue entry {previous.number}")
    if entry.hash != link_hash(entry):
        faults.append(f"entry {entry.number} was changed")
    if kept and digest(details) != entry.details_hash:
        faults.append(f"the details of entry {entry.number} were changed")
    return faults


def digest(content: object) -> str:
    """The hash of plain content, times included (64 hex digits)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, date):  # and time
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot stand in the log")
