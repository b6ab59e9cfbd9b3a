"""The council's pages: a member's list, scores, meetings, and what comes of each case."""

from flask import Blueprint

bp = Blueprint("scoring", __name__, url_prefix="/council")

# Each module adds its routes to the blueprint.
from sifapp.scoring.routes import criteria, documents, meetings, outcomes, scores  # noqa: E402 - they need `bp`

__all__ = ["bp", "criteria", "documents", "meetings", "outcomes", "scores"]
