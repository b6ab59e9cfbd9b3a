"""The administrators' pages for calls."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires
from sifapp.applications import calls
from sifapp.applications.calendar import city_days, too_late_for_board
from sifapp.applications.forms import CallForm, ChangeCallForm
from sifapp.applications.models import Call
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, NotFoundError
from sifapp.i18n import today
from sifapp.web import row_number, see_other

bp = Blueprint("applications", __name__)

# What a copy of a call says too.
COPIED = (
    "name_sv",
    "name_en",
    "purpose_sv",
    "purpose_en",
    "triage_days",
    "completion_days",
    "application_days",
    "budget_sek",
    "pre_study_allowed",
    "pre_study_ceiling_sek",
    "sign_off_required",
)


@bp.get("/calls")
@requires(Permission.MANAGE_CALLS)
def all_calls() -> ResponseReturnValue:
    """Every call, the latest first."""
    return render_template("applications/all_calls.html", calls=calls.all_calls(get_session()), today=today())


@bp.get("/calls/new")
@requires(Permission.MANAGE_CALLS)
def new_call() -> ResponseReturnValue:
    """An empty form for a call; or one with what another call says, all but its short name and days."""
    like = get_session().get(Call, request.args.get("copy", 0, type=row_number) or 0)
    kept = {name: getattr(like, name) for name in COPIED} if like else {}
    return render_template("applications/new_call.html", form=CallForm(data=kept or None), like=like)


@bp.post("/calls/new")
@requires(Permission.MANAGE_CALLS)
def add_call() -> ResponseReturnValue:
    """Add a call."""
    form, session = CallForm(), get_session()
    if not form.validate_on_submit():
        return render_template("applications/new_call.html", form=form, like=None), 422
    try:
        call = calls.add_call(session, _values(form), by=current_user())
    except InvalidInputError as error:
        form[error.field].errors = [error.message]
        return render_template("applications/new_call.html", form=form, like=None), 422
    session.commit()
    flash(_("The call %(name)s is added.", name=call.code))
    _warn_of_calendar(call)
    return see_other(url_for("applications.all_calls"))


@bp.get("/calls/<int:call_id>")
@requires(Permission.MANAGE_CALLS)
def edit_call(call_id: int) -> ResponseReturnValue:
    """A call, to be changed."""
    call = _call(call_id)
    return _edit_page(call, ChangeCallForm(obj=call))


def _edit_page(call: Call, form: ChangeCallForm) -> str:
    return render_template(
        "applications/edit_call.html",
        form=form,
        call=call,
        city_days=city_days(call),
        warning=too_late_for_board(call),
    )


@bp.post("/calls/<int:call_id>")
@requires(Permission.MANAGE_CALLS)
def change_call(call_id: int) -> ResponseReturnValue:
    """Change a call."""
    form, call, session = ChangeCallForm(), _call(call_id), get_session()
    if not form.validate_on_submit():
        return _edit_page(call, form), 422
    calls.change_call(session, call, _values(form), by=current_user())
    session.commit()
    flash(_("Saved."))
    _warn_of_calendar(call)
    return see_other(url_for("applications.all_calls"))


def _warn_of_calendar(call: Call) -> None:
    """Say it when the days leave the board little time. It stops nothing."""
    if warning := too_late_for_board(call):
        flash(warning, "info")


def _call(call_id: int) -> Call:
    call = get_session().get(Call, call_id)
    if call is None:
        raise NotFoundError
    return call


def _values(form: CallForm) -> dict[str, Any]:
    return {name: value for name, value in form.data.items() if name != "csrf_token"}
