"""What can be edited of a fund with a name?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp, ValidationError

from sifapp.advice import ADDRESS
from sifapp.applications.forms import DayField, WholeNumber, cleaned, needed
from sifapp.i18n import FIRST_YEAR, LAST_YEAR, today
from sifapp.knowledge.rules import COMING, STATUSES

DAYS = ("opens_on", "closes_on", "last_checked")
LONGEST_NAME = 200
LONGEST_TEXT = 1000


class FundForm(FlaskForm):
    """One fund: where it stands, and what it says in both languages. Fields as `sifapp.advice.stated` names them."""

    status = SelectField(
        _l("State"),
        choices=[SelectChoice(status, label) for status, (label, _tone) in STATUSES.items() if status != COMING],
        validate_choice=True,
    )
    opens_on = DayField(_l("First day to apply"), validators=[Optional()])
    closes_on = DayField(_l("Last day to apply"), validators=[Optional()])
    year = WholeNumber(
        _l("Which year are the facts from?"),
        validators=[
            # DataRequired, not InputRequired: its text replaces WTForms' own when there is no number to be read.
            DataRequired(_l("Write a year, such as 2026.")),
            NumberRange(min=FIRST_YEAR, max=LAST_YEAR, message=_l("Write a year, such as 2026.")),
        ],
    )
    last_checked = DayField(_l("Last checked"), validators=[DataRequired(_l("Choose the day when somebody looked."))])
    address = StringField(
        _l("Web address"),
        filters=[cleaned],
        validators=[
            DataRequired(_l("Write the web address where the fund is described.")),
            Regexp(ADDRESS, message=_l("Write a web address such as https://www.example.se/funds, without quotes.")),
            Length(max=LONGEST_TEXT),
        ],
    )
    name_sv = StringField(_l("Name in Swedish"), **needed(_l("Write the name in Swedish."), LONGEST_NAME))
    name_en = StringField(_l("Name in English"), **needed(_l("Write the name in English."), LONGEST_NAME))
    purpose_sv = TextAreaField(_l("Purpose in Swedish"), **needed(_l("Write the purpose in Swedish."), LONGEST_TEXT))
    purpose_en = TextAreaField(_l("Purpose in English"), **needed(_l("Write the purpose in English."), LONGEST_TEXT))
    who_sv = TextAreaField(
        _l("Who can apply, in Swedish"), **needed(_l("Write in Swedish who can apply."), LONGEST_TEXT)
    )
    who_en = TextAreaField(
        _l("Who can apply, in English"), **needed(_l("Write in English who can apply."), LONGEST_TEXT)
    )
    owner_sv = StringField(_l("Owner in Swedish"), **needed(_l("Write the owner in Swedish."), LONGEST_NAME))
    owner_en = StringField(_l("Owner in English"), **needed(_l("Write the owner in English."), LONGEST_NAME))
    size_sv = TextAreaField(_l("Amount in Swedish"), **needed(_l("Write the amount in Swedish."), LONGEST_TEXT))
    size_en = TextAreaField(_l("Amount in English"), **needed(_l("Write the amount in English."), LONGEST_TEXT))
    next_step_sv = TextAreaField(
        _l("Next step in Swedish"), **needed(_l("Write the next step in Swedish."), LONGEST_TEXT)
    )
    next_step_en = TextAreaField(
        _l("Next step in English"), **needed(_l("Write the next step in English."), LONGEST_TEXT)
    )

    @classmethod
    def showing(cls, said: Mapping[str, str]) -> "FundForm":
        """The form filled with what a fund says."""
        days = {name: date.fromisoformat(said[name]) if said[name] else None for name in DAYS}
        return cls(data={**said, **days, "year": int(said["year"])})

    @classmethod
    def checking(cls, said: Mapping[str, str]) -> "FundForm":
        """The form filled with ``said`` as if somebody had typed it, with what is wrong in it."""
        form = cls(MultiDict(said), meta={"csrf": False})
        form.validate()
        return form

    def values(self) -> dict[str, str]:
        """What was filled in, as an edit has it."""
        return {name: _plain(value) for name, value in self.data.items() if name != "csrf_token"}

    def validate_closes_on(self, field: Field) -> None:
        """The last day is not before the first."""
        if self.opens_on.data and field.data and field.data < self.opens_on.data:
            raise ValidationError(_("Choose a last day that is not before the first day."))

    def validate_last_checked(self, field: Field) -> None:
        """Nobody has looked tomorrow."""
        if field.data and field.data > today():
            raise ValidationError(_("Choose today or a day before."))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
