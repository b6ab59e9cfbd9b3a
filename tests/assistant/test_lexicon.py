"""Are terms found in a text as they are written, and nothing else?"""

import pytest

from assistant.language import read
from assistant.lexicon import Lexicon
from assistant.terms import Term, term
from assistant.types import Language


def terms(*written: str, language: Language = "sv") -> list[Term]:
    return [term("f.toml[a]", "concept", "a", language, one) for one in written]


def phrases(text: str, *written: str, language: Language = "sv") -> list[str]:
    document = read(text)
    lexicon = Lexicon(lambda asked: terms(*written, language=language) if asked == language else [])
    found = lexicon.find(document)
    return [" ".join(document.words[place].text for place in places) for _, places in found]


@pytest.mark.parametrize(
    ("written", "text", "phrase"),
    [
        ("skola", "Vi möter skolorna varje vecka", "skolorna"),
        ("=åt", "Vi gör det åt barn", "åt"),
        ("skol*", "Vi möter skolbarnen nu", "skolbarnen"),
        ("*frånvaro", "Vi möter skolfrånvaron nu", "skolfrånvaron"),
        ("*hjälp*", "Vi ger läxhjälpen till alla", "läxhjälpen"),
        ("frånvaro", "Vi räknar klassrumsfrånvaron nu", "klassrumsfrånvaron"),
        ("bygg*|anlägg* park", "Vi vill anlägga parker", "anlägga parker"),
        ("# platser", "Vi har tio platser", "tio platser"),
        ("sover .. tunnelbana", "De sover ofta i en tunnelbana", "sover tunnelbana"),
        ("sfi-klass*", "Vi har två sfi-klasser", "sfi klasser"),
        ("hvb-hem", "De bor på ett HVB hem", "hvb hem"),
    ],
)
def test_term_is_found_as_it_is_written(written: str, text: str, phrase: str) -> None:
    assert phrases(text, written) == [phrase]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("före", "Vi gör det för barnen"),
        ("skola", "Vi har en skål på bordet"),
        ("sover .. tunnelbana", "De sover, och sedan åker de tunnelbana"),
        ("sover .. tunnelbana", "De sover här i natt och åker sedan vidare med en tunnelbana"),
        ("tigger", "En tiger går på gatan"),
        ("ridning*", "Det är bortom räddning nu"),
    ],
)
def test_term_is_not_found_in_other_words_or_across_a_comma(written: str, text: str) -> None:
    assert phrases(text, written) == []


@pytest.mark.parametrize(
    ("written", "text"),
    [("trångboddhet", "Vi ser trångbåddhet här"), ("föräldrastöd", "Vi vill ge foraldrastod till alla")],
)
def test_misspelt_word_is_known(written: str, text: str) -> None:
    assert len(phrases(text, written)) == 1


def test_english_words_are_found_in_any_inflection_but_not_their_relatives() -> None:
    assert phrases("We want the parties to be attached", "party", language="en") == ["parties"]
    assert phrases("We want the parties to be attached", "attachment", language="en") == []


def test_terms_of_a_language_are_read_when_a_text_in_it_comes() -> None:
    asked: list[Language] = []
    lexicon = Lexicon(lambda language: asked.append(language) or [])  # type: ignore[func-returns-value]  # append gives None

    for text in ("Vi vill inte vara med", "Vi vill ha det så", "We want to have it all the same"):
        list(lexicon.find(read(text)))

    assert asked == ["sv", "en"]


def test_word_with_an_owner_is_the_word() -> None:
    assert phrases("We want to ask what the msb's grant is", "=msb", language="en") == ["msb's"]


@pytest.mark.parametrize(
    ("written", "text"),
    [("reading", "We want to read what they wrote"), ("housing", "We want to have a house of our own")],
)
def test_english_word_in_ing_is_a_word_of_its_own(written: str, text: str) -> None:
    assert phrases(text, written, language="en") == []


def test_doer_is_more_than_the_stem() -> None:
    assert phrases("Vi möter fältarna på fältet", "fältare") == ["fältarna"]


def test_doer_is_not_what_somebody_does() -> None:
    assert phrases("Vi räknar och skriver", "räknare") == []
    assert phrases("Vi räknar och skriver", "skrivaren") == []
