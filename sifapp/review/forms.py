"""What does a coordinator choose before a letter is written, and what is written beside it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from sqlmodel import Session
from wtforms import RadioField, SelectChoice, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from sifapp.advice import Advice
from sifapp.applications.gate import Case
from sifapp.applications.models import Origin, Submission
from sifapp.i18n import language
from sifapp.mail.operations import LONGEST_SUBJECT
from sifapp.review import letters, operations
from sifapp.review.criteria import CRITERIA, criterion_by_id
from sifapp.review.letters import Letter, Mailing, Sending
from sifapp.web import clean, current_request_id
from sifapp.wizard.steps import visible_steps

LONGEST = 10_000


def text_area(label: LazyString, wanted: LazyString, hint: LazyString) -> TextAreaField:
    """A text that must be written. ``wanted``: what to do when it is not."""
    return TextAreaField(
        label,
        validators=[
            DataRequired(wanted),
            Length(max=LONGEST, message=_l("Shorten the text to 10,000 characters.")),
        ],
        filters=[lambda text: clean(text) if text else text],
        description=hint,
    )


class TriageForm(FlaskForm):
    """The choices behind one decision of triage; the form knows which letter they lead to and what they do."""

    title: ClassVar[LazyString]
    done: ClassVar[LazyString]
    has_choices: ClassVar[bool] = True

    @classmethod
    def for_case(cls, case: Case, submission: Submission) -> "TriageForm":  # noqa: ARG003 - for forms that ask more
        """The form with what the case offers to choose from."""
        return cls()

    def choices_made(self) -> list[tuple[str, str]]:
        """Names and values of what was chosen, to be carried along while the letter is edited."""
        pairs: list[tuple[str, str]] = []
        for field in self:
            values = field.data if isinstance(field.data, list) else [field.data]
            pairs += [(field.name, value) for value in values if field.name != "csrf_token" and value]
        return pairs

    def letter(self, sending: Sending) -> Letter:
        """The letter that the choices lead to, in the language that is set."""
        raise NotImplementedError

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        """Do what was decided."""
        raise NotImplementedError


class ReturnForm(TriageForm):
    """Ask for completion of named sections."""

    title = _l("Ask for completion")
    done = _l("The sketch is back with the applicant. The letter is on its way.")

    steps = SelectMultipleField(
        _l("Which sections need more?"),
        validators=[InputRequired(_l("Choose at least one section."))],
        description=_l("Only these sections can be changed. All others stay as they were sent."),
    )
    note = text_area(
        _l("What is missing?"),
        _l("Say what you need to know, so that the applicant can answer."),
        _l("It stands in the letter, and beside the sections while the applicant writes."),
    )

    @classmethod
    def for_case(cls, case: Case, submission: Submission) -> "ReturnForm":  # noqa: ARG003 - the same for all forms
        form = cls()
        form.steps.choices = [SelectChoice(step.id, str(step.title)) for step in visible_steps(submission.answers)]
        return form

    def letter(self, sending: Sending) -> Letter:
        return letters.return_letter(sending, self.steps.data, self.note.data)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.return_for_completion(
            session,
            case.application,
            case.call,
            steps=self.steps.data,
            note=self.note.data,
            mailing=mailing,
            by=case.user,
            request_id=current_request_id(),
        )


class ReferForm(TriageForm):
    """Refer to another fund."""

    title = _l("Refer to other money")
    done = _l("The case is referred and closed. The letter is on its way.")

    fund = SelectField(
        _l("Which money fits better?"), validators=[InputRequired(_l("Choose which money fits better."))]
    )
    reason = text_area(
        _l("Why does it fit better?"),
        _l("Say why, so that the applicant can go on with it."),
        _l("The assistant’s reasons of the day when the sketch was sent. Change them as you see fit."),
    )

    @classmethod
    def for_case(cls, case: Case, submission: Submission) -> "ReferForm":  # noqa: ARG003 - the same for all forms
        reasons = reasons_by_fund(submission)
        best = next((fund_id for fund_id in reasons if fund_id in _fund_ids()), operations.OTHER_FUNDS[0].id)
        form = cls(data={"fund": best, "reason": reasons.get(best, "")})
        form.fund.choices = [SelectChoice(fund.id, fund.name[language()]) for fund in operations.OTHER_FUNDS]
        return form

    def fetch_reasons(self, submission: Submission) -> None:
        """Put in the assistant's reasons for the chosen fund; what a person has written stays above them."""
        reasons = reasons_by_fund(submission)
        typed = (self.reason.data or "").strip()
        own = "" if typed in reasons.values() else typed
        self.reason.data = "\n\n".join(filter(None, (own, reasons.get(self.fund.data, ""))))

    def letter(self, sending: Sending) -> Letter:
        return letters.refer_letter(sending, self.fund.data, self.reason.data)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.refer(
            session,
            case.application,
            fund_id=self.fund.data,
            reason=self.reason.data,
            mailing=mailing,
            by=case.user,
            request_id=current_request_id(),
        )


class CouncilForm(TriageForm):
    """Pass to the council: nothing to choose."""

    has_choices = False
    title = _l("Pass to the council")
    done = _l("The case is with the council. The letter is on its way.")

    def letter(self, sending: Sending) -> Letter:
        return letters.council_letter(sending)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.pass_to_council(
            session, case.application, mailing=mailing, by=case.user, request_id=current_request_id()
        )


class DeclineForm(TriageForm):
    """Decline on a criterion, with a reason and a way on."""

    title = _l("Decline")
    done = _l("The sketch is declined. The letter is on its way.")

    criterion = RadioField(
        _l("Which criterion does the idea not meet?"),
        choices=[SelectChoice(criterion.id, criterion.text) for criterion in CRITERIA],
        validators=[InputRequired(_l("Choose the criterion that decides."))],
        description=_l("Choose the one that decides. You can name others in the reason."),
    )
    reason = text_area(
        _l("Why?"),
        _l("Say why. Nobody shall have to guess."),
        _l("What in the sketch does not meet the criterion?"),
    )
    way_on = text_area(
        _l("What can the applicant do instead?"),
        _l("Name a way on: other money, somebody to talk to, or what would change the answer."),
        _l("Other money, somebody to talk to, or what would change the answer."),
    )

    def letter(self, sending: Sending) -> Letter:
        criterion = criterion_by_id(self.criterion.data) or CRITERIA[0]
        return letters.decline_letter(sending, criterion, self.reason.data, self.way_on.data)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.decline(
            session,
            case.application,
            criterion=self.criterion.data,
            reason=self.reason.data,
            way_on=self.way_on.data,
            mailing=mailing,
            by=case.user,
            request_id=current_request_id(),
        )


class NoteForm(FlaskForm):
    """An internal note."""

    body = text_area(
        _l("New note"), _l("Write the note first."), _l("Only the fund’s coordinators see notes, never the applicant.")
    )


class OriginForm(FlaskForm):
    """Where the idea was born."""

    origin = RadioField(
        _l("Where was the idea born?"),
        choices=[
            SelectChoice(Origin.ADMINISTRATION.value, _l("In an administration")),
            SelectChoice(Origin.COMMISSION.value, _l("In the Commission")),
        ],
        validators=[InputRequired(_l("Choose where the idea was born."))],
        description=_l("It gives no advantage. The report on support shows whether all get alike."),
    )


@dataclass(frozen=True)
class Draft:
    """A letter while it is edited. ``written``: as it was first written, to tell whether somebody has edited it."""

    language: str
    names: list[str]
    subject: str
    body: str
    written: Letter
    # The choices have changed since the letter was edited, and would now lead to this one.
    newer: Letter | None = None

    def errors(self) -> dict[str, str]:
        """What stops the letter from being sent, by form field."""
        found = {}
        if not self.subject.strip():
            found[f"subject-{self.language}"] = _("Give the letter a subject.")
        if len(self.subject) > LONGEST_SUBJECT:
            found[f"subject-{self.language}"] = _("Shorten the subject to 200 characters.")
        if not self.body.strip():
            found[f"body-{self.language}"] = _("Write the letter.")
        return found


def read_draft(code: str, names: list[str], fresh: Letter, typed: Mapping[str, str]) -> Draft:
    """The letter as it was edited, or ``fresh`` when nobody has touched it.

    ``typed``: what the form sent: subject, body, and the letter as it had been written.
    """
    subject, body = typed.get(f"subject-{code}"), typed.get(f"body-{code}")
    if subject is None or body is None:
        return Draft(code, names, fresh.subject, fresh.body, fresh)
    written = Letter(typed.get(f"written-subject-{code}", ""), typed.get(f"written-body-{code}", ""))
    if Letter(subject, body) == written:
        return Draft(code, names, fresh.subject, fresh.body, fresh)
    return Draft(code, names, subject, body, fresh, newer=None if fresh == written else fresh)


def reasons_by_fund(submission: Submission) -> dict[str, str]:
    """What the stored advice said for each fund: the conditions that are met, best fund first."""
    if not submission.advice:
        return {}
    advice = Advice.from_dict(submission.advice)
    return {
        fund.id: "\n".join(condition.reason for condition in fund.conditions if condition.met == "yes")
        for fund in advice.funds
    }


def _fund_ids() -> frozenset[str]:
    return frozenset(fund.id for fund in operations.OTHER_FUNDS)
