"""Who is told of a new message in a case, and in which words?

In the reader's language, in the message's transaction.
"""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlmodel import Session

from sifapp.accounts.models import Person
from sifapp.accounts.queries import User
from sifapp.applications.models import Application, Message
from sifapp.i18n import in_language
from sifapp.mail.operations import write_mail
from sifapp.statuses import SENT


def tell_of_message(
    session: Session, application: Application, message: Message, *, to: Sequence[Person], by: User, link: str
) -> None:
    """Mail the message to everybody in ``to`` but its author."""
    for person in to:
        if person.id == by.id:
            continue
        with in_language(person.language):
            subject = _("%(reference)s: message from %(name)s", reference=application.reference, name=by.name)
            body = _words(application, message, by, link)
        write_mail(
            session,
            key=f"message:{message.id}:{person.id}",
            recipient=person,
            subject=subject,
            body=body,
            application_id=application.id,
        )


def _words(application: Application, message: Message, by: User, link: str) -> str:
    opening = _(
        "Hello!\n\n%(name)s writes about “%(title)s”:",
        name=by.name,
        title=application.title or application.reference,
    )
    if message.from_fund or application.status in SENT:
        closing = _("Answer on the case’s page: %(link)s", link=link)
    else:
        closing = _(
            "The sketch has not been sent, so you cannot open it. Answer by email to %(address)s.",
            address=by.person.email,
        )
    return "\n\n".join((opening, message.body, closing, _("The Social Investment Fund")))
