"""Which steps are open, and has what the fund asked for been answered?"""

from collections.abc import Set

from sqlmodel import Session

from sifapp.applications.models import Application, CompletionRequest
from sifapp.applications.queries import open_completion, submissions_of
from sifapp.statuses import TO_COMPLETE
from sifapp.wizard.questions import Answers, Step
from sifapp.wizard.which_form import form_of


def steps_to_edit(session: Session, application: Application, answers: Answers) -> tuple[Step, ...]:
    """The steps that are open: all of a draft, the named ones when the fund has asked for more."""
    steps = form_of(application.status).visible(answers)
    if application.status not in TO_COMPLETE:
        return steps
    request = open_completion(session, application.id)
    named = set(request.steps) if request else set()
    return tuple(step for step in steps if step.id in named or _hangs_on(step, named))


def _hangs_on(step: Step, named: Set[str]) -> bool:
    """Whether an answer in one of the named steps may have brought this step into being."""
    return any(condition is not None and condition[0] in named for condition in (step.only_if, step.unless))


def unchanged_steps(session: Session, application: Application, answers: Answers) -> list[str]:
    """Ids of the steps that the fund asked for and that still say what they said when it was sent last."""
    request = completion_to_answer(session, application)
    if request is None:
        return []
    before = submissions_of(session, application.id)[-1].answers
    asked = (step.id for step in form_of(application.status).visible(answers) if step.id in request.steps)
    return [step_id for step_id in asked if _texts(answers, step_id) == _texts(before, step_id)]


def _texts(answers: Answers, step_id: str) -> dict[str, str]:
    return {name: text.strip() for name, text in answers.get(step_id, {}).items() if text.strip()}


def completion_to_answer(session: Session, application: Application) -> CompletionRequest | None:
    """What the coordinators asked for, while the case is with the applicant again."""
    return open_completion(session, application.id) if application.status in TO_COMPLETE else None
