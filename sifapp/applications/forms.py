"""What is asked about a call? How are texts, amounts and days read in all forms of the steps?

And what is a form that does one thing with a case (`acting` shows it and carries it out)?
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, Field, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, NumberRange, Regexp, StopValidation, ValidationError

from sifapp.applications.calls import call_by_code
from sifapp.applications.gate import Case
from sifapp.db import get_session
from sifapp.i18n import is_in_calendar, show_number
from sifapp.web import clean, number_in


def cleaned(value: str | None) -> str:
    return clean(value or "").strip()


def needed(message: str, longest: int) -> dict[str, list[object]]:
    """Both languages are needed: no reader is sent to the other one."""
    return {"validators": [DataRequired(message), Length(max=longest)], "filters": [cleaned]}


HIGHEST_SEK = 10**9
LONGEST_NUMBER = 9


def _days(message: str) -> list[object]:
    # DataRequired, not InputRequired: its text replaces WTForms' own when there is no number to be read.
    return [DataRequired(message), NumberRange(min=1, max=365, message=message)]


class Kronor(StringField):
    """Whole kronor, or nothing. ``data`` is None when nothing, or no amount, was written; what was typed stays."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed, as people write amounts."""
        typed = cleaned(valuelist[0] if valuelist else "")
        match = re.fullmatch(r"([1-9][0-9]{0,9})(kr)?", re.sub(r"\s", "", typed))
        self.data = int(match[1]) if match and int(match[1]) <= HIGHEST_SEK else None
        if typed and self.data is None:
            raise ValueError(_("Write whole kronor in figures, for example 20 000 000, or leave it empty."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return show_number(self.data) if self.data else ""


class DayField(DateField):
    """A day that exists, in a year that the fund counts with. ``data`` is None when there is none, or another one."""

    data: Any  # date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError with what to write instead."""
        if not valuelist:  # not asked for: what was suggested holds
            return
        if not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
            if self.data is not None and is_in_calendar(self.data):
                return
        except ValueError:
            pass
        self.data = None
        raise ValueError(_("Write a day that exists, between 1990 and 2099, such as 2026-11-22."))

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms calls it so
        """What cannot be read is not looked at any more: that sentence says what to do."""
        if self.process_errors:
            raise StopValidation


class WholeNumber(IntegerField):
    """A whole number that a column can hold: what is longer is none, and WTForms cannot compare it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError as its own class does."""
        super().process_formdata([text if len(text.strip()) <= LONGEST_NUMBER else "-" for text in valuelist])


class CallForm(FlaskForm):
    """One call, in both languages."""

    code = StringField(
        _l("Short name"),
        filters=[cleaned],
        validators=[
            DataRequired(_l("Write a short name.")),
            Regexp(r"[a-z0-9-]{1,40}\Z", message=_l("Use at most 40 small letters a–z, digits and hyphens.")),
        ],
    )
    name_sv = StringField(_l("Name in Swedish"), **needed(_l("Write the name in Swedish."), 120))
    name_en = StringField(_l("Name in English"), **needed(_l("Write the name in English."), 120))
    purpose_sv = TextAreaField(_l("Purpose in Swedish"), **needed(_l("Write the purpose in Swedish."), 5000))
    purpose_en = TextAreaField(_l("Purpose in English"), **needed(_l("Write the purpose in English."), 5000))
    opens_on = DayField(_l("First day"), validators=[DataRequired(_l("Choose the first day."))])
    closes_on = DayField(_l("Last day"), validators=[DataRequired(_l("Choose the last day."))])
    triage_days = WholeNumber(
        _l("Days for the coordinators to answer"),
        default=15,
        validators=_days(_l("Write a number of days from 1 to 365.")),
    )
    completion_days = WholeNumber(
        _l("Days for the applicant to complete"),
        default=20,
        validators=_days(_l("Write a number of days from 1 to 365.")),
    )
    application_days = WholeNumber(
        _l("Days to write an application"),
        default=90,
        validators=_days(_l("Write a number of days from 1 to 365.")),
    )
    budget_sek = Kronor(_l("The call’s budget"))
    pre_study_allowed = BooleanField(_l("A pre-study can be asked for first"), default=True)
    pre_study_ceiling_sek = Kronor(_l("The most that a pre-study may cost"), default=500_000)
    sign_off_required = BooleanField(_l("A manager must sign the sketch off before it is sent"))

    def validate_code(self, field: Field) -> None:
        """Two calls never share a short name."""
        if call_by_code(get_session(), field.data):
            raise ValidationError(_("Another call has this short name. Choose another one."))

    def validate_closes_on(self, field: Field) -> None:
        """The last day is not before the first."""
        if self.opens_on.data and field.data and field.data < self.opens_on.data:
            raise ValidationError(_("Choose a last day that is not before the first day."))


class ChangeCallForm(CallForm):
    """A call that exists keeps its short name."""

    code = None


class ActForm(FlaskForm):
    """One thing that is done with a case. Its template extends `applications/act.html`.

    ``about``: the number of what the address names besides the case, 0 for nothing. ``seen``: what the person had read
    when the page was opened, so that nobody writes over what they have not seen.
    """

    page: ClassVar[str]
    title: ClassVar[LazyString]
    done: ClassVar[LazyString]
    case: Case
    about: int
    seen = HiddenField()

    @classmethod
    def told(cls) -> LazyString:
        """What whoever has sent it is told when it is done."""
        return cls.done

    @classmethod
    def for_case(cls, case: Case, about: int, kept: Mapping[str, str]) -> Self:
        """The form as posted, or with first words. ``kept``: what was typed before, when signed out.

        Raises NotFoundError when the case has nothing of that number.
        """
        kind = cls.fitted(case)
        form = kind(MultiDict(kept)) if kept else kind()
        form.case, form.about = case, about
        form.prepare()
        if not (kept or form.is_submitted()):
            form.seen.data = str(form.last_seen())
            form.suggest()
        return form

    @classmethod
    def fitted(cls, case: Case) -> type[Self]:  # noqa: ARG003 - a form whose fields the case decides needs it
        """The form with the fields that this case needs."""
        return cls

    def prepare(self) -> None:
        """Find what the form is about, and what can be chosen."""

    def suggest(self) -> None:
        """Put first words into the empty form."""

    def last_seen(self) -> int:
        """The number of what was written last about the same thing; 0 for nothing."""
        return 0

    def carry_out(self) -> None:
        """Do it. Raises as the operation does."""
        raise NotImplementedError

    @property
    def session(self) -> Session:
        """The request's own."""
        return get_session()

    @property
    def seen_number(self) -> int:
        """What was read, as a number; -1 for none."""
        return number_in(self.seen.data)
