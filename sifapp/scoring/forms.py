"""What is asked about a meeting, a conflict of interest, and what comes of a case?"""

from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlmodel import Session
from wtforms import Field, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from sifapp.applications.forms import DayField
from sifapp.applications.gate import Case
from sifapp.i18n import today
from sifapp.review.forms import DeclineForm, ReferForm, ReturnForm, TriageForm
from sifapp.review.letters import Letter, Mailing, Sending
from sifapp.scoring import letters, operations
from sifapp.scoring.models import Outcome
from sifapp.web import clean, current_request_id
from sifapp.wizard.forms import text_area


class MeetingForm(FlaskForm):
    """A meeting of the council."""

    name = StringField(
        _l("Name"),
        filters=[lambda text: " ".join(clean(text or "").split())],
        validators=[
            DataRequired(_l("Give the meeting a name.")),
            Length(max=120, message=_l("Shorten the name to 120 characters.")),
        ],
    )
    held_on = DayField(_l("Day"), validators=[DataRequired(_l("Choose the day of the meeting."))])

    def validate_held_on(self, field: Field) -> None:
        """A meeting that is planned is still to come."""
        if field.data < today():
            raise ValidationError(_("Choose today or a later day."))


class ConflictForm(FlaskForm):
    """What ties a member to a case."""

    reason = text_area(
        _l("What ties you to it?"),
        _l("Say in a sentence what ties you to the case."),
        _l("Only the coordinators see it. Write no personal details: “I lead the unit that takes part” is enough."),
    )


class AdmitForm(FlaskForm):
    """Why a recused member takes part after all."""

    reason = text_area(
        _l("Why may this member take part?"),
        _l("Say why, in a sentence or two."),
        _l("The reason is kept in the case’s log with your name. It must hold when somebody asks."),
    )


class OutcomeForm(TriageForm):
    """What comes of the council's view: a decision of triage that a meeting has led to."""

    outcome: ClassVar[Outcome]

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.note_outcome(session, case.application, self.outcome)
        super().carry_out(session, case, mailing)


class InviteForm(TriageForm):
    """Invite to an application."""

    title = _l("Invite to apply")
    done = _l("The applicant is invited. The letter is on its way.")

    words = text_area(
        _l("What should the application show?"),
        _l("Say what the council wants to see in the application."),
        _l("What convinced the council, and what needs to be worked out? The words stand in the letter."),
    )

    def letter(self, sending: Sending) -> Letter:
        return letters.invite_letter(sending, self.words.data)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.note_outcome(session, case.application, Outcome.INVITED)
        operations.invite(
            session,
            case.application,
            words=self.words.data,
            mailing=mailing,
            by=case.user,
            request_id=current_request_id(),
        )


class PreStudyForm(TriageForm):
    """Ask for a pre-study first."""

    title = _l("Pre-study first")
    done = _l("The applicant is asked for a pre-study. The letter is on its way.")

    questions = text_area(
        _l("Which questions shall the pre-study answer?"),
        _l("Write at least one question."),
        _l("One question a line. They stand in the letter."),
    )

    def letter(self, sending: Sending) -> Letter:
        return letters.pre_study_letter(sending, self.questions.data)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.note_outcome(session, case.application, Outcome.PRE_STUDY)
        operations.propose_pre_study(
            session,
            case.application,
            questions=self.questions.data,
            mailing=mailing,
            by=case.user,
            request_id=current_request_id(),
        )


class GrantForm(TriageForm):
    """Recommend to grant an application."""

    title = _l("Recommend to grant")
    done = _l("The recommendation goes to the city director. The letter is on its way.")

    reason = text_area(
        _l("Why does the council recommend it?"),
        _l("Say why. Nobody should have to guess."),
        _l("What convinced the council? The reason stands in the letter and goes on to the city director."),
    )

    def letter(self, sending: Sending) -> Letter:
        return letters.grant_letter(sending, self.reason.data)

    def carry_out(self, session: Session, case: Case, mailing: Mailing) -> None:
        operations.recommend_grant(
            session,
            case.application,
            reason=self.reason.data,
            mailing=mailing,
            by=case.user,
            request_id=current_request_id(),
        )


class RefusalForm(DeclineForm):
    """Recommend to refuse an application: on a criterion, with a reason and a way on."""

    title = _l("Recommend to refuse")
    done = _l("The recommendation goes to the city director. The letter is on its way.")
    write = staticmethod(letters.refusal_letter)
    say_no = staticmethod(operations.recommend_refusal)


class CouncilReturnForm(OutcomeForm, ReturnForm):
    """The council asks for completion."""

    outcome = Outcome.RETURNED


class CouncilReferForm(OutcomeForm, ReferForm):
    """The council points to other money."""

    outcome = Outcome.REFERRED


class CouncilDeclineForm(OutcomeForm, DeclineForm):
    """The council says no, on a criterion, with a reason and a way on."""

    outcome = Outcome.DECLINED
