"""By what does the council judge the sketches of a call? Administrators decide until the first case is judged."""

from collections.abc import Mapping
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires
from sifapp.applications.calls import all_calls
from sifapp.applications.models import Call
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, NotFoundError
from sifapp.scoring.criteria import DEFAULT, MEASURING, change_criteria, criteria_of, is_frozen
from sifapp.scoring.routes import bp
from sifapp.web import request_fields, row_number, see_other

TEXTS = {"name_sv": 120, "name_en": 120, "look_for_sv": 1000, "look_for_en": 1000}
HIGHEST_WEIGHT = 10
WEIGHTS = frozenset(map(str, range(HIGHEST_WEIGHT + 1)))


@bp.get("/calls/<int:call_id>/criteria")
@requires(Permission.MANAGE_CALLS)
def criteria(call_id: int) -> ResponseReturnValue:
    """The call's criteria; those of another call, or the usual ones, to begin with."""
    call, session = _call(call_id), get_session()
    like = request.args.get("like", call_id, type=row_number)
    return _page(call, _fields(like if not is_frozen(session, call_id) else call_id), {})


@bp.post("/calls/<int:call_id>/criteria")
@requires(Permission.MANAGE_CALLS)
def save_criteria(call_id: int) -> ResponseReturnValue:
    """Keep the call's own names, texts and weights."""
    call, session, fields = _call(call_id), get_session(), request_fields()
    changes, errors = _read(fields)
    if not errors:
        try:
            change_criteria(session, call, changes, by=current_user())
        except InvalidInputError as error:
            session.rollback()
            errors = {"": error.message}
    if errors:
        return _page(call, {**_fields(call_id), **fields}, errors), 422
    session.commit()
    flash(_("Saved."))
    return see_other(url_for("applications.edit_call", call_id=call_id))


def _call(call_id: int) -> Call:
    call = get_session().get(Call, call_id)
    if call is None:
        raise NotFoundError
    return call


def _fields(call_id: int) -> dict[str, str]:
    """A call's criteria as fields of the form; the usual ones when it has none of its own."""
    rows: list[Mapping[str, Any]] = [row.model_dump() for row in criteria_of(get_session(), call_id)]
    names = (*TEXTS, "weight")
    return {f"{name}-{row['code']}": str(row[name]) for row in rows or DEFAULT["criterion"] for name in names}


def _read(fields: Mapping[str, str]) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """What was typed, by criterion, and what is wrong with it, by field."""
    changes: dict[str, dict[str, Any]] = {}
    errors: dict[str, str] = {}
    for code in _codes():
        values: dict[str, Any] = {}
        for name, longest in TEXTS.items():
            text = values[name] = fields.get(f"{name}-{code}", "").strip()
            if not text:
                errors[f"{name}-{code}"] = _("Write it in both languages.")
            elif len(text) > longest:
                errors[f"{name}-{code}"] = _("Shorten it to %(longest)s characters.", longest=longest)
        typed = fields.get(f"weight-{code}", "0").strip()
        if code != MEASURING and typed not in WEIGHTS:
            errors[f"weight-{code}"] = _("Write a whole number from 0 to %(most)s.", most=HIGHEST_WEIGHT)
        elif code != MEASURING:
            values["weight"] = int(typed)
        changes[code] = values
    return changes, errors


def _codes() -> list[str]:
    return [row["code"] for row in DEFAULT["criterion"]]


def _page(call: Call, fields: Mapping[str, str], errors: Mapping[str, str]) -> str:
    session = get_session()
    return render_template(
        "scoring/criteria.html",
        call=call,
        codes=_codes(),
        measuring=MEASURING,
        fields=fields,
        errors=errors,
        frozen=is_frozen(session, call.id),
        others=[other for other in all_calls(session) if other.id != call.id],
    )
