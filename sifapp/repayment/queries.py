"""What has been verified, proposed, decided and returned, and what is still to come back to the fund?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple, Protocol

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration, Person, RoleGrant
from sifapp.accounts.queries import all_administrations, successor_on
from sifapp.applications.models import Application
from sifapp.calculation.queries import basis_in_force
from sifapp.decisions.models import Decision, Ruling
from sifapp.decisions.queries import decisions_of
from sifapp.i18n import day_of
from sifapp.repayment.ledger import Entry, Kind, Sums, total
from sifapp.repayment.models import CountedFrom, CountingBasis, Exemption, LedgerRow, RepaymentPlan, VerifiedSaving
from sifapp.repayment.rules import Window, window_from
from sifapp.statuses import Status

# The fund's own choice until an administrator decides otherwise: no source says where the six years begin.
DEFAULT_COUNTED_FROM = CountedFrom.FIRST_DAY
MOST_LISTED = 80


class Saving(Protocol):
    """What tells which saving a figure is about."""

    @property
    def line(self) -> int: ...
    @property
    def year(self) -> int: ...
    @property
    def payer_id(self) -> int: ...


class Written(NamedTuple):
    """A row of the ledger with its payer, as it was called then, and who wrote it."""

    row: LedgerRow
    payer: Administration
    by: Person


@dataclass(frozen=True)
class CaseSums:
    """What the ledger says of one case, one administration (of today) and one budget year."""

    application: Application
    payer: Administration
    year: int
    sums: Sums


def counted_from(session: Session) -> CountedFrom:
    """From which day the years are counted now."""
    last = session.exec(select(CountingBasis).order_by(col(CountingBasis.id).desc()).limit(1)).first()
    return last.counted_from if last else DEFAULT_COUNTED_FROM


def counting_history(session: Session) -> Sequence[tuple[CountingBasis, Person]]:
    """From which day administrators have said to count; what holds now comes first."""
    return session.exec(
        select(CountingBasis, Person)
        .join(Person, col(Person.id) == CountingBasis.set_by_id)
        .order_by(col(CountingBasis.id).desc())
    ).all()


def grant_of(session: Session, application_id: int) -> Decision | None:
    """The executive board's grant, as it was released."""
    found = decisions_of(session, application_id, released_only=True)
    return next((decision for decision, _who in found if decision.ruling is Ruling.GRANT), None)


def window_of(session: Session, application_id: int) -> Window | None:
    """The days whose savings count in the case, as the fund counts now; None without a grant."""
    grant = grant_of(session, application_id)
    if grant is None or grant.starts_on is None or grant.ends_on is None:
        return None
    first = {
        CountedFrom.FIRST_DAY: grant.starts_on,
        CountedFrom.DECISION: grant.decided_on,
        CountedFrom.LAST_DAY: grant.ends_on,
    }
    return window_from(first[counted_from(session)], basis_in_force(session).counted_years)


def verified_of(session: Session, application_id: int) -> list[VerifiedSaving]:
    """What has been verified in the case and still holds, in order of time."""
    rows = session.exec(
        select(VerifiedSaving).where(VerifiedSaving.application_id == application_id).order_by(col(VerifiedSaving.id))
    ).all()
    by_id, held = all_administrations(session), list[VerifiedSaving]()
    for row in rows:
        replaced = {old.id for old in held if is_replaced(old, row, by_id, day_of(row.verified_at))}
        held = [*(old for old in held if old.id not in replaced), row]
    return held


def is_replaced(old: Saving, new: Saving, by_id: Mapping[int, Administration], on: date) -> bool:
    """Whether ``new``, verified on that day, is about the same line, year and payer, or the one who has taken over."""
    then, now = (successor_on(by_id, one.payer_id, on).id for one in (old, new))
    return (old.line, old.year, then) == (new.line, new.year, now)


def counted_of(saving: VerifiedSaving) -> int:
    """What of a verified saving counts for repayment."""
    return counting_of(saving).counted_sek(saving.verified_sek, saving.starts_on, saving.ends_on)


def counting_of(saving: VerifiedSaving) -> Window:
    """The days that count for it, as the fund counted when it was verified."""
    return Window(saving.counts_from, saving.counts_until)


def plans_of(session: Session, application_id: int) -> Sequence[tuple[RepaymentPlan, Person]]:
    """What the director has proposed and decided, the last one first."""
    return session.exec(
        select(RepaymentPlan, Person)
        .join(Person, col(Person.id) == RepaymentPlan.made_by_id)
        .where(RepaymentPlan.application_id == application_id)
        .order_by(col(RepaymentPlan.id).desc())
    ).all()


def exemption_of(session: Session, application_id: int) -> tuple[Exemption, Person] | None:
    """Why nothing goes back, and who decided so."""
    return session.exec(
        select(Exemption, Person)
        .join(Person, col(Person.id) == Exemption.decided_by_id)
        .where(Exemption.application_id == application_id)
    ).first()


def ledger_of(session: Session, application_id: int) -> list[Written]:
    """The case's ledger, in the order in which it was written."""
    rows = session.exec(
        select(LedgerRow, Administration, Person)
        .join(Administration, col(Administration.id) == LedgerRow.payer_id)
        .join(Person, col(Person.id) == LedgerRow.by_id)
        .where(LedgerRow.application_id == application_id)
        .order_by(col(LedgerRow.id))
    ).all()
    return [Written(*row) for row in rows]


def last_row(session: Session, application_id: int) -> int:
    """The number of the case's last row; 0 when there is none."""
    last = sa.select(sa.func.max(col(LedgerRow.id))).where(col(LedgerRow.application_id) == application_id)
    return int(session.execute(last).scalar() or 0)


def payers_on(session: Session, on: date) -> dict[int, Administration]:
    """Who owes what each administration owed: by its number, the one that does its work on that day."""
    by_id = all_administrations(session)
    return {id: successor_on(by_id, id, on) for id in by_id}


def entry_of(row: LedgerRow, payers: dict[int, Administration]) -> Entry:
    """What of a row is summed, with the payer of today. ``payers``: see `payers_on`."""
    return Entry(row.kind, payers[row.payer_id].id, row.budget_year, row.amount_sek)


def case_sums(
    session: Session, on: date, *, payer_id: int | None = None, case_id: int | None = None
) -> Iterator[CaseSums]:
    """What each administration owes for each case and budget year, case by case, read as it is used.

    ``payer_id``: only what this administration owes, for itself and for those whose work it has taken over.
    ``case_id``: only this case.
    """
    present = payers_on(session, on)
    wanted: sa.ColumnElement[bool] = col(Application.deleted_at).is_(None)
    if payer_id is not None:
        wanted &= col(LedgerRow.payer_id).in_([id for id, one in present.items() if one.id == payer_id])
    if case_id is not None:
        wanted &= col(LedgerRow.application_id) == case_id
    keys = col(LedgerRow.application_id), col(LedgerRow.payer_id), col(LedgerRow.budget_year), col(LedgerRow.kind)
    summed = (
        sa.select(*keys, sa.func.sum(col(LedgerRow.amount_sek)).label("amount_sek"))
        .join(Application, col(Application.id) == col(LedgerRow.application_id))
        .where(wanted)
        .group_by(*keys)
        .subquery()
    )
    rows = session.execute(
        sa.select(Application, summed)
        .join(summed, summed.c.application_id == col(Application.id))
        .order_by(col(Application.id)),
        execution_options={"yield_per": 1_000},
    )
    for _number, of_case in groupby(rows, lambda row: row.application_id):
        found: dict[tuple[str, int], CaseSums] = {}
        for application, _case, payer, year, kind, amount in of_case:
            now = present[payer]
            found.setdefault((now.name_sv, year), CaseSums(application, now, year, Sums())).sums.add(kind, int(amount))
        yield from (found[key] for key in sorted(found))


def administration_sums(session: Session, on: date) -> list[tuple[Administration, int, Sums]]:
    """What each administration has to do with each budget year, all cases together, by name and year."""
    present = payers_on(session, on)
    keys = col(LedgerRow.payer_id), col(LedgerRow.budget_year), col(LedgerRow.kind)
    found: dict[tuple[str, int], tuple[Administration, int, Sums]] = {}
    # Only drafts are deleted, and they have no ledger: no case need be asked. An index holds all that is summed.
    for payer, year, kind, amount in session.execute(
        sa.select(*keys, sa.func.sum(col(LedgerRow.amount_sek))).group_by(*keys)
    ):
        now = present[payer]
        found.setdefault((now.name_sv, year), (now, year, Sums()))[2].add(kind, int(amount))
    return [found[key] for key in sorted(found)]


def open_cases(session: Session) -> list[tuple[Application, Sums]]:
    """Open cases with something in the ledger, with their sums, the oldest first; at most `MOST_LISTED`."""
    listed = (
        sa.select(col(Application.id))
        .where(
            col(Application.status).in_((Status.EVALUATED, Status.REPAYING)),
            col(Application.deleted_at).is_(None),
            sa.exists().where(col(LedgerRow.application_id) == col(Application.id)),
        )
        .order_by(col(Application.id))
        .limit(MOST_LISTED)
        .subquery()
    )
    keys = col(LedgerRow.application_id), col(LedgerRow.kind)
    summed = (
        sa.select(*keys, sa.func.sum(col(LedgerRow.amount_sek)).label("amount_sek"))
        .join(listed, listed.c.id == col(LedgerRow.application_id))
        .group_by(*keys)
        .subquery()
    )
    found: dict[int, tuple[Application, Sums]] = {}
    for application, kind, amount in session.execute(
        sa.select(Application, summed.c.kind, summed.c.amount_sek)
        .join(summed, summed.c.application_id == col(Application.id))
        .order_by(col(Application.id))
    ):
        found.setdefault(application.id, (application, Sums()))[1].add(kind, int(amount))
    return list(found.values())


def waiting(session: Session) -> Sequence[Application]:
    """Cases whose effect has been judged and for which nothing has been decided, the longest wait first."""
    return session.exec(
        select(Application)
        .where(Application.status == Status.EVALUATED, col(Application.deleted_at).is_(None))
        .order_by(col(Application.status_since), col(Application.id))
    ).all()


def returned() -> "sa.Subquery":
    """``case`` and ``sek``, what has been returned to the fund; only cases with a return."""
    returned_sek = sa.func.sum(-col(LedgerRow.amount_sek))
    return (
        sa.select(col(LedgerRow.application_id).label("case"), returned_sek.label("sek"))
        .where(col(LedgerRow.kind) == Kind.RETURNED)
        .group_by(col(LedgerRow.application_id))
        .having(returned_sek != 0)
        .subquery("returned")
    )


def returned_by_case(session: Session) -> dict[int, int]:
    """Case → what has been returned to the fund, in kronor; only cases with a return."""
    by_case = returned()
    return {case: int(sek) for case, sek in session.execute(sa.select(by_case.c.case, by_case.c.sek))}


def ledger_totals(session: Session) -> Sums:
    """The whole ledger as one, in kronor. What is decided and returned is public; the rest is the fund's own work."""
    rows = session.execute(
        sa.select(col(LedgerRow.kind), sa.func.sum(col(LedgerRow.amount_sek))).group_by(col(LedgerRow.kind))
    )
    return total(Entry(kind, 0, 0, int(amount)) for kind, amount in rows)


def people_of(session: Session, administration_ids: Sequence[int]) -> Sequence[Person]:
    """Active people with a role in one of these administrations."""
    with_role = sa.select(col(RoleGrant.person_id))
    return session.exec(
        select(Person)
        .where(
            col(Person.administration_id).in_(administration_ids),
            col(Person.is_active),
            col(Person.id).in_(with_role),
        )
        .order_by(col(Person.id))
    ).all()
