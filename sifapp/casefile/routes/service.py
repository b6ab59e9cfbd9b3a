"""The pages about the service: the fund, accessibility, personal data."""

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from sifapp.access import Permission
from sifapp.accounts.gate import requires, settings
from sifapp.advice import AREAS, source
from sifapp.casefile.routes import bp
from sifapp.i18n import language
from sifapp.review.criteria import CRITERIA

# What the page about the fund is built on.
SOURCES = ("S0", "S2", "R16")
# When the accessibility statement was last held against the service.
ASSESSED_ON = date(2026, 11, 22)


@bp.get("/about")
@requires(Permission.PUBLIC)
def about() -> ResponseReturnValue:
    """What the fund is."""
    return render_template(
        "casefile/about.html",
        criteria=CRITERIA,
        areas=[(area.name[language()], area.description[language()]) for area in AREAS],
        sources=[source(key) for key in SOURCES],
    )


@bp.get("/accessibility")
@requires(Permission.PUBLIC)
def accessibility() -> ResponseReturnValue:
    """The accessibility statement."""
    return render_template("casefile/accessibility.html", assessed_on=ASSESSED_ON)


@bp.get("/personal-data")
@requires(Permission.PUBLIC)
def privacy() -> ResponseReturnValue:
    """What personal data the service keeps."""
    config = settings()
    return render_template(
        "casefile/privacy.html",
        idle_minutes=config.session_idle_minutes,
        max_hours=config.session_max_hours,
        conversation_days=config.conversation_days,
    )
