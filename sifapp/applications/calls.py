"""How is a call added and changed?"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.changes import plain, record_change
from sifapp.applications.models import Call
from sifapp.errors import InvalidInputError


def all_calls(session: Session) -> Sequence[Call]:
    """Every call, the latest first."""
    return session.exec(select(Call).order_by(col(Call.opens_on).desc(), col(Call.id).desc())).all()


def call_by_code(session: Session, code: str) -> Call | None:
    """The call with this short name."""
    return session.exec(select(Call).where(Call.code == code)).first()


def add_call(session: Session, values: Mapping[str, Any], *, by: User) -> Call:
    """Add a call. ``values``: one for each of its fields. Raises InvalidInputError when the short name is taken."""
    call = Call(**values)
    try:
        with session.begin_nested():
            session.add(call)
    except IntegrityError:
        raise InvalidInputError("code", _("Another call has this short name. Choose another one.")) from None
    log.record(session, "call_added", by=by.id, **{name: plain(value) for name, value in values.items()})
    return call


def change_call(session: Session, call: Call, values: Mapping[str, Any], *, by: User) -> bool:
    """Change a call; False when nothing was different. Sketches that were sent keep what was asked of them."""
    return record_change(session, "call_changed", call, values, by=by, call=call.code)
