"""What comes of each case after the meeting, and who takes part in spite of a conflict of interest."""

from collections.abc import Sequence

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission, Role, Whose
from sifapp.accounts.gate import requires
from sifapp.accounts.models import Person
from sifapp.accounts.queries import people_with_role
from sifapp.applications.conflict import ties
from sifapp.applications.gate import Case, open_case
from sifapp.db import get_session
from sifapp.errors import InvalidInputError
from sifapp.review.deciding import decide
from sifapp.review.forms import TriageForm
from sifapp.scoring import operations, queries
from sifapp.scoring.forms import (
    AdmitForm,
    CouncilDeclineForm,
    CouncilReferForm,
    CouncilReturnForm,
    GrantForm,
    InviteForm,
    PreStudyForm,
    RefusalForm,
)
from sifapp.scoring.models import STAGE_OF, Stage
from sifapp.scoring.routes import bp
from sifapp.web import see_other


@bp.route("/<int:application_id>/invite", methods=["GET", "POST"])
@requires(Permission.DECIDE_OUTCOME)
def invite(application_id: int) -> ResponseReturnValue:
    """Invite to an application."""
    return _outcome(application_id, InviteForm, Stage.SKETCH)


@bp.route("/<int:application_id>/pre-study", methods=["GET", "POST"])
@requires(Permission.DECIDE_OUTCOME)
def pre_study(application_id: int) -> ResponseReturnValue:
    """Ask for a pre-study first."""
    return decide(
        application_id,
        PreStudyForm,
        not_yet=lambda case: _other_stage(case, (Stage.SKETCH,)) or _switched_off(case) or _not_held_yet(case),
    )


def _switched_off(case: Case) -> ResponseReturnValue | None:
    """The way to the other outcomes where the call has no pre-studies; None where it has."""
    if case.call.pre_study_allowed:
        return None
    flash(_("This call has no pre-studies. Choose another outcome."), "info")
    return see_other(url_for("scoring.result", application_id=case.application.id))


@bp.route("/<int:application_id>/return", methods=["GET", "POST"])
@requires(Permission.DECIDE_OUTCOME)
def return_for_completion(application_id: int) -> ResponseReturnValue:
    """Ask for completion of named sections."""
    return _outcome(application_id, CouncilReturnForm, *Stage)


@bp.route("/<int:application_id>/refer", methods=["GET", "POST"])
@requires(Permission.DECIDE_OUTCOME)
def refer(application_id: int) -> ResponseReturnValue:
    """Refer to other money."""
    return _outcome(application_id, CouncilReferForm, Stage.SKETCH)


@bp.route("/<int:application_id>/decline", methods=["GET", "POST"])
@requires(Permission.DECIDE_OUTCOME)
def decline(application_id: int) -> ResponseReturnValue:
    """Decline, on a criterion, with a way on."""
    return _outcome(application_id, CouncilDeclineForm, Stage.SKETCH)


@bp.route("/<int:application_id>/grant", methods=["GET", "POST"])
@requires(Permission.DECIDE_OUTCOME)
def recommend_grant(application_id: int) -> ResponseReturnValue:
    """Recommend to grant the application."""
    return _outcome(application_id, GrantForm, Stage.APPLICATION)


@bp.route("/<int:application_id>/refuse", methods=["GET", "POST"])
@requires(Permission.DECIDE_OUTCOME)
def recommend_refusal(application_id: int) -> ResponseReturnValue:
    """Recommend to refuse the application, on a criterion, with a way on."""
    return _outcome(application_id, RefusalForm, Stage.APPLICATION)


def _outcome(application_id: int, kind: type[TriageForm], *stages: Stage) -> ResponseReturnValue:
    """``stages``: of what the outcome can come."""
    return decide(application_id, kind, not_yet=lambda case: _other_stage(case, stages) or _not_held_yet(case))


def _other_stage(case: Case, stages: Sequence[Stage]) -> ResponseReturnValue | None:
    """The way to the outcomes that fit the case; None when this one does."""
    if STAGE_OF.get(case.application.status) in stages:
        return None
    flash(_("That outcome does not fit this case. Choose one of these."), "info")
    return see_other(url_for("scoring.result", application_id=case.application.id))


def _not_held_yet(case: Case) -> ResponseReturnValue | None:
    """The way to the meeting that has to be held first; None when it has been."""
    row = queries.row_of_case(get_session(), case.application.id)
    if row is not None and row.awaits_outcome:
        return None
    flash(_("The council’s meeting comes first. Note there that it has been held."), "info")
    if row is None or row.case.outcome is not None:
        return see_other(url_for("scoring.meetings"))
    return see_other(url_for("scoring.meeting", meeting_id=row.meeting.id))


@bp.route("/<int:application_id>/members/<int:person_id>/admit", methods=["GET", "POST"])
@requires(Permission.OVERRIDE_CONFLICT)
def admit(application_id: int, person_id: int) -> ResponseReturnValue:
    """Let a recused member take part after all, with a reason that is logged."""
    case, session, form = open_case(application_id), get_session(), AdmitForm()
    member = next((one for one in people_with_role(session, Role.COUNCIL) if one.id == person_id), None)
    if member is None or ties(session, [application_id], [member])[application_id, person_id] is not Whose.RECUSED:
        flash(_("That member has not stepped aside."), "info")
        return see_other(url_for("scoring.result", application_id=application_id))
    if not form.validate_on_submit():
        return _admit_page(case, member, form)
    try:
        operations.override_conflict(session, case.application, member, form.reason.data, by=case.user)
    except InvalidInputError as error:
        form.reason.errors = [error.message]
        return _admit_page(case, member, form)
    session.commit()
    flash(_("%(name)s may take part. The reason is in the log.", name=member.name))
    return see_other(url_for("scoring.result", application_id=application_id))


def _admit_page(case: Case, member: Person, form: AdmitForm) -> ResponseReturnValue:
    page = render_template("scoring/admit.html", case=case, member=member, form=form)
    return page, 422 if form.errors or form.reason.errors else 200
