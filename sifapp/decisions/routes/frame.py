"""The fund's money: how much there is, what it has gone to, what is left."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission, allowed_by_role
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.once import is_replay
from sifapp.applications.calls import all_calls
from sifapp.db import get_session
from sifapp.decisions import operations, pages, queries
from sifapp.decisions.forms import FrameForm
from sifapp.decisions.routes import bp
from sifapp.errors import InvalidInputError
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
