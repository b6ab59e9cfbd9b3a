"""The pages of requests to change a project: the lists, one request, its form, and the answers."""

from flask import Blueprint

bp = Blueprint("changes", __name__)

# Each module adds its routes to the blueprint.
from sifapp.changes.routes import answering, reading, writing  # noqa: E402 - they need `bp`

__all__ = ["answering", "bp", "reading", "writing"]
