"""What is in the outbox?"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.models import Person
from sifapp.mail.models import MailState, OutboxMail

PAGE = 50


def outbox_page(
    session: Session, state: MailState | None = None, before: int | None = None
) -> tuple[Sequence[tuple[OutboxMail, Person]], int | None]:
    """Mails with their recipients, newest first, and where the next page begins (None: nowhere).

    ``state``: only mails in it. ``before``: the id that the previous page ended with.
    """
    query = select(OutboxMail, Person).join(Person, col(Person.id) == OutboxMail.recipient_id)
    if state is not None:
        query = query.where(OutboxMail.state == state)
    if before is not None:
        query = query.where(col(OutboxMail.id) < before)
    rows = session.exec(query.order_by(col(OutboxMail.id).desc()).limit(PAGE + 1)).all()
    return rows[:PAGE], rows[PAGE - 1][0].id if len(rows) > PAGE else None


def mail_with_recipient(session: Session, mail_id: int) -> tuple[OutboxMail, Person] | None:
    """One mail and whom it is for."""
    return session.exec(
        select(OutboxMail, Person)
        .join(Person, col(Person.id) == OutboxMail.recipient_id)
        .where(OutboxMail.id == mail_id)
    ).first()


def count_stuck(session: Session) -> int:
    """How many mails wait for somebody to decide: failed or uncertain."""
    stuck = col(OutboxMail.state).in_((MailState.FAILED, MailState.UNCERTAIN))
    return session.exec(select(sa.func.count()).select_from(OutboxMail).where(stuck)).one()


def mails_of(session: Session, person_id: int) -> Sequence[OutboxMail]:
    """The latest hundred mails to one person, newest first."""
    return session.exec(
        select(OutboxMail).where(OutboxMail.recipient_id == person_id).order_by(col(OutboxMail.id).desc()).limit(100)
    ).all()
