"""What is written about the savings of other administrations: to whoever is asked, and to the writers when they answer?

Each mail is written in its reader's language.
"""

from collections.abc import Callable, Sequence

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from sifapp.accounts.gate import settings
from sifapp.accounts.models import Administration, Person
from sifapp.accounts.queries import User
from sifapp.applications.models import Application
from sifapp.i18n import in_language, language
from sifapp.mail.operations import write_mail
from sifapp.savings.models import SavingsRequest
from sifapp.savings.operations import Word
from sifapp.savings.rules import Verdict
from sifapp.wizard.letters import writers_of


def name_of(administration: Administration) -> str:
    """Its name in the reader's language."""
    return administration.name_sv if language() == "sv" else administration.name_en


def write_asked(
    session: Session,
    application: Application,
    lead: Administration,
    request: SavingsRequest,
    to: Sequence[Person],
    *,
    by: User,
) -> None:
    """To everybody of the administration who may answer: what is asked of them, and where."""

    def letter() -> tuple[str, str]:
        return (
            _("%(reference)s: is this what you would save?", reference=application.reference),
            _(
                "Hello!\n\n%(name)s, %(lead)s, writes an application to the Social Investment Fund: “%(title)s”. "
                "It says that your administration would save money by it.\n\n"
                "Read what it says of you, and confirm or dispute each line. One of you is enough. "
                "You can change the answer until the application is sent.\n\n"
                "Answer here: %(link)s\n\nThe Social Investment Fund",
                name=by.name,
                lead=name_of(lead),
                title=application.title or application.reference,
                link=_link(url_for("wizard.asked_savings", request_id=request.id)),
            ),
        )

    _send(session, application, f"savings-asked-{request.id}-{request.asked_at:%Y%m%dT%H%M%S%f}", to, letter)


def write_answered(
    session: Session,
    application: Application,
    administration: Administration,
    words: Sequence[Word],
    log_number: int,
    *,
    by: User,
) -> None:
    """To the writers: who has answered, what, and why not. ``log_number``: of the log's entry about it."""

    def letter() -> tuple[str, str]:
        return (
            _(
                "%(reference)s: %(administration)s has answered",
                reference=application.reference,
                administration=name_of(administration),
            ),
            _(
                "Hello!\n\n%(name)s, %(administration)s, has answered about the savings in “%(title)s”.\n\n"
                "%(answers)s\n\nAll lines and answers: %(link)s\n\nThe Social Investment Fund",
                name=by.name,
                administration=name_of(administration),
                title=application.title or application.reference,
                answers="\n".join(map(_answer_told, words)),
                link=_link(url_for("wizard.savings", application_id=application.id)),
            ),
        )

    _send(session, application, f"savings-answered-{log_number}", writers_of(session, application), letter)


def _answer_told(word: Word) -> str:
    unit = word.line.effect.unit
    if word.verdict is Verdict.CONFIRMED:
        return str(_("– %(unit)s: confirmed", unit=unit))
    return str(_("– %(unit)s: disputed. %(reason)s", unit=unit, reason=word.reason))


def _link(address: str) -> str:
    return settings().base_url + address


def _send(
    session: Session,
    application: Application,
    event: str,
    to: Sequence[Person],
    letter: Callable[[], tuple[str, str]],
) -> None:
    for person in to:
        with in_language(person.language):
            subject, body = letter()
        write_mail(
            session,
            key=f"{event}:{application.id}:{person.id}",
            recipient=person,
            subject=subject,
            body=body,
            application_id=application.id,
        )
