"""What do other steps' pages say of reconciliations, and what does the page of one show?"""

from collections.abc import Mapping, Sequence

from flask import Flask, render_template

from sifapp.access import Permission
from sifapp.accounts.gate import settings
from sifapp.accounts.models import Person
from sifapp.accounts.queries import all_administrations
from sifapp.db import get_session
from sifapp.i18n import day_of, today
from sifapp.reconciliation import pages, queries
from sifapp.reconciliation.calendar import Period, due_on
from sifapp.reconciliation.models import Reconciliation, State
from sifapp.reconciliation.opening import Opened
from sifapp.reconciliation.rules import Figures, Line, told_figures


def init_app(app: Flask) -> None:
    """Let the pages of earlier steps say what waits: they know nothing of this one."""
    app.jinja_env.globals["reconciliations_waiting"] = reconciliations_waiting


def reconciliations_waiting() -> queries.Waiting:
    """What waits today, in all projects."""
    return queries.waiting(get_session(), today(), settings().reconciliation_days)


def figures_of(
    found: Reconciliation, period: Period, lines: Sequence[Line], signed: Mapping[int, list[Figures]]
) -> list[Figures]:
    """The figures as they were signed, else as they were sent."""
    return signed.get(found.id) or told_figures(found.fields, lines, period)


def reading_page(opened: Opened, *, questions: str = "", fault: str = "") -> str:
    """``questions``: what a coordinator has typed, ``fault``: what is wrong with it."""
    session, case, found = get_session(), opened.case, opened.found
    # While it is written it is read in its form.
    told = found if found and found.state is not State.WRITTEN else None
    signed = queries.signed_figures(session, [told.id]) if told else {}
    figures = figures_of(told, opened.period, opened.lines, signed) if told else []
    is_sent = opened.state is State.SENT
    return render_template(
        "reconciliation/reconciliation.html",
        case=case,
        period=opened.period,
        label=pages.label_of(opened.period),
        found=found,
        state=pages.STATES[opened.state],
        by_when=_by_when(opened) if opened.takes_text else "",
        sent_by=_person(told.sent_by_id) if told else None,
        signed_by=_person(told.signed_by_id) if told else None,
        rows=pages.table_of(figures, all_administrations(session)) if told else [],
        may_write=case.allows(Permission.WRITE_RECONCILIATION) and opened.takes_text,
        may_sign=case.allows(Permission.SIGN_RECONCILIATION) and is_sent,
        may_ask=case.allows(Permission.ASK_RECONCILIATION) and is_sent,
        questions=questions,
        fault=fault,
    )


def _by_when(opened: Opened) -> str:
    asked = day_of(opened.found.asked_at) if opened.found and opened.found.asked_at else None
    last_day = due_on(opened.period, settings().reconciliation_days, asked)
    return pages.standing_line(opened.period, opened.state, last_day, today())


def _person(person_id: int | None) -> Person | None:
    return get_session().get(Person, person_id) if person_id else None
