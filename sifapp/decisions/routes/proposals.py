"""The city director proposes; everybody who may reads what was proposed and decided on a case."""

from collections.abc import Mapping

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import forget_held, held_for_page, requires
from sifapp.accounts.models import Person
from sifapp.accounts.once import is_replay
from sifapp.applications.gate import Case, open_case
from sifapp.db import get_session
from sifapp.decisions import operations, queries
from sifapp.decisions.forms import RulingForm, filled
from sifapp.decisions.kinds import STATEMENT
from sifapp.decisions.pages import decision_facts, recommendation_facts, ruling_facts
from sifapp.decisions.routes import bp
from sifapp.errors import InvalidInputError
from sifapp.i18n import show_number
from sifapp.jobs.asking import ask_for
from sifapp.scoring.models import Outcome
from sifapp.scoring.queries import recommendation_for
from sifapp.web import number_in, request_fields, see_other

FIELDS = ("ruling", "amount", "starts_on", "ends_on", "conditions", "criterion", "reason", "way_on")


@bp.get("/decisions/<int:application_id>")
@requires(Permission.SEE_DECISION)
def case(application_id: int) -> ResponseReturnValue:
    """What was proposed and decided, so far as this person may know it."""
    opened, session = open_case(application_id), get_session()
    conditions = queries.conditions_of(session, [application_id]).get(application_id, [])
    decisions = queries.decisions_of(session, application_id, released_only=opened.is_own)
    return render_template(
        "decisions/case.html",
        case=opened,
        decisions=[
            (one, who, decision_facts(one, [each for each in conditions if each.decision_id == one.id]))
            for one, who in decisions
        ],
        proposals=[]
        if opened.is_own
        else [
            (one, who, ruling_facts(one, [each for each in conditions if each.proposal_id == one.id]))
            for one, who in queries.proposals_of(session, application_id)
        ],
        authorities=[row for row in queries.authorities_of(session, [application_id])[application_id] if row[1]],
        may_propose=opened.allows(Permission.PROPOSE),
        may_decide=opened.allows(Permission.DECIDE),
        may_write_statement=opened.allows(Permission.WRITE_STATEMENT),
    )


@bp.post("/decisions/<int:application_id>/statement")
@requires(Permission.WRITE_STATEMENT)
def ask_statement(application_id: int) -> ResponseReturnValue:
    """Ask for the officer's statement to the executive board."""
    return ask_for(STATEMENT, application_id)


@bp.get("/decisions/<int:application_id>/propose")
@requires(Permission.PROPOSE)
def propose(application_id: int) -> ResponseReturnValue:
    """The proposal as far as it is written, beside the council's recommendation; at first with what is asked for."""
    opened, draft = open_case(application_id), queries.draft_of(get_session(), application_id)
    fields = {**(draft.fields if draft else _first_fields(application_id)), **held_for_page()}
    return _propose_page(opened, filled(RulingForm, fields), draft.version if draft else 0)


def _first_fields(application_id: int) -> dict[str, str]:
    """What is asked for; and the council's grounds, where it would refuse. What is proposed is left to choose."""
    session = get_session()
    asked_sek, council = queries.asked_of(session, application_id), recommendation_for(session, application_id)
    fields = {"amount": show_number(asked_sek)} if asked_sek else {}
    if council is None or council.outcome is not Outcome.REFUSE:
        return fields
    return {**fields, **{name: getattr(council, name) or "" for name in ("criterion", "reason", "way_on")}}


@bp.post("/decisions/<int:application_id>/propose")
@requires(Permission.PROPOSE, restores_text=True)
def send_proposal(application_id: int) -> ResponseReturnValue:
    """Keep what is written; "propose" puts it before the executive board."""
    is_sending = request.form.get("press") == "propose"
    # Asked first: the case has moved on by the first press, so that it could not be opened for this any more.
    if is_sending and is_replay():
        return _proposed()
    opened, session = open_case(application_id), get_session()
    fields = {name: text for name, text in request_fields().items() if name in FIELDS}
    form, seen = filled(RulingForm, fields), number_in(request.form.get("seen", "0"))
    if not operations.save_draft(session, opened.application, fields, seen, by=opened.user):
        session.rollback()
        return _propose_page(opened, form, seen, is_stale=True), 409
    forget_held(request.path)
    if is_sending and not form.validate():
        session.commit()
        return _propose_page(opened, form, seen + 1), 422
    if not is_sending:
        session.commit()
        flash(_("Saved. Nothing has been proposed yet."))
        return see_other(url_for("decisions.propose", application_id=application_id))
    try:
        operations.propose(session, opened.application, form.terms(), form.condition_texts(), by=opened.user)
    except InvalidInputError as error:
        form[error.field].errors = [error.message]
        return _propose_page(opened, form, seen + 1), 422
    session.commit()
    return _proposed()


def _proposed() -> ResponseReturnValue:
    flash(_("The proposal is with the executive board."))
    return see_other(url_for("decisions.waiting"))


def _propose_page(opened: Case, form: RulingForm, seen: int, *, is_stale: bool = False) -> str:
    """``is_stale``: somebody else has saved another text; both are shown, and nothing is overwritten unseen."""
    session = get_session()
    draft = queries.draft_of(session, opened.application.id)
    recommended = recommendation_for(session, opened.application.id)
    return render_template(
        "decisions/propose.html",
        case=opened,
        form=form,
        errors=[(field.id, str(field.errors[0])) for field in form if field.errors],
        seen=draft.version if draft and is_stale else seen,
        theirs=_other_text(draft.fields, form) if draft and is_stale else [],
        saver=session.get_one(Person, draft.saved_by_id) if draft and is_stale else None,
        recommendation=recommendation_facts(recommended) if recommended else [],
        asked_sek=queries.asked_of(session, opened.application.id),
        left_sek=max(queries.left_sek(session), 0),
        earlier=queries.proposals_of(session, opened.application.id),
    )


def _other_text(fields: Mapping[str, str], form: RulingForm) -> list[tuple[str, str]]:
    return [(str(form[name].label.text), fields[name]) for name in FIELDS if fields.get(name)]
