"""The pre-study's pages: the applicant plans and reports, the coordinators answer, everyone reads what was learnt."""

from flask import Blueprint

bp = Blueprint("prestudy", __name__, url_prefix="/pre-studies")

# Each module adds its routes to the blueprint.
from sifapp.prestudy.routes import answering, reading, writing  # noqa: E402 - they need `bp`

__all__ = ["answering", "bp", "reading", "writing"]
