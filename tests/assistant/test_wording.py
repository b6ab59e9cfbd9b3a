"""Is heavy wording found, with a plainer way and its source, and plain wording left alone?"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant import source
from assistant.knowledge import load
from assistant.wording import check_wording, longest_sentence, wording

SWEDISH = "Vi avser att implementera metoden i syfte att säkerställa att barnen får hjälp."
ENGLISH = "We will utilise the method in order to facilitate the work with stakeholders."


def test_heavy_words_come_with_a_plainer_one_and_a_source() -> None:
    found = wording(SWEDISH)

    assert [(word.phrase, word.plain) for word in found.heavy] == [
        ("avser att", "tänker, vill"),
        ("implementera", "införa, börja använda"),
        ("i syfte att", "för att"),
        ("säkerställa", "se till, försäkra sig om"),
    ]
    assert found.sources == ("SVL",)


def test_english_words_have_an_english_source() -> None:
    found = wording(ENGLISH)

    assert [word.phrase for word in found.heavy] == ["utilise", "in order to", "facilitate", "stakeholders"]
    assert found.sources == ("GDS2",)


def test_heavy_word_is_told_once_however_often_it_stands() -> None:
    assert [word.start for word in wording("Att implementera. Att Implementera.").heavy] == [4]


def test_phrase_does_not_reach_over_the_end_of_a_sentence() -> None:
    assert wording("Det kom i samband. Med barnen gick det bra.").heavy == ()


@pytest.mark.parametrize(("words", "is_long"), [(25, False), (26, True)])
def test_sentence_is_long_beyond_the_limit(words: int, is_long: bool) -> None:
    sentence = " ".join(["ord"] * words)

    found = wording(f"Kort. {sentence}. Också kort.")

    assert found.longest_words == words
    assert (found.longest is not None and found.longest.phrase == sentence) == is_long
    assert found.sources == (("GDS1",) if is_long else ())


@pytest.mark.parametrize("text", ["", "  ", "?!", "Vi hjälper barnen i tid.", "We help the children in time."])
def test_plain_text_is_left_alone(text: str) -> None:
    found = wording(text)

    assert (found.longest, found.heavy, found.sources) == (None, (), ())


def test_text_in_another_language_is_left_alone() -> None:
    text = "Wir wollen ein Projekt für die Jugendlichen und mit der Schule nicht mehr warten, es ist für alle " * 3

    assert wording(text).longest is None


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300) | st.lists(st.sampled_from([*SWEDISH.split(), *ENGLISH.split(), ".", "\n"])).map(" ".join))
@example("i i syfte i syfte att")
@example("in-order to")
def test_what_is_found_stands_in_the_text_in_order(text: str) -> None:
    found = wording(text)

    places = [(word.start, word.end, word.phrase) for word in found.heavy]
    places += [(found.longest.start, found.longest.end, found.longest.phrase)] if found.longest else []
    assert [place for place in places if text[place[0] : place[1]] != place[2]] == []
    assert [word.start for word in found.heavy] == sorted(word.start for word in found.heavy)
    assert (found.longest is not None) == (found.longest_words > longest_sentence())


def test_each_heavy_phrase_is_written_once_and_nothing_plain_is_heavy() -> None:
    assert check_wording() > 250
    for language in ("sv", "en"):
        table = load("wording").child("words").child(language)
        plain = {table.string(forms) for forms in table.keys()}  # noqa: SIM118  # Entry is no dict
        assert sorted(text for text in plain if wording(text).heavy) == []


def test_sources_exist() -> None:
    rows = load("wording").child("source")

    assert [source(rows.string(of)).key for of in rows.keys()] == ["GDS1", "SVL", "GDS2"]  # noqa: SIM118  # Entry is no dict
