"""What is asked of a retention rule?"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from sifapp.applications.forms import DayField, WholeNumber, cleaned
from sifapp.archive.rules import LONGEST_DAYS
from sifapp.i18n import today

_DAYS = _l("Write a whole number of days, from 1 to 36,500.")


class RuleForm(FlaskForm):
    """How long something is kept, and who has decided that it goes then."""

    days = WholeNumber(
        _l("Days until it goes"),
        validators=[DataRequired(_DAYS), NumberRange(min=1, max=LONGEST_DAYS, message=_DAYS)],
    )
    authority = StringField(
        _l("Who has decided it?"),
        filters=[cleaned],
        validators=[Length(max=200, message=_l("Write at most 200 characters."))],
        description=_l("The authority and the number of the decision, such as “Stadsarkivet, SSA 2027:5”."),
    )
    decided_on = DayField(_l("When was it decided?"), validators=[Optional()])
    in_force = BooleanField(_l("The rule is in force: what its time is over for is removed by itself"))

    def validate_authority(self, field: Field) -> None:
        """Nothing is removed without somebody who has decided it."""
        if self.in_force.data and not field.data:
            raise ValidationError(_l("Write who has decided it. Nothing is removed without a decision."))

    def validate_decided_on(self, field: Field) -> None:
        """A decision was made some day, not one that is still to come."""
        if field.data and field.data > today():
            raise ValidationError(_l("The day of the decision cannot be in the future."))

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """The day may be left out until the rule is in force: a field that may be empty is not asked by itself."""
        is_right = super().validate(extra_validators)
        if self.in_force.data and not self.decided_on.data and not self.decided_on.errors:
            self.decided_on.errors = [_l("Write the day of the decision. Nothing is removed without one.")]
            return False
        return bool(is_right)
