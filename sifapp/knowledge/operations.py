"""The verbs of the catalogue: change a fund, say that somebody has looked, put an edit back."""

from collections.abc import Mapping

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from sifapp.accounts.queries import User
from sifapp.advice import KnowledgeError, edited, stated
from sifapp.applications import log
from sifapp.db import utc_now
from sifapp.errors import InvalidInputError
from sifapp.i18n import today
from sifapp.knowledge.models import FundEdit
from sifapp.knowledge.queries import catalogue_of, last_round, stated_at
from sifapp.knowledge.rules import Merge, merge


def change_fund(session: Session, fund_id: str, values: Mapping[str, str], *, seen: int, by: User) -> FundEdit | None:
    """Let a fund say what the writer changed in ``values``; None when it says so already.

    ``values``: field -> text, as `sifapp.advice.stated` names them. ``seen``: how many edits the writer knew of; what
    others have changed since stays where the writer did not change it.
    Raises InvalidInputError: for the field "seen" when both have changed a field, for "values" when a field does not
    exist or cannot say so.
    """
    merged = merge_typed(session, fund_id, values, seen=seen)
    if merged.clashes:
        raise InvalidInputError("seen", "edited by somebody else")
    return _let_say(session, fund_id, merged.values, seen=last_round(session, fund_id), by=by)


def merge_typed(session: Session, fund_id: str, values: Mapping[str, str], *, seen: int) -> Merge:
    """What was typed, and what others have changed in the fund since; ``values`` and ``seen`` as in `change_fund`."""
    return merge(stated_at(session, fund_id, seen), stated(catalogue_of(session).funds[fund_id]), values)


def _let_say(session: Session, fund_id: str, values: Mapping[str, str], *, seen: int, by: User) -> FundEdit | None:
    money = catalogue_of(session).funds[fund_id]
    try:
        edited(money, values)
    except KnowledgeError as error:
        raise InvalidInputError("values", str(error)) from error
    old = stated(money)
    changes = {field: [old[field], value] for field, value in values.items() if old[field] != value}
    if not changes:  # also when the button was pressed twice
        return None
    if seen != last_round(session, fund_id):
        raise InvalidInputError("seen", "edited by somebody else")
    return _write(session, fund_id, seen + 1, changes, by)


def _write(session: Session, fund_id: str, number: int, changes: dict[str, list[str]], by: User) -> FundEdit:
    edit = FundEdit(fund_id=fund_id, round=number, changes=changes, edited_by_id=by.id, edited_at=utc_now())
    # The log first: it lets one writer in at a time, so that editions are counted in the order of their commits.
    log.record(session, "fund_changed", by=by.id, fund=fund_id, changed=changes)
    try:
        with session.begin_nested():
            session.add(edit)
    except IntegrityError:
        raise InvalidInputError("seen", "edited by somebody else") from None
    return edit


def note_check(session: Session, fund_id: str, *, seen: int, by: User) -> FundEdit | None:
    """Note that somebody has looked today, and what the fund says still holds.

    Raises InvalidInputError for the field "seen" when anybody has edited the fund since.
    """
    return _let_say(session, fund_id, {"last_checked": today().isoformat()}, seen=seen, by=by)


def put_back(session: Session, edit: FundEdit, *, seen: int, by: User) -> FundEdit | None:
    """Let the fund say again what it said before ``edit``: a new edit, so that this too can be put back.

    Fields that the edit did not change stay. Raises InvalidInputError: for the field "seen" when anybody has edited the
    fund since, for "values" when the old values cannot stand beside what the fund says now.
    """
    return _let_say(session, edit.fund_id, before_edit(edit), seen=seen, by=by)


def before_edit(edit: FundEdit) -> dict[str, str]:
    """What the fields that an edit changed said before it."""
    return {field: old for field, (old, _new) in edit.changes.items()}
