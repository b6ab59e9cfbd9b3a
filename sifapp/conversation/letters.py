"""Which mail answers a conversation that was handed over?"""

from flask_babel import gettext as _
from sqlmodel import Session

from sifapp.accounts.models import Person
from sifapp.accounts.queries import User
from sifapp.conversation.models import HandOver
from sifapp.i18n import in_language
from sifapp.mail.operations import write_mail


def write_answer(session: Session, asked: HandOver, person: Person, *, by: User, link: str) -> None:
    """Mail the answer to whoever asked, in their language, with what they asked."""
    with in_language(person.language):
        subject = _("Answer to your question about an idea")
        body = "\n\n".join(
            (
                _("Hello!"),
                asked.answer,
                _("You asked:"),
                asked.message,
                _("You find your conversation here, and can start a sketch from it: %(link)s", link=link),
                f"{by.name}\n" + _("The Social Investment Fund"),
            )
        )
    write_mail(session, key=f"hand-over:{asked.id}", recipient=person, subject=subject, body=body)
