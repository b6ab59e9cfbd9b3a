"""How does the fund answer: the city director decides, or somebody asks?"""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, forget_held, held_for_page, requires
from sifapp.changes import letters, operations
from sifapp.changes.forms import DecisionForm, QuestionsForm
from sifapp.changes.models import ChangeRequest, State
from sifapp.changes.opening import Opened, open_change
from sifapp.changes.routes import bp
from sifapp.db import get_session
from sifapp.errors import InvalidInputError
from sifapp.web import see_other


@bp.route("/projects/<int:application_id>/changes/<int:number>/decide", methods=["GET", "POST"])
@requires(Permission.DECIDE_CHANGE, restores_text=True)
def decide(application_id: int, number: int) -> ResponseReturnValue:
    """Grant the change or refuse it."""
    opened, found = open_change(application_id, number)
    form = _form(DecisionForm, found)
    if found.state is not State.SENT:
        return _changed_meanwhile(opened, found)
    if not form.validate_on_submit():
        return _page(opened, found, form)
    if form.seen.data != str(found.version):
        return _stale(opened, found, form)
    session, application = get_session(), opened.case.application
    act = operations.grant if form.ruling.data == State.GRANTED else operations.refuse
    try:
        act(session, application, found, form.grounds.data, (form.reference.data or "").strip(), by=current_user())
    except InvalidInputError as error:
        session.rollback()
        why = _("It cannot be granted as it is written: %(why)s Send it back with a question.", why=error.message)
        form.ruling.errors = [error.message if error.field == "grounds" else why]
        return _page(opened, found, form)
    letters.tell_of_decision(session, application, found)
    forget_held(request.path)
    session.commit()
    flash(_("The decision is made, and the project is told."))
    return _to_change(opened, found)


@bp.route("/projects/<int:application_id>/changes/<int:number>/return", methods=["GET", "POST"])
@requires(Permission.RETURN_CHANGE, restores_text=True)
def return_change(application_id: int, number: int) -> ResponseReturnValue:
    """Send it back with questions."""
    opened, found = open_change(application_id, number)
    form = _form(QuestionsForm, found)
    if found.state is not State.SENT:
        return _changed_meanwhile(opened, found)
    if not form.validate_on_submit():
        return _page(opened, found, form)
    if form.seen.data != str(found.version):
        return _stale(opened, found, form)
    session, application = get_session(), opened.case.application
    operations.send_back(session, application, found, form.questions.data.strip(), by=current_user())
    letters.tell_of_questions(session, application, found)
    forget_held(request.path)
    session.commit()
    flash(_("The request is back with the project, with your questions."))
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


def _changed_meanwhile(opened: Opened, found: ChangeRequest) -> ResponseReturnValue:
    """Pressed twice, or somebody else was quicker: the page says how it stands."""
    flash(_("The request does not wait for an answer any more. This is how it stands now."), "info")
    return _to_change(opened, found)


def _to_change(opened: Opened, found: ChangeRequest) -> ResponseReturnValue:
    return see_other(url_for("changes.change", application_id=opened.case.application.id, number=found.number))
