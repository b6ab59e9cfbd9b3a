"""The desk of the city director and the office of the executive board, and the fund's money."""

from flask import Blueprint

bp = Blueprint("decisions", __name__)

# Each module adds its routes to the blueprint.
from sifapp.decisions.routes import desk, frame, proposals  # noqa: E402 - they need `bp`

__all__ = ["bp", "desk", "frame", "proposals"]
