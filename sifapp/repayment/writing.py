"""How is a row added to the ledger? The case is locked, and whoever read an older ledger is told."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col

from sifapp.accounts.queries import User
from sifapp.applications.models import Application
from sifapp.applications.operations import change_if
from sifapp.db import utc_now
from sifapp.errors import StaleError
from sifapp.repayment.guard import digests
from sifapp.repayment.ledger import Kind
from sifapp.repayment.models import LedgerRow
from sifapp.repayment.queries import last_row
from sifapp.statuses import Status


def hold_ledger(session: Session, application: Application, status: Status, seen: int) -> None:
    """Lock the case while it is in ``status``, with the ledger as somebody has read it.

    ``seen``: the number of its last row then. Raises TransitionNotAllowedError when the case has moved, StaleError when
    there is a later row.
    """
    change_if(session, application, col(Application.status) == status, changed_at=utc_now())
    if last_row(session, application.id) != seen:
        raise StaleError("the ledger has been written in")


def write_rows(session: Session, rows: Sequence[LedgerRow]) -> dict[str, str]:
    """Add rows to the ledger; returns what the log shall keep of them."""
    session.add_all(rows)
    session.flush()
    return digests(rows)


def new_row(
    application: Application, kind: Kind, payer_id: int, year: int, amount_sek: int, by: User, **more: Any
) -> LedgerRow:
    """A row that is not written yet. ``amount_sek``: signed, see `ledger.Entry`."""
    return LedgerRow(
        application_id=application.id,
        kind=kind,
        payer_id=payer_id,
        budget_year=year,
        amount_sek=amount_sek,
        by_id=by.id,
        at=utc_now(),
        **more,
    )


def correction_of(application: Application, row: LedgerRow, amount_sek: int, reason: str, by: User) -> LedgerRow:
    """A row that changes another one by ``amount_sek``; a correction of a correction corrects the first row."""
    return new_row(
        application,
        row.kind,
        row.payer_id,
        row.budget_year,
        amount_sek,
        by,
        corrects_id=row.corrects_id or row.id,
        reason=reason,
        reference=row.reference,
    )
