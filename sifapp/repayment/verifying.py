"""What has the controller verified? The figure is kept with its evidence, and what counts of it enters the ledger."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from sifapp.accounts.queries import User, all_administrations
from sifapp.applications import log
from sifapp.applications.models import Application
from sifapp.applications.seals import seal
from sifapp.calculation.lines import Range
from sifapp.db import utc_now
from sifapp.errors import InvalidInputError
from sifapp.i18n import today
from sifapp.repayment.ledger import Kind
from sifapp.repayment.models import VerifiedSaving
from sifapp.repayment.queries import counted_of, is_replaced, verified_of, window_of
from sifapp.repayment.rules import Window
from sifapp.repayment.writing import hold_ledger, new_row, write_rows
from sifapp.review.operations import require_written
from sifapp.statuses import Status


@dataclass(frozen=True)
class Verification:
    """What the controller has verified. ``line``: of the application; ``payer_id``: who saved; days included."""

    line: int
    payer_id: int
    starts_on: date
    ends_on: date
    estimate_sek: Range[int]
    verified_sek: int
    evidence: str

    @property
    def year(self) -> int:
        """A saving belongs to one year."""
        return self.starts_on.year


def verify_saving(session: Session, application: Application, found: Verification, *, seen: int, by: User) -> None:
    """Keep what was verified of a line, for a payer in a year; a figure verified before is corrected.

    ``seen``: the number of the ledger's last row when the page was opened, in all these verbs.
    Raises InvalidInputError for figures that cannot be, StaleError when somebody was first.
    """
    _check(found)
    hold_ledger(session, application, Status.EVALUATED, seen)
    window = window_of(session, application.id)
    if window is None:
        raise InvalidInputError("starts_on", _("There is no grant to count from. Ask the fund’s coordinators."))
    counted = window.counted_sek(found.verified_sek, found.starts_on, found.ends_on)
    by_id = all_administrations(session)
    earlier = [row for row in verified_of(session, application.id) if is_replaced(row, found, by_id, today())]
    row = new_row(application, Kind.VERIFIED, found.payer_id, found.year, counted, by)
    if earlier:
        row.amount_sek -= sum(map(counted_of, earlier))
        row.corrects_id, row.reason = earlier[0].ledger_id, found.evidence
    kept = write_rows(session, [row])
    saving = _saving(application, found, window, earlier[0].ledger_id if earlier else row.id, by)
    session.add(saving)
    log.record(
        session,
        "saving_verified",
        application_id=application.id,
        by=by.id,
        year=found.year,
        amount_sek=found.verified_sek,
        ledger=kept,
        **seal(session, saving),
    )


def _saving(application: Application, found: Verification, window: Window, ledger_id: int, by: User) -> VerifiedSaving:
    return VerifiedSaving(
        application_id=application.id,
        line=found.line,
        payer_id=found.payer_id,
        year=found.year,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        low_sek=found.estimate_sek.low,
        base_sek=found.estimate_sek.base,
        high_sek=found.estimate_sek.high,
        verified_sek=found.verified_sek,
        counts_from=window.first,
        counts_until=window.last,
        ledger_id=ledger_id,
        evidence=found.evidence,
        verified_by_id=by.id,
        verified_at=utc_now(),
    )


def _check(found: Verification) -> None:
    require_written(evidence=found.evidence)
    if found.ends_on < found.starts_on:
        raise InvalidInputError("ends_on", _("Choose a last day that is not before the first."))
    if found.ends_on.year != found.year:
        raise InvalidInputError("ends_on", _("Choose days of one year. Verify each year by itself."))
    low, base, high = found.estimate_sek.low, found.estimate_sek.base, found.estimate_sek.high
    if not 0 <= low <= base <= high:
        raise InvalidInputError("low", _("Write the smallest amount as low and the largest as high."))
    if not low <= found.verified_sek <= high:
        raise InvalidInputError(
            "verified", _("The verified amount cannot be outside low and high. Change one of them.")
        )
