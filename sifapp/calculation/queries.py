"""Which prices and which basis hold now, and who has taken over from an administration that is no more?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration
from sifapp.accounts.queries import all_administrations, present_administrations, successor_on
from sifapp.calculation.lines import Basis, UnitPrice
from sifapp.calculation.models import CalculationBasis, Price

# The fund's own choice, until an administrator decides otherwise. No source says whether the city discounts at all; 3 %
# is usual in Swedish health economics. Six years is the limit for repayment in the fund's draft guidelines (2016).
DEFAULT_BASIS = Basis(Fraction(3, 100), 6)
# So many former prices are listed.
MOST_FORMER = 200


def prices_in_force(session: Session, moment: datetime | None = None) -> Sequence[Price]:
    """The price list, by code; now, or as it was at ``moment``."""
    prices = select(Price).order_by(Price.code)
    if moment is None:
        return session.exec(prices.where(col(Price.valid_to).is_(None))).all()
    ended_later = sa.or_(col(Price.valid_to).is_(None), col(Price.valid_to) > moment)
    return session.exec(prices.where(col(Price.valid_from) <= moment, ended_later)).all()


def former_prices(session: Session) -> Sequence[Price]:
    """Prices that have been changed or retired, the latest first."""
    return session.exec(
        select(Price)
        .where(col(Price.valid_to).is_not(None))
        .order_by(col(Price.valid_to).desc(), col(Price.id).desc())
        .limit(MOST_FORMER)
    ).all()


def basis_in_force(session: Session, moment: datetime | None = None) -> Basis:
    """The rate and the number of years that count; now, or as they were at ``moment``."""
    rows = select(CalculationBasis).order_by(col(CalculationBasis.id).desc()).limit(1)
    row = session.exec(rows if moment is None else rows.where(CalculationBasis.decided_at <= moment)).first()
    return Basis(Fraction(row.rate_hundredths, 10_000), row.counted_years) if row else DEFAULT_BASIS


@dataclass(frozen=True)
class Reference:
    """What a form is read against. ``administrations``: those that exist.

    ``codes``: each administration's code, old ones too, with the code of the one that does its work now.
    """

    prices: Sequence[Price]
    administrations: Sequence[Administration]
    codes: dict[str, str]
    basis: Basis

    @property
    def unit_prices(self) -> dict[str, UnitPrice]:
        """The price list, by code."""
        return {row.code: UnitPrice(row.amount_sek, row.per, row.year, row.source, row.code) for row in self.prices}


def reference_on(session: Session, on: date, moment: datetime | None = None) -> Reference:
    """What to read a form against on that day.

    ``moment``: when the form was sent for good. Its prices and its basis are then those of that moment, so that what
    was promised is verified with the same prices; administrations are always those that exist on the day.
    """
    return Reference(
        prices=prices_in_force(session, moment),
        administrations=present_administrations(session, on),
        codes=_present_codes(session, on),
        basis=basis_in_force(session, moment),
    )


def _present_codes(session: Session, on: date) -> dict[str, str]:
    by_id = all_administrations(session)
    present = {row.code: successor_on(by_id, row.id, on) for row in by_id.values()}
    return {code: row.code for code, row in present.items() if not _is_gone(row, on)}


def _is_gone(row: Administration, on: date) -> bool:
    return row.valid_to is not None and row.valid_to <= on
