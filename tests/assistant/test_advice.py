"""Does the verdict hold together: language, kind, answers, what to ask?"""

import pytest

from assistant import KNOWLEDGE_VERSION, AssistantError, PersonalData, advise, question


def test_advice_names_the_knowledge_it_rests_on() -> None:
    assert advise("Läxhjälp").knowledge_version == KNOWLEDGE_VERSION


def test_reasons_come_in_the_language_asked_for() -> None:
    reasons = [item.reason for item in advise("Prova läxhjälp för barn i tre år", language="en").funds[0].conditions]

    assert reasons[0] == "The idea belongs to one of the four development areas (“läxhjälp”, “barn”)."


def test_what_is_no_idea_gets_no_money_and_no_questions() -> None:
    advice = advise("Hur mycket måste vi betala tillbaka?")

    assert (advice.kind, advice.primary_area, advice.best_fund) == ("question", None, "none")
    assert (advice.funds, advice.ask_next) == ((), ())


def test_answer_changes_the_verdict() -> None:
    idea = "Prova läxhjälp för barn i tre år"

    assert advise(idea).best_fund == "sif"
    assert advise(idea, answers={"statutory": True}).best_fund == "ordinary_budget"


def test_answer_wins_over_the_text() -> None:
    idea = "Vi vill prova läxhjälp för barn"

    conditions = {c.id: c.met for c in advise(idea, answers={"new_method": False}).funds[0].conditions}
    reasons = {f.id: {c.id: c.met for c in f.conditions} for f in advise(idea, answers={"new_method": False}).funds}

    assert conditions["runs_already"] == "yes"
    assert reasons["sif"]["new_method"] == "no"


def test_answers_together_may_show_more_than_each() -> None:
    told = {"new_method": True, "several_units": True, "evaluation": True, "saving": True}

    before = {c.id: c.met for f in advise("Ny lekplats").funds for c in f.conditions if f.id == "physical_investment"}
    after = advise("Ny lekplats", answers=told)

    mainly = [c.met for f in after.funds for c in f.conditions if c.id == "mainly_a_place"]
    assert (before["mainly_a_place"], mainly) == ("unknown", ["no"])


def test_ask_next_is_short_and_never_about_what_is_known() -> None:
    advice = advise("Läxhjälp för barn i Skärholmens skolor", answers={"saving": True})

    assert 0 < len(advice.ask_next) <= 3
    assert "saving" not in advice.ask_next


def test_personal_data_is_reported_with_its_place() -> None:
    assert advise("ring 070-123 45 67").personal_data == (PersonalData("phone", 5, 18),)


def test_unknown_area_and_question_are_refused() -> None:
    with pytest.raises(AssistantError, match="no area 'x'"):
        advise("Läxhjälp", area="x")  # type: ignore[arg-type]  # what a forged form may send
    with pytest.raises(AssistantError, match="no question 'x'; there are new_method"):
        question("x")


@pytest.mark.parametrize(
    "idea",
    [
        "Vi vill pröva ett team med en jobbcoach och en skuldrådgivare som följer fyrtio familjer i tre år och jämför "
        "med familjer som får det vanliga stödet.",
        "Vi vill pröva en lots för familjer med skulder tillsammans med skolan i tre år, för att göra skillnad.",
        "We want to try a mentor for care leavers together with the employment service for three years, to make a "
        "difference for those who are otherwise on benefits.",
    ],
)
def test_text_that_tells_what_is_to_be_done_is_an_idea_whatever_it_leaves_open(idea: str) -> None:
    assert advise(idea).kind == "idea"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kan vi använda Socialstyrelsens medel för familjehem till att utbilda jourhem?", "idea"),
        ("Could we get Agency for Education money for reading in our six preschools?", "idea"),
        ("Finns det pengar från Skolverket just nu?", "question"),
    ],
)
def test_who_asks_to_use_named_money_for_something_tells_an_idea(text: str, kind: str) -> None:
    assert advise(text).kind == kind
