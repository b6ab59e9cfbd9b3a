"""What may be sent, and what people may write for an amount."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from sifapp.wizard.questions import Step
from sifapp.wizard.rules import (
    StepState,
    count_words,
    faults_in,
    faults_in_step,
    field_names,
    filled_rows,
    step_state,
    total_sek,
)
from sifapp.wizard.steps import SKETCH, STEPS
from tests.factories import ANSWERS


def step(step_id: str) -> Step:
    found = SKETCH.step(step_id)
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def _english(texts: Flask) -> None:
    """Rules make their texts in the reader's language."""


def test_complete_sketch_has_no_faults() -> None:
    assert faults_in(SKETCH, ANSWERS) == {}


def test_empty_sketch_has_a_fault_for_each_question_that_may_not_wait() -> None:
    faults = faults_in(SKETCH, {})

    assert list(faults) == ["idea", "need", "area", "novelty", "method", "saving", "cost", "follow_up"]


def test_text_over_the_limit_says_by_how_much() -> None:
    faults = faults_in_step(step("gender"), {"gender": "ord " * 103})

    text = "“What difference does gender make here?”: shorten the text by 3 words."
    assert [(f.field, f.text) for f in faults] == [("gender", text)]


def test_choice_that_is_not_offered_is_a_fault() -> None:
    faults = faults_in_step(step("novelty"), {"novelty": "perhaps"})

    assert [f.field for f in faults] == ["novelty"]


# The last digit of the second one is wrong: a slip does not make it less personal.
@pytest.mark.parametrize("number", ["811218-9876", "811218-9875"])
def test_personal_identity_number_stops_the_sketch(number: str) -> None:
    faults = faults_in_step(step("need"), {"need": f"Kim, {number}, behöver stöd."})

    assert [(f.field, number in f.text) for f in faults] == [("need", True)]


def test_rows_are_found_wherever_they_stand_and_a_choice_alone_is_no_row() -> None:
    question = step("partners").questions[0]
    fields = {"partners-0-role": "takes_part", "partners-3-who": "Regionen", "partners-3-role": "takes_part"}

    rows = filled_rows(question, fields)

    assert rows == [{"who": "Regionen", "role": "takes_part", "contribution": "", "index": "3"}]


def test_cost_rows_are_added_up() -> None:
    assert total_sek(step("cost"), ANSWERS["cost"]) == 2_400_000


def test_same_year_twice_is_a_fault_on_the_second() -> None:
    fields = {"cost-0-year": "2027", "cost-0-amount": "1 mnkr", "cost-1-year": "2027", "cost-1-amount": "2 mnkr"}

    assert [f.field for f in faults_in_step(step("cost"), fields)] == ["cost-1-year"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"cost-0-amount": "500 tkr"}, "cost-0-year"),
        ({"cost-0-year": "2027"}, "cost-0-amount"),
        ({"cost-0-year": "2027", "cost-0-amount": "mycket"}, "cost-0-amount"),
        ({}, "cost-0-year"),
    ],
)
def test_cost_row_needs_year_and_amount(fields: dict[str, str], field: str) -> None:
    assert [f.field for f in faults_in_step(step("cost"), fields)] == [field]


@pytest.mark.parametrize(
    ("year", "amount", "text"),
    [
        ("2027", "2", "SEK\N{NO-BREAK SPACE}2 is very little. Do you mean 2 mnkr? Then write “2 mnkr”."),
        ("2027", "500 kr", "SEK\N{NO-BREAK SPACE}500 is very little. Do you mean 500 tkr? Then write “500 tkr”."),
        ("1927", "2 mnkr", "The year 1927 cannot be right. Write a year from 2000 to 2099."),
        ("27", "2 mnkr", "Write the year with four digits, for example 2027."),
    ],
)
def test_cost_that_is_nearly_always_a_slip_says_how_to_write_it(year: str, amount: str, text: str) -> None:
    faults = faults_in_step(step("cost"), {"cost-0-year": year, "cost-0-amount": amount})

    assert [f.text for f in faults] == [text]


@pytest.mark.parametrize(
    ("step_id", "fields", "state"),
    [
        ("need", {}, StepState.TODO),
        ("need", {"need": "   "}, StepState.TODO),
        ("need", {"need": "120 elever"}, StepState.DONE),
        ("need", {"need": "ord " * 200}, StepState.STARTED),
        ("gender", {}, StepState.OPTIONAL),
        ("partners", {"partners-0-role": "takes_part"}, StepState.OPTIONAL),
    ],
)
def test_step_state_follows_the_text(step_id: str, fields: dict[str, str], state: StepState) -> None:
    assert step_state(step(step_id), fields) is state


@given(st.sampled_from(STEPS), st.data())
def test_any_text_in_any_field_is_judged(step: Step, data: st.DataObject) -> None:
    fields = {name: data.draw(st.text(max_size=60)) for name in data.draw(st.sets(st.sampled_from(field_names(step))))}

    faults = faults_in_step(step, fields)

    assert {f.field for f in faults} <= set(field_names(step))


def test_words_are_counted_as_the_page_counts_them() -> None:
    assert count_words("  två\nord  ") == 2
