"""Where a person lands after signing in."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from sifapp.access import Permission, allowed_by_role
from sifapp.accounts.gate import current_user, requires, settings
from sifapp.applications.queries import cases_of_person, count_by_status
from sifapp.casefile.navigation import more_links
from sifapp.casefile.own_cases import own_cases
from sifapp.casefile.queries import written_by
from sifapp.casefile.routes import bp
from sifapp.casefile.rules import READERS
from sifapp.db import get_session, utc_now
from sifapp.i18n import today
from sifapp.prestudy.queries import states_of
from sifapp.reconciliation.queries import standings_of
from sifapp.review.filters import Filters, read_cursor
from sifapp.review.pages import drawn_lines
from sifapp.review.queries import review_queue
from sifapp.statuses import Status
from sifapp.web import see_other
from sifapp.wizard.queries import deleted_drafts_of
from sifapp.wizard.savings import waiting_for

# Where the city's leadership is next, and who sees it.
LEADERS_NEXT = {
    Status.PROPOSAL: Permission.SEE_DECISIONS,
    Status.DECISION: Permission.SEE_DECISIONS,
    Status.EVALUATED: Permission.SEE_REPAYMENTS,
}


@bp.get("/more")
@requires(Permission.SIGNED_IN)
def more() -> ResponseReturnValue:
    """Pages that are needed more seldom, each with what it is for."""
    return render_template("casefile/more.html", links=more_links(current_user().roles))


@bp.get("/start")
@requires(Permission.SIGNED_IN)
def start() -> ResponseReturnValue:
    """What the role works with: one's own sketches, an inbox, the council's list, the sent cases, or the register."""
    user, session = current_user(), get_session()
    applies = allowed_by_role(Permission.START_SKETCH, user.roles)
    if allowed_by_role(Permission.SEE_QUEUE, user.roles) and not applies:
        return see_other(url_for("review.inbox"))
    if allowed_by_role(Permission.SEE_TO_EVALUATE, user.roles):
        return see_other(url_for("followup.to_evaluate"))
    if allowed_by_role(Permission.SEE_COUNCIL_LIST, user.roles) and not applies:
        return see_other(url_for("scoring.mine"))
    cases = cases_of_person(session, user.id)
    if not (applies or cases or user.roles & READERS):
        return see_other(url_for("people.register"))
    writes_in = written_by(session, user.id) | {case.id for case, _lead, owner in cases if owner.id == user.id}
    own = [case for case, _lead, _owner in cases]
    studies, money = states_of(session, own), standings_of(session, own, today(), settings().reconciliation_days)
    page = review_queue(session, Filters(), user.id, read_cursor(request.args)) if user.roles & READERS else None
    seen = [status for status, permission in LEADERS_NEXT.items() if allowed_by_role(permission, user.roles)]
    return render_template(
        "casefile/start.html",
        groups=own_cases(cases, user.id, writes_in if applies else set(), utc_now(), studies, money),
        savings=waiting_for(session, user) if applies else [],
        deleted=deleted_drafts_of(session, user.id) if applies else [],
        applies=applies,
        page=page,
        waits=count_by_status(session, seen) if page else {},
        follows_money=allowed_by_role(Permission.SEE_RECONCILIATIONS, user.roles),
        previous_url=url_for("casefile.start", before=page.previous) if page and page.previous else None,
        next_url=url_for("casefile.start", after=page.next) if page and page.next else None,
        drawn_lines=drawn_lines,
    )
