"""What would it come to? The director tries share, price, period and rate beside the plan; nothing is saved."""

from flask import request
from flask.typing import ResponseReturnValue

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.applications.gate import open_case
from sifapp.db import get_session
from sifapp.i18n import today
from sifapp.repayment import queries
from sifapp.repayment.base import base_of, basis_told
from sifapp.repayment.routes import bp
from sifapp.repayment.trial import first_fields, read_trial, trial_page
from sifapp.web import page_or_fragment


@bp.get("/<int:application_id>/what-if")
@requires(Permission.DECIDE_REPAYMENT)
def what_if(application_id: int) -> ResponseReturnValue:
    """Who would return what in which year, beside the plan."""
    opened, session = open_case(application_id), get_session()
    base = base_of(session, application_id, today())
    fields = {**first_fields(session), **request.args.to_dict()}
    tried, faults = read_trial(fields)
    payers = queries.payers_on(session, today())
    written = queries.ledger_of(session, application_id)
    answer = page_or_fragment(
        "repayment/what_if.html",
        "repayment/_what_if.html",
        case=opened,
        fields=fields,
        faults=faults,
        result=trial_page(tried, base, written, payers) if tried else None,
        basis=basis_told(base),
        is_verified=any(row.verified for row in base),
    )
    return answer, 422 if faults else 200
