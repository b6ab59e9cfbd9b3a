"""The administrators' pages for calls."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires
from sifapp.applications import calls
from sifapp.applications.forms import CallForm, ChangeCallForm
from sifapp.applications.models import Call
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, NotFoundError
from sifapp.i18n import today
from sifapp.web import see_other

bp = Blueprint("applications", __name__)


@bp.get("/calls")
@requires(Permission.MANAGE_CALLS)
def all_calls() -> ResponseReturnValue:
    """Every call, the latest first."""
    return render_template("applications/all_calls.html", calls=calls.all_calls(get_session()), today=today())


@bp.get("/calls/new")
@requires(Permission.MANAGE_CALLS)
def new_call() -> ResponseReturnValue:
    """An empty form for a call."""
    return render_template("applications/new_call.html", form=CallForm())


@bp.post("/calls/new")
@requires(Permission.MANAGE_CALLS)
def add_call() -> ResponseReturnValue:
    """Add a call."""
    form, session = CallForm(), get_session()
    if not form.validate_on_submit():
        return render_template("applications/new_call.html", form=form), 422
    try:
        call = calls.add_call(session, _values(form), by=current_user())
    except InvalidInputError as error:
        form[error.field].errors = [error.message]
        return render_template("applications/new_call.html", form=form), 422
    session.commit()
    flash(_("The call %(name)s is added.", name=call.code))
    return see_other(url_for("applications.all_calls"))


@bp.get("/calls/<int:call_id>")
@requires(Permission.MANAGE_CALLS)
def edit_call(call_id: int) -> ResponseReturnValue:
    """A call, to be changed."""
    call = _call(call_id)
    return render_template("applications/edit_call.html", form=ChangeCallForm(obj=call), call=call)


@bp.post("/calls/<int:call_id>")
@requires(Permission.MANAGE_CALLS)
def change_call(call_id: int) -> ResponseReturnValue:
    """Change a call."""
    form, call, session = ChangeCallForm(), _call(call_id), get_session()
    if not form.validate_on_submit():
        return render_template("applications/edit_call.html", form=form, call=call), 422
    calls.change_call(session, call, _values(form), by=current_user())
    session.commit()
    flash(_("Saved."))
    return see_other(url_for("applications.all_calls"))


def _call(call_id: int) -> Call:
    call = get_session().get(Call, call_id)
    if call is None:
        raise NotFoundError
    return call


def _values(form: CallForm) -> dict[str, Any]:
    return {name: value for name, value in form.data.items() if name != "csrf_token"}
