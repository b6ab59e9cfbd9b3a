"""How does a test hold a conversation? As a browser without JavaScript, or as htmx."""

from flask.testing import FlaskClient
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from sifapp.conversation.models import Conversation

IDEA = "Vi vill pröva hembesök till nyblivna föräldrar i Farsta tillsammans med BVC och biblioteket i tre år."
HTMX = {"HX-Request": "true"}
ENGLISH = {"Accept-Language": "en"}


def say(client: FlaskClient, text: str, **headers: str) -> TestResponse:
    """Write in the conversation."""
    return client.post("/conversation", data={"text": text}, headers=headers)


def only_conversation(session: Session) -> Conversation:
    """The one conversation that is stored, read anew."""
    session.expire_all()
    return session.exec(select(Conversation)).one()


def kinds(session: Session) -> list[str]:
    """What was done in the one conversation, turn by turn."""
    return [row["kind"] for row in only_conversation(session).turns]
