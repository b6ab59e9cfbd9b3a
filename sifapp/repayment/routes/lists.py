"""What goes back to the fund in all cases, what does one's own administration return, and how does the fund count?"""

from collections.abc import Sequence

from flask import Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sifapp.access import Permission
from sifapp.accounts.gate import current_user, requires
from sifapp.accounts.once import is_replay
from sifapp.db import get_session
from sifapp.documents.sheets import table_of
from sifapp.i18n import today
from sifapp.repayment import operations, pages, queries
from sifapp.repayment.forms import COUNTED_FROM, CountingForm, name_of
from sifapp.repayment.models import CountedFrom
from sifapp.repayment.queries import DEFAULT_COUNTED_FROM, CaseSums
from sifapp.repayment.routes import bp
from sifapp.web import see_other


@bp.get("")
@requires(Permission.SEE_REPAYMENTS)
def all_repayments() -> ResponseReturnValue:
    """All cases' repayments, by administration and budget year."""
    session = get_session()
    groups = queries.administration_sums(session, today())
    return render_template(
        "repayment/all_repayments.html",
        groups=pages.folded(((name_of(payer), year, sums) for payer, year, sums in groups), today().year),
        cases=queries.open_cases(session),
        most=queries.MOST_LISTED,
        whole=pages.together(sums for _payer, _year, sums in groups),
        waiting=queries.waiting(session),
    )


@bp.get("/table.csv")
@requires(Permission.SEE_REPAYMENTS)
def table() -> ResponseReturnValue:
    """The same for a spreadsheet: one line for each case, administration and budget year."""
    text = table_of([_heads(), *map(_line, queries.case_sums(get_session(), today()))])
    response = Response(text, mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="repayments.csv"'
    return response


def _heads() -> Sequence[str]:
    of_sums = _("Planned"), _("Verified"), _("Decided"), _("Returned"), _("Left")
    return _("Case"), _("Title"), _("Administration"), _("Budget year"), *of_sums


def _line(row: CaseSums) -> Sequence[str | int]:
    sums, case = row.sums, row.application
    amounts = sums.planned_sek, sums.verified_sek, sums.decided_sek, sums.returned_sek, sums.left_sek
    return case.reference, case.title, name_of(row.payer), row.year, *amounts


@bp.get("/own")
@requires(Permission.IN_CITY)
def own() -> ResponseReturnValue:
    """What one's own administration returns, also for those whose work it has taken over."""
    session = get_session()
    mine = queries.payers_on(session, today())[current_user().administration.id]
    found = queries.case_sums(session, today(), payer_id=mine.id)
    rows = [row for row in found if row.sums.decided_sek or row.sums.returned_sek]
    whole = pages.together(row.sums for row in rows)
    return render_template("repayment/own.html", mine=name_of(mine), rows=rows, whole=whole)


@bp.get("/counting")
@requires(Permission.MANAGE_COUNTING)
def counting() -> ResponseReturnValue:
    """From which day the years are counted, to be changed."""
    return _counting_page(CountingForm(data={"counted_from": queries.counted_from(get_session()).value}))


@bp.post("/counting")
@requires(Permission.MANAGE_COUNTING)
def change_counting() -> ResponseReturnValue:
    """Set another day; the old one stays in the history."""
    form, session = CountingForm(), get_session()
    if not form.validate_on_submit():
        return _counting_page(form), 422
    if not is_replay():
        chosen = CountedFrom(form.counted_from.data)
        operations.set_counting(session, chosen, form.source.data, by=current_user())
        session.commit()
    flash(_("Saved."))
    return see_other(url_for("repayment.counting"))


def _counting_page(form: CountingForm) -> str:
    labels = dict(COUNTED_FROM)
    history = [(labels[row.counted_from], row, who) for row, who in queries.counting_history(get_session())]
    from_the_start = labels[DEFAULT_COUNTED_FROM]
    return render_template("repayment/counting.html", form=form, history=history, from_the_start=from_the_start)
