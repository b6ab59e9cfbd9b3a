"""How a sketch is read, and how changes are shown."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from sifapp.wizard.reading import Part, differences, sections, text_of
from sifapp.wizard.steps import SKETCH
from tests.factories import ANSWERS


def test_changed_word_is_shown_between_what_stayed() -> None:
    parts = differences("Omkring 120 familjer i Järva.", "Omkring 140 familjer i Järva.")

    assert parts == (
        Part("same", "Omkring "),
        Part("removed", "120 "),
        Part("added", "140 "),
        Part("same", "familjer i Järva."),
    )


def test_passage_written_anew_is_shown_whole() -> None:
    parts = differences("Vi jämför med dem som köar.", "Hälften får lots direkt med stöd.")

    assert parts == (
        Part("removed", "Vi jämför med dem som köar."),
        Part("added", "Hälften får lots direkt med stöd."),
    )


def test_same_text_is_one_part() -> None:
    assert differences("Ett team.", "Ett team.") == (Part("same", "Ett team."),)


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_parts_give_both_texts_back(old: str, new: str) -> None:
    parts = differences(old, new)

    assert "".join(p.text for p in parts if p.kind != "added") == old
    assert "".join(p.text for p in parts if p.kind != "removed") == new


def test_sketch_is_read_in_the_readers_language_with_the_sum(texts: Flask) -> None:
    cost = next(s for s in sections(ANSWERS, SKETCH.version) if s.step_id == "cost")

    assert [(str(line.label), line.text) for line in cost.lines] == [
        ("About how much would it cost each year?", "2027, SEK\xa01,200,000\n2028, SEK\xa01,200,000"),
        ("Total", "SEK\xa02,400,000"),
    ]


@pytest.mark.parametrize(
    ("version", "label"),
    [
        ("sketch-1", "What is new in it, and what does it build on?"),
        ("sketch-2", "What is new, and how does it complement the city’s social work?"),
    ],
)
def test_sent_sketch_keeps_the_questions_that_it_answered(texts: Flask, version: str, label: str) -> None:
    method = next(s for s in sections(ANSWERS, version) if s.step_id == "method")

    assert [str(line.label) for line in method.lines] == [label]


def test_text_of_a_sketch_leaves_out_rows_and_choices() -> None:
    text = text_of(ANSWERS)

    assert text.startswith(ANSWERS["idea"]["title"])
    assert "1,2 mnkr" not in text
