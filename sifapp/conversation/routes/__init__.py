"""The conversation page, what leads on from it, and the coordinators' lists of what was handed over."""

from flask import Blueprint

from sifapp.conversation.gate import forget_at_sign_out

bp = Blueprint("conversation", __name__)
bp.after_app_request(forget_at_sign_out)

# Each module adds its routes to the blueprint.
from sifapp.conversation.routes import desk, leading_on, talk  # noqa: E402 - they need `bp`

__all__ = ["bp", "desk", "leading_on", "talk"]
