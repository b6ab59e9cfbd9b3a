"""What is asked about an outside evaluator?"""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from sifapp.accounts.forms import email_field, one_line
from sifapp.accounts.gate import settings
from sifapp.applications.forms import DayField
from sifapp.i18n import LANGUAGES, show_date, today


class EvaluatorForm(FlaskForm):
    """Whom to let in, and until when."""

    email = email_field()
    name = StringField(
        _l("Name"), filters=[one_line], validators=[DataRequired(_l("Write the name.")), Length(max=120)]
    )
    language = SelectField(
        _l("Language of the letter"), choices=[SelectChoice(*choice) for choice in LANGUAGES.items()]
    )
    until = DayField(_l("Last day"), validators=[DataRequired(_l("Choose the last day."))])

    def validate_until(self, field: Field) -> None:
        """Not over, and not farther off than the fund allows."""
        latest = today() + timedelta(days=settings().evaluator_days)
        if not today() <= field.data <= latest:
            raise ValidationError(_("Choose a day from today to %(day)s.", day=show_date(latest)))
