"""What is written about a pre-study? Letters to the applicant, word to the coordinators, and a reminder.

Each letter is written in the language that is set (`i18n.in_language`), for whoever gets it.
"""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.applications.queries import coordinators_for
from sifapp.i18n import show_date, show_sek
from sifapp.prestudy.models import PreStudy, State
from sifapp.review.letters import Letter, Sending, write_letter
from sifapp.wizard.letters import write_to_each, writers_of
from sifapp.wizard.which_form import step_by_id


def approve_letter(sending: Sending, study: PreStudy, amount_sek: int) -> Letter:
    """Tells that the pre-study can begin: how much the fund pays, and when the report is due."""
    last_day = show_date(study.ends_on) if study.ends_on else ""
    return write_letter(
        sending,
        _("%(reference)s: your pre-study is approved"),
        _("We have read the plan of the pre-study for “%(title)s” and approve it."),
        _("The fund pays %(amount)s at most.", amount=show_sek(amount_sek)),
        _("Carry out the pre-study, and report what came of it no later than %(day)s.", day=last_day),
        _("You write the report on the case’s page. Answer each question, and say what the money went to."),
    )


def changes_letter(sending: Sending, wanted: str) -> Letter:
    """Asks for changes in the plan."""
    return write_letter(
        sending,
        _("%(reference)s: please change the plan of the pre-study"),
        _("Thank you for the plan of the pre-study for “%(title)s”. It has to change before we can approve it."),
        wanted,
        _("All that you wrote is still there. Change the plan and send it again."),
    )


def go_letter(sending: Sending, reason: str) -> Letter:
    """Invites to an application after the pre-study."""
    return write_letter(
        sending,
        _("%(reference)s: welcome to apply"),
        _("Thank you for the report of the pre-study for “%(title)s”. We ask you for an application."),
        _("These are our reasons:"),
        reason,
        _(
            "What happens next: write the application on the case’s page. The last day to send it stands there. "
            "The fund’s coordinators contact you and support you while you write."
        ),
    )


def rework_letter(sending: Sending, steps: Sequence[str], reason: str, answer_by: date) -> Letter:
    """Gives the sketch back with what the pre-study showed to need more, by a named day."""
    titles = [str(step.title) for step_id in steps if (step := step_by_id(step_id))]
    return write_letter(
        sending,
        _("%(reference)s: please change your sketch after the pre-study"),
        _("Thank you for the report of the pre-study for “%(title)s”. The sketch has to change before we can go on."),
        reason,
        _("These sections are open for you to change:"),
        "\n".join(f"– {title}" for title in titles),
        _("Change them and send the sketch again, no later than %(day)s.", day=show_date(answer_by)),
        _("All else stays as it is. If you need more time, write to us before that day."),
    )


def stop_letter(sending: Sending, reason: str) -> Letter:
    """Says that the idea ends here, why, and that its lesson helps others."""
    return write_letter(
        sending,
        _("%(reference)s: the idea stops after the pre-study"),
        _("Thank you for the report of the pre-study for “%(title)s”. The fund does not take the idea further."),
        _("These are our reasons:"),
        reason,
        _("A pre-study that shows what does not work has done its job. Others in the city can read what you learnt."),
    )


def tell_coordinators(session: Session, application: Application, study: PreStudy) -> None:
    """Mail the case's coordinator, or all while it has none, that the plan or the report has come."""
    words = _report_has_come if study.state is State.REPORTED else _plan_has_come
    event = f"pre-study-{study.state.value}:{study.id}:{study.version}"
    write_to_each(session, application, event, coordinators_for(session, application), lambda: words(application))


def write_report_reminder(session: Session, application: Application, last_day: date, event: str) -> None:
    """To the writers: the last day of the pre-study is near, and the report with it."""
    write_to_each(
        session,
        application,
        f"pre-study-{event}",
        writers_of(session, application),
        lambda: _report_is_due(application, last_day),
    )


def _plan_has_come(application: Application) -> tuple[str, str]:
    return (
        _("%(reference)s: the plan of a pre-study has come", reference=application.reference),
        _("Hello!\n\nThe plan of the pre-study for “%(title)s” waits for your answer.", title=application.title),
    )


def _report_has_come(application: Application) -> tuple[str, str]:
    return (
        _("%(reference)s: the report of a pre-study has come", reference=application.reference),
        _("Hello!\n\nThe report of the pre-study for “%(title)s” waits for your answer.", title=application.title),
    )


def _report_is_due(application: Application, last_day: date) -> tuple[str, str]:
    day = show_date(last_day)
    return (
        _("%(reference)s: report the pre-study by %(day)s", reference=application.reference, day=day),
        _(
            "Hello!\n\nThe pre-study for “%(title)s” ends on %(day)s. Report what came of it no later than that day. "
            "If you need more time, write to us before then.",
            title=application.title,
            day=day,
        ),
    )
