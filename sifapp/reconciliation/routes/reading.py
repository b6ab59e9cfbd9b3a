"""How do projects use their money: all of them, one project's periods, and one period?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from sifapp.access import Permission
from sifapp.accounts.gate import requires, settings
from sifapp.accounts.queries import all_administrations
from sifapp.applications.gate import Case, open_case
from sifapp.db import get_session
from sifapp.followup.queries import project_of
from sifapp.i18n import day_of, today
from sifapp.reconciliation import pages, queries
from sifapp.reconciliation.calendar import Period
from sifapp.reconciliation.models import Reconciliation, State
from sifapp.reconciliation.opening import open_period
from sifapp.reconciliation.routes import bp
from sifapp.reconciliation.showing import figures_of, reading_page


@bp.get("/reconciliations")
@requires(Permission.SEE_RECONCILIATIONS)
def all_reconciliations() -> ResponseReturnValue:
    """What is late, what waits to be signed, and what is to come."""
    rows = queries.all_rows(get_session(), today(), settings().reconciliation_days)
    return render_template(
        "reconciliation/all_reconciliations.html",
        late=[row for row in rows if row.standing.late],
        to_sign=[(row, told) for row in rows for told in row.in_state(State.SENT)],
        coming=[row for row in rows if row.standing.next and not row.standing.late],
        complete=[row for row in rows if row.standing.next is None],
        signed=sum(len(row.in_state(State.SIGNED)) for row in rows),
        label_of=pages.label_of,
    )


@bp.get("/projects/<int:application_id>/reconciliations")
@requires(Permission.SEE_CASE)
def project_reconciliations(application_id: int) -> ResponseReturnValue:
    """All periods of a project, and for each year how its money stands by what was told last."""
    case, session = open_case(application_id), get_session()
    project = project_of(session, application_id)
    periods = queries.owed_by(session, project) if project else []
    begun = queries.reconciliations_of(session, application_id)
    asked = {period: day_of(one.asked_at) for period, one in begun.items() if one.asked_at}
    states = {period: one.state for period, one in begun.items()}
    days = settings().reconciliation_days
    standing = queries.standings_of(session, [case.application], today(), days).get(application_id)
    return render_template(
        "reconciliation/project_reconciliations.html",
        case=case,
        periods=pages.shown_periods(periods, states, asked, today(), days),
        next=pages.next_line(standing) if standing else "",
        next_period=standing.next if standing else None,
        may_write=case.allows(Permission.WRITE_RECONCILIATION),
        years=_years(case, begun),
    )


def _years(case: Case, begun: dict[Period, Reconciliation]) -> list[tuple[Period, str, list[pages.ShownFigures]]]:
    """The last period of each year that has been told, with its figures; the latest year first."""
    session = get_session()
    last = {period.year: period for period in sorted(begun, key=str) if begun[period].state is not State.WRITTEN}
    lines = queries.budget_lines(session, case.application.id, list(last))
    signed = queries.signed_figures(session, [begun[period].id for period in last.values()])
    names = all_administrations(session)
    return [
        (period, pages.label_of(period), pages.table_of(figures_of(begun[period], period, lines[year], signed), names))
        for year, period in sorted(last.items(), reverse=True)
    ]


@bp.get("/projects/<int:application_id>/reconciliations/<period>")
@requires(Permission.SEE_CASE)
def reconciliation(application_id: int, period: str) -> ResponseReturnValue:
    """What was told of one period, and who has signed it."""
    return reading_page(open_period(application_id, period))
