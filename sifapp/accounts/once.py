"""Has this person sent this very form before? A double press, or Back and sent again, must not do its work twice.

A page writes a new key into each form (``once_key()``); the view asks `is_replay` before it acts.
"""

import json
import secrets

from flask import Flask, request

from sifapp.accounts import operations
from sifapp.accounts.gate import current_user
from sifapp.db import get_session

FIELD = "once"


def init_app(app: Flask) -> None:
    """Let templates give each form a key of its own."""
    app.jinja_env.globals["once_key"] = lambda: secrets.token_urlsafe(16)


def is_replay() -> bool:
    """Whether the form was sent before, with the same text: then answer as after the first time, and do nothing.

    Ask before anything is written. The answer holds with the caller's transaction: if that fails, the form may be sent
    again. A form with another text is another form, and one without a key is never a replay.
    """
    if not request.form.get(FIELD):
        return False
    sent = [request.path, sorted((n, v) for n, v in request.form.items(multi=True) if n != "csrf_token")]
    session = get_session()
    if operations.use_form(session, current_user().id, json.dumps(sent)):
        return False
    session.commit()
    return True
