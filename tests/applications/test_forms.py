"""Days are read in one place, and no form takes one that the fund cannot count with."""

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.validators import DataRequired, NumberRange, Optional

from sifapp.applications.forms import DayField, WholeNumber

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


class NumberForm(FlaskForm):  # type: ignore[misc]  # WTForms has no types
    """A number that must be there."""

    class Meta:
        csrf = False

    days = WholeNumber("Days", validators=[DataRequired("Write 1 to 365."), NumberRange(1, 365, "Write 1 to 365.")])


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


@pytest.mark.parametrize("typed", ["many", "1,5", "9" * 10, "9" * 400, "9" * 5_000])
def test_number_that_no_column_holds_is_refused_in_words_and_kept(app: Flask, typed: str) -> None:
    with app.test_request_context():
        form = NumberForm(MultiDict({"days": typed}))

        assert (form.validate(), form.errors) == (False, {"days": ["Write 1 to 365."]})
        assert form.days._value() == typed


def test_no_form_reads_days_or_numbers_in_another_way() -> None:
    files = [*Path("sifapp").rglob("*.py"), *Path("sifapp").rglob("*.html")]
    others = re.compile(r"\b((Date|DateTime|Month|Week|Integer|Decimal|Float)\w*Field)[(\"]")

    found = [str(file) for file in files if others.search(file.read_text())]

    assert found == []
