"""Has anybody tampered with the ledger? Each row's digest stands in the details of the log, whose chain guards them."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, select

from sifapp.applications.log import digest
from sifapp.applications.models import LogDetails, LogEntry
from sifapp.repayment.models import LedgerRow
from sifapp.statuses import Move

# Events that add rows to the ledger; their detail "ledger" holds the digests by number.
EVENTS = frozenset(
    {
        "saving_verified",
        "repayment_proposed",
        Move.DECIDE_REPAYMENT.value,
        "return_recorded",
        "ledger_corrected",
    }
)


def digests(rows: Iterable[LedgerRow]) -> dict[str, str]:
    """What the log keeps of rows: number → digest (64 hex digits)."""
    return {str(row.id): digest(row.model_dump()) for row in rows}


def faults(session: Session) -> list[str]:
    """Every row of the ledger that is not what the log says it was, in words."""
    before = _rows(session)
    told, removed = _told(session)
    # A row may be added while the log is read.
    after = before.keys() | _rows(session).keys()
    found = dict.fromkeys(told.keys() - after, "is missing")
    for number, (case, found_digest) in before.items():
        if number in told and told[number] != found_digest:
            found[number] = f"of case {case} was changed"
        elif number not in told and case not in removed:
            found[number] = f"of case {case} is not in the log"
    return [f"row {number} of the ledger {fault}" for number, fault in sorted(found.items())]


def _rows(session: Session) -> Mapping[int, tuple[int, str]]:
    rows = session.exec(select(LedgerRow).execution_options(yield_per=1000, populate_existing=True))
    return {row.id: (row.application_id, digest(row.model_dump())) for row in rows}


def _told(session: Session) -> tuple[dict[int, str], set[int | None]]:
    """What the log says of each row, and the cases that have lost some of it to the retention rule."""
    told: dict[int, str] = {}
    removed: set[int | None] = set()
    entries = session.exec(
        select(LogEntry.application_id, LogDetails.details)
        .outerjoin(LogDetails, col(LogDetails.number) == LogEntry.number)
        .where(col(LogEntry.event).in_(EVENTS))
    )
    for case, details in entries:
        if details is None:
            removed.add(case)
        else:
            told |= {int(number): found for number, found in details.get("ledger", {}).items()}
    return told, removed
