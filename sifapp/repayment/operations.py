"""The verbs of repayment: verify what was saved, propose and decide what goes back, note what came back, settle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session, col

from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.models import Application
from sifapp.applications.operations import change_if, transition
from sifapp.calculation.lines import Range
from sifapp.db import utc_now
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.i18n import show_sek, today
from sifapp.repayment.guard import digests
from sifapp.repayment.ledger import Kind, total
from sifapp.repayment.models import CountedFrom, CountingBasis, Exemption, LedgerRow, RepaymentPlan, VerifiedSaving
from sifapp.repayment.queries import (
    counted_from,
    counted_of,
    entry_of,
    last_row,
    ledger_of,
    payers_on,
    verified_of,
    window_of,
)
from sifapp.repayment.rules import Ground, Window, fits_ground, instalments
from sifapp.review.operations import require_written
from sifapp.statuses import Move, Status


class StaleLedgerError(TransitionNotAllowedError):
    """Somebody else has written in the case's ledger since this person read it."""


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


@dataclass(frozen=True)
class Terms:
    """What goes back. ``shares``: kronor by payer; ``years``: budget years, each with an equal part."""

    shares: Mapping[int, int]
    years: range
    reason: str

    @property
    def amount_sek(self) -> int:
        """What goes back in all."""
        return sum(self.shares.values())


def verify_saving(session: Session, application: Application, found: Verification, *, seen: int, by: User) -> None:
    """Keep what was verified of a line, for a payer in a year; a figure verified before is corrected.

    ``seen``: the number of the ledger's last row when the page was opened, in all these verbs.
    Raises InvalidInputError for figures that cannot be, StaleLedgerError when somebody was first.
    """
    _check(found)
    _hold(session, application, Status.EVALUATED, seen)
    window = window_of(session, application.id)
    if window is None:
        raise InvalidInputError("starts_on", _("There is no grant to count from. Ask the fund’s coordinators."))
    counted = window.counted_sek(found.verified_sek, found.starts_on, found.ends_on)
    earlier = next((row for row, _who in verified_of(session, application.id) if _key(row) == _key(found)), None)
    row = _row(application, Kind.VERIFIED, found.payer_id, found.year, counted, by)
    if earlier is not None:
        row.amount_sek -= counted_of(earlier)
        row.corrects_id, row.reason = earlier.ledger_id, found.evidence
    kept = _write(session, [row])
    session.add(_saving(application, found, window, earlier.ledger_id if earlier else row.id, by))
    session.flush()
    log.record(
        session,
        "saving_verified",
        application_id=application.id,
        by=by.id,
        year=found.year,
        amount_sek=found.verified_sek,
        ledger=kept,
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


def _row(
    application: Application, kind: Kind, payer_id: int, year: int, amount_sek: int, by: User, **more: Any
) -> LedgerRow:
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


def _key(saving: VerifiedSaving | Verification) -> tuple[int, int, int]:
    return saving.line, saving.payer_id, saving.year


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


def _hold(session: Session, application: Application, status: Status, seen: int) -> None:
    """Lock the case while it is in ``status``, with the ledger as somebody has read it."""
    change_if(session, application, col(Application.status) == status, changed_at=utc_now())
    if last_row(session, application.id) != seen:
        raise StaleLedgerError("the ledger has been written in")


def _write(session: Session, rows: Sequence[LedgerRow]) -> dict[str, str]:
    """Add rows to the ledger; returns what the log shall keep of them."""
    session.add_all(rows)
    session.flush()
    return digests(rows)


def propose(session: Session, application: Application, terms: Terms, *, seen: int, by: User) -> None:
    """Lay a plan before the decision: who shall return what, in which budget year. An earlier plan is taken back.

    Raises as `decide` does.
    """
    _check_terms(terms)
    _hold(session, application, Status.EVALUATED, seen)
    kept = _write(
        session, [*_taken_back(session, application, terms, by), *_parts(application, Kind.PLANNED, terms, by)]
    )
    _keep(session, application, terms, is_decided=False, by=by)
    log.record(
        session,
        "repayment_proposed",
        application_id=application.id,
        by=by.id,
        amount_sek=terms.amount_sek,
        ledger=kept,
    )


def _taken_back(session: Session, application: Application, terms: Terms, by: User) -> list[LedgerRow]:
    """Corrections that bring each part of earlier plans to 0."""
    planned: dict[int, LedgerRow] = {}
    left: dict[int, int] = {}
    for row, _payer, _who in ledger_of(session, application.id):
        if row.kind is Kind.PLANNED:
            first = row.corrects_id or row.id
            planned.setdefault(first, row)
            left[first] = left.get(first, 0) + row.amount_sek
    return [
        _correction(application, planned[number], -amount, terms.reason, by)
        for number, amount in left.items()
        if amount
    ]


def _correction(application: Application, row: LedgerRow, amount_sek: int, reason: str, by: User) -> LedgerRow:
    return _row(
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


def _parts(application: Application, kind: Kind, terms: Terms, by: User) -> list[LedgerRow]:
    parts = instalments(terms.shares, terms.years)
    return [_row(application, kind, payer, year, part, by) for (payer, year), part in parts.items()]


def _keep(session: Session, application: Application, terms: Terms, *, is_decided: bool, by: User) -> None:
    session.add(
        RepaymentPlan(
            application_id=application.id,
            is_decided=is_decided,
            amount_sek=terms.amount_sek,
            first_year=terms.years.start,
            last_year=terms.years.stop - 1,
            reason=terms.reason,
            made_by_id=by.id,
            made_at=utc_now(),
        )
    )
    session.flush()


def _check_terms(terms: Terms) -> None:
    require_written(reason=terms.reason)
    if not terms.years:
        raise InvalidInputError("last_year", _("Choose a last year that is not before the first."))
    if any(share < 0 for share in terms.shares.values()) or terms.amount_sek <= 0:
        raise InvalidInputError("shares", _("Write at least one amount above 0, or decide on an exemption."))


def decide(session: Session, application: Application, terms: Terms, *, seen: int, by: User) -> None:
    """Decide what goes back, which may be more or less than the grant; from now on the administrations owe it.

    Raises InvalidInputError for terms that do not hang together, StaleLedgerError when the ledger has been written in,
    TransitionNotAllowedError when the case has been decided.
    """
    _check_terms(terms)
    _hold(session, application, Status.EVALUATED, seen)
    kept = _write(session, _parts(application, Kind.DECIDED, terms, by))
    _keep(session, application, terms, is_decided=True, by=by)
    transition(
        session,
        application,
        Move.DECIDE_REPAYMENT,
        by=by,
        amount_sek=terms.amount_sek,
        reason=terms.reason,
        ledger=kept,
    )


def exempt(
    session: Session, application: Application, ground: Ground, *, reason: str, evidence: str, seen: int, by: User
) -> None:
    """Decide that nothing goes back.

    Raises InvalidInputError without reason or evidence, or when the verified figures speak against the ground.
    """
    require_written(reason=reason, evidence=evidence)
    _hold(session, application, Status.EVALUATED, seen)
    verified = [row for row, _who in verified_of(session, application.id)]
    counted_sek, verified_sek = sum(map(counted_of, verified)), sum(row.verified_sek for row in verified)
    if not fits_ground(ground, counted_sek, verified_sek):
        amount = show_sek(counted_sek if ground is Ground.LATE else verified_sek)
        raise InvalidInputError("ground", _against(ground, amount))
    session.add(
        Exemption(
            application_id=application.id,
            ground=ground,
            reason=reason,
            evidence=evidence,
            decided_by_id=by.id,
            decided_at=utc_now(),
        )
    )
    transition(session, application, Move.EXEMPT, by=by, ground=ground.value, reason=reason)


def _against(ground: Ground, amount: str) -> str:
    if ground is Ground.LATE:
        return str(
            _("The controller has verified %(amount)s within the years that count. Decide on repayment.", amount=amount)
        )
    return str(
        _("The controller has verified a saving of %(amount)s. Choose the other ground, or repayment.", amount=amount)
    )


def record_return(
    session: Session,
    application: Application,
    payer_id: int,
    year: int,
    amount_sek: int,
    reference: str,
    *,
    seen: int,
    by: User,
) -> None:
    """Note that a payer's budget frame has been reduced. ``reference``: where that was decided.

    ``payer_id``: the administration of today. More than is owed is refused: a slip is corrected before it is made.
    Raises InvalidInputError, StaleLedgerError.
    """
    if not reference.strip():
        raise InvalidInputError("reference", _("Write where the reduction of the budget frame was decided."))
    if amount_sek <= 0:
        raise InvalidInputError("amount", _("Write an amount above 0."))
    _hold(session, application, Status.REPAYING, seen)
    payers = payers_on(session, today())
    rows = [entry_of(row, payers) for row, _payer, _who in ledger_of(session, application.id)]
    left = total(row for row in rows if row.payer == payer_id).left_sek
    if amount_sek > left:
        raise InvalidInputError(
            "amount",
            _("%(left)s is left for this administration to return. Write no more.", left=show_sek(max(left, 0))),
        )
    row = _row(application, Kind.RETURNED, payer_id, year, -amount_sek, by, reference=reference)
    kept = _write(session, [row])
    log.record(
        session,
        "return_recorded",
        application_id=application.id,
        by=by.id,
        year=year,
        amount_sek=amount_sek,
        ledger=kept,
    )


def correct(
    session: Session, application: Application, row: LedgerRow, amount_sek: int, reason: str, *, seen: int, by: User
) -> None:
    """Let a decided or returned row be worth another amount, by a new row with a reason.

    ``amount_sek``: what it should have said, 0 or more. Raises InvalidInputError, StaleLedgerError.
    """
    require_written(reason=reason)
    _hold(session, application, Status.REPAYING, seen)
    wanted = -amount_sek if row.kind is Kind.RETURNED else amount_sek
    change = wanted - now_worth(session, row)
    if amount_sek < 0:
        raise InvalidInputError("amount", _("Write 0 or more."))
    if change == 0:
        raise InvalidInputError("amount", _("The row says so already. Write another amount."))
    kept = _write(session, [_correction(application, row, change, reason, by)])
    log.record(
        session,
        "ledger_corrected",
        application_id=application.id,
        by=by.id,
        row=row.id,
        amount_sek=amount_sek,
        reason=reason,
        ledger=kept,
    )


def now_worth(session: Session, row: LedgerRow) -> int:
    """A row's amount with its corrections, signed as in the ledger."""
    first = row.corrects_id or row.id
    rows = ledger_of(session, row.application_id)
    return sum(one.amount_sek for one, _payer, _who in rows if first in (one.id, one.corrects_id))


def settle(session: Session, application: Application, *, seen: int, by: User) -> None:
    """Close the case: each administration has returned what was decided.

    Raises InvalidInputError as long as something is left, StaleLedgerError when the ledger has been written in.
    """
    _hold(session, application, Status.REPAYING, seen)
    payers = payers_on(session, today())
    entries = [entry_of(row, payers) for row, _payer, _who in ledger_of(session, application.id)]
    owing = [total(one for one in entries if one.payer == payer).left_sek for payer in {one.payer for one in entries}]
    if not any(one.kind is Kind.DECIDED for one in entries) or any(owing):
        raise InvalidInputError("settle", _("All that was decided must have been returned first."))
    transition(session, application, Move.SETTLE, by=by, amount_sek=total(entries).returned_sek)


def set_counting(session: Session, chosen: CountedFrom, source: str, *, by: User) -> None:
    """Set from which day the years are counted. It holds for what is verified from now on."""
    require_written(source=source)
    old = counted_from(session)
    session.add(CountingBasis(counted_from=chosen, source=source, set_by_id=by.id, set_at=utc_now()))
    session.flush()
    log.record(session, "counting_changed", by=by.id, old=old.value, new=chosen.value, source=source)
