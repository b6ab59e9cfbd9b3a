"""Has anybody tampered with signed figures? Their digest stands in the details of the log, whose chain guards it."""

from sqlmodel import Session, col, select

from sifapp.applications.log import digest
from sifapp.applications.models import LogDetails, LogEntry
from sifapp.reconciliation.models import ReconciledLine, Reconciliation, State

SIGNED = "reconciliation_signed"


def digest_of(session: Session, reconciliation_id: int) -> str:
    """What the log keeps of the signed figures (64 hex digits)."""
    rows = session.exec(
        select(ReconciledLine)
        .where(ReconciledLine.reconciliation_id == reconciliation_id)
        .order_by(col(ReconciledLine.id))
        .execution_options(populate_existing=True)
    )
    return digest([row.model_dump() for row in rows])


def faults(session: Session) -> list[str]:
    """Every reconciliation whose figures are not what was signed, in words."""
    told = _told(session)
    signed = session.exec(select(Reconciliation.id).where(Reconciliation.state == State.SIGNED)).all()
    wrong = [id_ for id_ in signed if told.get(id_) != digest_of(session, id_)]
    missing = told.keys() - set(signed)
    return [f"reconciliation {id_} is not what was signed" for id_ in sorted({*wrong, *missing})]


def _told(session: Session) -> dict[int, str]:
    """Reconciliation → digest, as the log says."""
    found = session.exec(
        select(LogDetails.details)
        .join(LogEntry, col(LogEntry.number) == LogDetails.number)
        .where(LogEntry.event == SIGNED)
    )
    return {details["reconciliation"]: details["figures"] for details in found if details}
