"""Our application as the bench serves it: unchanged, but it counts its statements."""

from flask import Flask

from bench.counting import count_statements


def create() -> Flask:
    """The application, settings from the environment."""
    # Imported here: it reads the settings.
    from wsgi import app

    count_statements(app, app.extensions["engine"])
    return app
