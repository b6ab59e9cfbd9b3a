"""What does a conversation tell that belongs in a sketch?"""

import pytest

from sifapp.advice import DialogueState, answered, corrected, replay, wrote
from sifapp.conversation.rules import LONGEST_TEXT, differs, fits, gist, is_full, partner_fields, sketch_fields

IDEA = (
    "Unga i Farsta går sällan till skolan. Vi vill pröva en ny metod där ett team möter dem hemma. "
    "Det kan ge färre placeringar. Vi jämför med skolor som arbetar som vanligt."
)


def told(text: str) -> DialogueState:
    return wrote(DialogueState("sv"), text)


def test_sentences_go_where_they_belong() -> None:
    fields = sketch_fields(replay(told(IDEA)))

    assert fields["saving"]["saving"] == "Det kan ge färre placeringar."
    assert fields["follow_up"]["follow_up"] == "Vi jämför med skolor som arbetar som vanligt."
    assert fields["method"]["method"] == "Vi vill pröva en ny metod där ett team möter dem hemma."


def test_bare_yes_becomes_the_question_as_a_statement() -> None:
    fields = sketch_fields(replay(answered(told("Läxhjälp för barn i Skärholmen"), "saving", "yes")))

    assert fields["saving"] == {"saving": "Idén kan minska stadens kostnader."}


@pytest.mark.parametrize("value", ["no", "skip"])
def test_no_and_skip_put_nothing_in_the_sketch(value: str) -> None:
    fields = sketch_fields(replay(answered(told("Läxhjälp för barn i Skärholmen"), "saving", value)))

    assert "saving" not in fields


def test_no_to_what_the_text_says_wins_over_it() -> None:
    assert "saving" not in sketch_fields(replay(answered(told(IDEA), "saving", "no")))


def test_what_runs_already_is_no_new_method() -> None:
    fields = sketch_fields(replay(answered(told("Läxhjälp för barn i Skärholmen"), "new_method", "no")))

    assert fields["novelty"] == {"novelty": "running_here"}
    assert "method" not in fields


def test_own_choice_of_area_goes_into_the_sketch() -> None:
    assert sketch_fields(replay(corrected(told(IDEA), "work_income")))["area"] == {"area": "work_income"}


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
