"""How is one thing done with a case? Once, and only on what the person has seen.

What was typed stays on the page until it is done, also when somebody else was quicker.
"""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from sifapp.accounts.gate import forget_held, held_for_page
from sifapp.accounts.once import is_replay
from sifapp.applications.forms import ActForm
from sifapp.applications.gate import open_case
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, StaleError
from sifapp.web import see_other


def act(application_id: int, kind: type[ActForm], *, back: str, about: int = 0) -> ResponseReturnValue:
    """Show the form; carry it out when nothing is wrong with it, and go ``back``."""
    is_posted = request.method == "POST"
    # Asked first: the case may have moved on by the first press, so that it could not be opened for this any more.
    if is_posted and is_replay():
        return _done(kind, back)
    case, session = open_case(application_id), get_session()
    form = kind.for_case(case, about, {} if is_posted else held_for_page())
    if not is_posted:
        return _page(form)
    if not form.validate():
        return _page(form), 422
    try:
        form.carry_out()
    except InvalidInputError as error:
        session.rollback()
        _note(form, error)
        return _page(form), 422
    except StaleError:
        session.rollback()
        form.seen.data = str(form.last_seen())
        return _page(form, is_stale=True), 409
    forget_held(request.path)
    session.commit()
    return _done(kind, back)


def _note(form: ActForm, error: InvalidInputError) -> None:
    if error.field in form:
        form[error.field].errors = [error.message]
    else:
        form.form_errors.append(error.message)


def _page(form: ActForm, *, is_stale: bool = False) -> str:
    """``is_stale``: somebody else has written about the same thing since the page was opened."""
    return render_template(form.page, form=form, case=form.case, is_stale=is_stale, url=request.path)


def _done(kind: type[ActForm], back: str) -> ResponseReturnValue:
    flash(str(kind.told()))
    return see_other(back)
