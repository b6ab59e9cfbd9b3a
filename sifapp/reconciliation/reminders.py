"""Which reconciliation is due soon or late, and has the project been told? The worker asks now and then."""

from datetime import timedelta

from sqlmodel import Session

from sifapp.accounts.gate import settings
from sifapp.i18n import today
from sifapp.reconciliation.letters import write_late_reminder, write_reminder
from sifapp.reconciliation.queries import all_rows
from sifapp.wizard.reminders import due_event, write_one

# A late reconciliation is reminded of the day after its last day, then as often as this: the fund's own choice.
LATE_EVERY_DAYS = 14


def remind(session: Session) -> None:
    """Write the reminders that are due, each project by itself, about the first period that it has not sent."""
    day, days = today(), settings().reconciliation_days
    for row in all_rows(session, day, days):
        period, last_day = row.standing.next, row.standing.due_on
        if period is None or last_day is None:
            continue
        if last_day < day:
            event = f"late-{last_day}-{(day - last_day).days // LATE_EVERY_DAYS}"
            write_one(session, write_late_reminder, row.application, (period, last_day), event)
        elif event := due_event(last_day, last_day - timedelta(days=days), day, settings().reminder_days):
            write_one(session, write_reminder, row.application, (period, last_day), event)
