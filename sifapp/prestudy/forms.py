"""What does a coordinator choose when a plan or a report of a pre-study has come?"""

from typing import ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlmodel import Session
from wtforms import Field, StringField
from wtforms.validators import ValidationError

from sifapp.applications.gate import Case
from sifapp.applications.models import Submission
from sifapp.calculation.amounts import parse_sek
from sifapp.db import get_session
from sifapp.errors import NotFoundError
from sifapp.i18n import show_number, show_sek
from sifapp.prestudy import letters, operations
from sifapp.prestudy.models import PreStudy, State
from sifapp.prestudy.pages import Fact, plan_facts, report_facts
from sifapp.prestudy.queries import pre_study_of
from sifapp.prestudy.rules import lesson_fault
from sifapp.review.forms import ReturnForm, TriageForm
from sifapp.review.letters import Letter, Mailing, Sending
from sifapp.wizard.advising import Language
from sifapp.wizard.forms import cleaned, text_area


class StudyForm(TriageForm):
    """An answer to a plan or a report. ``source``: where the pre-study stands when it can be given."""

    page = "prestudy/choices.html"
    source: ClassVar[State] = State.REPORTED
    study: PreStudy

    @classmethod
    def for_case(cls, case: Case, submission: Submission, letter_language: Language) -> Self:
        form = super().for_case(case, submission, letter_language)
        form.study = study_of(case)
        if not form.is_submitted():
            form.suggest()
        return form

    @classmethod
    def since(cls, case: Case) -> str:
        """A plan may have been changed and sent again, all in one status of the case."""
        return f"{super().since(case)} {study_of(case).version}"

    def suggest(self) -> None:
        """Put first words into the empty form."""

    @property
    def plan(self) -> list[Fact]:
        """What is answered: the plan."""
        return plan_facts(self.study.fields)

    @property
    def report(self) -> list[Fact]:
        """What is answered: the report, once there is one."""
        return report_facts(self.study.fields, self.study) if self.study.state is State.REPORTED else []

    @property
    def overspent(self) -> str:
        """What to say when more was spent than approved; "" when not."""
        spent, approved = self.study.spent_sek or 0, self.study.approved_sek or 0
        if spent <= approved:
            return ""
        facts = {"spent": show_sek(spent), "approved": show_sek(approved)}
        return str(_("%(spent)s was spent, and %(approved)s was approved. Talk about it before you go on.", **facts))


def study_of(case: Case) -> PreStudy:
    """The case's pre-study. Raises NotFoundError when none has been begun."""
    study = pre_study_of(get_session(), case.application.id)
    if study is None:
        raise NotFoundError
    return study


class ApproveForm(StudyForm):
    """Let the pre-study run."""

    source = State.PROPOSED
    title = _l("Approve the pre-study")
    done = _l("The pre-study can begin, and its money is reserved. The letter is on its way.")

    amount = StringField(
        _l("How much does the fund pay at most?"),
        filters=[cleaned],
        description=_l("In kronor, such as 120 000. Approve what was asked for, or less."),
    )

    def suggest(self) -> None:
        self.amount.data = show_number(self.study.asked_sek or 0)

    def validate_amount(self, field: Field) -> None:
        """More than was asked for cannot be approved."""
        asked_sek = self.study.asked_sek or 0
        if not 0 < (parse_sek(field.data or "") or 0) <= asked_sek:
            text = _(
                "Write an amount in whole kronor, %(asked)s at most: that was asked for.", asked=show_sek(asked_sek)
            )
            raise ValidationError(text)

    @property
    def amount_sek(self) -> int:
        return parse_sek(self.amount.data or "") or 0

    def letter(self, sending: Sending) -> Letter:
        return letters.approve_letter(sending, self.study, self.amount_sek)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.approve(session, case.application, self.study, self.amount_sek, mailing, by=case.user)


class ChangesForm(StudyForm):
    """Ask for changes in the plan."""

    source = State.PROPOSED
    title = _l("Ask for changes in the plan")
    done = _l("The plan is back with the applicant. The letter is on its way.")

    wanted = text_area(
        _l("What shall be changed?"),
        _l("Say what shall be changed, so that the applicant can do it."),
        _l("It stands in the letter, and above the plan while the applicant writes."),
    )

    def letter(self, sending: Sending) -> Letter:
        return letters.changes_letter(sending, self.wanted.data)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.ask_for_changes(session, case.application, self.study, self.wanted.data, mailing, by=case.user)


class GoForm(StudyForm):
    """Invite to an application."""

    title = _l("Invite to apply")
    done = _l("The applicant is invited. The letter is on its way.")

    reason = text_area(
        _l("Why?"),
        _l("Say why. Nobody should have to guess."),
        _l("What did the pre-study show, and what should the application build on? It stands in the letter."),
    )

    def letter(self, sending: Sending) -> Letter:
        return letters.go_letter(sending, self.reason.data)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.go(session, case.application, self.study, self.reason.data, mailing, by=case.user)


class ReworkForm(StudyForm, ReturnForm):
    """Give the sketch back, with the sections that the pre-study showed to need more."""

    title = _l("Ask for changes in the sketch")

    def letter(self, sending: Sending) -> Letter:
        return letters.rework_letter(sending, self.steps.data, self.note.data, self.answer_by.data)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.rework(
            session,
            case.application,
            case.call,
            self.study,
            steps=self.steps.data,
            reason=self.note.data,
            answer_by=self.answer_by.data,
            mailing=mailing,
            by=case.user,
        )


class StopForm(StudyForm):
    """End the idea here, and release its lesson."""

    title = _l("Stop here")
    done = _l("The case is closed, and its lesson can be read by others. The letter is on its way.")

    reason = text_area(
        _l("Why?"),
        _l("Say why. Nobody should have to guess."),
        _l("What did the pre-study show? It stands in the letter."),
    )
    lesson = text_area(
        _l("What can others learn from it?"),
        _l("Write the lesson in a sentence or two."),
        _l("Everyone signed in can read it. These are the applicant’s words: take out what can point to a person."),
    )

    def suggest(self) -> None:
        self.lesson.data = self.study.fields.get("learnt", "")

    def validate_lesson(self, field: Field) -> None:
        """Whoever reads it learns of no person."""
        if fault := lesson_fault(field.data or ""):
            raise ValidationError(fault)

    def letter(self, sending: Sending) -> Letter:
        return letters.stop_letter(sending, self.reason.data)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.stop(
            session,
            case.application,
            self.study,
            reason=self.reason.data,
            lesson=self.lesson.data,
            mailing=mailing,
            by=case.user,
        )
