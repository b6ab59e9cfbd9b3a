"""A text beside a case: long enough to say something, short enough to be read, and nobody named by number."""

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from sifapp.casefile.forms import MessageForm
from sifapp.conversation.forms import AnswerForm, HandOverForm
from sifapp.review.forms import NoteForm
from sifapp.statuses import Status
from sifapp.wizard.forms import ReasonForm, text_area


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form with one text."""

    text = text_area(_l("Why?"), _l("Say why."), longest=12)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["Say why."]),
        (" \n ", ["Say why."]),
        ("x" * 12, []),
        ("x" * 13, ["Shorten the text to 12 characters."]),
        ("\u00adkort\r\ntext\x00", []),
    ],
)
def test_text_is_written_and_not_too_long(texts: Flask, text: str, faults: list[str]) -> None:
    form = Form(MultiDict({"text": text}), meta={"csrf": False})

    form.validate()

    assert [str(fault) for fault in form.text.errors] == faults


def test_text_is_kept_without_what_nobody_sees(texts: Flask) -> None:
    form = Form(MultiDict({"text": "\u00adkort\r\ntext\x00"}), meta={"csrf": False})

    assert form.text.data == "kort\ntext"


@pytest.mark.parametrize(
    ("make_form", "field", "limit"),
    [
        (ReasonForm, "reason", "5,000"),
        (HandOverForm, "message", "5,000"),
        (AnswerForm, "answer", "5,000"),
        (NoteForm, "body", "10,000"),
        (partial(MessageForm.for_case, Status.SUBMITTED), "body", "10,000"),
    ],
)
def test_each_text_says_its_limit_and_takes_no_personal_number(
    texts: Flask, make_form: Callable[..., FlaskForm], field: str, limit: str
) -> None:
    faults = []

    for text in ("x" * 10_001, "Anna, 900101-0017, har flyttat."):
        form = make_form(formdata=MultiDict({field: text}), meta={"csrf": False})
        form.validate()
        faults += form[field].errors

    assert faults[0] == f"Shorten the text to {limit} characters."
    assert "personal identity number" in faults[1]
