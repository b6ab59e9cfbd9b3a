"""The verbs of repayment: verify what was saved, propose and decide what goes back, note what came back, settle."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.models import Application
from sifapp.applications.operations import transition
from sifapp.applications.seals import seal
from sifapp.calculation.amounts import HIGHEST_SEK
from sifapp.db import utc_now
from sifapp.errors import InvalidInputError
from sifapp.i18n import show_sek, today
from sifapp.repayment.ledger import Kind, total
from sifapp.repayment.models import CountedFrom, CountingBasis, Exemption, LedgerRow, RepaymentPlan
from sifapp.repayment.queries import (
    counted_from,
    counted_of,
    entry_of,
    ledger_of,
    payers_on,
    verified_of,
)
from sifapp.repayment.rules import Ground, fits_ground, instalments
from sifapp.repayment.writing import correction_of, hold_ledger, new_row, write_rows
from sifapp.review.operations import require_written
from sifapp.statuses import Move, Status


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


def propose(session: Session, application: Application, terms: Terms, *, seen: int, by: User) -> None:
    """Lay a plan before the decision: who shall return what, in which budget year. An earlier plan is taken back.

    Raises as `decide` does.
    """
    _check_terms(terms)
    hold_ledger(session, application, Status.EVALUATED, seen)
    kept = write_rows(
        session, [*_taken_back(session, application, terms, by), *_parts(application, Kind.PLANNED, terms, by)]
    )
    plan = _keep(session, application, terms, is_decided=False, by=by)
    log.record(
        session,
        "repayment_proposed",
        application_id=application.id,
        by=by.id,
        amount_sek=terms.amount_sek,
        ledger=kept,
        **seal(session, plan),
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
        correction_of(application, planned[number], -amount, terms.reason, by)
        for number, amount in left.items()
        if amount
    ]


def _parts(application: Application, kind: Kind, terms: Terms, by: User) -> list[LedgerRow]:
    parts = instalments(terms.shares, terms.years)
    return [new_row(application, kind, payer, year, part, by) for (payer, year), part in parts.items()]


def _keep(session: Session, application: Application, terms: Terms, *, is_decided: bool, by: User) -> RepaymentPlan:
    plan = RepaymentPlan(
        application_id=application.id,
        is_decided=is_decided,
        amount_sek=terms.amount_sek,
        first_year=terms.years.start,
        last_year=terms.years.stop - 1,
        reason=terms.reason,
        made_by_id=by.id,
        made_at=utc_now(),
    )
    session.add(plan)
    return plan


def _check_terms(terms: Terms) -> None:
    require_written(reason=terms.reason)
    if not terms.years:
        raise InvalidInputError("last_year", _("Choose a last year that is not before the first."))
    if any(share < 0 for share in terms.shares.values()) or terms.amount_sek <= 0:
        raise InvalidInputError("shares", _("Write at least one amount above 0, or decide on an exemption."))
    if terms.amount_sek > HIGHEST_SEK:
        most = show_sek(HIGHEST_SEK)
        raise InvalidInputError("shares", _("That is more than %(most)s. Check the amount.", most=most))


def decide(session: Session, application: Application, terms: Terms, *, seen: int, by: User) -> None:
    """Decide what goes back, which may be more or less than the grant; from now on the administrations owe it.

    Raises InvalidInputError for terms that do not hang together, StaleError when the ledger has been written in,
    TransitionNotAllowedError when the case has been decided.
    """
    _check_terms(terms)
    hold_ledger(session, application, Status.EVALUATED, seen)
    kept = write_rows(session, _parts(application, Kind.DECIDED, terms, by))
    plan = _keep(session, application, terms, is_decided=True, by=by)
    transition(
        session,
        application,
        Move.DECIDE_REPAYMENT,
        by=by,
        amount_sek=terms.amount_sek,
        reason=terms.reason,
        ledger=kept,
        **seal(session, plan),
    )


def exempt(
    session: Session, application: Application, ground: Ground, *, reason: str, evidence: str, seen: int, by: User
) -> None:
    """Decide that nothing goes back.

    Raises InvalidInputError without reason or evidence, or when the verified figures speak against the ground.
    """
    require_written(reason=reason, evidence=evidence)
    hold_ledger(session, application, Status.EVALUATED, seen)
    verified = verified_of(session, application.id)
    counted_sek, verified_sek = sum(map(counted_of, verified)), sum(row.verified_sek for row in verified)
    if not fits_ground(ground, counted_sek, verified_sek):
        amount = show_sek(counted_sek if ground is Ground.LATE else verified_sek)
        raise InvalidInputError("ground", _against(ground, amount))
    exemption = Exemption(
        application_id=application.id,
        ground=ground,
        reason=reason,
        evidence=evidence,
        decided_by_id=by.id,
        decided_at=utc_now(),
    )
    session.add(exemption)
    mark = seal(session, exemption)
    transition(session, application, Move.EXEMPT, by=by, ground=ground.value, reason=reason, **mark)


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
    Raises InvalidInputError, StaleError.
    """
    if not reference.strip():
        raise InvalidInputError("reference", _("Write where the reduction of the budget frame was decided."))
    if amount_sek <= 0:
        raise InvalidInputError("amount", _("Write an amount above 0."))
    hold_ledger(session, application, Status.REPAYING, seen)
    _require_owed(session, application, payer_id, amount_sek)
    row = new_row(application, Kind.RETURNED, payer_id, year, -amount_sek, by, reference=reference)
    kept = write_rows(session, [row])
    log.record(
        session,
        "return_recorded",
        application_id=application.id,
        by=by.id,
        year=year,
        amount_sek=amount_sek,
        ledger=kept,
    )


def _require_owed(session: Session, application: Application, payer_id: int, amount_sek: int) -> None:
    """Raises InvalidInputError when the payer, as it is called today or was, has less than that left to return."""
    payers = payers_on(session, today())
    entries = [entry_of(row, payers) for row, _payer, _who in ledger_of(session, application.id)]
    left = total(entry for entry in entries if entry.payer == payers[payer_id].id).left_sek
    if amount_sek > left:
        raise InvalidInputError(
            "amount",
            _("%(left)s is left for this administration to return. Write no more.", left=show_sek(max(left, 0))),
        )


def correct(
    session: Session, application: Application, row: LedgerRow, amount_sek: int, reason: str, *, seen: int, by: User
) -> None:
    """Let a decided or returned row be worth another amount, by a new row with a reason.

    ``amount_sek``: what it should have said, 0 or more. Raises InvalidInputError, StaleError.
    """
    require_written(reason=reason)
    hold_ledger(session, application, Status.REPAYING, seen)
    wanted = -amount_sek if row.kind is Kind.RETURNED else amount_sek
    change = wanted - now_worth(session, row)
    if amount_sek < 0:
        raise InvalidInputError("amount", _("Write 0 or more."))
    if change == 0:
        raise InvalidInputError("amount", _("The row says so already. Write another amount."))
    if row.kind is Kind.RETURNED and change < 0:
        _require_owed(session, application, row.payer_id, -change)
    kept = write_rows(session, [correction_of(application, row, change, reason, by)])
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

    Raises InvalidInputError as long as something is left, StaleError when the ledger has been written in.
    """
    hold_ledger(session, application, Status.REPAYING, seen)
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
