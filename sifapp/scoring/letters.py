"""What does the council's work lead to in writing? Letters to applicants, and the call to a meeting to its members."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from sifapp.access import Whose
from sifapp.accounts.gate import settings
from sifapp.i18n import in_language, show_date
from sifapp.mail.operations import write_mail
from sifapp.review.criteria import Criterion as ReviewCriterion
from sifapp.review.letters import Letter, Sending, language_of, write_letter
from sifapp.scoring.models import Meeting
from sifapp.scoring.queries import CaseScores


def invite_letter(sending: Sending, words: str) -> Letter:
    """Invites to an application, with what the council wants to see in it."""
    return write_letter(
        sending,
        _("%(reference)s: welcome to apply"),
        _("The Council for Social Investments has read the sketch “%(title)s” and asks you for an application."),
        _("This is what the council wants to see in it:"),
        words,
        _(
            "What happens next: write the application on the case’s page. The last day to send it stands there. "
            "The fund’s coordinators contact you and support you while you write."
        ),
    )


def pre_study_letter(sending: Sending, questions: str) -> Letter:
    """Asks for a pre-study, with the questions that it shall answer."""
    return write_letter(
        sending,
        _("%(reference)s: a pre-study first"),
        _("The Council for Social Investments has read the sketch “%(title)s” and wants a pre-study first."),
        _("The pre-study shall answer:"),
        questions,
        _("What happens next: plan the pre-study on the case’s page. The coordinators help you, and the fund pays."),
    )


def grant_letter(sending: Sending, reason: str) -> Letter:
    """Tells that the council recommends to grant, and that nothing is decided yet."""
    return write_letter(
        sending,
        _("%(reference)s: the council recommends your application"),
        _("The Council for Social Investments has read the application “%(title)s” and recommends to grant it."),
        _("These are its reasons:"),
        reason,
        _("Nothing is decided yet: the city director writes a proposal, then the city’s executive board decides."),
    )


def refusal_letter(sending: Sending, criterion: ReviewCriterion, reason: str, way_on: str) -> Letter:
    """Tells that the council recommends to refuse: on which criterion, why, and what can be done."""
    return write_letter(
        sending,
        _("%(reference)s: the council does not recommend your application"),
        _("The Council for Social Investments has read the application “%(title)s” and recommends to refuse it."),
        _("The fund asks of an idea:"),
        str(criterion.text),
        _("These are its reasons:"),
        reason,
        _("What you can do:"),
        way_on,
        _("Nothing is decided yet: the city director writes a proposal, then the city’s executive board decides."),
    )


def call_to_meeting(session: Session, meeting: Meeting, cases: Sequence[CaseScores]) -> None:
    """Mail each member that there are cases to read. It names no case: nobody learns of one that is closed to them."""
    members = {member.person.id: member.person for case in cases for member in case.members}
    for person in members.values():
        count = sum(1 for case in cases if case.tie_of(person.id) is not Whose.RECUSED)
        if count and person.is_active:
            with in_language(language_of(person)):
                letter = _call(meeting, count)
            write_mail(
                session,
                key=f"meeting:{meeting.id}:{person.id}",
                recipient=person,
                subject=letter.subject,
                body=letter.body,
            )


def _call(meeting: Meeting, count: int) -> Letter:
    day = show_date(meeting.held_on)
    cases = ngettext("%(num)s case waits for you.", "%(num)s cases wait for you.", count)
    link = settings().base_url + url_for("scoring.mine")
    body = _(
        "Hello!\n\nThe council meets on %(day)s. %(cases)s Read and score before the meeting: %(link)s\n\n"
        "The Social Investment Fund",
        day=day,
        cases=cases,
        link=link,
    )
    return Letter(_("The council meets on %(day)s", day=day), body)
