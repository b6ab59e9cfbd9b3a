"""From a conversation to a sketch, or to a person."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.once import is_replay
from sifapp.applications.models import Application
from sifapp.applications.queries import call_to_show
from sifapp.conversation import gate, operations, queries
from sifapp.conversation.forms import HandOverForm
from sifapp.conversation.models import Conversation
from sifapp.conversation.routes import bp
from sifapp.conversation.showing import talk_page
from sifapp.db import get_session
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.i18n import today
from sifapp.statuses import Status
from sifapp.web import row_number, see_other


@bp.get("/conversation/sketch")
@requires(Permission.START_SKETCH)
def sketch() -> ResponseReturnValue:
    """Start a sketch from the conversation, after signing in."""
    opened = gate.open_conversation()
    if opened is None or not opened.turns:
        return see_other(url_for("conversation.conversation"))
    return _sketch_page(opened)


def _sketch_page(opened: Conversation, error: str = "") -> str:
    return render_template(
        "conversation/sketch.html",
        talk=talk_page(operations.state_of(opened)),
        call=call_to_show(get_session(), today()),
        today=today(),
        error=error,
    )


@bp.post("/conversation/sketch")
@requires(Permission.START_SKETCH, restores_text=True)
def start_sketch() -> ResponseReturnValue:
    """Open a draft with what the conversation tells in place. Pressed twice, it opens the same draft."""
    session, opened = get_session(), gate.open_conversation()
    if opened is None or talk_page(operations.state_of(opened)).picture is None:
        flash(_("Describe the idea first. Then you can start a sketch from it."), "info")
        return see_other(url_for("conversation.conversation"))
    if _begun(opened) is not None:
        return _go_to_begun(opened)
    call = call_to_show(session, today())
    if call is None:
        text = _("No call is planned at the moment. The conversation is kept, so come back when there is one.")
        return _sketch_page(opened, text), 409
    try:
        application = operations.start_sketch(session, opened, call, by=current_user())
    except InvalidInputError:
        session.rollback()
        return _sketch_page(opened, _("Shorten the conversation: it holds more text than a sketch can.")), 422
    except TransitionNotAllowedError:
        session.rollback()
        return _go_to_begun(gate.open_conversation())
    session.commit()
    flash(_("Your sketch is started. Look through each step: what is taken from the conversation is marked."))
    return see_other(url_for("wizard.sketch", application_id=application.id))


def _go_to_begun(opened: Conversation | None) -> ResponseReturnValue:
    """The draft that a press before this one opened; where it is gone again, the question whether to start one."""
    begun = _begun(opened) if opened else None
    return see_other(url_for("wizard.sketch", application_id=begun.id) if begun else url_for("conversation.sketch"))


def _begun(opened: Conversation) -> Application | None:
    """The draft that was started from this conversation, while it is one."""
    application = get_session().get(Application, opened.application_id) if opened.application_id else None
    is_draft = application is not None and application.status is Status.DRAFT and application.deleted_at is None
    return application if is_draft else None


@bp.get("/conversation/hand-over")
@requires(Permission.IN_CITY)
def hand_over() -> ResponseReturnValue:
    """Ask the coordinators, with the conversation attached."""
    opened = gate.open_conversation()
    if opened is None or not opened.turns:
        flash(_("Write in the conversation first. Then you can hand it over."), "info")
        return see_other(url_for("conversation.conversation"))
    return _hand_over_page(opened, HandOverForm())


def _shown_conversation() -> Conversation | None:
    """The conversation that the page was opened on, also when another has been begun since; None when it is gone."""
    opened, shown_id = gate.open_conversation(), request.form.get("conversation", type=row_number)
    if shown_id is None or (opened is not None and opened.id == shown_id):
        return opened
    return queries.own_conversation(get_session(), shown_id, current_user().id)


def _hand_over_page(opened: Conversation | None, form: HandOverForm) -> str:
    return render_template(
        "conversation/hand_over.html",
        form=form,
        talk=talk_page(operations.state_of(opened)),
        person=current_user(),
        shown_id=opened.id if opened else None,
    )


@bp.post("/conversation/hand-over")
@requires(Permission.IN_CITY)
def send_hand_over() -> ResponseReturnValue:
    """Hand the conversation over. When it has been deleted in another window, the question comes alone."""
    session, opened, form = get_session(), _shown_conversation(), HandOverForm()
    if not form.validate_on_submit():
        return _hand_over_page(opened, form), 422
    if not is_replay():
        operations.hand_over(session, opened, form.message.data, token=gate.new_token(), by=current_user())
        session.commit()
    if opened is not None and opened.turns:
        flash(_("The coordinators have your question and the conversation. They answer by email."))
    else:
        flash(_("The coordinators have your question and answer by email. The conversation was deleted before."))
    return see_other(url_for("conversation.conversation"))
