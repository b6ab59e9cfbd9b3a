"""Which report of a pre-study is due soon, and has the applicant been told? The worker asks now and then."""

from sqlmodel import Session

from sifapp.accounts.gate import settings
from sifapp.i18n import today
from sifapp.prestudy.letters import write_report_reminder
from sifapp.prestudy.queries import running
from sifapp.wizard.reminders import due_event, write_one


def remind(session: Session) -> None:
    """Write the reminders that are due, each case by itself. Those that were written before are not written again."""
    day, days_before = today(), settings().reminder_days
    for application, study in running(session):
        if study.starts_on and study.ends_on and (event := due_event(study.ends_on, study.starts_on, day, days_before)):
            write_one(session, write_report_reminder, application, study.ends_on, event)
