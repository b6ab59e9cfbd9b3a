"""Are languages told apart, and words found, stemmed and split?"""

import pytest

from assistant import search_terms
from assistant.language import number, parts, read, skeleton, stem


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Vi vill starta ett projekt för unga", {"sv"}),
        ("We want to start a project for the young", {"en"}),
        ("The parents will få hjälp av en mentor and we compare med andra skolor", {"sv", "en"}),
        ("fler lampor", {"sv", "en"}),
        ("", {"sv", "en"}),
    ],
)
def test_language_is_told_by_function_words(text: str, languages: set[str]) -> None:
    assert read(text).languages == languages


def test_language_is_swedish_when_nothing_tells() -> None:
    assert read("xyz").language == "sv"


def test_words_keep_their_place_in_the_text_as_written() -> None:
    text = "Läxhjälp  (efter skolan)!"

    words = read(text).words

    assert [text[word.start : word.end] for word in words] == ["Läxhjälp", "efter", "skolan"]


def test_words_of_decomposed_letters_are_the_same_words() -> None:
    composed, decomposed = "gäng", "ga\u0308ng"

    assert read(decomposed).words[0].text == read(composed).words[0].text


def test_sentences_and_clauses_are_counted() -> None:
    words = read("Ett, två. Tre 1.5 fyra").words

    assert [(word.sentence, word.clause) for word in words][:3] == [(0, 0), (0, 1), (1, 2)]
    assert words[-1].sentence == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("bostäder", "bostad"), ("skolor", "skolans"), ("föräldrarna", "förälder"), ("tidigare", "tidigt")],
)
def test_stem_joins_forms_of_a_word(one: str, other: str) -> None:
    assert stem(one, "sv") == stem(other, "sv")


@pytest.mark.parametrize(("one", "other"), [("tidigt", "tiden"), ("billigare", "bilarna"), ("hot", "hotell")])
def test_stem_keeps_different_words_apart(one: str, other: str) -> None:
    assert stem(one, "sv") != stem(other, "sv")


@pytest.mark.parametrize(
    ("word", "split"),
    [
        ("skolfrånvaro", ("skol", "frånvaro")),
        ("ungdomsarbetslöshet", ("ungdoms", "arbetslöshet")),
        ("föräldrastöd", ("föräldra", "stöd")),
        ("missbruksvård", ("missbruks", "vård")),
        ("banan", ("banan",)),
    ],
)
def test_compounds_are_split_into_known_parts(word: str, split: tuple[str, ...]) -> None:
    assert parts(word) == split


def test_search_terms_find_an_inflected_part_of_a_compound() -> None:
    assert search_terms("arbetslösheten") <= search_terms("Ungdomsarbetslöshet i Järva")


def test_search_terms_keep_swedish_letters_and_leave_function_words_out() -> None:
    assert search_terms("Hur många får vård?") == {"vård"}


@pytest.mark.parametrize(("word", "value"), [("12", 12), ("tre", 3), ("three", 3), ("²", None), ("9" * 5000, None)])
def test_number_reads_figures_and_words(word: str, value: int | None) -> None:
    assert number(word) == value


def test_skeleton_is_what_is_left_when_typed_in_haste() -> None:
    assert skeleton("tillsammans") == skeleton("tilsamans")


def test_one_swedish_name_does_not_make_english_notes_swedish() -> None:
    document = read("CCTV x6, bollards, wider steps, metro entrance Hagsätra. Elderly afraid.")

    assert document.language == "en"
