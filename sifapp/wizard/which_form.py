"""Which form does a case's writer fill in, and which one was it that was sent?"""

from collections.abc import Sequence

from sifapp.applications.models import Submission
from sifapp.statuses import OF_APPLICATION, Status
from sifapp.wizard.application_steps import APPLICATION
from sifapp.wizard.questions import Form, Step
from sifapp.wizard.steps import SKETCH

# No two of them share the id of a step: drafts are kept by case and step.
FORMS = (SKETCH, APPLICATION)
ALL_STEPS = tuple(step for form in FORMS for step in form.steps)


def form_of(status: Status) -> Form:
    """The form that a case in this status is about."""
    return APPLICATION if status in OF_APPLICATION else SKETCH


def form_by_version(version: str) -> Form:
    """The form that ``version`` ("sketch-2") is a version of."""
    return next(form for form in FORMS if version.startswith(f"{form.id}-"))


def form_with(step: Step) -> Form:
    """The form that asks this step."""
    return next(form for form in FORMS if step in form.steps)


def is_answer(sent: Sequence[Submission]) -> bool:
    """Whether the last one answers the fund: the same form had been sent before. ``sent``: all of a case."""
    forms = [form_by_version(submission.form_version).id for submission in sent]
    return forms[-1:] == forms[-2:-1]


def step_by_id(step_id: str) -> Step | None:
    """The step with this id, whichever form it is in; None when there is none."""
    return next((step for step in ALL_STEPS if step.id == step_id), None)
