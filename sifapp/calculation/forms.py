"""What is asked about a price and about the basis of calculations?"""

from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import URL, DataRequired, Length, NumberRange, Optional, Regexp, ValidationError

from sifapp.applications.forms import WholeNumber
from sifapp.calculation.amounts import parse_quantity, parse_sek
from sifapp.calculation.labels import PER_LABELS
from sifapp.calculation.lines import Per
from sifapp.web import clean

HIGHEST_RATE = 20  # per cent


def _text(value: object) -> str:
    return clean(str(value or "")).strip()


def _needed(message: str, longest: int) -> dict[str, list[object]]:
    return {"validators": [DataRequired(message), Length(max=longest)], "filters": [_text]}


class ChangePriceForm(FlaskForm):
    """One price, in both languages."""

    name_sv = StringField(_l("What it is, in Swedish"), **_needed(_l("Write in Swedish what it is."), 160))
    name_en = StringField(_l("What it is, in English"), **_needed(_l("Write in English what it is."), 160))
    amount_sek = StringField(_l("Price"), filters=[_text], validators=[DataRequired(_l("Write the price."))])
    per = SelectField(_l("Paid for"), choices=[SelectChoice(per.value, label) for per, label in PER_LABELS.items()])
    year = WholeNumber(
        _l("Year of the price"),
        validators=[
            DataRequired(_l("Write the year with four digits, for example 2027.")),
            NumberRange(min=2000, max=2099, message=_l("Write the year with four digits, for example 2027.")),
        ],
    )
    place_sv = StringField(_l("Where it holds, in Swedish"), **_needed(_l("Write in Swedish where it holds."), 80))
    place_en = StringField(_l("Where it holds, in English"), **_needed(_l("Write in English where it holds."), 80))
    source = StringField(_l("Source"), **_needed(_l("Write where the price stands."), 300))
    address = StringField(
        _l("Web address of the source"),
        filters=[_text],
        validators=[
            Optional(),
            Length(max=500),
            Regexp("https?://", message=_l("Write the whole address, beginning with https://.")),
            URL(message=_l("Write the whole address, beginning with https://.")),
        ],
    )
    note_sv = TextAreaField(
        _l("What to know before using it, in Swedish"), filters=[_text], validators=[Length(max=500)]
    )
    note_en = TextAreaField(
        _l("What to know before using it, in English"), filters=[_text], validators=[Length(max=500)]
    )
    is_dated = BooleanField(_l("The price is old: ask for a newer one"))

    def validate_amount_sek(self, field: Field) -> None:
        """A price is whole kronor, 1 or more."""
        if not parse_sek(field.data):
            raise ValidationError(_("Write the price in whole kronor, for example 4 500."))

    def validate_note_en(self, field: Field) -> None:
        """No reader is sent to the other language."""
        if bool(field.data) != bool(self.note_sv.data):
            raise ValidationError(_("Write the note in both languages, or in neither."))

    def values(self) -> dict[str, Any]:
        """What a row of the price list holds, but for the dates."""
        values = {name: value for name, value in self.data.items() if name != "csrf_token"}
        return {**values, "amount_sek": parse_sek(self.amount_sek.data), "per": Per(self.per.data)}


class PriceForm(ChangePriceForm):
    """A new price has a short name, which it keeps."""

    code = StringField(
        _l("Short name"),
        filters=[_text],
        validators=[
            DataRequired(_l("Write a short name.")),
            Regexp(r"[a-z0-9-]{1,60}\Z", message=_l("Use at most 60 small letters a–z, digits and hyphens.")),
        ],
    )


class BasisForm(FlaskForm):
    """What all calculations rest on."""

    rate = StringField(
        _l("Interest for present values"),
        filters=[_text],
        validators=[DataRequired(_l("Write the interest, 0 or more."))],
    )
    counted_years = WholeNumber(
        _l("Years that count for repayment"),
        validators=[
            DataRequired(_l("Write a number of years from 1 to 20.")),
            NumberRange(min=1, max=20, message=_l("Write a number of years from 1 to 20.")),
        ],
    )

    def validate_rate(self, field: Field) -> None:
        """Between 0 and 20 %, with two decimals at most."""
        number = parse_quantity(field.data)
        if number is None or number > HIGHEST_RATE:
            raise ValidationError(_("Write the interest as a number from 0 to 20, for example 3 or 3,5."))

    def chosen_rate(self) -> Fraction:
        """The rate as a share: 3/100 for 3 %."""
        return (parse_quantity(self.rate.data) or Fraction(0)) / 100
