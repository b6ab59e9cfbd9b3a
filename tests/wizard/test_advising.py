"""What the assistant is told of a sketch."""

from collections.abc import Mapping

import pytest

from sifapp.wizard.advising import advise_on, settled
from sifapp.wizard.questions import Answers
from tests.factories import ANSWERS

ALL = {"new_method": True, "saving": True, "several_units": True, "several_years": True}


def without(step: str, fields: Mapping[str, str] | None = None) -> Answers:
    """The complete sketch, with other answers to one step."""
    return {**ANSWERS, step: fields or {}}


def test_complete_sketch_answers_what_the_assistant_would_ask() -> None:
    assert settled(ANSWERS) == ALL


@pytest.mark.parametrize(
    ("step", "fields", "open_question"),
    [
        ("novelty", {"novelty": "running_here"}, "new_method"),
        ("saving", {"saver": "unknown"}, "saving"),
        ("partners", {"partners-0-role": "takes_part"}, "several_units"),
        ("cost", {"cost-0-year": "2027", "cost-0-amount": "1 mnkr"}, "several_years"),
        ("cost", {"cost-0-year": "om två år", "cost-1-year": "2028"}, "several_years"),
    ],
)
def test_what_is_not_known_settles_nothing(step: str, fields: dict[str, str], open_question: str) -> None:
    assert settled(without(step, fields)) == {name: yes for name, yes in ALL.items() if name != open_question}


def test_empty_sketch_settles_nothing() -> None:
    assert settled({}) == {}


def test_answers_turn_what_the_text_leaves_open_into_met_conditions() -> None:
    bare = {"idea": {"title": "Lotsar", "idea": "Familjer med försörjningsstöd får en lots."}}
    told = {**bare, **{step: ANSWERS[step] for step in ("novelty", "saving", "partners", "cost")}}

    before, after = (
        {c.id: c.met for f in advise_on(answers).funds if f.id == "sif" for c in f.conditions}
        for answers in (bare, told)
    )

    names = ("new_method", "across_committees", "long_term", "lower_costs")
    assert [before[name] for name in names] == ["unknown"] * 4
    assert [after[name] for name in names] == ["yes"] * 4


def test_cost_is_known_to_the_advice() -> None:
    small = {**ANSWERS, "cost": {"cost-0-year": "2027", "cost-0-amount": "300 tkr"}}

    met = {c.id: c.met for f in advise_on(small).funds if f.id == "social_dev_funds" for c in f.conditions}

    assert met["small_sum"] == "yes"
