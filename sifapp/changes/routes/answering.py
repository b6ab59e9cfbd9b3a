"""How does the fund answer: the city director decides, or somebody asks?"""

from collections.abc import Callable

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, forget_held, held_for_page, requires
from sifapp.applications.models import Application
from sifapp.changes import letters, operations
from sifapp.changes.forms import DecisionForm, QuestionsForm
from sifapp.changes.models import ChangeRequest, State
from sifapp.changes.opening import Opened, open_change
from sifapp.changes.routes import bp
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.web import see_other

# The fields that somebody writes themselves.
TEXTS = ("grounds", "reference", "questions")


@bp.route("/projects/<int:application_id>/changes/<int:number>/decide", methods=["GET", "POST"])
@requires(Permission.DECIDE_CHANGE, restores_text=True)
def decide(application_id: int, number: int) -> ResponseReturnValue:
    """Grant the change or refuse it."""
    return _answer(application_id, number, DecisionForm, _decide)


@bp.route("/projects/<int:application_id>/changes/<int:number>/return", methods=["GET", "POST"])
@requires(Permission.RETURN_CHANGE, restores_text=True)
def return_change(application_id: int, number: int) -> ResponseReturnValue:
    """Send it back with questions."""
    return _answer(application_id, number, QuestionsForm, _send_back)


def _decide(application: Application, found: ChangeRequest, form: FlaskForm) -> str | None:
    session = get_session()
    act = operations.grant if form.ruling.data == State.GRANTED else operations.refuse
    try:
        act(session, application, found, form.grounds.data, (form.reference.data or "").strip(), by=current_user())
    except InvalidInputError as error:
        why = _("It cannot be granted as it is written: %(why)s Send it back with a question.", why=error.message)
        form.ruling.errors = [error.message if error.field == "grounds" else why]
        return None
    letters.tell_of_decision(session, application, found)
    return str(_("The decision is made, and the project is told."))


def _send_back(application: Application, found: ChangeRequest, form: FlaskForm) -> str | None:
    session = get_session()
    operations.send_back(session, application, found, form.questions.data.strip(), by=current_user())
    letters.tell_of_questions(session, application, found)
    return str(_("The request is back with the project, with your questions."))


# What an answer does. Gives the sentence that says so, or None when the form says what is wrong.
Act = Callable[[Application, ChangeRequest, FlaskForm], str | None]


def _answer(application_id: int, number: int, kind: type[FlaskForm], act: Act) -> ResponseReturnValue:
    """Show the form, or do what it asks for: once, and on the request that was read."""
    opened, found = open_change(application_id, number)
    form = _form(kind, found)
    if found.state is not State.SENT:
        return _answered(opened, found, form)
    if not form.validate_on_submit():
        return _page(opened, found, form)
    if form.seen.data != str(found.version):
        return _stale(opened, found, form)
    session = get_session()
    try:
        done = act(opened.case.application, found, form)
    except TransitionNotAllowedError:
        # Somebody was quicker between the line that read the request and the one that changes it.
        session.rollback()
        return _answered(opened, found, form)
    if done is None:
        session.rollback()
        return _page(opened, found, form)
    forget_held(request.path)
    session.commit()
    flash(done)
    return _to_change(opened, found)


def _form(kind: type[FlaskForm], found: ChangeRequest) -> FlaskForm:
    """As posted, or with what was typed before somebody was signed out."""
    kept = {} if request.method == "POST" else held_for_page()
    form = kind(MultiDict(kept)) if kept else kind()
    if request.method != "POST" and not kept:
        form.seen.data = str(found.version)
    return form


def _page(opened: Opened, found: ChangeRequest, form: FlaskForm, *, is_stale: bool = False) -> ResponseReturnValue:
    status = 409 if is_stale else 422 if request.method == "POST" else 200
    page = render_template(
        "changes/answer.html", case=opened.case, found=found, form=form, is_stale=is_stale, url=request.path
    )
    return page, status


def _stale(opened: Opened, found: ChangeRequest, form: FlaskForm) -> ResponseReturnValue:
    form.seen.data = str(found.version)
    return _page(opened, found, form, is_stale=True)


def _answered(opened: Opened, found: ChangeRequest, form: FlaskForm) -> ResponseReturnValue:
    """It does not wait any more: the page says how it stands, and shows what was typed in vain once more."""
    typed = [(field.label.text, field.data.strip()) for field in form if field.name in TEXTS and field.data]
    is_mine = all(text in (found.grounds, found.questions, found.reference) for _label, text in typed)
    if is_mine:
        # Nothing was typed, or the same form was sent twice.
        flash(_("The request does not wait for an answer any more. This is how it stands now."), "info")
        return _to_change(opened, found)
    page = render_template("changes/answered.html", case=opened.case, found=found, form=form, typed=typed)
    return page, 409 if request.method == "POST" else 200


def _to_change(opened: Opened, found: ChangeRequest) -> ResponseReturnValue:
    return see_other(url_for("changes.change", application_id=opened.case.application.id, number=found.number))
