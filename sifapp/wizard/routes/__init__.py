"""From an idea to a submitted sketch. One module for each part of the way."""

from flask import Blueprint

bp = Blueprint("wizard", __name__)

# Each module adds its routes to the blueprint.
from sifapp.wizard.routes import ideas, savings, sending, steps, team  # noqa: E402 - they need `bp`

__all__ = ["bp", "ideas", "savings", "sending", "steps", "team"]
