"""What is written on a case's page?"""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, MultipleFileField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, ValidationError

from sifapp.applications.forms import cleaned
from sifapp.statuses import OF_APPLICATION, Status
from sifapp.wizard.forms import text_area
from sifapp.wizard.steps import SKETCH
from sifapp.wizard.which_form import ALL_STEPS


class MessageForm(FlaskForm):
    """A message between the applicant and the fund."""

    body = text_area(
        _l("New message"),
        _l("Write the message first."),
        _l("Both sides can read it here. Write about the project, never about named persons."),
    )
    step = SelectField(_l("What is it about?"), default="")

    @classmethod
    def for_case(cls, status: Status, **values: Any) -> "MessageForm":
        """The form with the steps that the case has: before it becomes an application, those of the sketch alone."""
        form = cls(**values)
        steps = ALL_STEPS if status in OF_APPLICATION else SKETCH.steps
        form.step.choices = [SelectChoice("", _l("The whole case")), *(SelectChoice(s.id, s.title) for s in steps)]
        return form


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
