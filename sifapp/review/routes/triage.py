"""Taking a case and deciding on it. Every decision shows its letter before it is made."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.accounts.models import Person
from sifapp.accounts.once import is_replay
from sifapp.applications.gate import Case, open_case
from sifapp.applications.operations import take_case
from sifapp.db import get_session
from sifapp.error_pages import ErrorPage, show_error
from sifapp.errors import TransitionNotAllowedError
from sifapp.i18n import in_language, show_moment
from sifapp.review import operations
from sifapp.review.deciding import decide
from sifapp.review.forms import CouncilForm, DeclineForm, MoreTimeForm, ReferForm, ReturnForm
from sifapp.review.letters import hand_over_letter, language_of
from sifapp.review.queries import has_more_time, lead_and_since
from sifapp.review.routes import bp
from sifapp.review.rules import capped
from sifapp.review.workload import colleagues_for
from sifapp.web import row_number, see_other
from sifapp.wizard.letters import case_link


@bp.post("/<int:application_id>/take")
@requires(Permission.TAKE_CASE)
def take(application_id: int) -> ResponseReturnValue:
    """Become the case's lead."""
    case, session = open_case(application_id), get_session()
    if case.application.coordinator_id != case.user.id and not is_replay():
        # Nobody takes a case from a colleague who was first, on a page that still says it is nobody's.
        if request.form.get("lead", "") != str(case.application.coordinator_id or ""):
            return _taken_by_another(case)
        take_case(session, case.application, case.user)
        session.commit()
    flash(_("You look after this case now."))
    return see_other(url_for("casefile.case", application_id=application_id))


def _taken_by_another(case: Case) -> ResponseReturnValue:
    found = lead_and_since(get_session(), case.application.id)
    if found is None:
        raise TransitionNotAllowedError
    name, moment = found
    text = _("%(name)s took it %(moment)s. To take it over, open the case.", name=name, moment=show_moment(moment))
    url = url_for("casefile.case", application_id=case.application.id)
    return show_error(ErrorPage(409, _("A colleague looks after this case"), text, (_("Open the case"), url)))


@bp.route("/<int:application_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.TAKE_CASE)
def hand_over(application_id: int) -> ResponseReturnValue:
    """Give the case to a colleague: one press beside each name, with how much they have already."""
    case, session = open_case(application_id), get_session()
    colleagues = colleagues_for(session, case.application)
    to = request.form.get("to", type=row_number)
    is_done = to is not None and is_replay()
    if not is_done and to not in {colleague.person_id for colleague in colleagues}:
        is_refused = request.method == "POST"
        page = render_template(
            "review/hand_over.html", case=case, colleagues=colleagues, capped=capped, is_refused=is_refused
        )
        return page, 422 if is_refused else 200
    if not is_done:
        _hand_over(case, session.get_one(Person, to))
        session.commit()
    flash(_("The case is handed over. Your colleague is told by email."))
    return see_other(url_for("casefile.case", application_id=application_id))


def _hand_over(case: Case, colleague: Person) -> None:
    with in_language(language_of(colleague)):
        letter = hand_over_letter(case.application, case.user, case_link(case.application))
    operations.hand_over(get_session(), case.application, colleague, letter, by=case.user)


@bp.route("/<int:application_id>/return", methods=["GET", "POST"])
@requires(Permission.RETURN)
def return_for_completion(application_id: int) -> ResponseReturnValue:
    """Ask for completion of named sections."""
    return decide(application_id, ReturnForm)


@bp.route("/<int:application_id>/refer", methods=["GET", "POST"])
@requires(Permission.REFER)
def refer(application_id: int) -> ResponseReturnValue:
    """Refer to another fund."""
    return decide(application_id, ReferForm)


@bp.route("/<int:application_id>/council", methods=["GET", "POST"])
@requires(Permission.PASS_TO_COUNCIL)
def pass_to_council(application_id: int) -> ResponseReturnValue:
    """Pass to the council."""
    return decide(application_id, CouncilForm)


@bp.route("/<int:application_id>/decline", methods=["GET", "POST"])
@requires(Permission.DECLINE)
def decline(application_id: int) -> ResponseReturnValue:
    """Decline."""
    return decide(application_id, DeclineForm)


@bp.route("/<int:application_id>/more-time", methods=["GET", "POST"])
@requires(Permission.GIVE_MORE_TIME)
def give_more_time(application_id: int) -> ResponseReturnValue:
    """Move the last day of an application."""
    return decide(application_id, MoreTimeForm, not_yet=_has_more_time)


def _has_more_time(case: Case) -> ResponseReturnValue | None:
    if not has_more_time(get_session(), case.application.id):
        return None
    flash(_("The last day has been moved once already."), "info")
    return see_other(url_for("casefile.case", application_id=case.application.id))
