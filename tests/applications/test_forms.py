"""Days are read in one place, and no form takes one that the fund cannot count with."""

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.validators import DataRequired, Optional

from sifapp.applications.forms import DayField

REFUSAL = "Write a day that exists, between 1990 and 2099, such as 2026-11-22."


class NeededForm(FlaskForm):  # type: ignore[misc]  # WTForms has no types
    """A day that must be there, and that is compared with another one."""

    class Meta:
        csrf = False

    day = DayField("Day", validators=[DataRequired("Choose the day.")])

    def validate_day(self, field: DayField) -> None:
        """What is never asked of a day that could not be read."""
        assert field.data >= date(1990, 1, 1)


class FreeForm(FlaskForm):  # type: ignore[misc]  # WTForms has no types
    """A day that may be left out."""

    class Meta:
        csrf = False

    day = DayField("Day", validators=[Optional()])


@pytest.mark.parametrize(
    "typed", ["0001-01-01", "0027-03-10", "1989-12-31", "2100-01-01", "9999-12-31", "2027-02-29", "i mars", "2027-3"]
)
@pytest.mark.parametrize("kind", [NeededForm, FreeForm])
def test_day_that_no_calendar_holds_is_refused_in_words_and_kept(app: Flask, kind: type[FlaskForm], typed: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        form = kind(MultiDict({"day": typed}))

        assert (form.validate(), form.errors, form.day.data) == (False, {"day": [REFUSAL]}, None)
        assert form.day._value() == typed


@pytest.mark.parametrize("day", [date(1990, 1, 1), date(2028, 2, 29), date(2099, 12, 31)])
def test_first_and_last_day_of_the_calendar_are_taken(app: Flask, day: date) -> None:
    with app.test_request_context():
        form = NeededForm(MultiDict({"day": day.isoformat()}))

        assert (form.validate(), form.day.data) == (True, day)


@pytest.mark.parametrize("typed", ["", "  "])
def test_day_that_is_left_out_is_asked_for_only_where_it_is_needed(app: Flask, typed: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        needed, free = NeededForm(MultiDict({"day": typed})), FreeForm(MultiDict({"day": typed}))

        assert (needed.validate(), needed.errors) == (False, {"day": ["Choose the day."]})
        assert (free.validate(), free.day.data) == (True, None)


def test_no_form_reads_days_in_another_way() -> None:
    files = [*Path("sifapp").rglob("*.py"), *Path("sifapp").rglob("*.html")]

    found = [str(file) for file in files if re.search(r"\b(Date|DateTime|Month|Week)\w*Field[(\"]", file.read_text())]

    assert found == []
