"""How do the price list and the basis of calculations change? Nothing is overwritten."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.calculation.lines import Basis, Per
from sifapp.calculation.models import CalculationBasis, Price
from sifapp.calculation.queries import basis_in_force
from sifapp.db import utc_now
from sifapp.errors import InvalidInputError

PRICES = Path(__file__).with_name("prices.toml")


def load_prices(session: Session) -> None:
    """Add the prices of prices.toml whose code the list has never had. Safe to repeat: what administrators have changed
    or retired stays as they left it."""
    known, now = set(session.exec(select(Price.code))), utc_now()
    for code, entry in tomllib.loads(PRICES.read_text(encoding="utf-8")).items():
        if code not in known:
            values = {**entry, "per": Per(entry["per"])}
            session.add(Price(code=code, **values, is_dated=True, valid_from=now))
    session.flush()


def add_price(session: Session, values: Mapping[str, Any], *, by: User) -> Price:
    """Add a price. ``values``: its fields but the dates. Raises InvalidInputError when the code is in use."""
    price = _insert(session, values, utc_now())
    log.record(session, "price_added", by=by.id, **values)
    return price


def change_price(session: Session, price: Price, values: Mapping[str, Any], *, by: User) -> Price:
    """End ``price`` and put a row in its place that differs in ``values``; the price itself when nothing is different.

    Raises InvalidInputError when somebody else was first.
    """
    changed = {name: [getattr(price, name), value] for name, value in values.items() if getattr(price, name) != value}
    if not changed:
        return price
    now = utc_now()
    _end(session, price, now)
    kept = price.model_dump(exclude={"id", "valid_from", "valid_to"})
    new = _insert(session, {**kept, **values}, now)
    log.record(session, "price_changed", by=by.id, code=price.code, changed=changed)
    return new


def retire_price(session: Session, price: Price, *, by: User) -> None:
    """Take a price from the list. Raises InvalidInputError when somebody else has changed it."""
    _end(session, price, utc_now())
    log.record(session, "price_retired", by=by.id, code=price.code)


def set_basis(session: Session, basis: Basis, *, by: User) -> bool:
    """Decide on a new basis; False when it is the one that holds. ``basis.rate``: in steps of 1/10 000."""
    old, hundredths = basis_in_force(session), int(basis.rate * 10_000)
    if old == basis:
        return False
    session.add(CalculationBasis(rate_hundredths=hundredths, counted_years=basis.counted_years, decided_at=utc_now()))
    session.flush()
    changed = {
        "rate": [_per_cent(old.rate), _per_cent(basis.rate)],
        "counted_years": [old.counted_years, basis.counted_years],
    }
    log.record(session, "calculation_basis_changed", by=by.id, changed=changed)
    return True


def _per_cent(rate: Fraction) -> str:
    return f"{float(rate * 100):g} %"


def _insert(session: Session, values: Mapping[str, Any], now: datetime) -> Price:
    price = Price(**values, valid_from=now)
    try:
        with session.begin_nested():
            session.add(price)
    except IntegrityError:
        raise InvalidInputError("code", _("Another price has this short name. Choose another one.")) from None
    return price


def _end(session: Session, price: Price, now: datetime) -> None:
    ended = session.execute(
        sa.update(Price)
        .where(col(Price.id) == price.id, col(Price.valid_to).is_(None))
        .values(valid_to=now)
        .returning(col(Price.id))
    )
    if ended.first() is None:
        raise InvalidInputError("", _("Somebody else has changed this price. Look at the list before you change it."))
