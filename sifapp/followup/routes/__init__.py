"""The pages of projects: the list, one project, and the evaluation that ends it."""

from flask import Blueprint

bp = Blueprint("followup", __name__, url_prefix="/projects")

# Each module adds its routes to the blueprint.
from sifapp.followup.routes import evaluating, outside, reading  # noqa: E402 - they need `bp`

__all__ = ["bp", "evaluating", "outside", "reading"]
