"""What do other steps' pages say of requests to change a project?"""

from flask import Flask

from sifapp.changes import queries
from sifapp.db import get_session


def init_app(app: Flask) -> None:
    """Let the pages of earlier steps say what waits: they know nothing of this one."""
    app.jinja_env.globals["changes_waiting"] = changes_waiting


def changes_waiting() -> int:
    """How many requests wait for the city director."""
    return queries.waiting(get_session())
