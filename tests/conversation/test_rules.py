"""What does a conversation tell that belongs in a sketch?"""

import pytest

from sifapp.advice import DialogueState, answered, corrected, replay, wrote
from sifapp.conversation.rules import (
    LONGEST_TEXT,
    cost_fields,
    differs,
    fits,
    gist,
    is_full,
    partner_fields,
    saver_of,
    sketch_fields,
    title_field,
)

IDEA = (
    "Unga i Farsta går sällan till skolan. Vi vill pröva en ny metod där ett team möter dem hemma. "
    "Det kan ge färre placeringar. Vi jämför med skolor som arbetar som vanligt."
)


def told(text: str) -> DialogueState:
    return wrote(DialogueState("sv"), text)


def test_sentences_go_where_they_belong() -> None:
    fields = sketch_fields(replay(told(IDEA)), first_year=2027)

    assert fields["saving"]["saving"] == "Det kan ge färre placeringar."
    assert fields["follow_up"]["follow_up"] == "Vi jämför med skolor som arbetar som vanligt."
    assert fields["method"]["method"] == "Vi vill pröva en ny metod där ett team möter dem hemma."


def test_bare_yes_becomes_the_question_as_a_statement() -> None:
    fields = sketch_fields(replay(answered(told("Läxhjälp för barn i Skärholmen"), "saving", "yes")), first_year=2027)

    assert fields["saving"] == {"saving": "Idén kan minska stadens kostnader."}


@pytest.mark.parametrize("value", ["no", "skip"])
def test_no_and_skip_put_nothing_in_the_sketch(value: str) -> None:
    fields = sketch_fields(replay(answered(told("Läxhjälp för barn i Skärholmen"), "saving", value)), first_year=2027)

    assert "saving" not in fields


def test_no_to_what_the_text_says_wins_over_it() -> None:
    assert "saving" not in sketch_fields(replay(answered(told(IDEA), "saving", "no")), first_year=2027)


def test_what_runs_already_is_no_new_method() -> None:
    fields = sketch_fields(
        replay(answered(told("Läxhjälp för barn i Skärholmen"), "new_method", "no")), first_year=2027
    )

    assert fields["novelty"] == {"novelty": "running_here"}
    assert "method" not in fields


def test_reply_stands_in_its_step_and_in_the_idea_only_when_no_step_asks_for_it() -> None:
    idea = "Läxhjälp för barn i Skärholmen"
    state = answered(told(idea), "saving", "skip")
    state = wrote(answered(state, "new_method", "skip"), "förresten, det är helt nytt för oss")
    state = wrote(state, "förresten, det ska pågå i tre år")

    fields = sketch_fields(replay(state), first_year=2027)

    assert fields["method"] == {"method": "förresten, det är helt nytt för oss"}
    assert fields["idea"]["idea"] == f"{idea}\n\nförresten, det ska pågå i tre år"


def test_own_choice_of_area_goes_into_the_sketch() -> None:
    assert sketch_fields(replay(corrected(told(IDEA), "work_income")), first_year=2027)["area"] == {
        "area": "work_income"
    }


@pytest.mark.parametrize(
    ("text", "partners"),
    [
        ("Vi gör det tillsammans med BVC och biblioteket i tre år.", ["BVC", "Biblioteket"]),
        ("We do it together with the region for two years", ["The region"]),
        ("Ihop med polisen, och tillsammans med polisen", ["Polisen"]),
        ("Vi vill tillsammans med socialförvaltningen prova hembesök hos föräldrar", ["Socialförvaltningen"]),
        ("Together with the region and the police try home visits", ["The region", "The police"]),
        ("Vi gör det själva", []),
        ("tillsammans med", []),
    ],
)
def test_partners_are_those_named_after_together_with(text: str, partners: list[str]) -> None:
    fields = partner_fields(text)

    assert [value for name, value in fields.items() if name.endswith("-who")] == partners


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Vi vill pröva hembesök till nyblivna föräldrar i Farsta tillsammans med BVC i tre år.",
            "Hembesök till nyblivna föräldrar i Farsta",
        ),
        (
            "Hej! Vi vill prova en lots för familjer i trångboddhet, helst nu",
            "Lots för familjer i trångboddhet",
        ),
        ("We would like to start a homework café for children who have no room", "Homework café for children"),
        ("Ett team möter dem hemma. Projektet heter Bron.", "Bron"),
        ("Projektet heter Innan tinget och kostar 900 000 kronor per år", "Innan tinget"),
        ("Unga i Farsta går sällan till skolan. Vi vill pröva en ny metod.", ""),
        ("Vi vill hjälpa unga mammor", ""),
    ],
)
def test_title_is_the_name_or_a_short_phrase_or_nothing(text: str, title: str) -> None:
    assert title_field(text).get("title", "") == title


@pytest.mark.parametrize(
    ("text", "saver"),
    [
        ("Om det går bra sparar vi, och socialtjänsten sparar mest", "other"),
        ("Vi själva sparar på det", "same"),
        ("Båda sparar", "several"),
        ("Another administration saves", "other"),
        ("Vi sparar lite och socialtjänsten sparar mer", ""),
        ("Det sparar pengar", ""),
    ],
)
def test_saver_is_named_only_when_one_place_is(text: str, saver: str) -> None:
    assert saver_of(text) == saver


def test_cost_a_year_becomes_a_row_for_each_year() -> None:
    assert cost_fields("Boskola för unga.\n\n500 tkr om året i två år", 2027) == {
        "cost-0-year": "2027",
        "cost-0-amount": "500000",
        "cost-1-year": "2028",
        "cost-1-amount": "500000",
    }
    assert cost_fields("En placering kostar 1,2 miljoner om året", 2027) == {}


def test_long_conversation_is_full() -> None:
    state = told("a" * LONGEST_TEXT)

    assert not fits(state, "a" * (LONGEST_TEXT + 1))
    assert is_full(wrote(wrote(state, "b" * LONGEST_TEXT), "c"))


def test_gist_is_the_longest_text() -> None:
    rows = [{"kind": "wrote", "text": "hej"}, {"kind": "wrote", "text": IDEA}, {"kind": "answered", "text": IDEA * 2}]

    assert (gist(rows), gist([])) == (IDEA, "")


def test_advice_differs_when_area_or_fund_does() -> None:
    now = replay(told(IDEA)).advice
    assert now is not None
    then = now.as_dict()

    assert [differs(then, now), differs({**then, "best_fund": "esf"}, now), differs({}, None), differs(then, None)] == [
        False,
        True,
        False,
        True,
    ]
