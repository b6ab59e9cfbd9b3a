"""Is it told at each step what the council looks for, shortly and with its source?"""

import pytest

from assistant import STEPS, AssistantError, source
from assistant.council import guidance
from assistant.knowledge import load
from assistant.wording import wording

ALL_STEPS = (*STEPS, "implementation", "afterwards")


@pytest.mark.parametrize("step", ALL_STEPS)
def test_step_has_one_or_two_plain_sentences_with_criterion_and_source(step: str) -> None:
    known = guidance(step)

    assert known.criteria
    assert [source(key).key for key in known.sources] == list(known.sources)
    for text in (known.looks_for.sv, known.looks_for.en):
        assert len(text.split(". ")) <= 2
        assert wording(text).heavy == ()
        assert wording(text).longest is None


@pytest.mark.parametrize("step", ALL_STEPS)
def test_what_is_told_of_a_granted_project_has_a_source(step: str) -> None:
    known = guidance(step)

    assert bool(known.granted) == bool(known.granted_sources)


def test_every_criterion_is_looked_for_at_some_step() -> None:
    rows = load("council")
    named = {name for row in rows.children("step") for name in row.strings("criteria")}

    assert sorted(named) == sorted(row.string("id") for row in rows.children("criterion"))


def test_unknown_step_is_refused() -> None:
    with pytest.raises(AssistantError, match="no step 'budget'"):
        guidance("budget")
