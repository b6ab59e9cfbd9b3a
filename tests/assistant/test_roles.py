"""Does a long text count by what it proposes, and not by what is told by the way?"""

import pytest

from assistant import advise, roles
from assistant.knowledge import Entry, KnowledgeError
from assistant.language import read
from assistant.roles import check_roles, is_aside, is_chat, weights

ASIDES = (
    "Hej på er, jag hoppas att kaffet är varmt. Min syster säger att jag ska fatta mig kort. "
    "Det regnade i går och bussen var försenad. "
    "Min svåger som är polis i Gävle skrattar åt här. "
    "Hunden ska till veterinären på fredag. Kopiatorn krånglar igen. Barnbarnet fyller fem på söndag, tiden går. "
)
IDEA = "Vi vill pröva att en logoped sitter på förskolan i tre år, och mäta barnens språk efteråt. "
ENDING = (
    "Nu ska jag äta lunch, det var sill i går med. Grannen har köpt en båt som står på uppfarten hela vintern. "
    "Ursäkta stavningen, glasögonen ligger hemma hos min dotter. Sköt om er i blåsten och ha en trevlig helg."
)


def test_asides_around_an_idea_change_no_verdict() -> None:
    alone, among_asides = advise(IDEA), advise(ASIDES + IDEA + ENDING)

    assert among_asides.primary_area == alone.primary_area == "growing_up_education"
    assert among_asides.best_fund == alone.best_fund == "sif"


def test_sentence_that_proposes_is_no_aside_whatever_else_it_tells() -> None:
    document = read(ASIDES + "Min syster och jag vill pröva läxhjälp på skolan. " + ENDING)

    place = next(number for number, word in enumerate(document.words) if word.text == "läxhjälp")
    assert not is_aside(document, place)
    assert is_aside(document, 0)


def test_long_text_that_proposes_nothing_is_a_chat() -> None:
    assert is_chat(read(ASIDES + ENDING))
    assert advise(ASIDES + ENDING).best_fund == "none"


def test_short_text_has_no_asides() -> None:
    assert weights(read("Hej! Min syster vill pröva läxhjälp.")) == {}


def test_all_cues_are_written_as_they_are_looked_for() -> None:
    assert check_roles() > 100


def test_cue_that_could_never_be_found_is_named_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = Entry("roles.toml", {"role": [{"id": "aside", "sv": "i min lilla trädgård", "en": "my garden"}]})
    monkeypatch.setattr(roles, "load", lambda _name: bad)

    with pytest.raises(KnowledgeError, match="'i min lilla trädgård' should be up to 3 words"):
        roles._cues.__wrapped__("sv")
