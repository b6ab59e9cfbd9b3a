"""How does the fund answer: the controller signs, or somebody asks?"""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires, settings
from sifapp.db import get_session
from sifapp.errors import InvalidInputError
from sifapp.i18n import today
from sifapp.reconciliation import letters, operations
from sifapp.reconciliation.calendar import due_on
from sifapp.reconciliation.models import Reconciliation, State
from sifapp.reconciliation.opening import Opened, limit, open_period
from sifapp.reconciliation.routes import bp
from sifapp.reconciliation.showing import reading_page
from sifapp.web import clean, see_other

SIGNED = _l("The reconciliation is signed. Its figures stand.")
ASKED = _l("The reconciliation is back with the project, with your questions.")


@bp.post("/projects/<int:application_id>/reconciliations/<period>/sign")
@requires(Permission.SIGN_RECONCILIATION)
def sign(application_id: int, period: str) -> ResponseReturnValue:
    """Let the figures stand."""
    opened, session = open_period(application_id, period), get_session()
    # Pressed twice: it is done.
    if opened.found and opened.found.signed_by_id == current_user().id:
        return _back(opened, SIGNED)
    found = _as_read(opened)
    if found is None:
        return _back(opened)
    try:
        operations.sign(session, opened.case.application, found, limit(), by=current_user())
    except InvalidInputError as error:
        session.rollback()
        flash(_("It cannot be signed: %(why)s Send it back with a question.", why=error.message), "warning")
        return _back(opened)
    letters.tell_of_signature(session, opened.case.application, found)
    session.commit()
    return _back(opened, SIGNED)


@bp.post("/projects/<int:application_id>/reconciliations/<period>/return")
@requires(Permission.ASK_RECONCILIATION)
def return_reconciliation(application_id: int, period: str) -> ResponseReturnValue:
    """Send it back with questions."""
    opened, session = open_period(application_id, period), get_session()
    questions = clean(request.form.get("questions", "")).strip()
    if questions and opened.found and opened.state is State.WRITTEN and opened.found.questions == questions:
        return _back(opened, ASKED)
    found = _as_read(opened)
    if found is None:
        return _back(opened)
    if not questions:
        return reading_page(opened, fault=_("Write what you ask about. The project reads it.")), 422
    operations.send_back(session, opened.case.application, found, questions, by=current_user())
    last_day = due_on(opened.period, settings().reconciliation_days, today())
    letters.tell_of_questions(session, opened.case.application, found, last_day)
    session.commit()
    return _back(opened, ASKED)


def _as_read(opened: Opened) -> Reconciliation | None:
    """The reconciliation, if it is still as this person has read it; else they are told, and it is None."""
    found = opened.found
    if found and found.state is State.SENT and request.form.get("seen") == str(found.version):
        return found
    flash(_("It has changed since you read it. Read it again: this is how it stands now."), "info")
    return None


def _back(opened: Opened, done: LazyString | None = None) -> ResponseReturnValue:
    if done:
        flash(str(done))
    case, period = opened.case.application.id, str(opened.period)
    return see_other(url_for("reconciliation.reconciliation", application_id=case, period=period))
