"""The pages of reconciliations: the lists, one period, its form, and what the fund answers."""

from flask import Blueprint

bp = Blueprint("reconciliation", __name__)

# Each module adds its routes to the blueprint.
from sifapp.reconciliation.routes import answering, reading, writing  # noqa: E402 - they need `bp`

__all__ = ["answering", "bp", "reading", "writing"]
