"""Is a concept found where it is meant, and only there?"""

import pytest

from assistant.fuzzy import likeness
from assistant.knowledge import KnowledgeError
from assistant.language import read
from assistant.matching import mentions
from assistant.terms import term


def concepts(text: str) -> set[str]:
    return {mention.id for mention in mentions(read(text), "concept") if not mention.rejected} - {"figurative"}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("problematisk skolfrånvaro", "school_absence"),
        ("familjer i trångboddhet", "overcrowding"),
        ("trangboddhet i tensta", "overcrowding"),
        ("trångbåddhet i tensta", "overcrowding"),
        ("gänng i området", "crime"),
        ("people who are homelss", "homelessness"),
        ("Avhoparprogram", "crime"),
    ],
)
def test_concept_is_found_in_compounds_and_misspelt(text: str, concept: str) -> None:
    assert concept in concepts(text)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("tunga fordon", "young_people"),
        ("en rad insatser", "democracy"),
        ("trygg anknytning hos ettåringar", "safety"),
        ("ekonomisk trygghet för äldre", "safety"),
        ("gången efter det", "crime"),
        ("hotell", "violence"),
        ("building trust with residents", "physical"),
        ("parental leave", "parents"),
    ],
)
def test_concept_is_not_found_in_another_word_or_meaning(text: str, concept: str) -> None:
    assert concept not in concepts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Vi vill inte ha en lekplats",
        "Det handlar inte om en lekplats",
        "Vi behöver inte fler lekplatser utan vuxna som bryr sig",
        "Instead of a playground we want adults who care",
        "We do not want a playground",
    ],
)
def test_what_the_text_is_not_about_is_rejected(text: str) -> None:
    assert "public_space" not in concepts(text)


def test_rejection_ends_at_the_contrast() -> None:
    assert concepts("Vi vill inte ha en lekplats utan minska skolfrånvaron") == {"school_absence"}


def test_not_in_a_description_rejects_nothing() -> None:
    assert concepts("Barn som inte går i skolan") == {"children", "school"}


def test_mentions_quote_the_text_as_written() -> None:
    text = "Vi möter HEMLÖSA ungdomar."

    found = mentions(read(text), "concept")

    assert [mention.evidence.phrase for mention in found] == ["HEMLÖSA", "ungdomar"]
    assert all(text[m.evidence.start : m.evidence.end] == m.evidence.phrase for m in found)


def test_phrase_never_crosses_a_comma() -> None:
    assert concepts("early years, two squares") & {"school"} == set()


@pytest.mark.parametrize("pattern", [".. stöd", "stöd ..", "", "*bo"])
def test_badly_written_term_is_refused(pattern: str) -> None:
    with pytest.raises(KnowledgeError, match=r"housing_urban\.toml\[housing\]: the term"):
        term("housing_urban.toml[housing]", "concept", "housing", "sv", pattern)


def test_likeness_disregards_order_and_case() -> None:
    assert likeness("Stöd till unga", "unga TILL stöd") == 1.0


def test_small_words_and_swapped_letters_typed_in_haste_are_read() -> None:
    assert [word.text for word in read("Vi vil inet, dont").words] == ["vi", "vill", "inte", "don't"]
    assert "household_economy" in concepts("för fattiga famijler")


def test_verb_of_a_denial_belongs_to_what_is_denied() -> None:
    denied = [m.rejected for m in mentions(read("It does not need new benches"), "feature") if m.id == "equipment"]

    assert denied == ["denied"]
