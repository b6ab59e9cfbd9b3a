"""What does a case's pre-study mean on the case's own pages: where it stands, and what can be done?"""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from sifapp.access import Permission
from sifapp.applications.gate import Case
from sifapp.casefile.rules import Action, Stage
from sifapp.prestudy.models import State
from sifapp.prestudy.stages import STANDINGS

ACTIONS: Mapping[State, Action] = {
    State.PLANNED: Action(Permission.PLAN_PRE_STUDY, _l("Plan the pre-study"), "prestudy.plan"),
    State.PROPOSED: Action(Permission.DECIDE_PRE_STUDY, _l("Read the plan and answer"), "prestudy.pre_study"),
    State.RUNNING: Action(Permission.PLAN_PRE_STUDY, _l("Report the pre-study"), "prestudy.report"),
    State.REPORTED: Action(Permission.DECIDE_PRE_STUDY, _l("Read the report and answer"), "prestudy.pre_study"),
}


def stage_of(state: State) -> Stage:
    """Where the case stands, as its timeline says it."""
    now, who, following, you, _to_do = STANDINGS[state]
    return Stage(now, who, following, you)


def actions_in(case: Case, state: State | None) -> list[Action]:
    """What this person can do with the pre-study now. ``state``: None when the case waits for none."""
    action = ACTIONS.get(state) if state else None
    return [action] if action and case.allows(action.permission) else []
