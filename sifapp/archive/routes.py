"""The administrators' page on what is removed and when, and everybody's own data."""

import json

from flask import Blueprint, Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.once import is_replay
from sifapp.archive import operations, queries
from sifapp.archive.forms import RuleForm
from sifapp.archive.own_data import stored_about
from sifapp.archive.package import plain
from sifapp.archive.pages import EXPLAINED, TITLES, lines, proposed
from sifapp.archive.rules import Kind
from sifapp.db import get_session
from sifapp.errors import NotFoundError
from sifapp.web import see_other

bp = Blueprint("archive", __name__)


@bp.get("/retention")
@requires(Permission.MANAGE_RETENTION)
def retention() -> ResponseReturnValue:
    """Every rule, what it would take today, and how it came about."""
    session = get_session()
    return render_template(
        "archive/retention.html",
        lines=lines(session),
        history=queries.history(session),
        unarchived=len(queries.unarchived(session)),
        titles=TITLES,
        shown=queries.SHOWN,
    )


@bp.get("/retention/<kind>")
@requires(Permission.MANAGE_RETENTION)
def edit_rule(kind: str) -> ResponseReturnValue:
    """One rule, to be changed."""
    found = _kind(kind)
    return _rule_page(found, RuleForm(obj=queries.rules(get_session()).get(found) or proposed(found)))


@bp.post("/retention/<kind>")
@requires(Permission.MANAGE_RETENTION)
def set_rule(kind: str) -> ResponseReturnValue:
    """Set a rule; the one before stays in the history."""
    found, form, session = _kind(kind), RuleForm(), get_session()
    if not form.validate_on_submit():
        return _rule_page(found, form), 422
    if not is_replay():
        operations.set_rule(
            session,
            found,
            form.days.data,
            in_force=form.in_force.data,
            authority=form.authority.data,
            decided_on=form.decided_on.data,
            by=current_user(),
        )
        session.commit()
    flash(_("Saved."))
    return see_other(url_for("archive.retention"))


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise NotFoundError from None


def _rule_page(kind: Kind, form: RuleForm) -> str:
    rule = queries.rules(get_session()).get(kind) or proposed(kind)
    return render_template(
        "archive/edit_rule.html",
        kind=kind,
        form=form,
        title=TITLES[kind],
        explained=EXPLAINED[kind],
        due=queries.due(get_session(), rule),
    )


@bp.get("/profile/data")
@requires(Permission.SIGNED_IN)
def own_data() -> ResponseReturnValue:
    """All that is stored about whoever asks, as a file."""
    found = stored_about(get_session(), current_user().id)
    answer = Response(json.dumps(found, ensure_ascii=False, indent=1, default=plain), mimetype="application/json")
    answer.headers["Content-Disposition"] = "attachment; filename=sif-data.json"
    return answer
