"""What is asked beside the sketch itself: reasons, colleagues, a manager?"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from sqlmodel import Session
from wtforms import Field, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from sifapp.access import Whose
from sifapp.accounts.models import Person
from sifapp.accounts.queries import person_by_email
from sifapp.i18n import show_number
from sifapp.web import clean
from sifapp.wizard.rules import personal_number_fault

if TYPE_CHECKING:
    from sifapp.applications.gate import Case

LONGEST = 10_000
LONGEST_REASON = 5_000


def cleaned(text: str | None) -> str | None:
    """What was typed, without characters that no database stores."""
    return clean(text) if text else text


def no_personal_number(_form: FlaskForm, field: Field) -> None:
    """Validator: what is written about a case names no person by number."""
    if fault := personal_number_fault(field.data or ""):
        raise ValidationError(fault)


def fits(longest: int) -> Callable[[FlaskForm, Field], None]:
    """Validator: a text of at most ``longest`` characters."""

    def check(_form: FlaskForm, field: Field) -> None:
        if len(field.data or "") > longest:
            raise ValidationError(_("Shorten the text to %(longest)s characters.", longest=show_number(longest)))

    return check


def text_area(
    label: LazyString, wanted: LazyString, hint: LazyString | str = "", *, longest: int = LONGEST
) -> TextAreaField:
    """A text that must be written. ``wanted``: what to do when it is not."""
    return TextAreaField(
        label,
        filters=[cleaned],
        validators=[DataRequired(wanted), fits(longest), no_personal_number],
        description=hint,
    )


class ReasonForm(FlaskForm):
    """A reason in words."""

    reason = text_area(_l("Why?"), _l("Write a sentence about why."), longest=LONGEST_REASON)


class UnchangedForm(FlaskForm):
    """Why steps that the fund asked for are sent back as they were."""

    reason = text_area(_l("Why do they stay as they are?"), _l("Write a sentence about why."), longest=LONGEST_REASON)

    def name_unchanged(self, titles: Iterable[str]) -> None:
        """Say at the field which sections need a reason."""
        names = ", ".join(titles)
        self.reason.errors = [
            _("Change these, or say in a sentence why they stay as they are: %(names)s.", names=names)
        ]


class ManagerForm(FlaskForm):
    """The manager who shall sign off."""

    email = StringField(
        _l("Your manager’s email address"),
        filters=[cleaned],
        validators=[InputRequired(_l("Write your manager’s email address.")), Length(max=254)],
    )

    def manager(self, session: Session, case: "Case") -> Person | None:
        """The manager, or None with an error on the field."""
        person = person_by_email(session, self.email.data)
        if person is None or not person.is_active or person.administration_id != case.lead.id:
            self.email.errors = [_("Nobody in your administration has this address here. Check the spelling.")]
            return None
        if person.id == case.user.id:
            self.email.errors = [_("Somebody else than you must sign off. Write your manager’s address.")]
            return None
        if person.id == case.application.owner_id:
            self.email.errors = [_("The sketch’s owner cannot sign it off. Write your manager’s address.")]
            return None
        return person


class ColleagueForm(FlaskForm):
    """A colleague to invite."""

    email = StringField(
        _l("Your colleague’s email address"),
        filters=[cleaned],
        validators=[InputRequired(_l("Write your colleague’s email address.")), Length(max=254)],
    )
    may = RadioField(
        _l("What may they do?"),
        choices=[
            SelectChoice(Whose.EDITOR.value, _l("Write and read")),
            SelectChoice(Whose.VIEWER.value, _l("Only read")),
        ],
        validators=[InputRequired(_l("Choose what your colleague may do."))],
    )
