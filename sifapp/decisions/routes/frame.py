"""The fund's money: how much there is, what it has gone to, what is left."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from sifapp.access import Permission, allowed_by_role
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.once import is_replay
from sifapp.applications.calls import all_calls
from sifapp.db import get_session
from sifapp.decisions import operations, pages, queries
from sifapp.decisions.forms import EarlierGrantForm, FrameForm, NewEarlierGrantForm, as_entered
from sifapp.decisions.models import EarlierGrant
from sifapp.decisions.routes import bp
from sifapp.errors import InvalidInputError, NotFoundError
from sifapp.web import see_other


@bp.get("/frame")
@requires(Permission.SEE_FRAME)
def frame() -> ResponseReturnValue:
    """The fund's money in one picture, by call and by area."""
    session = get_session()
    money, earlier = queries.money(session), queries.earlier_grants(session)
    return render_template(
        "decisions/frame.html",
        frame=money.frame,
        words=pages.frame_words(money.frame),
        parts=pages.use_of(money.frame),
        asked_length=pages.asked_length(money.frame),
        calls=pages.by_call(money, all_calls(session)),
        areas=pages.by_area(money, earlier),
        earlier=earlier,
        amounts=queries.frame_amounts(session),
        from_the_start=queries.FROM_THE_START["frame"],
        may_change=allowed_by_role(Permission.MANAGE_FRAME, current_user().roles),
    )


@bp.get("/frame/amount")
@requires(Permission.MANAGE_FRAME)
def edit_frame() -> ResponseReturnValue:
    """How much money the fund has, to be changed."""
    return render_template("decisions/edit_frame.html", form=FrameForm(), frame=queries.frame_of(get_session(), 0))


@bp.post("/frame/amount")
@requires(Permission.MANAGE_FRAME)
def change_frame() -> ResponseReturnValue:
    """Set how much money the fund has; the old amount stays in the history."""
    form, session = FrameForm(), get_session()
    if form.validate_on_submit() and not is_replay():
        try:
            operations.set_frame(session, form.amount_sek, form.source.data, by=current_user())
            session.commit()
        except InvalidInputError as error:
            session.rollback()
            form[error.field].errors = [error.message]
    if form.errors or form.amount.errors:
        return render_template("decisions/edit_frame.html", form=form, frame=queries.frame_of(session, 0)), 422
    flash(_("Saved."))
    return see_other(url_for("decisions.frame"))


@bp.route("/frame/earlier/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_FRAME)
def new_earlier_grant() -> ResponseReturnValue:
    """Enter an investment that was granted before this system."""
    form = NewEarlierGrantForm()
    # Asked before the form is checked: the first press has taken the short name.
    if request.method == "POST" and is_replay():
        return _to_frame()
    return _enter(form, form.code.data if request.method == "POST" else "")


@bp.route("/frame/earlier/<grant>", methods=["GET", "POST"])
@requires(Permission.MANAGE_FRAME)
def edit_earlier_grant(grant: str) -> ResponseReturnValue:
    """Correct one of them; what stood before stays in the log."""
    row = get_session().get(EarlierGrant, grant)
    if row is None:
        raise NotFoundError
    form = EarlierGrantForm() if request.method == "POST" else EarlierGrantForm(MultiDict(as_entered(row)))
    return _enter(form, grant)


def _enter(form: EarlierGrantForm, code: str) -> ResponseReturnValue:
    session = get_session()
    if request.method == "POST" and form.validate():
        try:
            operations.enter_earlier_grant(session, code, form.values(), by=current_user())
            session.commit()
            return _to_frame()
        except InvalidInputError as error:
            session.rollback()
            form[error.field].errors = [error.message]
    page = render_template("decisions/earlier_grant.html", form=form, url=request.path)
    return page, 422 if form.errors else 200


def _to_frame() -> ResponseReturnValue:
    flash(_("Saved."))
    return see_other(url_for("decisions.frame", _anchor="earlier"))
