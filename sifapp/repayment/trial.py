"""What does the director try, and what does it come to beside the plan? Text in, table out; nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _
from sqlmodel import Session

from sifapp.accounts.models import Administration
from sifapp.calculation.amounts import parse_quantity, parse_year, year_fault
from sifapp.calculation.labels import per_cent
from sifapp.calculation.lines import Range, total
from sifapp.calculation.queries import basis_in_force
from sifapp.i18n import today
from sifapp.repayment.base import Base, by_payer, suggested
from sifapp.repayment.forms import FIRST_YEARS, name_of
from sifapp.repayment.ledger import Kind
from sifapp.repayment.queries import Written
from sifapp.repayment.rules import WhatIf

FIELDS = ("share", "price", "first_year", "years", "rate")
MOST_PER_CENT, MOST_YEARS = 500, 30


@dataclass(frozen=True)
class TrialLine:
    """What one administration would return in one budget year, beside what the plan says.

    ``verified_sek``: of it, what the controller has verified. The rest is only expected.
    """

    payer: str
    year: int
    tried_sek: int
    verified_sek: int
    planned_sek: int

    @property
    def expected_sek(self) -> int:
        return self.tried_sek - self.verified_sek


@dataclass(frozen=True)
class Trial:
    """What it would come to. ``range_sek``: in the low case, as known best, and in the high case.

    ``verified_sek``: of it, what the controller has verified. ``fields``: what the director can go on with.
    """

    lines: list[TrialLine]
    range_sek: Range[int]
    verified_sek: Range[int]
    planned_sek: int
    present_value_sek: int
    fields: dict[str, str]

    @property
    def expected_sek(self) -> Range[int]:
        """The rest: of years that nobody has verified."""
        return total((self.range_sek, self.verified_sek.map(lambda amount: -amount)))


def first_fields(session: Session) -> dict[str, str]:
    """All that counts, at the verified price, over the first years; the fund's own rate."""
    rate = per_cent(basis_in_force(session).rate)
    return {
        "share": "100",
        "price": "100",
        "first_year": str(today().year + 1),
        "years": str(FIRST_YEARS),
        "rate": rate,
    }


def read_trial(fields: Mapping[str, str]) -> tuple[WhatIf | None, dict[str, str]]:
    """What is tried, or by field what cannot be read."""
    faults: dict[str, str] = {}
    shares = {name: _per_cent(fields.get(name, "")) for name in ("share", "price", "rate")}
    for name, share in shares.items():
        if share is None:
            faults[name] = _("Write a number from 0 to %(most)s, for example 50 or 2,5.", most=MOST_PER_CENT)
    first = parse_year(fields.get("first_year", ""))
    if first is None:
        faults["first_year"] = year_fault(fields.get("first_year", "").strip())
    count = parse_quantity(fields.get("years", ""))
    if count is None or count.denominator != 1 or not 1 <= count <= MOST_YEARS:
        faults["years"] = _("Write a number of years from 1 to %(most)s.", most=MOST_YEARS)
    share, price, rate = shares["share"], shares["price"], shares["rate"]
    if faults or share is None or price is None or rate is None or first is None or count is None:
        return None, faults
    return WhatIf(share, price, range(first, first + int(count)), rate), {}


def _per_cent(text: str) -> Fraction | None:
    number = parse_quantity(text.replace("%", ""))
    return None if number is None or number > MOST_PER_CENT else number / 100


def trial_page(
    tried: WhatIf, base: Sequence[Base], written: Sequence[Written], payers: Mapping[int, Administration]
) -> Trial:
    """Who would return what and when: of what is verified, and of what is only expected where nothing is verified yet.

    What goes back is what has been verified (domain: repayable base), so the director goes on with that alone, as
    `base.suggested` has it.
    """
    known, verified = by_payer(base), by_payer(row for row in base if row.verified)
    plan = tried.plan({payer: saving.base for payer, saving in known.items()})
    sure = tried.plan({payer: saving.base for payer, saving in verified.items()})
    planned: dict[tuple[int, int], int] = {}
    for row, _payer, _who in written:
        if row.kind is Kind.PLANNED:
            key = payers[row.payer_id].id, row.budget_year
            planned[key] = planned.get(key, 0) + row.amount_sek
    keys = sorted({key for key, amount in (*plan.items(), *planned.items()) if amount})
    return Trial(
        lines=[
            TrialLine(name_of(payers[key[0]]), key[1], plan.get(key, 0), sure.get(key, 0), planned.get(key, 0))
            for key in keys
        ],
        range_sek=total(saving.map(tried.returned_sek) for saving in known.values()),
        verified_sek=total(saving.map(tried.returned_sek) for saving in verified.values()),
        planned_sek=sum(planned.values()),
        present_value_sek=tried.present_value_sek(plan),
        fields={
            **{f"share_{payer}": str(tried.returned_sek(saving.base)) for payer, saving in suggested(base).items()},
            "first_year": str(tried.years.start),
            "last_year": str(tried.years.stop - 1),
        },
    )
