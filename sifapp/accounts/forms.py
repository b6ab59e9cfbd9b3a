"""What is asked when signing in and about one's profile?"""

import re

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from sifapp.access import Role
from sifapp.i18n import LANGUAGES
from sifapp.web import clean

SHORTEST_PASSWORD = 12

ROLE_LABELS = {
    Role.APPLICANT: _l("Applicant"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.COUNCIL: _l("Council member"),
    Role.DIRECTOR: _l("City director"),
    Role.CONTROLLER: _l("Controller"),
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.EVALUATOR: _l("Outside evaluator"),
}


EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")


def one_line(value: str | None) -> str:
    """A name or an address as it was typed, on one line."""
    return " ".join(clean(value or "").split())


def email_field() -> StringField:
    """An address that somebody shall sign in with."""
    return StringField(
        _l("Email address"),
        filters=[one_line],
        validators=[
            DataRequired(_l("Write the email address.")),
            Length(max=254),
            Regexp(EMAIL, message=_l("Write the address as name@workplace.se, without å, ä and ö.")),
        ],
    )


class SignInForm(FlaskForm):
    """Sign in with a local account."""

    email = StringField(
        _l("Email address"), validators=[InputRequired(_l("Write your email address.")), Length(max=254)]
    )
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Write your password.")), Length(max=200)])


class ProfileForm(FlaskForm):
    """What a person decides about themselves."""

    language = SelectField(
        _l("Language of pages and email"), choices=[SelectChoice(*choice) for choice in LANGUAGES.items()]
    )


class PasswordForm(FlaskForm):
    """Choose another password."""

    password = PasswordField(
        _l("Your present password"),
        validators=[InputRequired(_l("Write your present password.")), Length(max=200)],
    )
    new_password = PasswordField(
        _l("Your new password"),
        validators=[
            InputRequired(_l("Write a new password.")),
            Length(min=SHORTEST_PASSWORD, max=200, message=_l("Use 12 to 200 characters.")),
        ],
    )
