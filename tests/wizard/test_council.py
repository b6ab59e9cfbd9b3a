"""Is it told at every step what the council looks for?"""

import pytest

from sifapp.wizard.council import step_help
from sifapp.wizard.questions import Step
from sifapp.wizard.which_form import ALL_STEPS


@pytest.mark.parametrize("step", ALL_STEPS, ids=lambda step: step.id)
def test_step_of_sketch_and_application_tells_what_the_council_looks_for(step: Step) -> None:
    known = step_help(step.guidance or step.id, "sv")

    assert known is not None
    assert known.looks_for != ""
