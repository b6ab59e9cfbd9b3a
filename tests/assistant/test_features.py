"""Are lengths, sums and crowds read right, and the features that follow from several?"""

import pytest

from assistant import features
from assistant.language import read

LENGTHS = {"several_years", "within_a_year"}
SUMS = {"small_sum", "medium_sum", "large_sum"}


def found(text: str) -> set[str]:
    return set(features.with_combined(features.find(read(text))))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("I have managed the duty team for more than six years", set()),
        ("We don't need a programme, three years or otherwise", set()),
        ("projektet ska gå i tre år", {"several_years"}),
        ("två terminer räcker inte, vi vill ha 36 månader", {"several_years"}),
        ("a trial of six months", {"within_a_year"}),
        ("2–3 år", {"several_years"}),
        ("barn 0–6 år", set()),
        ("kvinnor över 50 år", set()),
        ("det har drivits i fyra år", set()),
        ("startade för tre år sedan", set()),
        ("a child of seven years old", set()),
        ("18 månader", set()),
        ("vi följer upp efter ett år", set()),
        ("a follow-up after one year", set()),
        ("en kontroll varje månad", set()),
        ("three cold winters", {"several_years"}),
        ("two and a half years", {"several_years"}),
        ("brevet kom i oktober", set()),
        ("barnen väntar fyra månader på sin tur", set()),
        ("fyra månader på en utredning", set()),
        ("families are four months in the queue", set()),
        ("kön är tre år lång, vi vill ha en lots i två år", {"several_years"}),
    ],
)
def test_length_is_read_and_told_from_age_and_history(text: str, length: set[str]) -> None:
    assert found(text) & LENGTHS == length


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("cirka 60 000 kr", {"small_sum"}),
        ("75 tkr", {"small_sum"}),
        ("SEK 110,000", {"small_sum"}),
        ("28 mnkr", {"large_sum"}),
        ("800 tkr år 1, 900 tkr år 2 och 600 tkr år 3", {"medium_sum"}),
        ("0,8 mnkr + 300 tkr", {"medium_sum"}),
        ("6 miljoner det första året, sedan 5 miljoner", {"large_sum"}),
        ("900 000 kr, varav 300 000 kr till lön och 100 000 kr till lokaler", {"small_sum"}),
        ("En plats kostar 900 000 kr och vi vill ha 600 000 kr", {"small_sum"}),
        ("en kvarts miljon", {"small_sum"}),
        ("40 million", {"large_sum"}),
        ("12,5 miljoner", {"large_sum"}),
        ("1,8 mnkr", {"medium_sum"}),
        ("1 200 kr per dygn", set()),
        ("25 000 000 kronor", {"large_sum"}),
        ("500 personer", set()),
        ("dnr 2015-728-1.5.1", set()),
        ("20 barn och 30 mammor", set()),
    ],
)
def test_sum_is_read_and_told_from_other_numbers(text: str, size: set[str]) -> None:
    assert found(text) & SUMS == size


def test_hundred_people_are_many() -> None:
    assert "many_people" in found("120 arbetslösa ungdomar")
    assert "many_people" not in found("99 arbetslösa ungdomar")


def test_large_work_project_needs_both_size_and_work() -> None:
    assert "large_work_project" in found("jobb åt 300 personer")
    assert "large_work_project" not in found("fika åt 300 personer")


def test_development_project_needs_three_signs() -> None:
    assert "development_project" in found("prova en ny metod i tre år med utvärdering")
    assert "development_project" not in found("prova en ny metod")


def test_association_that_is_a_partner_does_not_apply() -> None:
    assert "ngo_applicant" in found("Föreningen vill starta en kurs")
    assert "ngo_applicant" not in found("Tillsammans med föreningen vill vi starta en kurs")


def test_waiting_time_in_a_longer_text_is_no_length() -> None:
    story = (
        "A person who applies for the first time waits three weeks for a letter, and many of them never dare to ask "
    )
    story += (
        "anybody what it means, so that the debts grow, the rent is late and the children hear it all through the wall"
    )

    assert found(story) & LENGTHS == set()
    assert found("a trial of three weeks") & LENGTHS == {"within_a_year"}


@pytest.mark.parametrize(
    ("text", "prevents"),
    [
        ("Vi griper in innan skulden växer", True),
        ("Kan vi inte stötta mormor innan?", True),
        ("We step in before they lose their home", True),
        ("Så har vi inte gjort innan", False),
        ("Vi vill vara klara innan sommaren", False),
        ("We never make this before", False),
    ],
)
def test_before_is_preventive_when_something_would_happen(text: str, prevents: bool) -> None:
    assert ("prevention" in found(text)) == prevents


@pytest.mark.parametrize(
    "text", ["Under många år har vi ordnat läxhjälp", "For many years we have run a club", "Efter många år i yrket"]
)
def test_many_years_of_history_are_no_length_of_the_project(text: str) -> None:
    assert found(text) & LENGTHS == set()


@pytest.mark.parametrize(
    ("text", "applies"),
    [
        ("Vår lilla boxningsklubb i Hässelby behöver tränare", True),
        ("The scouts in Skarpnäck are few, but they want a leader", True),
        ("I run a small social enterprise that repairs bicycles", True),
        ("Jag leder en kvinnojour, alla är trötta", True),
        ("I run a day centre with help from a social enterprise", False),
        ("Vi på skolan vill bjuda in scouterna", False),
        ("Skola, polis och scouter prövar det gärna", False),
    ],
)
def test_association_applies_when_it_is_who_wants(text: str, applies: bool) -> None:
    assert ("ngo_applicant" in found(text)) == applies


def test_long_text_says_more_than_once_what_it_is_mainly_about() -> None:
    story = "Jag har jobbat här länge och vill berätta om våra elever, som kommer sent och går tidigt varje dag. " * 7

    assert "maintenance" not in found(f"{story} Taket på expeditionen läcker.")
    assert "maintenance" in found(f"{story} Taket på expeditionen läcker. Dörren måste lagas, den har gått sönder.")


def test_weak_words_are_the_scenery_of_a_long_text() -> None:
    story = "Jag har jobbat här länge och vill berätta om våra elever, som kommer sent och går tidigt varje dag. " * 7

    assert "physical" not in found(f"{story} De sitter på bänkarna vid lekplatsen, under lamporna.")
    assert "physical" in found(f"{story} De sitter på bänkarna vid lekplatsen, och vi vill bygga ett tak.")


def test_what_is_only_counted_is_not_asked_for() -> None:
    assert "acute" in found("Vi behöver akutboende för barnfamiljer")
    assert "acute" not in found("Vi vill veta om obetald hyra dag fem, och räkna nätter på akutboende")
    assert "acute" not in found("We look for unpaid rent early, and count costs for emergency housing")


def test_what_is_missing_still_tells_what_the_text_is_about() -> None:
    assert "labour_market" in found("They have no job")


def test_one_weak_word_shows_nothing_and_two_do() -> None:
    text = "Vi vill att ungdomarna på torget ska få vara med och bestämma om {} hela sommaren, säger alla vi frågat"

    assert "physical" not in found(text.format("bänkarna"))
    assert "physical" in found(text.format("bänkarna och lamporna"))


def test_thing_that_a_brief_text_names_is_what_it_wants() -> None:
    assert "physical" in found("bänkar, Hässelby")


def test_names_are_known_in_both_languages() -> None:
    assert "state_money" in found("We want to ask Socialstyrelsen for it")
    assert "state_money" in found("Vi vill fråga Socialstyrelsen om det")


def test_what_is_not_wanted_shows_nothing() -> None:
    assert "eu_money" not in found("Inga EU-pengar, tack")
    assert "physical" not in found("We do not want to build a house, a fence or a playground")


def test_several_actors_are_several_parties_without_a_word_for_it() -> None:
    assert "cooperation" in found("Skolan ringer, polisen svarar")
    assert "cooperation" not in found("Skolan ringer, läraren svarar")


@pytest.mark.parametrize(
    "text",
    [
        "Vi vill att ledare finns på torget varje kväll, hos de unga som sitter på bänkarna eller står vid buskarna",
        "We want trained hosts in the square every evening, with the teenagers by the benches and behind the bushes",
    ],
)
def test_thing_that_tells_where_people_are_is_nothing_built(text: str) -> None:
    assert "physical" not in found(text)


def test_new_thing_in_a_place_is_built() -> None:
    assert "physical" in found("Nya bänkar och lampor vid buskarna på torget, som är mörkt och farligt på kvällarna")


def test_team_from_named_parties_is_several_units() -> None:
    assert "several_units" in found("Ett team från stadsdelen, arbetsmarknadsförvaltningen och ungdomsmottagningen")


@pytest.mark.parametrize(
    ("text", "are_several"),
    [
        ("Äldreförvaltningen, arbetsmarknadsförvaltningen och utbildningsförvaltningen är med", True),
        ("The education administration and the elderly care administration run it", True),
        ("Socialnämnden och utbildningsnämnden betalar", True),
        ("Socialförvaltningen säger att utbildningsförvaltningen ska betala", False),
        ("Socialförvaltningen och förvaltningen i stort", False),
        ("Vi på utbildningsförvaltningen", False),
    ],
)
def test_list_of_administrations_tells_that_several_take_part(text: str, are_several: bool) -> None:
    assert ("several_units" in found(text)) is are_several


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vi frågar de boende före och efter", "prevention"),
        ("The same tenants get eviction notices again and again", "several_years"),
        ("Nobody has tried it in our district", "one_unit"),
    ],
)
def test_everyday_words_alone_tell_nothing_of_the_rules(text: str, name: str) -> None:
    assert name not in found(text)
