"""Where does an event of the demo take place, and who gets its letter?"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from sifapp.accounts.queries import User
from sifapp.applications.models import Application, Call
from sifapp.i18n import in_language
from sifapp.review.letters import Letter, Mailing, Sending, language_of
from sifapp.wizard.letters import case_link, writers_of


@dataclass(frozen=True)
class Scene:
    """Where an event takes place: one case, and all people by key."""

    session: Session
    people: dict[str, User]
    call: Call
    application: Application


def mailing(scene: Scene, by: User, write: Callable[[Sending], Letter]) -> Mailing:
    """A letter to the case's writers, in each language that they read."""
    sending = Sending(scene.application, by, case_link(scene.application))
    to = writers_of(scene.session, scene.application)
    written: dict[str, Letter] = {}
    for language in {language_of(person) for person in to}:
        with in_language(language):
            written[language] = write(sending)
    return Mailing(to, written)
