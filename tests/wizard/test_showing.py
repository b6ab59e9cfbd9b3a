"""How advice is shown: what is settled, what would settle more, and what to do next."""

from dataclasses import replace

import pytest
from flask import Flask

from sifapp.advice import QUESTIONS, Advice, FundScore, advise
from sifapp.knowledge.queries import IN_FILES, Catalogue
from sifapp.wizard.showing import shown_funds, to_settle

IDEA = "We want to try home visits to new parents together with the health centre, and compare for three years."
FILES = Catalogue(0, IN_FILES)
BUILDING = "We want to build a playground with swings and better street lighting in the park."


def of_fund(advice: Advice, fund_id: str) -> FundScore:
    return next(fund for fund in advice.funds if fund.id == fund_id)


@pytest.mark.parametrize("text", [IDEA, BUILDING])
def test_conditions_that_the_text_settles_stand_apart_from_the_others(texts: Flask, text: str) -> None:
    advice = advise(text, language="en")

    for shown in shown_funds(advice, FILES):
        met = [condition.met for condition in of_fund(advice, shown.id).conditions]
        assert sorted(c.met for c in shown.conditions) == sorted(m for m in met if m != "unknown")
        assert [c.met for c in shown.open] == ["unknown"] * met.count("unknown")


@pytest.mark.parametrize("text", [IDEA, BUILDING])
def test_sources_of_what_the_text_settles_come_first(texts: Flask, text: str) -> None:
    for shown in shown_funds(advise(text, language="en"), FILES):
        settled = {condition.source_number for condition in shown.conditions}
        assert settled == set(range(1, shown.settled_sources + 1))


def test_nobody_is_sent_to_write_a_sketch_when_other_money_fits_better(texts: Flask) -> None:
    fitting, other = (shown_funds(advise(idea, language="en"), FILES) for idea in (IDEA, BUILDING))

    assert (fitting[0].id, fitting[0].next_step != "") == ("sif", True)
    assert [fund.next_step for fund in other if fund.id == "sif"] == [""]
    assert [fund.id for fund in other if not fund.next_step] == ["sif"]


def test_what_would_decide_is_asked_in_the_assistants_order_and_says_why(texts: Flask) -> None:
    last, first = QUESTIONS[-1], QUESTIONS[0]
    advice = replace(advise(IDEA, language="en"), ask_next=(last.id, first.id))

    assert to_settle(advice) == [(last.text["en"], last.why["en"]), (first.text["en"], first.why["en"])]


def test_question_that_the_assistant_no_longer_asks_is_left_out_of_stored_advice(texts: Flask) -> None:
    stored = replace(advise(IDEA, language="en"), ask_next=("asked_in_2020",))

    assert to_settle(stored) == []
