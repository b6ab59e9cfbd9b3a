"""What is asked about a person?"""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from sifapp.access import Role
from sifapp.accounts.forms import ROLE_LABELS
from sifapp.accounts.models import Administration, Person
from sifapp.accounts.queries import present_administrations
from sifapp.db import get_session
from sifapp.i18n import language, today
from sifapp.web import clean

EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")


def _text(value: str | None) -> str:
    return " ".join(clean(value or "").split())


class PersonForm(FlaskForm):
    """A person in the register."""

    email = StringField(
        _l("Email address"),
        filters=[_text],
        validators=[
            DataRequired(_l("Write the email address.")),
            Length(max=254),
            Regexp(EMAIL, message=_l("Write the address as name@workplace.se, without å, ä and ö.")),
        ],
    )
    name = StringField(_l("Name"), filters=[_text], validators=[DataRequired(_l("Write the name.")), Length(max=120)])
    title = StringField(_l("Title"), filters=[_text], validators=[Length(max=120)])
    administration_id = SelectField(_l("Administration"), coerce=int)
    roles = SelectMultipleField(
        _l("Roles"),
        choices=[SelectChoice(role.value, label) for role, label in ROLE_LABELS.items()],
        validators=[InputRequired(_l("Choose at least one role."))],
    )

    def __init__(self, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(obj=person, **kwargs)
        session = get_session()
        choices = list(present_administrations(session, today()))
        if person and person.administration_id not in [a.id for a in choices]:
            # Somebody may still belong to an administration that is no more: saving must not move them unasked.
            choices.append(session.get_one(Administration, person.administration_id))
        name = "name_sv" if language() == "sv" else "name_en"
        self.administration_id.choices = [SelectChoice(a.id, getattr(a, name)) for a in choices]

    def chosen_roles(self) -> frozenset[Role]:
        """The roles that were ticked."""
        return frozenset(Role(value) for value in self.roles.data)


class ChangePersonForm(PersonForm):
    """A person who is in the register: the address stays, and signing in can be stopped."""

    email = None
    is_active = BooleanField(_l("May sign in"))
