"""The pages of repayment: the controller verifies, the director decides, everybody concerned reads."""

from flask import Blueprint

bp = Blueprint("repayment", __name__, url_prefix="/repayments")

# Each module adds its routes to the blueprint.
from sifapp.repayment.routes import acting, lists, reading, trying  # noqa: E402 - they need `bp`

__all__ = ["acting", "bp", "lists", "reading", "trying"]
