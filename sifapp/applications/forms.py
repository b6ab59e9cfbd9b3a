"""What is asked about a call?"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Regexp, ValidationError

from sifapp.applications.calls import call_by_code
from sifapp.db import get_session
from sifapp.web import clean


def cleaned(value: str | None) -> str:
    return clean(value or "").strip()


def needed(message: str, longest: int) -> dict[str, list[object]]:
    """Both languages are needed: no reader is sent to the other one."""
    return {"validators": [DataRequired(message), Length(max=longest)], "filters": [cleaned]}


def _days(message: str) -> list[object]:
    # DataRequired, not InputRequired: its text replaces WTForms' own when there is no number to be read.
    return [DataRequired(message), NumberRange(min=1, max=365, message=message)]


class CallForm(FlaskForm):
    """One call, in both languages."""

    code = StringField(
        _l("Short name"),
        filters=[cleaned],
        validators=[
            DataRequired(_l("Write a short name.")),
            Regexp(r"[a-z0-9-]{1,40}\Z", message=_l("Use at most 40 small letters a–z, digits and hyphens.")),
        ],
    )
    name_sv = StringField(_l("Name in Swedish"), **needed(_l("Write the name in Swedish."), 120))
    name_en = StringField(_l("Name in English"), **needed(_l("Write the name in English."), 120))
    purpose_sv = TextAreaField(_l("Purpose in Swedish"), **needed(_l("Write the purpose in Swedish."), 5000))
    purpose_en = TextAreaField(_l("Purpose in English"), **needed(_l("Write the purpose in English."), 5000))
    opens_on = DateField(_l("First day"), validators=[DataRequired(_l("Choose the first day."))])
    closes_on = DateField(_l("Last day"), validators=[DataRequired(_l("Choose the last day."))])
    triage_days = IntegerField(
        _l("Days for the coordinators to answer"),
        default=15,
        validators=_days(_l("Write a number of days from 1 to 365.")),
    )
    completion_days = IntegerField(
        _l("Days for the applicant to complete"),
        default=20,
        validators=_days(_l("Write a number of days from 1 to 365.")),
    )
    sign_off_required = BooleanField(_l("A manager must sign the sketch off before it is sent"))

    def validate_code(self, field: Field) -> None:
        """Two calls never share a short name."""
        if call_by_code(get_session(), field.data):
            raise ValidationError(_("Another call has this short name. Choose another one."))

    def validate_closes_on(self, field: Field) -> None:
        """The last day is not before the first."""
        if self.opens_on.data and field.data and field.data < self.opens_on.data:
            raise ValidationError(_("Choose a last day that is not before the first day."))


class ChangeCallForm(CallForm):
    """A call that exists keeps its short name."""

    code = None
