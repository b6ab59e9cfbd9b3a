"""Which changes have projects asked for: all of them, one project's, and one request?"""

from dataclasses import replace

from flask import render_template
from flask.typing import ResponseReturnValue

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.accounts.models import Person
from sifapp.accounts.queries import all_administrations
from sifapp.applications.gate import open_case
from sifapp.changes import pages, queries
from sifapp.changes.models import State
from sifapp.changes.opening import Opened, open_change
from sifapp.changes.routes import bp
from sifapp.changes.rules import Asked, told
from sifapp.db import get_session
from sifapp.followup.queries import project_of
from sifapp.statuses import RECONCILED


@bp.get("/changes")
@requires(Permission.SEE_PROJECTS)
def all_changes() -> ResponseReturnValue:
    """Requests that wait for the city director, and those that have been decided."""
    session = get_session()
    return render_template(
        "changes/all_changes.html",
        waiting=queries.waiting_requests(session),
        decided=queries.decided_requests(session),
        standing_line=pages.standing_line,
    )


@bp.get("/projects/<int:application_id>/changes")
@requires(Permission.SEE_CASE)
def project_changes(application_id: int) -> ResponseReturnValue:
    """What one project has asked for."""
    case, session = open_case(application_id), get_session()
    rows = queries.requests_of(session, application_id)
    may_write = case.allows(Permission.ASK_CHANGE) and project_of(session, application_id) is not None
    return render_template(
        "changes/project_changes.html",
        case=case,
        rows=[row for row in rows if row.state is not State.WRITTEN],
        draft=next((row for row in rows if row.state is State.WRITTEN), None) if may_write else None,
        may_ask=may_write and all(row.state is not State.SENT for row in rows),
        standing_line=pages.standing_line,
    )


@bp.get("/projects/<int:application_id>/changes/<int:number>")
@requires(Permission.SEE_CASE)
def change(application_id: int, number: int) -> ResponseReturnValue:
    """What is asked for, beside what holds, and what was decided."""
    opened, found = open_change(application_id, number)
    session, case = get_session(), opened.case
    may_write = case.allows(Permission.ASK_CHANGE)
    # Nobody else reads what has not been sent.
    is_told = may_write or found.state is not State.WRITTEN
    asked, rows = _shown(opened) if is_told else (None, [])
    is_sent = found.state is State.SENT and case.application.status in RECONCILED
    people = (found.sent_by_id, found.decided_by_id)
    sent_by, decided_by = (session.get(Person, person) if person else None for person in people)
    return render_template(
        "changes/change.html",
        case=case,
        found=found,
        is_written=found.state is State.WRITTEN,
        asked=asked,
        rows=rows,
        standing=pages.STATES[found.state] if is_sent else pages.standing_line(found),
        money=pages.money_line(asked.unused_sek if asked else 0, rows, found.state),
        last_days=_last_days(opened, asked) if asked else None,
        sent_by=sent_by,
        decided_by=decided_by,
        may_write=may_write and opened.takes_text,
        may_take_back=may_write and is_sent,
        may_return=case.allows(Permission.RETURN_CHANGE) and is_sent,
        may_decide=case.allows(Permission.DECIDE_CHANGE) and is_sent,
    )


def _shown(opened: Opened) -> tuple[Asked, list[pages.ShownChange]]:
    """What is asked for, and its lines: beside the plan as it stands now, or as it stood when it was decided."""
    session, found = get_session(), opened.found
    asked, names = told(opened.fields, opened.standing), all_administrations(session)
    if found and found.decided_at:
        asked = replace(asked, unused_sek=found.unused_sek)
        return asked, pages.decided_rows(queries.lines_of(session, [found.id]).get(found.id, []), names)
    return asked, pages.asked_rows(asked, names)


def _last_days(opened: Opened, asked: Asked) -> tuple[object, object] | None:
    """The last day as it was and as it is asked for; None when it stays."""
    found = opened.found
    if found and found.decided_at:
        return (found.last_day_before, found.last_day_after) if found.last_day_after else None
    return (opened.standing.ends_on, asked.ends_on) if asked.ends_on else None
