"""The coordinators' desk: conversations that were handed over, and what people say is not right."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires, settings
from sifapp.accounts.models import Person
from sifapp.accounts.once import is_replay
from sifapp.conversation import letters, operations, queries
from sifapp.conversation.forms import AnswerForm
from sifapp.conversation.models import SAID, About
from sifapp.conversation.queries import PAGE, HandedOver
from sifapp.conversation.routes import bp
from sifapp.conversation.rules import gist
from sifapp.conversation.showing import kept_page, said_name
from sifapp.db import get_session
from sifapp.errors import NotFoundError
from sifapp.web import row_number, see_other


@bp.get("/review/conversations")
@requires(Permission.ANSWER_CONVERSATIONS)
def handed_over() -> ResponseReturnValue:
    """Conversations that were handed over, latest first."""
    rows = queries.handed_over(get_session(), request.args.get("before", type=row_number))
    shown, more = rows[:PAGE], len(rows) > PAGE
    return render_template(
        "conversation/handed_over.html",
        rows=shown,
        next_url=url_for("conversation.handed_over", before=shown[-1].hand_over.id) if more else None,
    )


@bp.get("/review/conversations/<int:hand_over_id>")
@requires(Permission.ANSWER_CONVERSATIONS)
def one_hand_over(hand_over_id: int) -> ResponseReturnValue:
    """One conversation, what is asked, and the answer."""
    return _one_page(_asked(hand_over_id), AnswerForm())


def _asked(hand_over_id: int) -> HandedOver:
    found = queries.one_hand_over(get_session(), hand_over_id)
    if found is None:
        raise NotFoundError
    return found


def _one_page(found: HandedOver, form: AnswerForm) -> str:
    answered_by = found.hand_over.answered_by_id
    return render_template(
        "conversation/one_hand_over.html",
        found=found,
        kept=kept_page(found.kept, operations.state_of(found.kept)),
        answered_by=get_session().get(Person, answered_by) if answered_by else None,
        form=form,
    )


@bp.post("/review/conversations/<int:hand_over_id>")
@requires(Permission.ANSWER_CONVERSATIONS)
def answer_hand_over(hand_over_id: int) -> ResponseReturnValue:
    """Answer by mail."""
    found, session, form = _asked(hand_over_id), get_session(), AnswerForm()
    if not form.validate_on_submit():
        return _one_page(found, form), 422
    if not is_replay():
        user, link = current_user(), settings().base_url + url_for("conversation.conversation")
        operations.answer_hand_over(session, found.hand_over, form.answer.data, by=user)
        letters.write_answer(session, found.hand_over, found.person, by=user, link=link)
        session.commit()
    flash(_("Your answer is on its way by email."))
    return see_other(url_for("conversation.handed_over"))


@bp.get("/review/not-right")
@requires(Permission.ANSWER_CONVERSATIONS)
def objections() -> ResponseReturnValue:
    """What people say is not right in the advice, latest first; of one area or kind of money where one is asked for."""
    about, said = request.args.get("about", type=About), request.args.get("said", "")
    about = about if about is not None and said in SAID[about] else None
    rows = queries.objections(get_session(), request.args.get("before", type=row_number), about=about, said=said)
    shown, more = rows[:PAGE], len(rows) > PAGE
    return render_template(
        "conversation/objections.html",
        rows=[
            (objection, kept, said_name(objection.about, objection.said), gist(kept.turns)) for objection, kept in shown
        ],
        only=said_name(about, said) if about else "",
        next_url=url_for("conversation.objections", before=shown[-1][0].id, about=about, said=said if about else None)
        if more
        else None,
    )
