"""What everybody may read: what the fund has granted and what came of it, as pages, as files and for programs."""

from flask import Blueprint

bp = Blueprint("opendata", __name__)

# Each module adds its routes to the blueprint.
from sifapp.opendata.routes import files, programs, reading  # noqa: E402 - they need `bp`

__all__ = ["bp", "files", "programs", "reading"]
