"""What is written on a case's page?"""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from sifapp.wizard.forms import text_area


class MessageForm(FlaskForm):
    """A message between the applicant and the fund."""

    body = text_area(
        _l("New message"),
        _l("Write the message first."),
        _l("Both sides can read it here. Write about the sketch, never about named persons."),
    )
