"""What does a coordinator choose before a letter is written, and what is written beside it?"""

import re
from collections import Counter
from datetime import date, timedelta
from typing import ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from sqlmodel import Session
from wtforms import Field, RadioField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from sifapp.advice import Advice
from sifapp.applications.forms import DayField
from sifapp.applications.gate import Case
from sifapp.applications.models import Submission
from sifapp.i18n import day_of, language, today
from sifapp.review import letters, operations
from sifapp.review.criteria import CRITERIA, criterion_by_id
from sifapp.review.letters import Letter, Mailing, Sending
from sifapp.review.rules import ORIGIN_LABELS
from sifapp.web import current_request_id
from sifapp.wizard.advising import Language, stored_advice
from sifapp.wizard.forms import text_area
from sifapp.wizard.which_form import form_by_version

# What a reason of the assistant's quotes from the sketch, or that it is an answer to one of its questions.
QUOTED = re.compile(r" \((?:[”“].*?”|enligt svaret|ditt svar|as answered|your answer)\)")
LONGEST_WAIT_DAYS = 365


class TriageForm(FlaskForm):
    """The choices behind one decision of triage; the form knows which letter they lead to and what they do."""

    title: ClassVar[LazyString]
    done: ClassVar[LazyString]
    has_choices: ClassVar[bool] = True
    page: ClassVar[str] = "review/choices.html"

    @classmethod
    def for_case(cls, case: Case, submission: Submission, letter_language: Language) -> Self:  # noqa: ARG003 - for forms that ask more
        """The form with what the case offers to choose from."""
        return cls()

    @classmethod
    def since(cls, case: Case) -> str:
        """What tells that the case has moved since a page was opened."""
        return case.application.status_since.isoformat()

    def choices_made(self) -> list[tuple[str, str]]:
        """Names and values of what was chosen, to be carried along while the letter is edited."""
        pairs: list[tuple[str, str]] = []
        for field in self:
            values = field.data if isinstance(field.data, list) else [field.data]
            pairs += [(field.name, str(value)) for value in values if field.name != "csrf_token" and value]
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
    done = _l("It is back with the applicant. The letter is on its way.")

    steps = SelectMultipleField(
        _l("Which sections need more?"),
        validators=[InputRequired(_l("Choose at least one section."))],
        filters=[lambda steps: list(dict.fromkeys(steps or []))],
        description=_l("Only these sections can be changed. All others stay as they were sent."),
    )
    note = text_area(
        _l("What is missing?"),
        _l("Say what you need to know, so that the applicant can answer."),
        _l("It is shown in the letter, and beside the sections while the applicant writes."),
    )
    answer_by = DayField(
        _l("Last day to answer"),
        validators=[DataRequired(_l("Choose the last day to answer."))],
        description=_l(
            "It is shown in the letter and on the applicant’s pages. After that day the case is listed as late."
        ),
    )

    @classmethod
    def for_case(cls, case: Case, submission: Submission, letter_language: Language) -> Self:  # noqa: ARG003 - the same for all forms
        form = cls(data={"answer_by": operations.usual_last_day(case.call)})
        form.steps.choices = [
            SelectChoice(step.id, str(step.title))
            for step in form_by_version(submission.form_version).visible(submission.answers)
        ]
        return form

    def validate_answer_by(self, field: Field) -> None:
        """There must be time to answer, and no case is forgotten for more than a year."""
        if not today() < field.data <= today() + timedelta(days=LONGEST_WAIT_DAYS):
            raise ValidationError(_("Choose a day after today, within a year."))

    def letter(self, sending: Sending) -> Letter:
        return letters.return_letter(sending, self.steps.data, self.note.data, self.answer_by.data)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.return_for_completion(
            session,
            case.application,
            case.call,
            steps=self.steps.data,
            note=self.note.data,
            answer_by=self.answer_by.data,
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
        _l("These are the assistant’s reasons from the day when the sketch was sent. Change them as you see fit."),
    )

    @classmethod
    def for_case(cls, case: Case, submission: Submission, letter_language: Language) -> Self:  # noqa: ARG003 - the same for all forms
        advice = stored_advice(submission, letter_language)
        reasons = reasons_by_fund(advice)
        # Where the advice named no other money as the best, its reasons are none to refuse by.
        best = advice.best_fund if advice.best_fund in _fund_ids() else ""
        form = cls(data={"fund": best, "reason": reasons.get(best, "")})
        funds = [SelectChoice(fund.id, fund.name[language()]) for fund in operations.OTHER_FUNDS]
        form.fund.choices = [SelectChoice("", _("Choose other money")), *funds]
        if not form.fund.data:
            form.reason.description = _(
                "The assistant found no other money that fits better. Say in your own words why."
            )
        elif not reasons.get(form.fund.data):
            form.reason.description = _("The assistant had no reasons for this money. Write your own.")
        return form

    def fetch_reasons(self, submission: Submission, letter_language: Language) -> None:
        """Put in the assistant's reasons for the chosen fund; what a person has written stays above them."""
        reasons = reasons_by_fund(stored_advice(submission, letter_language))
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


class MoreTimeForm(TriageForm):
    """Move the last day of an application."""

    title = _l("Give more time")
    done = _l("The application has a new last day. The letter is on its way.")

    present: date
    last_day = DayField(
        _l("New last day"),
        validators=[DataRequired(_l("Choose the new last day."))],
        description=_l("It can be moved once. Choose a day after the present last day, within a year."),
    )

    @classmethod
    def for_case(cls, case: Case, submission: Submission, letter_language: Language) -> "MoreTimeForm":  # noqa: ARG003 - the same for all forms
        form = cls()
        form.present = day_of(case.application.due_at) if case.application.due_at else today()
        return form

    def validate_last_day(self, field: Field) -> None:
        """Later than the present one, and not over already."""
        earliest = max(self.present, today())
        if not earliest < field.data <= today() + timedelta(days=LONGEST_WAIT_DAYS):
            raise ValidationError(_("Choose a day after the present last day, within a year."))

    def letter(self, sending: Sending) -> Letter:
        return letters.more_time_letter(sending, self.last_day.data)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.give_more_time(session, case.application, self.last_day.data, mailing=mailing, by=case.user)


class DeclineForm(TriageForm):
    """Decline on a criterion, with a reason and a way on."""

    title = _l("Decline")
    done = _l("The sketch is declined. The letter is on its way.")
    write = staticmethod(letters.decline_letter)
    say_no = staticmethod(operations.decline)

    criterion = RadioField(
        _l("Which criterion does the idea not meet?"),
        choices=[SelectChoice(criterion.id, criterion.text) for criterion in CRITERIA],
        validators=[InputRequired(_l("Choose the criterion that decides."))],
        description=_l("Choose the one that decides. You can name others in the reason."),
    )
    reason = text_area(
        _l("Why?"),
        _l("Say why. Nobody should have to guess."),
        _l("What in the sketch does not meet the criterion?"),
    )
    way_on = text_area(
        _l("What can the applicant do instead?"),
        _l("Name a way on: other money, somebody to talk to, or what would change the answer."),
        _l("Other money, somebody to talk to, or what would change the answer."),
    )

    def letter(self, sending: Sending) -> Letter:
        criterion = criterion_by_id(self.criterion.data) or CRITERIA[0]
        return self.write(sending, criterion, self.reason.data, self.way_on.data)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        self.say_no(
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
    """Where the idea comes from."""

    origin = RadioField(
        _l("Where does the idea come from?"),
        choices=[SelectChoice(origin.value, label) for origin, label in ORIGIN_LABELS.items()],
        validators=[InputRequired(_l("Choose where the idea comes from."))],
        description=_l("It gives no advantage. The report on support shows whether all get the same help."),
    )


def reasons_by_fund(advice: Advice) -> dict[str, str]:
    """Why the advice found that each fund fits, best fund first.

    Without the words it quotes, which say little outside the sketch. What other funds ask for as well decides nothing
    between them, so it is left out when there are other reasons.
    """
    asked_by = Counter(condition.id for fund in advice.funds for condition in fund.conditions)
    reasons: dict[str, str] = {}
    for fund in advice.funds:
        met = [condition for condition in fund.conditions if condition.met == "yes"]
        own = [condition for condition in met if asked_by[condition.id] == 1]
        reasons[fund.id] = "\n".join(QUOTED.sub("", condition.reason) for condition in own or met)
    return reasons


def _fund_ids() -> frozenset[str]:
    return frozenset(fund.id for fund in operations.OTHER_FUNDS)
