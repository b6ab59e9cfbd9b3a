"""The controller verifies and notes, the director decides: one way for all forms, told apart by what they carry out."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.accounts.once import is_replay
from sifapp.applications.acting import act
from sifapp.applications.gate import open_case
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, StaleError
from sifapp.repayment import letters, operations
from sifapp.repayment.forms import (
    CorrectForm,
    CorrectInstalmentForm,
    ExemptForm,
    RepaymentForm,
    ReturnForm,
    TermsForm,
    VerifyForm,
)
from sifapp.repayment.routes import bp
from sifapp.web import number_in, see_other


@bp.route("/<int:application_id>/verify", methods=["GET", "POST"])
@requires(Permission.VERIFY_SAVING, restores_text=True)
def verify(application_id: int) -> ResponseReturnValue:
    """What was saved, of one line, for one payer in one year."""
    return _act(application_id, VerifyForm)


@bp.route("/<int:application_id>/decide", methods=["GET", "POST"])
@requires(Permission.DECIDE_REPAYMENT, restores_text=True)
def decide(application_id: int) -> ResponseReturnValue:
    """Propose or decide what goes back."""
    return _act(application_id, TermsForm)


@bp.route("/<int:application_id>/exempt", methods=["GET", "POST"])
@requires(Permission.DECIDE_REPAYMENT, restores_text=True)
def exempt(application_id: int) -> ResponseReturnValue:
    """Decide that nothing goes back."""
    return _act(application_id, ExemptForm)


@bp.route("/<int:application_id>/return", methods=["GET", "POST"])
@requires(Permission.RECORD_RETURN, restores_text=True)
def record_return(application_id: int) -> ResponseReturnValue:
    """Note that a budget frame has been reduced."""
    return _act(application_id, ReturnForm)


@bp.route("/<int:application_id>/correct-return", methods=["GET", "POST"])
@requires(Permission.RECORD_RETURN, restores_text=True)
def correct_return(application_id: int) -> ResponseReturnValue:
    """Correct a return that was noted."""
    return _act(application_id, CorrectForm)


@bp.route("/<int:application_id>/change-instalment", methods=["GET", "POST"])
@requires(Permission.CHANGE_INSTALMENT, restores_text=True)
def change_instalment(application_id: int) -> ResponseReturnValue:
    """Change what shall be returned in one year."""
    return _act(application_id, CorrectInstalmentForm)


@bp.post("/<int:application_id>/settle")
@requires(Permission.RECORD_RETURN)
def settle(application_id: int) -> ResponseReturnValue:
    """Close the case when all has come back."""
    if is_replay():
        return _back(application_id)
    case, session = open_case(application_id), get_session()
    try:
        seen = number_in(request.form.get("seen"))
        operations.settle(session, case.application, seen=seen, by=case.user)
        letters.tell_of_settlement(session, case.application)
    except InvalidInputError as error:
        return _not_settled(application_id, error.message)
    except StaleError:
        return _not_settled(application_id, _("The ledger has changed. Read it again."))
    session.commit()
    flash(_("The case is settled and closed."))
    return _back(application_id)


def _not_settled(application_id: int, why: str) -> ResponseReturnValue:
    get_session().rollback()
    flash(why, "info")
    return _back(application_id)


def _back(application_id: int) -> ResponseReturnValue:
    return see_other(_url(application_id))


def _act(application_id: int, kind: type[RepaymentForm]) -> ResponseReturnValue:
    return act(application_id, kind, back=_url(application_id))


def _url(application_id: int) -> str:
    return url_for("repayment.case", application_id=application_id)
