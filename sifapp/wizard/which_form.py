"""Which form does a case's writer fill in, and which one was it that was sent?"""

from sifapp.statuses import Status
from sifapp.wizard.questions import Form, Step
from sifapp.wizard.steps import SKETCH

# No two of them share the id of a step: drafts are kept by case and step.
FORMS = (SKETCH,)


def form_of(_status: Status) -> Form:
    """The form that a case in this status is about."""
    return SKETCH


def form_by_version(version: str) -> Form:
    """The form that ``version`` ("sketch-2") is a version of."""
    return next(form for form in FORMS if version.startswith(f"{form.id}-"))


def step_by_id(step_id: str) -> Step | None:
    """The step with this id, whichever form it is in; None when there is none."""
    return next((step for form in FORMS if (step := form.step(step_id))), None)
