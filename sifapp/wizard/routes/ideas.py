"""Trying an idea, before any sign-in, and starting a sketch from it."""

from flask import render_template, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.operations import take_held_input
from sifapp.advice import AREAS, advise
from sifapp.applications.queries import call_to_show
from sifapp.db import get_session
from sifapp.errors import InvalidInputError
from sifapp.i18n import language, today
from sifapp.web import page_or_fragment, request_fields, see_other
from sifapp.wizard import operations
from sifapp.wizard.routes import bp
from sifapp.wizard.showing import area_names, marked, shown_areas, shown_funds

LONGEST_IDEA = 20_000
AREA_IDS = frozenset(area.id for area in AREAS)


@bp.get("/")
@requires(Permission.PUBLIC)
def idea() -> ResponseReturnValue:
    """The first page: what the fund is and is not, the open call, and the box for an idea."""
    return render_template("wizard/idea.html", **_idea_page(""))


@bp.post("/")
@requires(Permission.PUBLIC)
def advise_on_idea() -> ResponseReturnValue:
    """Advice on an idea, beneath the box or as a page. Nothing is stored."""
    fields = request_fields()
    text, area = fields.get("idea", "").strip(), fields.get("area", "")
    if fault := _fault(text):
        context = {**_idea_page(text), "errors": [("idea", fault)]}
        return page_or_fragment("wizard/idea.html", "wizard/_advice.html", **context), 422
    advice = advise(text, language=language(), area=area if area in AREA_IDS else None)
    context = {
        **_idea_page(text),
        "advice": advice,
        "areas": shown_areas(advice),
        "funds": shown_funds(advice),
        "pieces": marked(text, advice),
        "area_names": area_names(),
    }
    return page_or_fragment("wizard/idea.html", "wizard/_advice.html", **context)


def _fault(text: str) -> str:
    if not text:
        return str(_("Describe your idea first. A sentence or two is enough."))
    if len(text) > LONGEST_IDEA:
        return str(_("Shorten the text to 20,000 characters. The main points are enough."))
    return ""


def _idea_page(text: str) -> dict[str, object]:
    return {"idea": text, "call": call_to_show(get_session(), today()), "today": today(), "advice": None, "errors": []}


@bp.get("/sketches/new")
@requires(Permission.START_SKETCH)
def new() -> ResponseReturnValue:
    """Start a sketch; the text that was typed before signing in is used at once."""
    held = None
    if token := browser.get("held"):
        held = take_held_input(get_session(), token, url_for("wizard.start_sketch"), current_user().id)
    return _new_page("") if held is None else _start(held)


@bp.post("/sketches/new")
@requires(Permission.START_SKETCH, restores_text=True)
def start_sketch() -> ResponseReturnValue:
    """Open a draft with the idea in place."""
    return _start(request_fields())


def _start(fields: dict[str, str]) -> ResponseReturnValue:
    """Open the draft; a text that cannot be taken is shown again, and stays held if it was."""
    session, idea, area = get_session(), fields.get("idea", ""), fields.get("area", "")
    call = call_to_show(session, today())
    if call is None:
        session.rollback()
        text = _("No call is planned at the moment. Copy your text, and come back when there is one.")
        return _new_page(idea, text), 409
    try:
        application = operations.start_sketch(
            session, current_user(), call, idea=idea, area=area if area in AREA_IDS else ""
        )
    except InvalidInputError:
        session.rollback()
        return _new_page(idea, _("Shorten the text to 20,000 characters. The main points are enough.")), 422
    session.commit()
    browser.pop("held", None)
    return see_other(url_for("wizard.step", application_id=application.id, step_id="idea"))


def _new_page(idea: str, error: str = "") -> str:
    return render_template(
        "wizard/new.html", call=call_to_show(get_session(), today()), today=today(), idea=idea, error=error
    )
