"""What is written beside a conversation?"""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from sifapp.wizard.forms import LONGEST_REASON, text_area


class HandOverForm(FlaskForm):
    """What a person asks the coordinators."""

    message = text_area(
        _l("What do you want to know?"),
        _l("Write what you want to know."),
        _l("The coordinators read the conversation too. Write nothing about individuals."),
        longest=LONGEST_REASON,
    )


class AnswerForm(FlaskForm):
    """What a coordinator answers."""

    answer = text_area(
        _l("Your answer"),
        _l("Write the answer first."),
        _l("It is sent by email, in your words, and kept with the conversation."),
        longest=LONGEST_REASON,
    )
