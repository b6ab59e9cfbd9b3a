"""What is written beside a conversation?"""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from sifapp.web import clean
from sifapp.wizard.forms import no_personal_number

LONGEST = 5000


def _text_area(label: LazyString, wanted: LazyString, hint: LazyString) -> TextAreaField:
    """A text that must be written. ``wanted``: what to do when it is not."""
    return TextAreaField(
        label,
        validators=[
            DataRequired(wanted),
            Length(max=LONGEST, message=_l("Shorten the text to 5,000 characters.")),
            no_personal_number,
        ],
        filters=[lambda text: clean(text) if text else text],
        description=hint,
    )


class HandOverForm(FlaskForm):
    """What a person asks the coordinators."""

    message = _text_area(
        _l("What do you want to know?"),
        _l("Write what you want to know."),
        _l("The coordinators read the conversation too. Write nothing about individuals."),
    )


class AnswerForm(FlaskForm):
    """What a coordinator answers."""

    answer = _text_area(
        _l("Your answer"),
        _l("Write the answer first."),
        _l("It is sent by mail, in your words, and kept with the conversation."),
    )
