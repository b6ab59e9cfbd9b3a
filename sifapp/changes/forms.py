"""What is asked of whoever answers a request?"""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired

from sifapp.changes.models import State
from sifapp.wizard.forms import cleaned, fits, no_personal_number, text_area


class DecisionForm(FlaskForm):
    """The city director's answer. ``seen``: the version of the request that was read."""

    title = _l("Decide on the change")
    lead = _l(
        "A granted change holds at once. The project is told by letter. The fund can grant anew what it gets back."
    )
    button = _l("Decide")

    seen = HiddenField()
    ruling = RadioField(
        _l("What do you decide?"),
        choices=[
            SelectChoice(State.GRANTED.value, _l("Grant it")),
            SelectChoice(State.REFUSED.value, _l("Refuse it: the plan stands as it was")),
        ],
        validators=[InputRequired(_l("Choose whether you grant or refuse it."))],
    )
    grounds = text_area(_l("Why?"), _l("Say why. The project reads it."), longest=5_000)
    reference = StringField(
        _l("Number of the decision"),
        filters=[cleaned],
        validators=[fits(120), no_personal_number],
        description=_l("If it is registered, for example KS 2026/123."),
    )


class QuestionsForm(FlaskForm):
    """The request goes back to the project."""

    title = _l("Ask about the change")
    lead = _l("The project gets the request back with your questions, and can change it before it is sent again.")
    button = _l("Send it back with questions")

    seen = HiddenField()
    questions = text_area(
        _l("What do you ask about?"), _l("Write what you ask about. The project reads it."), longest=5_000
    )
