"""Talking: writing, answering, asking why, correcting, masking, deleting. Each turn answers with the conversation."""

from collections.abc import Callable
from datetime import timedelta

from flask import Response, flash, g, make_response, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission, allowed_by_role
from sifapp.accounts.gate import counted_under, current_user, requires, settings
from sifapp.accounts.operations import count_attempt, take_held_input
from sifapp.advice import (
    AssistantError,
    DialogueState,
    answered,
    asked_why,
    corrected,
    wrote,
)
from sifapp.advice import mask as mask_text
from sifapp.conversation import gate, operations, queries
from sifapp.conversation.models import SAID, About, Conversation
from sifapp.conversation.routes import bp
from sifapp.conversation.rules import LONGEST_TEXT, fits, is_full
from sifapp.conversation.showing import talk_page
from sifapp.db import get_session
from sifapp.errors import NotSignedInError, TooManyAttemptsError
from sifapp.web import clean, number_in, request_fields, see_other, wants_fragment

LONGEST_REASON = 500


@bp.get("/conversation")
@requires(Permission.PUBLIC)
def conversation() -> ResponseReturnValue:
    """The conversation as it stands, with the picture beside it."""
    try:
        opened = gate.open_conversation()
    except NotSignedInError:
        return render_template("conversation/locked.html")
    text = _held_text()
    get_session().commit()
    return _page(opened, text=text)


def _held_text() -> str:
    """What somebody wrote when their session had run out."""
    person_id = gate.reader_id()
    token = browser.get("held")
    if person_id is None or not token:
        return ""
    held = take_held_input(get_session(), token, url_for("conversation.write"), person_id)
    if held is None:
        return ""
    browser.pop("held")
    return held.get("text", "")


def _page(
    opened: Conversation | None, *, text: str = "", error: str = "", focus: str = "", status: int = 200
) -> Response:
    """The page, or the part of it that htmx asks for. ``focus``: where the reader goes on, "box" or "reply"."""
    template = "conversation/_talk.html" if wants_fragment() else "conversation/conversation.html"
    person_id = gate.reader_id()
    body = render_template(
        template,
        talk=talk_page(operations.state_of(opened)),
        conversation=opened,
        text=text,
        errors=[("text", error)] if error else [],
        focus=focus if wants_fragment() else "",
        longest=LONGEST_TEXT,
        may_start=person_id is None or _may(Permission.START_SKETCH),
        days=settings().conversation_days,
        hand_overs=queries.hand_overs_of(get_session(), opened.id) if opened else [],
    )
    return make_response(body, status)


def _may(permission: Permission) -> bool:
    return allowed_by_role(permission, current_user().roles)


@bp.post("/conversation")
@requires(Permission.PUBLIC, restores_text=True)
def write() -> ResponseReturnValue:
    """Say something."""
    fields, opened = request_fields(), gate.open_conversation()
    text = fields.get("text", "").strip()
    if fault := _fault(operations.state_of(opened), text):
        return _page(opened, text=text, error=fault, status=422)
    return _take_turn(opened, lambda state: wrote(state, text), focus="box", text=text)


def _fault(state: DialogueState, text: str) -> str:
    if not text:
        return str(_("Write something first, or press one of the answers."))
    if is_full(state) or not fits(state, text):
        return str(
            _(
                "The conversation cannot hold more than this. Shorten the text, hand the conversation over to the "
                "coordinators, or start over."
            )
        )
    return ""


@bp.post("/conversation/unsent")
@requires(Permission.PUBLIC)
def unsent() -> ResponseReturnValue:
    """Show what is written and not sent: the language of the page was changed meanwhile."""
    return _page(gate.open_conversation(), text=request_fields().get("text", ""))


@bp.post("/conversation/answer")
@requires(Permission.PUBLIC)
def answer() -> ResponseReturnValue:
    """Answer a question by a press, or change an earlier answer."""
    question, value = request.form.get("question", ""), request.form.get("value", "")
    return _take_turn(gate.open_conversation(), lambda state: answered(state, question, value))


@bp.post("/conversation/why")
@requires(Permission.PUBLIC)
def why() -> ResponseReturnValue:
    """Ask why the assistant asks."""
    return _take_turn(gate.open_conversation(), asked_why)


@bp.post("/conversation/area")
@requires(Permission.PUBLIC)
def choose_area() -> ResponseReturnValue:
    """Choose the area oneself."""
    area = request.form.get("area", "")
    return _take_turn(gate.open_conversation(), lambda state: corrected(state, area))


def _take_turn(
    opened: Conversation | None,
    change: Callable[[DialogueState], DialogueState],
    *,
    focus: str = "reply",
    text: str = "",
) -> ResponseReturnValue:
    """Take one turn and answer with the conversation. What cannot be taken is said at the box, with the text in it."""
    session, token = get_session(), gate.new_token()
    try:
        _count()
        if opened is not None and not text and is_full(operations.state_of(opened)):
            return _page(opened, error=_fault(operations.state_of(opened), "-"), status=422)
        seen = request.form.get("seen", default=10**6, type=int)
        taken = operations.take_turn(session, opened, change, token=token, person_id=gate.reader_id(), seen=seen)
    except TooManyAttemptsError as error:
        return _too_many(opened, text, error)
    except AssistantError:
        session.rollback()
        return _out_of_date(opened, text)
    session.commit()
    response = _answer(taken, focus)
    return gate.set_cookie(response, token) if opened is None else response


def _out_of_date(opened: Conversation | None, text: str = "") -> Response:
    """Only a form that is not ours, or one of before a change, asks for what there is not."""
    fault = _("That cannot be done any more. Here is the conversation as it stands.")
    return _page(opened, text=text, error=fault, status=422)


def _answer(taken: Conversation, focus: str) -> Response:
    """The conversation for htmx; else the way to its page, where reloading sends nothing again."""
    if wants_fragment():
        return _page(taken, focus=focus)
    return make_response(see_other(url_for("conversation.conversation", _anchor="latest")))


def _count() -> None:
    """Count a turn. Raises TooManyAttemptsError when one person, or one address without a name, takes too many."""
    session, key = get_session(), counted_under("conversation", g.user)
    try:
        count_attempt(session, key, settings().conversation_turns_per_hour, timedelta(hours=1))
    finally:
        session.commit()


def _too_many(opened: Conversation | None, text: str, error: TooManyAttemptsError) -> Response:
    """The conversation as it stands with the text in its box, and when to try again."""
    minutes = max(1, round(error.retry_after_s / 60))
    if g.user:
        fault = _(
            "You have written very much in the last hour. Your text is still here. Try again in %(minutes)s min.",
            minutes=minutes,
        )
    else:
        fault = _(
            "Very much has been written from your network just now. Your text is still here. "
            "Try again in %(minutes)s min.",
            minutes=minutes,
        )
    response = _page(opened, text=text, error=fault, status=429)
    response.headers["Retry-After"] = str(error.retry_after_s)
    return response


@bp.post("/conversation/mask")
@requires(Permission.PUBLIC)
def mask() -> ResponseReturnValue:
    """Take personal data out of what one wrote."""
    opened, session = gate.open_conversation(), get_session()
    number = number_in(request.form.get("number"))
    if opened is None or not 0 <= number < len(opened.turns):
        return _out_of_date(opened)
    taken = operations.mask_turn(session, opened, number, person_id=gate.reader_id())
    session.commit()
    return _answer(taken, "reply")


@bp.post("/conversation/not-right")
@requires(Permission.PUBLIC)
def object_to() -> ResponseReturnValue:
    """Say that an area or a fund is not right."""
    opened, session = gate.open_conversation(), get_session()
    about = request.form.get("about", default=About.AREA, type=About)
    said = request.form.get("said", "")
    if opened is None or said not in SAID[about]:
        return _out_of_date(opened)
    reason = clean(request.form.get("reason", "")).strip()[:LONGEST_REASON]
    try:
        _count()
    except TooManyAttemptsError as error:
        return _too_many(opened, reason, error)
    without = mask_text(reason)
    operations.object_to(session, opened, about, said, without, person_id=gate.reader_id())
    session.commit()
    flash(_("Thank you. The coordinators read this when they mend the rules."))
    if without != reason:
        flash(_("What looked like personal data was taken out of your text: the fund needs none."), "info")
    return see_other(url_for("conversation.conversation"))


@bp.post("/conversation/delete")
@requires(Permission.PUBLIC)
def delete() -> ResponseReturnValue:
    """Delete the conversation; then start over, or leave."""
    session = get_session()
    try:
        opened = gate.open_conversation()
    except NotSignedInError:  # somebody else's, at a shared computer: only the key is forgotten
        opened = None
    if opened is not None:
        operations.delete(session, opened)
        session.commit()
        flash(_("The conversation is deleted."))
    starts_over = "again" in request.form
    response = make_response(see_other(url_for("conversation.conversation" if starts_over else "wizard.idea")))
    response.delete_cookie(gate.COOKIE)
    return response
