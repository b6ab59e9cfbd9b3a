"""Which conversations are forgotten, and when? The worker asks now and then."""

from sqlmodel import Session

from sifapp.accounts.gate import settings
from sifapp.conversation.operations import delete_forgotten


def forget(session: Session) -> None:
    """Delete the conversations that are nobody's and have not been used for some days."""
    delete_forgotten(session, settings().conversation_days)
    session.commit()
