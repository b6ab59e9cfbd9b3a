"""Does the conversation show how it understood a reply, ask only what matters, and say when it is guessing?"""

import pytest

from assistant import DialogueState, advise
from assistant.advice import is_early
from assistant.change import questions_that_lead_to_sif
from assistant.dialogue import answered, asked_why, replay, wrote
from assistant.hearing import answer_to_another, hear
from assistant.types import Reply, Talk

VISITS = "Vi vill pröva hembesök till nyblivna föräldrar som är ensamma"
RUNNING = (
    "Our mentoring programme for newly arrived engineers in Kista has been running since 2023 with money from the ESF "
    "that ends in June. It works really well and we would like to keep the two mentors."
)
UNDER_LAW = "Jag vill anställa fem socialsekreterare till så att vi hinner med våra barnavårdsutredningar"


def state_of(*texts: str) -> DialogueState:
    state = DialogueState("sv")
    for text in texts:
        state = wrote(state, text)
    return state


def told(*texts: str) -> Talk:
    return replay(state_of(*texts))


def last(*texts: str) -> Reply:
    return told(*texts).exchanges[-1].reply


# --- Replies in one's own words


def test_reply_in_own_words_is_said_back_as_it_was_understood() -> None:
    reply = last(VISITS, "Ja det borde ta minst två läsår innan man ser något")

    assert reply.said.startswith("Då räknar jag med att projektet pågår i två år eller mer.")


def test_bare_yes_is_not_said_back() -> None:
    assert "räknar jag med" not in last(VISITS, "ja").said


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("No I don't think anyone has tried it in our district", "new_method", "yes"),
        ("nej jag tror inte att någon har testat det", "new_method", "yes"),
        ("No, it's not new", "new_method", "no"),
        ("ja, men bara ett år", "several_years", "no"),
        ("nej vi samarbetar inte med någon", "several_units", "no"),
    ],
)
def test_facts_after_a_yes_or_no_count_more_than_it_unless_they_are_denied(text: str, asked: str, value: str) -> None:
    assert hear(text, asked=asked, has_idea=True) == value


@pytest.mark.parametrize(
    ("text", "asked", "answers"),
    [
        ("yes it's new", "several_years", ("new_method", "yes")),
        ("no other administration, only us", "new_method", ("several_units", "no")),
        ("nej ingen annan förvaltning", "several_years", ("several_units", "no")),
        ("ja, det är nytt", "several_years", None),
        ("ja", "several_years", None),
        ("is it new?", "several_years", None),
    ],
)
def test_yes_or_no_to_another_question_answers_that_one(text: str, asked: str, answers: tuple[str, str] | None) -> None:
    assert answer_to_another(text, asked=asked) == answers


def test_correction_may_say_to_what_it_changes() -> None:
    talk = replay(answered(answered(state_of(VISITS), "several_years", "no"), "new_method", "yes"))
    assert talk.answers["several_years"] == "no"

    state = wrote(answered(answered(state_of(VISITS), "several_years", "no"), "new_method", "yes"), "ändra till tre år")

    assert replay(state).answers["several_years"] == "yes"


@pytest.mark.parametrize(
    "text", ["Är det då kört?", "vad krävs för att det ska passa?", "what would change the advice?"]
)
def test_what_would_change_the_advice_is_told_when_asked(text: str) -> None:
    reply = last("Vi vill fortsätta med vår öppna förskola som har gått i fem år", text)

    assert "Sociala investeringsfonden skulle passa bäst om" in reply.said


@pytest.mark.parametrize("text", ["no more questions please", "inga fler frågor tack", "sluta fråga"])
def test_nothing_is_asked_after_somebody_has_had_enough_of_questions(text: str) -> None:
    talk = told(VISITS, text, "vi gör det tillsammans med regionen", "tack")

    assert [exchange.reply.asked for exchange in talk.exchanges[1:]] == ["", "", ""]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("passar det?", "reasons"),
        ("so what do you say now", "reasons"),
        ("hur stor är chansen att vi får pengar?", "reasons"),
        ("bra, då börjar jag", "next"),
        ("passar det bättre som hemlöshetsmedel?", "question"),
    ],
)
def test_how_it_stands_is_told_of_this_idea(text: str, heard: str) -> None:
    assert hear(text, asked="prevention", has_idea=True) == heard


def test_question_that_is_hardly_ever_answered_so_does_not_lead_to_the_fund() -> None:
    features = frozenset({"small_sum", "one_unit", "in_an_area", "new_method"})

    assert "large_work_project" not in questions_that_lead_to_sif(features, {"several_units", "new_method"})


def test_words_beside_an_answer_are_not_shown_as_its_reason() -> None:
    advice = advise("Vi fältare vill prata mer med killarna på torget", answers={"several_years": False})

    reasons = [item.reason for fund in advice.funds for item in fund.conditions if item.id == "within_a_year"]
    assert "Insatsen ryms inom ett år (enligt svaret)." in reasons


def test_nothing_is_left_open_or_summed_up_after_a_goodbye() -> None:
    reply = last(VISITS, "vem bestämmer?", "vem får söka?", "vad är nästa deadline?", "hej då")

    assert reply.text == "Hej då! På en delad dator: ta bort samtalet innan du går."


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ok. det är nytt hos oss, vi har aldrig jobbat med spel förut", "yes"),
        ("Det är väl klart att det inte är nytt. Vi har för lite folk!", "no"),
        ("det har faktiskt inte pågått länge", "yes"),
        ("vi kör redan så", "no"),
    ],
)
def test_words_for_the_answer_and_their_negation_are_heard_in_a_longer_reply(text: str, value: str) -> None:
    assert hear(text, asked="new_method", has_idea=True) == value


@pytest.mark.parametrize(
    "text",
    ["vet inte", "I really don't know, I have been here for two weeks", "ingen aning, jag är ny här på jobbet idag"],
)
def test_do_not_know_is_heard_alone_or_first_of_all_and_is_no_part_of_the_idea(text: str) -> None:
    talk = told(VISITS, text)

    assert list(talk.answers.values()) == ["skip"]
    assert talk.idea == VISITS


@pytest.mark.parametrize(
    "text", ["Vi har ingen aning om utvärdering, kan man få hjälp med det?", "maybe 2 year or 3", "kanske två år"]
)
def test_doubt_with_something_else_in_it_is_more_than_do_not_know(text: str) -> None:
    assert hear(text, asked="new_method", has_idea=True) != "skip"


def test_length_that_contradicts_an_earlier_answer_changes_it() -> None:
    state = answered(state_of(VISITS), "several_years", "no")

    later = wrote(state, "2 år")

    assert replay(later).answers["several_years"] == "yes"
    assert replay(later).exchanges[-1].reply.said.startswith("Jag har ändrat svaret.")


def test_earlier_answer_is_changed_when_asked_to_in_plain_words() -> None:
    state = answered(state_of(VISITS), "saving", "no")

    later = wrote(state, "Ändra det: jo det borde bli färre vräkningar och mindre försörjningsstöd")

    assert replay(later).answers["saving"] == "yes"


# --- What else people write


@pytest.mark.parametrize(
    "text", ["Tack snälla!", "jaja, tack", "tack för all hjälp idag", "thanks a lot for your help"]
)
def test_thanks_with_friendly_words_are_thanks(text: str) -> None:
    assert hear(text, asked="new_method", has_idea=True) == "thanks"


@pytest.mark.parametrize("text", ["ok då kör vi", "let's do it"])
def test_let_us_go_asks_for_the_next_step(text: str) -> None:
    assert hear(text, asked="", has_idea=True) == "next"


@pytest.mark.parametrize(
    "text", ["hur vet ni att det inte är fonden", "So is it a good idea or not?", "vad tycker ni?"]
)
def test_what_we_think_of_it_is_told_with_the_reasons(text: str) -> None:
    assert hear(text, asked="saving", has_idea=True) == "reasons"


@pytest.mark.parametrize(
    "text",
    [
        "I not understand what is way of working",
        "jag förstår inte vad du menar med arbetssätt",
        "Varför frågar ni om det här egentligen då?",
    ],
)
def test_question_that_is_not_understood_is_explained_and_put_in_other_words(text: str) -> None:
    talk = told(VISITS, text)

    assert talk.exchanges[-1].turn.kind == "asked_why"
    assert talk.asked == talk.exchanges[-1].turn.asked
    assert talk.exchanges[-1].reply.question != talk.exchanges[0].reply.question


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Men om vi testar att en familjebehandlare är med redan vid första mötet?", "idea"),
        ("What if we offered it to people without a degree instead? We have never done that", "idea"),
        ("Om vi stryker belysningen då?", "what_if_without"),
        ("Om vi inte får pengar, vad händer då?", "question"),
        ("Om vi missar sista dagen?", "question"),
    ],
)
def test_thinking_of_another_idea_tells_of_it_and_is_no_question_about_the_fund(text: str, heard: str) -> None:
    assert hear(text, asked="new_method", has_idea=True) == heard


def test_whether_the_sketch_may_be_in_english_is_no_wish_that_we_write_it() -> None:
    reply = last(VISITS, "and can I write the sketch in English?")

    assert reply.answer is not None
    assert reply.answer.topic == "language"


# --- Answers


def test_answer_that_may_be_to_another_question_says_so_and_offers_the_coordinators() -> None:
    reply = last(VISITS, "kan vi dela upp det i två ansökningar?")

    assert reply.said.startswith("Jag är inte säker på att jag förstår frågan. Kanske är det här svaret:")
    assert reply.hands_over


def test_answer_to_a_plain_question_is_given_without_doubt() -> None:
    reply = last(VISITS, "Får en skola ens söka eller är det stadsdelen?")

    assert reply.said.startswith("Alla stadens nämnder får söka")
    assert not reply.hands_over


def test_question_that_has_nothing_to_do_with_the_fund_is_shown_elsewhere() -> None:
    reply = last("Hej, var köper jag parkeringsbiljett till min besökare?")

    assert reply.said.startswith("Det ligger utanför det jag kan")
    assert "kontaktcenter" in reply.said


def test_question_about_somebody_outside_is_no_other_desk_s_beside_an_idea() -> None:
    assert last(VISITS, "Vadå, räknas inte vårdcentralen?").said.startswith("Det vet jag inte.")


# --- What is asked


def test_nothing_is_asked_when_no_answer_would_make_the_fund_fit() -> None:
    talk = replay(wrote(DialogueState("en"), RUNNING))

    assert talk.advice is not None
    assert talk.advice.best_fund == "ordinary_budget"
    assert talk.asked == ""
    assert talk.exchanges[-1].reply.said.split("\n")[-2:] == [
        "I have no questions: no answer would make the Social Investment Fund a better choice.",
        "Raise the need with your manager and your controller before the next annual plan or tertial report.",
    ]


def test_what_the_text_seems_to_tell_is_asked_when_it_keeps_the_fund_from_fitting() -> None:
    state = answered(state_of(UNDER_LAW), "several_years", "yes")

    talk = replay(state)

    assert talk.advice is not None
    assert not is_early(talk.advice)
    assert talk.advice.best_fund == "ordinary_budget"
    assert talk.asked != ""


def test_who_wants_a_person_is_not_asked_again_until_they_write_more() -> None:
    waiting = told(VISITS, "kan jag prata med en människa?")

    assert (waiting.asked, waiting.exchanges[-1].reply.hands_over) == ("", True)
    assert told(VISITS, "kan jag prata med en människa?", "det är för föräldrar i Farsta").asked != ""


def test_question_that_is_explained_stays_however_often_it_was_put() -> None:
    state = state_of(VISITS, "nja", "nja")
    open_question = replay(state).asked

    assert replay(asked_why(state)).asked == open_question


def test_reason_against_the_fund_shows_no_words_that_the_reasons_show_already() -> None:
    lines = replay(wrote(DialogueState("en"), RUNNING)).exchanges[-1].reply.said.split("\n")

    assert "The text is about something that already runs. The fund is for new ways of working." in lines


# --- Who takes part


def asked_who_takes_part(idea: str) -> DialogueState:
    state = state_of(idea)
    while (asked := replay(state).asked) != "several_units":
        assert asked
        state = answered(state, asked, "skip")
    return state


@pytest.mark.parametrize(
    "reply",
    ["vi gör det med polisen", "polisen och skolan", "soc + stadsdelen + bostadsbolaget", "we do it with the police"],
)
def test_named_partner_answers_who_takes_part_and_moves_no_area(reply: str) -> None:
    state = asked_who_takes_part("Vi vill pröva en ny läsmetod för sexåringar")

    before, after = replay(state).advice, replay(wrote(state, reply))

    assert after.answers["several_units"] == "yes"
    assert before
    assert after.advice
    assert after.advice.areas == before.areas


@pytest.mark.parametrize("reply", ["bara vi på socialtjänsten", "nej, inte polisen"])
def test_partner_that_does_not_take_part_is_no_yes(reply: str) -> None:
    state = asked_who_takes_part("Vi vill pröva en ny läsmetod för sexåringar")

    assert replay(wrote(state, reply)).answers["several_units"] == "no"


def test_partner_that_is_told_with_the_idea_still_tells_what_it_is_about() -> None:
    advice = told("Vi vill pröva nattvandring med polisen mot gängen på torget").advice

    assert advice
    assert advice.primary_area == "democracy_safety"


# --- What nobody asked


@pytest.mark.parametrize(
    "doubt", ["I am not sure our boss agrees", "jag vet inte om chefen vill", "Not sure the management likes it"]
)
def test_doubt_about_those_who_decide_leaves_the_question_open(doubt: str) -> None:
    before = told(VISITS)

    after = told(VISITS, doubt)

    assert after.answers == before.answers
    assert after.asked == before.asked


def test_having_to_ask_the_boss_is_no_answer_yet() -> None:
    asked = told(VISITS).asked

    assert told(VISITS, "jag vet inte, jag måste fråga chefen").answers == {asked: "skip"}


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("vad kostar det att söka?", "Det kostar inget att söka"),
        ("What does it cost to apply?", "It costs nothing to apply"),
    ],
)
def test_applying_is_said_to_cost_time_only(text: str, free: str) -> None:
    reply = replay(wrote(DialogueState(), text)).exchanges[-1].reply

    assert reply.said.startswith(free)
