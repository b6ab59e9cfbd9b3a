"""What would change the advice, and which cases can one learn from?"""

from assistant import AREAS, DialogueState, advise, source
from assistant.change import sentence, what_would_change
from assistant.dialogue import answered, replay, wrote
from assistant.examples import examples_for
from assistant.types import Change

# Running, short and within one unit: for the Social Investment Fund, three things speak against it.
NOT_FIT = "Vi driver redan ett kafé för unga på vår enhet och vill fortsätta i sex månader"


def test_fewest_answers_that_make_the_fund_best_are_told() -> None:
    idea = (
        "Vi vill prova ett nytt sätt att stötta unga som inte går i skolan, tillsammans med BUP och jämföra resultatet"
    )
    answers = {"several_years": False, "prevention": False, "several_units": False, "new_method": False}
    before = advise(idea, answers=answers)
    assert before.best_fund != "sif"

    change = what_would_change(idea, answers=answers)

    assert change is not None
    assert (change.fund, change.instead_of) == ("sif", before.best_fund)
    assert advise(idea, answers={**answers, **dict(change.answers)}).best_fund == "sif"
    assert len(change.answers) <= 2


def test_fund_that_is_best_is_told_what_would_lose_it() -> None:
    idea = "Hembesök hos nyblivna föräldrar tillsammans med BVC"
    answers = {"several_years": True, "several_units": True, "new_method": True}
    assert advise(idea, answers=answers).best_fund == "sif"

    change = what_would_change(idea, answers=answers)

    assert change is not None
    assert change.instead_of == "sif"
    assert advise(idea, answers={**answers, **dict(change.answers)}).best_fund == change.fund


def test_sentence_names_fund_and_answers() -> None:
    change = Change("sif", "ordinary_budget", (("several_years", True), ("new_method", True)))

    assert sentence(change, "ordinary_budget", "sv") == (
        "Sociala investeringsfonden skulle passa bäst om projektet pågår i två år eller mer och arbetssättet är nytt."
    )
    assert sentence(change, "ordinary_budget", "en") == (
        "The Social Investment Fund would fit best if the project runs for two years or more and "
        "the way of working is new."
    )


def test_sentence_is_honest_when_nothing_would_change_the_advice() -> None:
    assert sentence(None, "physical_investment", "en").endswith("not even if two of the answers were different.")
    assert sentence(None, "sif", "en") == "No single answer would make other money a better choice."


def test_advice_follows_when_the_answers_change_as_told() -> None:
    state = wrote(DialogueState("sv"), NOT_FIT)
    talk = replay(state)
    change = what_would_change(talk.idea, answers={})

    for question_id, yes in change.answers if change else ():
        state = answered(state, question_id, "yes" if yes else "no")

    advice = replay(state).advice
    assert advice is not None
    assert change is None or advice.best_fund == change.fund


def test_example_is_shown_when_area_and_target_group_fit() -> None:
    found = examples_for("Hembesök till nyblivna föräldrar i Farsta", "growing_up_education")

    assert [example.id for example in found] == ["stis"]


def test_refused_case_is_shown_with_what_to_learn() -> None:
    (found,) = examples_for("Språk och jobb för nyanlända", "work_income")

    assert (found.id, found.outcome) == ("sodermalm", "refused")


def test_no_example_without_area_or_target_group() -> None:
    assert examples_for("Hembesök till nyblivna föräldrar", None) == ()
    assert examples_for("Cykelvägar", "growing_up_education") == ()


def test_every_example_has_a_source_and_can_be_found() -> None:
    words = "föräldrar läsning programmering nyanlända"
    found = {example for area in AREAS for example in examples_for(words, area.id)}

    assert {example.id for example in found} == {"stis", "techgarden", "reading", "sodermalm"}
    assert all(source(key).title for example in found for key in example.sources)
