"""The coordinators' desk: lists of cases, decisions of triage, the report on support."""

from flask import Blueprint

bp = Blueprint("review", __name__, url_prefix="/review")

# Each module adds its routes to the blueprint.
from sifapp.review.routes import differences, lists, triage  # noqa: E402 - they need `bp`

__all__ = ["bp", "differences", "lists", "triage"]
