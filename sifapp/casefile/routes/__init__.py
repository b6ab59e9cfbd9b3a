"""The start page for each role, one page per case, and the pages about the service."""

from flask import Blueprint

bp = Blueprint("casefile", __name__)

# Each module adds its routes to the blueprint.
from sifapp.casefile.routes import attachments, cases, health, service, start  # noqa: E402 - they need `bp`

__all__ = ["attachments", "bp", "cases", "health", "service", "start"]
