"""Trying an idea, before any sign-in, and starting a sketch from it."""

from datetime import timedelta

from flask import flash, g, get_template_attribute, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from sifapp.access import Permission, allowed_by_role
from sifapp.accounts.gate import counted_under, current_user, requires, settings
from sifapp.accounts.once import is_replay
from sifapp.accounts.operations import count_attempt, take_held_input
from sifapp.advice import AREAS, advise
from sifapp.applications.gate import open_case
from sifapp.applications.queries import call_to_show
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, TooManyAttemptsError
from sifapp.i18n import language, today
from sifapp.knowledge.queries import catalogue
from sifapp.web import drawn_once, page_or_fragment, request_fields, see_other
from sifapp.wizard import operations
from sifapp.wizard.routes import bp
from sifapp.wizard.showing import area_names, marked, shown_areas, shown_funds, to_settle

LONGEST_IDEA = 20_000
# Advice on a text of this length costs no more than showing any other page, so only longer ones are counted.
UNCOUNTED_IDEA = 2_000
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
        return _with_fault(text, fault), 422
    try:
        _count(text)
    except TooManyAttemptsError as error:
        return _with_fault(text, _wait(error)), 429, {"Retry-After": str(error.retry_after_s)}
    advice = advise(text, language=language(), area=area if area in AREA_IDS else None)
    context = {
        **_idea_page(text),
        "advice": advice,
        "areas": shown_areas(advice),
        "funds": shown_funds(advice, catalogue(get_session())),
        "to_settle": to_settle(advice),
        "pieces": marked(text, advice),
        "area_names": area_names(),
        "area_choice": _area_choice(advice.primary_area or ""),
    }
    return page_or_fragment("wizard/idea.html", "wizard/_advice.html", **context)


@drawn_once(5)
def _area_choice(area: str) -> str:
    """The radio buttons by which the reader corrects the area."""
    radios = get_template_attribute("components/forms.html", "radios")
    options = list(area_names().items())
    return str(radios("area", _("Which area is closest?"), options, value=area, id="own-area"))


def _fault(text: str) -> str:
    if not text:
        return str(_("Describe your idea first. A sentence or two is enough."))
    if len(text) > LONGEST_IDEA:
        return str(_("Shorten the text to 20,000 characters. The main points are enough."))
    return ""


def _count(text: str) -> None:
    """Count a long text. Raises TooManyAttemptsError when one person, or one address without a name, sends too many."""
    if len(text) <= UNCOUNTED_IDEA:
        return
    session, key = get_session(), counted_under("idea", g.user)
    try:
        count_attempt(session, key, settings().long_ideas_per_hour, timedelta(hours=1))
        session.commit()
    except TooManyAttemptsError:
        session.commit()
        raise
    except OperationalError:  # advice can be given while the database takes no writes
        session.rollback()


def _wait(error: TooManyAttemptsError) -> str:
    """What to do, to whom it is true of: a person is counted by themselves, others by their network address."""
    minutes = max(1, round(error.retry_after_s / 60))
    if g.user:
        text = _(
            "You have sent many long texts in the last hour. Your text is still here. "
            "Shorten it to 2,000 characters, or try again in %(minutes)s min.",
            minutes=minutes,
        )
    else:
        text = _(
            "Many long texts have come from your network just now. Your text is still here. "
            "Shorten it to 2,000 characters, or try again in %(minutes)s min.",
            minutes=minutes,
        )
    return str(text)


def _with_fault(text: str, fault: str) -> str:
    context = {**_idea_page(text), "errors": [("idea", fault)]}
    return page_or_fragment("wizard/idea.html", "wizard/_advice.html", **context)


def _idea_page(text: str) -> dict[str, object]:
    return {
        "idea": text,
        "call": call_to_show(get_session(), today()),
        "today": today(),
        "advice": None,
        "errors": [],
        "may_start": g.user is None or allowed_by_role(Permission.START_SKETCH, g.user.roles),
    }


@bp.get("/sketches/new")
@requires(Permission.START_SKETCH)
def new() -> ResponseReturnValue:
    """Start a sketch; the text that was typed before signing in is used at once."""
    held = None
    # A look at the head alone starts nothing.
    if (token := browser.get("held")) and request.method == "GET":
        held = take_held_input(get_session(), token, url_for("wizard.start_sketch"), current_user().id)
    return _new_page("") if held is None else _start(held)


@bp.post("/sketches/new")
@requires(Permission.START_SKETCH, restores_text=True)
def start_sketch() -> ResponseReturnValue:
    """Open a draft with the idea in place; a second press leads to it."""
    return see_other(url_for("casefile.start")) if is_replay() else _start(request_fields())


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


@bp.post("/sketches/<int:application_id>/anew")
@requires(Permission.START_ANEW)
def start_anew(application_id: int) -> ResponseReturnValue:
    """Open a draft with the texts of a sketch that came to nothing; a second press leads to the person's cases."""
    case, session = open_case(application_id), get_session()
    if is_replay():
        return see_other(url_for("casefile.start"))
    call = call_to_show(session, today())
    if call is None:
        flash(_("No call is planned at the moment. Your sketch is still here: come back when there is one."), "info")
        return see_other(url_for("casefile.case", application_id=application_id))
    application = operations.start_anew(session, case.application, call, by=current_user())
    session.commit()
    flash(_("This is a new sketch with your earlier texts. Change what stood in the way, then send it."))
    return see_other(url_for("wizard.sketch", application_id=application.id))


def _new_page(idea: str, error: str = "") -> str:
    return render_template(
        "wizard/new.html", call=call_to_show(get_session(), today()), today=today(), idea=idea, error=error
    )
