"""Which conversation is this browser's? A random key in a cookie of its own, which ends with the browser."""

import secrets

from flask import Response, g, request

from sifapp.accounts.gate import settings
from sifapp.accounts.operations import hash_token
from sifapp.conversation import queries
from sifapp.conversation.models import Conversation
from sifapp.db import get_session
from sifapp.errors import NotSignedInError

COOKIE = "sif_conversation"
# Computers are shared: who signs out leaves no conversation behind.
ENDS_IT = ("accounts.sign_out", "accounts.sign_out_everywhere")


def open_conversation() -> Conversation | None:
    """The conversation of this browser or person; None when there is none.

    Raises NotSignedInError when it is somebody's and nobody is signed in: then the next one at a shared computer asks.
    """
    session, person_id = get_session(), reader_id()
    token = request.cookies.get(COOKIE)
    found = queries.conversation_by_token(session, hash_token(token)) if token else None
    if found is not None and found.person_id in (None, person_id):
        return found
    if person_id is not None:
        return queries.latest_conversation(session, person_id)
    if found is not None:
        raise NotSignedInError
    return None


def reader_id() -> int | None:
    """The signed-in person's id; None when nobody is signed in."""
    user = g.get("user")
    return user.id if user else None


def new_token() -> str:
    """A key that no browser has held before."""
    return secrets.token_urlsafe(32)


def set_cookie(response: Response, token: str) -> Response:
    """Give the browser its key."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=settings().base_url.startswith("https:"))
    return response


def forget_at_sign_out(response: Response) -> Response:
    """Take the key back when a person signs out."""
    if request.endpoint in ENDS_IT and COOKIE in request.cookies:
        response.delete_cookie(COOKIE)
    return response
