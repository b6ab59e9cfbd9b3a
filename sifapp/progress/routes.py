"""How does a running project go? One page, and a short form for each thing that is written on it."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.applications.acting import act
from sifapp.applications.gate import open_case
from sifapp.db import get_session
from sifapp.followup.queries import project_of
from sifapp.i18n import today
from sifapp.progress import pages
from sifapp.progress.forms import ChangeRiskForm, DueForm, MeasureForm, ProgressForm, ReportForm, RiskForm

bp = Blueprint("progress", __name__, url_prefix="/projects/<int:application_id>/progress")


@bp.get("")
@requires(Permission.SEE_CASE)
def progress(application_id: int) -> ResponseReturnValue:
    """Indicators, milestones and risks."""
    case, session = open_case(application_id), get_session()
    project = project_of(session, application_id)
    open_risks, closed_risks = pages.risks(session, application_id)
    return render_template(
        "progress/progress.html",
        case=case,
        project=project,
        indicators=pages.indicators(session, project) if project else [],
        milestones=pages.milestones(session, application_id, today(), is_named=case.is_read_whole),
        value_told=pages.value_told,
        risks=open_risks,
        closed_risks=closed_risks,
        named_risks=pages.not_in_register(session, application_id) if project else [],
        may_write=case.allows(Permission.REPORT_PROJECT),
        may_set_due=case.allows(Permission.SET_DUE_DAY),
    )


@bp.route("/values/<int:promise_id>", methods=["GET", "POST"])
@requires(Permission.REPORT_PROJECT, restores_text=True)
def measure(application_id: int, promise_id: int) -> ResponseReturnValue:
    """What an indicator came to on a day."""
    return _act(application_id, promise_id, MeasureForm)


@bp.route("/milestones/<int:promise_id>", methods=["GET", "POST"])
@requires(Permission.REPORT_PROJECT, restores_text=True)
def report_milestone(application_id: int, promise_id: int) -> ResponseReturnValue:
    """How far a milestone has come."""
    return _act(application_id, promise_id, ReportForm)


@bp.route("/milestones/<int:promise_id>/day", methods=["GET", "POST"])
@requires(Permission.SET_DUE_DAY, restores_text=True)
def set_due(application_id: int, promise_id: int) -> ResponseReturnValue:
    """Set the day on which a milestone is due."""
    return _act(application_id, promise_id, DueForm)


@bp.route("/risks", methods=["GET", "POST"])
@requires(Permission.REPORT_PROJECT, restores_text=True)
def add_risk(application_id: int) -> ResponseReturnValue:
    """Write a risk down."""
    return _act(application_id, 0, RiskForm)


@bp.route("/risks/<int:risk_id>", methods=["GET", "POST"])
@requires(Permission.REPORT_PROJECT, restores_text=True)
def change_risk(application_id: int, risk_id: int) -> ResponseReturnValue:
    """Assess a risk anew, or close it."""
    return _act(application_id, risk_id, ChangeRiskForm)


def _act(application_id: int, number: int, kind: type[ProgressForm]) -> ResponseReturnValue:
    back = url_for("progress.progress", application_id=application_id)
    return act(application_id, kind, back=back, about=number)
