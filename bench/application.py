"""Our application as the bench serves it: unchanged, but it counts its statements."""

from flask import Flask

from bench.counting import count_statements
from sifapp import create_app


def create() -> Flask:
    """The application, settings from the environment."""
    app = create_app()
    count_statements(app, app.extensions["engine"])
    return app
