"""Which projects are there, what has one of them promised, and how does it start?"""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import select

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.models import Administration
from sifapp.applications.gate import Case, open_case
from sifapp.db import get_session
from sifapp.followup import operations, queries
from sifapp.followup.models import Project, State
from sifapp.followup.pages import (
    STATES,
    budget_lines,
    evaluation_facts,
    finding_facts,
    fund_line,
    names_of,
    project_facts,
    promises_by_kind,
)
from sifapp.followup.routes import bp
from sifapp.web import see_other


@bp.get("")
@requires(Permission.SEE_PROJECTS)
def projects() -> ResponseReturnValue:
    """Grants that wait to be started, and all projects."""
    session = get_session()
    return render_template(
        "followup/projects.html",
        waiting=queries.granted_without_project(session),
        rows=queries.projects(session),
    )


@bp.get("/<int:application_id>")
@requires(Permission.SEE_CASE)
def project(application_id: int) -> ResponseReturnValue:
    """Money, promises and evaluation, with what the reader can do next."""
    case, session = open_case(application_id), get_session()
    found, grant = queries.project_of(session, application_id), None
    if found is None and case.allows(Permission.START_PROJECT):
        grant = queries.grant_of(session, application_id)
    return render_template("followup/project.html", case=case, project=found, grant=grant, **_parts(case, found))


def _parts(case: Case, found: Project | None) -> dict[str, object]:
    """What the page shows of a project that has been started."""
    if found is None:
        return {}
    session, id_ = get_session(), found.application_id
    promises, budget = queries.promises_of(session, id_), queries.budget_of(session, id_)
    report = queries.report_of(session, id_, queries.EVALUATION)
    # While it is written it is read in its form.
    told = report if report and report.state is not State.WRITTEN else None
    return {
        "facts": project_facts(found),
        "lines": budget_lines(budget),
        "beside": fund_line(budget, found.granted_sek),
        "promises": promises_by_kind(promises, names_of(session.exec(select(Administration)).all())),
        "report": report,
        "standing": STATES[report.state] if report else "",
        "evaluation": evaluation_facts(told.fields) if told else [],
        "findings": finding_facts(told.fields, promises) if told and told.state is State.SENT else [],
        "may_write": case.allows(Permission.REPORT_PROJECT) and (report is None or report.state is State.WRITTEN),
        "may_answer": case.allows(Permission.ACCEPT_EVALUATION) and report is not None and report.state is State.SENT,
    }


@bp.post("/<int:application_id>/start")
@requires(Permission.START_PROJECT)
def start(application_id: int) -> ResponseReturnValue:
    """Make the grant a project."""
    case, session = open_case(application_id), get_session()
    grant = queries.grant_of(session, application_id)
    if grant is None:
        flash(_("The project cannot start: the board’s decision is not written down here."), "warning")
    else:
        operations.start(session, case.application, grant, by=current_user())
        session.commit()
        flash(_("The project is started. What it has promised stands below."))
    return see_other(url_for("followup.project", application_id=application_id))
