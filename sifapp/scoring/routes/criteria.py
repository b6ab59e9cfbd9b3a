"""By what does the council judge a call's sketches and applications? Administrators decide until one is judged."""

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
from sifapp.scoring.criteria import DEFAULT, MEASURING, TABLES, change_criteria, criteria_of, is_frozen
from sifapp.scoring.models import Stage
from sifapp.scoring.pages import REPORT_TITLES
from sifapp.scoring.routes import bp
from sifapp.web import request_fields, row_number, see_other

TEXTS = {"name_sv": 120, "name_en": 120, "look_for_sv": 1000, "look_for_en": 1000}
HIGHEST_WEIGHT = 10
WEIGHTS = frozenset(map(str, range(HIGHEST_WEIGHT + 1)))


@bp.get("/calls/<int:call_id>/criteria")
@requires(Permission.MANAGE_CALLS)
def criteria(call_id: int) -> ResponseReturnValue:
    """The call's criteria of one stage; those of another call, or the usual ones, to begin with."""
    call, stage = _call(call_id), _stage()
    like = request.args.get("like", call_id, type=row_number)
    shown = call_id if is_frozen(get_session(), call_id, stage) else like
    return _page(call, stage, _fields(shown, stage), {})


@bp.post("/calls/<int:call_id>/criteria")
@requires(Permission.MANAGE_CALLS)
def save_criteria(call_id: int) -> ResponseReturnValue:
    """Keep the call's own names, texts and weights."""
    call, stage, session, fields = _call(call_id), _stage(), get_session(), request_fields()
    changes, errors = _read(fields, stage)
    if not errors:
        try:
            change_criteria(session, call, stage, changes, by=current_user())
        except InvalidInputError as error:
            session.rollback()
            errors = {"": error.message}
    if errors:
        return _page(call, stage, {**_fields(call_id, stage), **fields}, errors), 422
    session.commit()
    flash(_("Saved."))
    return see_other(url_for("applications.edit_call", call_id=call_id))


def _call(call_id: int) -> Call:
    call = get_session().get(Call, call_id)
    if call is None:
        raise NotFoundError
    return call


def _stage() -> Stage:
    """Of what the page tells: sketches, unless its address says applications."""
    return Stage.APPLICATION if request.args.get("stage") == Stage.APPLICATION.value else Stage.SKETCH


def _fields(call_id: int, stage: Stage) -> dict[str, str]:
    """A call's criteria as fields of the form; the usual ones when it has none of its own."""
    rows: list[Mapping[str, Any]] = [row.model_dump() for row in criteria_of(get_session(), call_id, stage)]
    names = (*TEXTS, "weight")
    return {f"{name}-{row['code']}": str(row[name]) for row in rows or DEFAULT[TABLES[stage]] for name in names}


def _read(fields: Mapping[str, str], stage: Stage) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """What was typed, by criterion, and what is wrong with it, by field."""
    changes: dict[str, dict[str, Any]] = {}
    errors: dict[str, str] = {}
    for code in _codes(stage):
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


def _codes(stage: Stage) -> list[str]:
    return [row["code"] for row in DEFAULT[TABLES[stage]]]


def _tabs(call: Call, stage: Stage) -> list[dict[str, object]]:
    return [
        {
            "label": title,
            "url": url_for("scoring.criteria", call_id=call.id, stage=one.value),
            "current": one is stage,
        }
        for one, title in REPORT_TITLES.items()
    ]


def _page(call: Call, stage: Stage, fields: Mapping[str, str], errors: Mapping[str, str]) -> str:
    session = get_session()
    return render_template(
        "scoring/criteria.html",
        call=call,
        codes=_codes(stage),
        stage=stage.value,
        stages=_tabs(call, stage),
        measuring=MEASURING,
        fields=fields,
        errors=errors,
        frozen=is_frozen(session, call.id, stage),
        others=[other for other in all_calls(session) if other.id != call.id],
    )
