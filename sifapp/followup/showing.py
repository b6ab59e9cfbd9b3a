"""How is the page of a project drawn, for whoever reads it?"""

from flask import render_template
from sqlmodel import select

from sifapp.access import Permission
from sifapp.accounts.models import Administration
from sifapp.applications.gate import Case
from sifapp.applications.queries import outsiders_of
from sifapp.db import get_session
from sifapp.decisions.queries import unused_sek
from sifapp.followup import queries
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
    shown_report,
)
from sifapp.i18n import today


def project_page(case: Case, *, questions: str = "", fault: str = "") -> str:
    """The page of a project. ``questions``: what was typed to ask about the evaluation; ``fault``: what it lacks."""
    session, grant = get_session(), None
    found = queries.project_of(session, case.application.id)
    if found is None and case.allows(Permission.START_PROJECT):
        grant = queries.grant_of(session, case.application.id)
    return render_template(
        "followup/project.html",
        case=case,
        project=found,
        grant=grant,
        questions=questions,
        fault=fault,
        **_parts(case, found),
    )


def _parts(case: Case, found: Project | None) -> dict[str, object]:
    """What the page shows of a project that has been started."""
    if found is None:
        return {}
    session, id_ = get_session(), found.application_id
    promises, budget = queries.promises_of(session, id_), queries.budget_of(session, id_)
    report, unused = queries.report_of(session, id_, queries.EVALUATION), unused_sek(session, id_)
    # While it is written it is read in its form.
    told = report if report and report.state is not State.WRITTEN else None
    return {
        "facts": project_facts(found, unused),
        "lines": budget_lines(budget),
        "beside": fund_line(budget, found.granted_sek - unused),
        "promises": promises_by_kind(promises, names_of(session.exec(select(Administration)).all())),
        "report": report,
        "may_let_in": case.allows(Permission.LET_EVALUATE),
        # They are not told of each other.
        "outsiders": [row for row in outsiders_of(session, id_) if case.is_read_whole and row[0].until >= today()],
        "file": shown_report(queries.file_of(session, told)) if told else None,
        "standing": STATES[report.state] if report else "",
        "evaluation": evaluation_facts(told.fields) if told else [],
        "findings": finding_facts(told.fields, promises) if told and told.state is State.SENT else [],
        "may_write": case.allows(Permission.REPORT_PROJECT) and (report is None or report.state is State.WRITTEN),
        "may_answer": case.allows(Permission.ACCEPT_EVALUATION) and report is not None and report.state is State.SENT,
    }
