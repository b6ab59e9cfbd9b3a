"""Do the rules about money hold, with reasons that say what was seen?"""

import pytest

from assistant import FUNDS, AssistantError, advise, fund, source
from assistant.funds import FUND_IDS, rank, score
from assistant.types import Condition, Evidence


def condition(text: str, fund_id: str, condition_id: str) -> Condition:
    funds = {item.id: item for item in advise(text).funds}
    return next(item for item in funds[fund_id].conditions if item.id == condition_id)  # type: ignore[index]  # an id


def test_score_of_every_fund_lies_between_0_and_1() -> None:
    assert all(0 <= value <= 1 for value in score([]).values())


def test_no_rules_recommend_none_for_an_idea() -> None:
    assert set(score([])) == set(FUND_IDS) - {"none"}


@pytest.mark.parametrize(
    ("feature", "fund_id"),
    [
        ("eu_money", "esf"),
        ("ngo_runs", "civil_society_partnership"),
        ("state_money", "state_grant"),
        ("mainly_running", "ordinary_budget"),
        ("statutory_posts", "ordinary_budget"),
        ("mainly_technology", "other_innovation"),
        ("mainly_physical", "physical_investment"),
    ],
)
def test_feature_decides_for_its_fund(feature: str, fund_id: str) -> None:
    scores = score(["in_an_area", feature])

    assert max(scores, key=lambda item: scores[item]) == fund_id


def test_met_condition_quotes_what_was_seen() -> None:
    found = condition("Vi vill prova något för barn", "sif", "new_method")

    assert (found.met, found.reason) == ("yes", "Idén prövar något nytt (”prova”).")
    assert found.evidence == (Evidence("prova", 8, 13),)


def test_broken_condition_says_why() -> None:
    found = condition("Barnens fritidsgård ska permanentas, projektet tar slut", "sif", "new_method")

    assert found.met == "no"
    assert found.reason.startswith("Texten handlar om något som redan pågår (”permanentas”")


def test_unknown_condition_says_what_is_missing() -> None:
    found = condition("Läxhjälp för barn", "sif", "long_term")

    assert (found.met, found.reason) == ("unknown", "Det framgår inte hur länge projektet ska pågå.")


def test_reason_that_rests_on_an_answer_says_so() -> None:
    advice = advise("Läxhjälp för barn", answers={"several_years": True}, language="en")

    met = {item.id: item.reason for item in advice.funds[0].conditions}
    assert met["long_term"] == "The idea is long-term (as answered)."


def test_reason_quotes_each_word_once_and_three_at_most() -> None:
    evidence = tuple(Evidence(word, 0, 1) for word in ("a", "a", "b", "c", "d"))

    first = rank({"new_method": evidence}, "en")[0]

    reasons = {item.id: item.reason for item in first.conditions}
    assert reasons["new_method"] == "The idea tries something new (“a”, “b”, “c”)."


def test_every_condition_names_a_known_source() -> None:
    keys = {item.source for scored in rank({}, "sv") for item in scored.conditions}

    assert {source(key).key for key in keys} == keys


def test_funds_are_the_ten_in_order() -> None:
    assert {item.id for item in FUNDS} == set(FUND_IDS)


def test_fund_shows_the_concrete_funds_beneath_it() -> None:
    beneath = {item.id: item.status for item in fund("state_grant").concrete}

    assert beneath["bra_municipalities"] == "unknown"
    assert beneath["delmos_segregation"] == "closed"


def test_closed_fund_says_so_in_its_next_step() -> None:
    closed = [item for kind in FUNDS for item in kind.concrete if item.status == "closed"]

    steps = {item.id: item.next_step["sv"].split(".")[0] for item in closed}
    assert steps == {
        "boverket_outdoor": "Bidraget är stängt",
        "delmos_segregation": "Myndigheten finns inte längre",
    }


def test_fund_refuses_an_unknown_id() -> None:
    with pytest.raises(AssistantError, match="no fund 'lottery'; there are sif"):
        fund("lottery")
