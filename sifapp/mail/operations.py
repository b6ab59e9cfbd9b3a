"""What can be done with a mail, from its writing until it has left? The worker and the outbox page use these verbs."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from sifapp.accounts.models import Person
from sifapp.db import insert_new, utc_now
from sifapp.mail.models import MailState, OutboxMail

# The pause before each new try; after the last one the mail has failed. Own convention.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=25),
    timedelta(hours=2),
    timedelta(hours=12),
)
# A worker needs seconds for one mail. After this long it has died.
ABANDONED_AFTER = timedelta(minutes=10)
LONGEST_SUBJECT = 200


def write_mail(
    session: Session,
    *,
    key: str,
    recipient: Person,
    subject: str,
    body: str,
    application_id: int | None = None,
) -> None:
    """Put a mail into the outbox, in the caller's transaction.

    ``key``: names event and recipient, at most 120 characters; a key that was used before writes nothing.
    ``subject``, ``body``: plain text in the recipient's language (write it inside ``i18n.in_language``). The subject is
    made one line of at most 200 characters.
    """
    now = utc_now()
    insert_new(
        session,
        OutboxMail,
        ("key",),
        key=key,
        application_id=application_id,
        recipient_id=recipient.id,
        to_address=recipient.email,
        language=recipient.language or "sv",
        subject=one_line(subject)[:LONGEST_SUBJECT],
        body=body,
        state=MailState.READY,
        tries=0,
        next_try_at=now,
        written_at=now,
        last_error="",
    )


def one_line(text: str) -> str:
    """``text`` without line breaks and other control characters: a header has one line.

    >>> one_line("Hej\\r\\nBcc: all@example.org")
    'Hej Bcc: all@example.org'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def claim_next(session: Session) -> OutboxMail | None:
    """Take the mail that has been due longest; None when nothing is due.

    One statement, so that two workers never take the same mail. Commit before sending it.
    """
    now = utc_now()
    longest_due = (
        sa.select(col(OutboxMail.id))
        .where(col(OutboxMail.state) == MailState.READY, col(OutboxMail.next_try_at) <= now)
        .order_by(col(OutboxMail.next_try_at), col(OutboxMail.id))
        .limit(1)
        # PostgreSQL: go past what another worker is taking. SQLite has one writer at a time and ignores it.
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    return session.scalars(
        sa.update(OutboxMail)
        .where(col(OutboxMail.id) == longest_due)
        .values(state=MailState.SENDING, tries=OutboxMail.tries + 1, claimed_at=now)
        .returning(OutboxMail)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).first()


def note_sent(session: Session, mail: OutboxMail) -> None:
    """The mail server took the mail."""
    _note(session, mail, state=MailState.SENT, sent_at=utc_now(), last_error="")


def note_not_now(session: Session, mail: OutboxMail, reason: str) -> None:
    """The mail did not leave, but may do so later: try again after a pause, or give up after the last one."""
    if mail.tries > len(PAUSES):
        note_refused(session, mail, reason)
        return
    _note(
        session,
        mail,
        state=MailState.READY,
        next_try_at=utc_now() + PAUSES[mail.tries - 1],
        last_error=_short(reason),
    )


def note_refused(session: Session, mail: OutboxMail, reason: str) -> None:
    """The mail will not leave, however often it is tried."""
    _note(session, mail, state=MailState.FAILED, last_error=_short(reason))


def note_uncertain(session: Session, mail: OutboxMail, reason: str) -> None:
    """Nobody knows whether the mail left."""
    _note(session, mail, state=MailState.UNCERTAIN, last_error=_short(reason))


def _note(session: Session, mail: OutboxMail, **values: object) -> None:
    # Only the worker that holds the claim may tell how it went: it could have been thought dead meanwhile.
    session.execute(
        sa.update(OutboxMail)
        .where(col(OutboxMail.id) == mail.id, col(OutboxMail.claimed_at) == mail.claimed_at)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _short(reason: str) -> str:
    return one_line(reason)[:500]


def give_up_abandoned(session: Session) -> None:
    """Mark as uncertain what a worker began to send and never finished. It is not sent again by itself."""
    session.execute(
        sa.update(OutboxMail)
        .where(
            col(OutboxMail.state) == MailState.SENDING,
            col(OutboxMail.claimed_at) < utc_now() - ABANDONED_AFTER,
        )
        .values(state=MailState.UNCERTAIN, last_error="The program stopped while it was sending this mail.")
        .execution_options(synchronize_session=False)
    )


def send_again(session: Session, mail_id: int) -> bool:
    """Make a failed or uncertain mail ready, as if it were new; False when it is neither (any more)."""
    changed = session.execute(
        sa.update(OutboxMail)
        .where(
            col(OutboxMail.id) == mail_id,
            col(OutboxMail.state).in_((MailState.FAILED, MailState.UNCERTAIN)),
        )
        .values(state=MailState.READY, tries=0, next_try_at=utc_now(), claimed_at=None, last_error="")
        .execution_options(synchronize_session=False)
    )
    return changed.rowcount == 1  # type: ignore[attr-defined, no-any-return]  # an UPDATE always has it
