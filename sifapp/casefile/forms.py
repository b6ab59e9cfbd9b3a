"""What is written on a case's page?"""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, MultipleFileField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, ValidationError

from sifapp.applications.forms import cleaned
from sifapp.wizard.forms import text_area
from sifapp.wizard.which_form import ALL_STEPS


class MessageForm(FlaskForm):
    """A message between the applicant and the fund."""

    body = text_area(
        _l("New message"),
        _l("Write the message first."),
        _l("Both sides can read it here. Write about the sketch, never about named persons."),
    )
    step = SelectField(
        _l("What is it about?"),
        default="",
        choices=[SelectChoice("", _l("The whole case")), *(SelectChoice(step.id, step.title) for step in ALL_STEPS)],
    )


class AttachmentsForm(FlaskForm):
    """Files for the case, and one line that says what they are. What is in them, operations look at."""

    files = MultipleFileField(_l("Choose files"))
    description = StringField(
        _l("What is it?"),
        filters=[cleaned, lambda text: " ".join(text.split())],
        validators=[Length(max=200, message=_l("Write at most 200 characters."))],
        description=_l("One line, such as “Agreement with the school”. It is shown beside the files you add now."),
    )

    def validate_files(self, field: Field) -> None:
        """A press on the button without a file adds nothing, and says so."""
        if not any(upload.filename for upload in request.files.getlist(field.name)):
            raise ValidationError(_("Choose at least one file first."))
