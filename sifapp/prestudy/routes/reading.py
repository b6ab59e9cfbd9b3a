"""What does a pre-study plan to find out, and what came of it?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.applications.gate import Case, open_case
from sifapp.db import get_session
from sifapp.prestudy import queries
from sifapp.prestudy.models import PreStudy, State
from sifapp.prestudy.pages import ANSWERS, RESULT_LABELS, plan_facts, report_facts
from sifapp.prestudy.routes import bp
from sifapp.prestudy.stages import STANDINGS
from sifapp.statuses import Status


@bp.get("/<int:application_id>")
@requires(Permission.SEE_WHOLE_CASE)
def pre_study(application_id: int) -> ResponseReturnValue:
    """Plan, report and what came of it, with what the reader can do next."""
    case = open_case(application_id)
    study = queries.pre_study_of(get_session(), application_id)
    state = study.state if study else State.PLANNED
    is_open = case.application.status is Status.PRE_STUDY and state is not State.CLOSED
    may_answer = case.allows(Permission.DECIDE_PRE_STUDY)
    return render_template(
        "prestudy/pre_study.html",
        case=case,
        study=study,
        standing=STANDINGS[state] if is_open else None,
        result=RESULT_LABELS[study.result] if study and study.result else None,
        plan=plan_facts(study.fields) if study and _is_plan_open(case, study) else [],
        report=report_facts(study.fields, study) if study and _is_report_open(study) else [],
        writes=_writes(case, state),
        answers=ANSWERS.get(state, ()) if may_answer else (),
    )


def _is_plan_open(case: Case, study: PreStudy) -> bool:
    """While it is written it is the applicant's own."""
    return case.is_own or study.state is not State.PLANNED


def _is_report_open(study: PreStudy) -> bool:
    return study.spent_sek is not None


def _writes(case: Case, state: State) -> str:
    """The endpoint at which the reader writes now; "" for none."""
    endpoints = {State.PLANNED: "prestudy.plan", State.RUNNING: "prestudy.report"}
    return endpoints.get(state, "") if case.allows(Permission.PLAN_PRE_STUDY) else ""
