"""What do the pages of repayment show? Built here, so that templates only draw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.accounts.models import Administration
from sifapp.i18n import show_sek
from sifapp.repayment.base import Base
from sifapp.repayment.forms import name_of
from sifapp.repayment.ledger import Kind, Sums, by_payer_and_year, running, still_owed, total
from sifapp.repayment.models import LedgerRow
from sifapp.repayment.picture import Picture, draw
from sifapp.repayment.queries import Written, entry_of
from sifapp.statuses import Status

KIND_LABELS: Mapping[Kind, LazyString] = {
    Kind.PLANNED: _l("Planned"),
    Kind.VERIFIED: _l("Verified"),
    Kind.DECIDED: _l("Decided"),
    Kind.RETURNED: _l("Returned"),
}


@dataclass(frozen=True)
class LedgerLine:
    """One row of the ledger as a page shows it. ``formerly``: the payer's name then, when another has taken over."""

    row: LedgerRow
    what: str
    payer: str
    formerly: str
    by: str
    left_sek: int


@dataclass(frozen=True)
class PlanLine:
    """What one administration has to do with one budget year. ``payer_id``: of today."""

    payer_id: int
    payer: str
    year: int
    sums: Sums


@dataclass(frozen=True)
class Ledger:
    """The whole ledger of a case."""

    lines: list[LedgerLine]
    plan: list[PlanLine]
    sums: Sums
    picture: Picture | None
    kinds: tuple[Kind, ...]

    @property
    def words(self) -> str:
        """The picture in one sentence."""
        if Kind.DECIDED in self.kinds:
            facts = {"decided": show_sek(self.sums.decided_sek), "returned": show_sek(self.sums.returned_sek)}
            return str(_("%(decided)s shall go back to the fund. %(returned)s has gone back.", **facts))
        facts = {"planned": show_sek(self.sums.planned_sek), "verified": show_sek(self.sums.verified_sek)}
        return str(_("%(verified)s that counts has been verified. %(planned)s is planned to go back.", **facts))


def ledger_page(written: Sequence[Written], payers: Mapping[int, Administration]) -> Ledger:
    """The ledger with its sums. ``payers``: see `queries.payers_on`."""
    entries = [entry_of(one.row, dict(payers)) for one in written]
    parts, names = by_payer_and_year(entries), {payer.id: name_of(payer) for payer in payers.values()}
    sums, is_decided = total(entries), any(entry.kind is Kind.DECIDED for entry in entries)
    kinds = (Kind.DECIDED, Kind.RETURNED) if is_decided else (Kind.VERIFIED, Kind.PLANNED)
    return Ledger(
        lines=[_line(one, left, payers) for one, left in zip(written, running(entries), strict=True)],
        plan=[PlanLine(payer, names[payer], year, part) for (payer, year), part in parts.items()],
        sums=sums,
        picture=draw(by_year(parts), kinds),
        kinds=kinds,
    )


def next_step(status: Status, ledger: Ledger, base: Sequence[Base]) -> str:
    """What happens next in the case, and who does it, in a sentence or two."""
    if status is Status.EXEMPT:
        return str(_("The project is exempt, so nothing goes back. The case is closed."))
    if status is Status.SETTLED:
        return str(_("All that was decided has gone back. The case is closed."))
    if status is Status.REPAYING:
        return _next_return(ledger)
    unverified = sum(row.verified is None for row in base)
    if unverified and unverified == len(base):
        return str(_("Next: the controller verifies what has been saved. Then the city director decides."))
    if unverified:
        return str(_("Next: the controller verifies the years that are left, or the city director decides now."))
    return str(_("Next: the city director decides what goes back, or that nothing does."))


def _next_return(ledger: Ledger) -> str:
    owed = still_owed({(row.payer_id, row.year): row.sums for row in ledger.plan})
    if not owed and ledger.sums.left_sek < 0:
        return str(
            _(
                "More has gone back than was decided. Next: the controller corrects a row of the ledger, or the city "
                "director changes an instalment."
            )
        )
    if not owed:
        return str(_("All has gone back. Next: the controller settles and closes the case."))
    (payer_id, year), amount_sek = next(iter(owed.items()))
    names = {row.payer_id: row.payer for row in ledger.plan}
    facts = {"payer": names[payer_id], "amount": show_sek(amount_sek), "year": year}
    return str(
        _(
            "Next: %(payer)s returns %(amount)s in %(year)s. The controller notes it when the budget is reduced.",
            **facts,
        )
    )


def by_year(parts: Mapping[tuple[int, int], Sums]) -> dict[int, Sums]:
    """The sums of all payers, year by year."""
    found: dict[int, Sums] = {}
    for (_payer, year), part in parts.items():
        for kind, amount in part.by_kind.items():
            found.setdefault(year, Sums()).add(kind, amount)
    return found


def _line(one: Written, left_sek: int, payers: Mapping[int, Administration]) -> LedgerLine:
    row, now = one.row, payers[one.row.payer_id]
    what = str(KIND_LABELS[row.kind])
    if row.corrects_id is not None:
        what = _("%(what)s: correction of row %(number)s", what=what, number=row.corrects_id)
    formerly = name_of(one.payer) if now.id != one.payer.id else ""
    return LedgerLine(row, what, name_of(now), formerly, one.by.name, left_sek)


def folded(rows: Iterable[tuple[str, int, Sums]], year: int) -> list[tuple[str, str, Sums]]:
    """Payer, budget year and sums, with the years before ``year`` that are settled in one row for each payer.

    Years of which the ledger only tells what was verified are left out.
    """
    found: dict[tuple[str, str], Sums] = {}
    for payer, budget_year, sums in rows:
        if sums.has_debt:
            is_settled = budget_year < year and not sums.left_sek
            label = _("Before %(year)s, settled", year=year) if is_settled else str(budget_year)
            row = found.setdefault((payer, label), Sums())
            for kind, amount in sums.by_kind.items():
                row.add(kind, amount)
    return [(payer, label, sums) for (payer, label), sums in found.items()]


def together(parts: Iterable[Sums]) -> Sums:
    """The sums of all."""
    sums = Sums()
    for part in parts:
        for kind, amount in part.by_kind.items():
            sums.add(kind, amount)
    return sums
