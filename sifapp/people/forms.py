"""What is asked about a person?"""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from sifapp.access import Role
from sifapp.accounts.forms import ROLE_LABELS, email_field, one_line
from sifapp.accounts.models import Administration, Person
from sifapp.accounts.queries import present_administrations
from sifapp.db import get_session
from sifapp.i18n import language, today


def _number(value: str | int) -> int | None:
    return int(value) if value else None


class PersonForm(FlaskForm):
    """A person in the register."""

    email = email_field()
    name = StringField(
        _l("Name"), filters=[one_line], validators=[DataRequired(_l("Write the name.")), Length(max=120)]
    )
    title = StringField(_l("Title"), filters=[one_line], validators=[Length(max=120)])
    administration_id = SelectField(_l("Administration"), coerce=_number)
    roles = SelectMultipleField(_l("Roles"), validators=[InputRequired(_l("Choose at least one role."))])

    def __init__(self, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(obj=person, **kwargs)
        is_outside = person is not None and person.administration_id is None
        self.roles.choices = [
            SelectChoice(role.value, label)
            for role, label in ROLE_LABELS.items()
            if (role is Role.EVALUATOR) == is_outside
        ]
        if is_outside:
            self.administration_id.choices = [SelectChoice("", _l("Outside the city"))]
        else:
            self._offer_administrations(person)

    def _offer_administrations(self, person: Person | None) -> None:
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
