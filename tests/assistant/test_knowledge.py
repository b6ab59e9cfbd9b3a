"""Is what the assistant knows written down properly?"""

import doctest
import importlib
import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

import pytest

from assistant import AREAS, FUNDS, QUESTIONS, STEPS, TOPICS, AssistantError, Text, knowledge, source
from assistant.features import passing
from assistant.knowledge import Entry, KnowledgeError, load
from assistant.language import read
from assistant.lexicon import THEME_FILES
from assistant.matching import mentions

FILES = sorted(path.name.removesuffix(".toml") for path in files(knowledge).iterdir() if path.name.endswith(".toml"))
# Set by advice.py and features.py, not by terms.
DERIVED = {
    "in_an_area",
    "no_area",
    "several_years",
    "within_a_year",
    "small_sum",
    "medium_sum",
    "large_sum",
    "many_people",
    "much_physical",
    "much_technology",
    "brief",
}


# Entries whose `sv` and `en` are terms, not texts.
TERM_LISTS = ("feature", "topic", "mention", "theme", "role")
THEMES = [row for name in THEME_FILES for row in load(name).children("theme")]


def texts(entry: Entry) -> Iterator[tuple[str, Text]]:
    """Every text in both languages below an entry."""
    for field in entry.keys():  # noqa: SIM118  # Entry is no dict
        if field in ("areas", "words", "months", "time", "numbers", "function", "compound", "rejection", "steps"):
            continue
        try:
            below: tuple[Entry, ...] = (entry.child(field),)
        except KnowledgeError:
            try:
                below = entry.children(field)
            except KnowledgeError:
                continue
        for item in below:
            if field in TERM_LISTS:
                yield from texts(item)
                continue
            try:
                yield item.where, Text(item.string("sv"), item.string("en"))
            except KnowledgeError:
                yield from texts(item)


TEXTS = [(f"{name}.toml {where}", text) for name in FILES for where, text in texts(load(name))]


def test_texts_are_found() -> None:
    assert len(TEXTS) > 350


@pytest.mark.parametrize(("where", "text"), TEXTS, ids=[f"{index}" for index, _ in enumerate(TEXTS)])
def test_text_is_whole_and_equal_in_both_languages(where: str, text: Text) -> None:
    placeholders = [sorted(re.findall(r"{\w*}", words)) for words in (text.sv, text.en)]
    ends = [words[-1] in ".?" for words in (text.sv, text.en)]

    assert placeholders[0] == placeholders[1], where
    assert ends[0] == ends[1], where
    assert all(words == words.strip() and "  " not in words for words in (text.sv, text.en)), where


def features() -> set[str]:
    rows = load("features")
    return {row.string("id") for key in ("feature", "combined") for row in rows.children(key)} | DERIVED


def test_rules_name_features_that_exist() -> None:
    conditions = [item for row in load("funds").children("fund") for item in row.children("condition")]
    named = {name for item in conditions for name in (*item.strings("yes"), *item.strings("no"))}
    asked = {name for item in QUESTIONS for name in (*item.yes, *item.no)}

    assert (named | asked) - features() == set()


def test_conditions_have_a_reason_for_each_way_they_can_go_and_a_source() -> None:
    for row in load("funds").children("fund"):
        for item in row.children("condition"):
            reasons = set(item.child("reason").keys())
            needed = {way for way in ("yes", "no") if item.strings(way)}
            assert reasons == needed | {"unknown"}, item.where
            assert source(item.string("source")).key == item.string("source")


def test_combined_features_and_themes_name_what_exists() -> None:
    themes = {row.string("id") for row in THEMES}
    named = {name for row in load("features").children("feature") for name in row.strings("themes")}
    combined = {
        name
        for row in load("features").children("combined")
        for name in (*row.strings("any"), *row.strings("all"), *row.strings("none"))
    }

    assert named - themes == set()
    assert combined - features() == set()
    assert passing() - features() == set()


def test_hints_name_steps_and_fields_that_exist() -> None:
    mentioned = {row.string("id") for row in load("completeness").children("mention")} | features()
    for row in load("completeness").children("hint"):
        assert row.string("field") in STEPS[row.string("step")], row.where
        assert set(row.strings("needs")) <= mentioned, row.where


def test_every_theme_has_a_reason_and_concepts_in_both_languages() -> None:
    for theme in THEMES:
        assert theme.text("reason"), theme.where
        assert all(terms["sv"] and terms["en"] for terms in theme.concepts().values()), theme.where


def test_rules_of_topics_name_concepts_that_exist_and_use_every_one() -> None:
    concepts = {name for row in load("answers").children("heard") for name in row.concepts()}
    topics = load("answers").children("topic")
    rules = [rule for row in topics for field in ("asks", "with") for rule in row.terms(field)]

    assert {part for rule in rules for parts in rule.split() for part in parts.split("|")} == concepts


def test_known_questions_are_under_every_topic_in_both_languages() -> None:
    known = load("asked")

    assert known.keys() == TOPICS
    assert [name for name in TOPICS if not (known.child(name).strings("sv") and known.child(name).strings("en"))] == []


@pytest.mark.parametrize(("name", "key"), [("features", "feature"), ("answers", "topic")])
def test_ids_are_unique(name: str, key: str) -> None:
    ids = [row.string("id") for row in load(name).children(key)]

    assert len(ids) == len(set(ids))


def test_themes_and_concepts_are_named_once() -> None:
    themes = [row.string("id") for row in THEMES]
    concepts = [name for row in THEMES for name in row.concepts()]

    assert len(themes) == len(set(themes))
    assert len(concepts) == len(set(concepts))


def test_terms_are_all_well_written() -> None:
    assert mentions(read("barn"), "concept")[0].id == "children"


def test_concrete_funds_are_dated_and_reachable() -> None:
    for item in (item for kind in FUNDS for item in kind.concrete):
        assert 2010 <= item.year <= date.fromisoformat(item.last_checked).year
        assert item.address.startswith("http")
        assert item.status in ("open", "unknown", "dated", "closed")


def test_every_concrete_fund_is_shown_beneath_some_kind() -> None:
    shown = [item.id for kind in FUNDS for item in kind.concrete]

    assert sorted(shown) == sorted(row.string("id") for row in load("calls").children("call"))


def test_lookups_agree_with_the_files() -> None:
    assert (len(AREAS), len(FUNDS), len(TOPICS)) == (4, 10, 26)


def test_source_refuses_an_unknown_key() -> None:
    with pytest.raises(AssistantError, match=r"no source 'X9'; sources\.toml has S0"):
        source("X9")


def test_version_is_dated() -> None:
    assert date.fromisoformat(load("version").string("date"))


@pytest.mark.parametrize(
    ("data", "read_field", "message"),
    [
        ({"id": "a", "sv": 3}, lambda e: e.string("sv"), r"f\.toml\[a\]: sv should be a non-empty string, but is 3"),
        ({"id": "a"}, lambda e: e.text("name"), r"f\.toml\[a\]\.name: sv should be a non-empty string"),
        ({"id": "a", "sources": ["?"]}, lambda e: e.sources(), r"sources should be one or more keys"),
        ({"sv": ["a", 1]}, lambda e: e.strings("sv"), "sv should be a list of non-empty strings"),
        ({"weight": True}, lambda e: e.number("weight"), "weight should be a number"),
        ({"empty": "no"}, lambda e: e.flag("empty"), "empty should be true or false"),
        ({"name": 1}, lambda e: e.child("name"), "name should be a table"),
        ({"id": "a", "concepts": "b: c"}, lambda e: e.concepts(), "concepts should be unique rows such as"),
        ({"rows": [1]}, lambda e: e.children("rows"), "rows should be a list of tables"),
    ],
)
def test_fault_names_file_entry_and_what_is_expected(data, read_field, message) -> None:  # type: ignore[no-untyped-def]  # a table of lambdas
    with pytest.raises(KnowledgeError, match=message):
        read_field(Entry("f.toml", data))


@pytest.mark.parametrize("module", ["advice", "answers", "language", "privacy", "wording"])
def test_examples_in_docstrings_hold(module: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"assistant.{module}"))

    assert (outcome.failed, outcome.attempted > 0) == (0, True)
