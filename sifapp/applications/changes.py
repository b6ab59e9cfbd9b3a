"""Which values change, from what to what? For rows that administrators edit."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, SQLModel

from sifapp.accounts.queries import User
from sifapp.applications import log


def record_change(
    session: Session, event: str, row: SQLModel, values: Mapping[str, Any], *, by: User, **details: Any
) -> bool:
    """Set ``values`` on ``row`` and log each old and new value; False, and no entry, when nothing changes.

    ``values``: the row's field names and plain values. ``details``: what says which row it is.
    """
    changed = {name: [plain(getattr(row, name)), plain(v)] for name, v in values.items() if getattr(row, name) != v}
    if not changed:
        return False
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    log.record(session, event, by=by.id, **details, changed=changed)
    return True


def plain(value: object) -> Any:
    """``value`` as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value
