"""Which projects are there, what has one of them promised, and how does it start?"""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires
from sifapp.applications.gate import open_case
from sifapp.applications.uploads import give
from sifapp.db import get_session
from sifapp.errors import NotFoundError
from sifapp.followup import operations, queries
from sifapp.followup.models import State
from sifapp.followup.routes import bp
from sifapp.followup.showing import project_page
from sifapp.i18n import today
from sifapp.review.rules import STATUS_TEXTS
from sifapp.web import see_other


@bp.get("")
@requires(Permission.SEE_PROJECTS)
def projects() -> ResponseReturnValue:
    """Grants that wait to be started, milestones that are late, and all projects."""
    session = get_session()
    return render_template(
        "followup/projects.html",
        waiting=queries.granted_without_project(session),
        most=queries.MOST_LISTED,
        late=queries.late_milestones(session, today()),
        rows=queries.projects(session),
        status_texts=STATUS_TEXTS,
    )


@bp.get("/<int:application_id>")
@requires(Permission.SEE_CASE)
def project(application_id: int) -> ResponseReturnValue:
    """Money, promises and evaluation, with what the reader can do next."""
    return project_page(open_case(application_id))


@bp.get("/<int:application_id>/evaluation/file")
@requires(Permission.SEE_CASE)
def evaluation_file(application_id: int) -> ResponseReturnValue:
    """The report of the evaluation, to be saved; while it is written, for the project's own people."""
    case, session = open_case(application_id), get_session()
    report = queries.report_of(session, application_id, queries.EVALUATION)
    is_told = report is not None and (case.is_own or report.state is not State.WRITTEN)
    file = queries.file_of(session, report) if report and is_told else None
    if file is None:
        raise NotFoundError
    return give(file)


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
