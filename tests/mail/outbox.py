"""Mails for tests."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from sifapp.accounts.models import Person
from sifapp.db import utc_now
from sifapp.mail.models import MailState, OutboxMail
from sifapp.mail.operations import write_mail


def make_mail(session: Session, recipient: Person, **changes: Any) -> OutboxMail:
    """A mail in the outbox, ready to be sent; ``changes`` are set on the row afterwards."""
    key = changes.pop("key", f"event-{len(all_mail(session)) + 1}")
    write_mail(session, key=key, recipient=recipient, subject="Hej", body="Hej på dig!\n")
    mail = session.exec(select(OutboxMail).where(OutboxMail.key == key)).one()
    for name, value in changes.items():
        setattr(mail, name, value)
    session.add(mail)
    session.commit()
    return mail


def all_mail(session: Session) -> list[OutboxMail]:
    """The whole outbox as it is in the database now, oldest first."""
    session.expire_all()
    return list(session.exec(select(OutboxMail).order_by(col(OutboxMail.id))))


def states(session: Session) -> list[MailState]:
    """Where each mail stands, oldest first."""
    return [mail.state for mail in all_mail(session)]


def let_time_pass(session: Session, by: timedelta) -> None:
    """Move every time in the outbox back, as if it were later now."""
    for mail in all_mail(session):
        mail.next_try_at -= by
        if mail.claimed_at:
            mail.claimed_at -= by
        session.add(mail)
    session.commit()


def minutes_until_next_try(mail: OutboxMail) -> int:
    """Whole minutes until the worker tries again, rounded."""
    return round((mail.next_try_at - utc_now()) / timedelta(minutes=1))
