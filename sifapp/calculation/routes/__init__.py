"""The price list, what calculations rest on, and the page where one tries a calculation."""

from flask import Blueprint

bp = Blueprint("calculation", __name__)

# Each module adds its routes to the blueprint.
from sifapp.calculation.routes import calculator, prices  # noqa: E402 - they need `bp`

__all__ = ["bp", "calculator", "prices"]
