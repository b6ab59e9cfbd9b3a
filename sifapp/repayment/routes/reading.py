"""What was expected, verified, decided and returned in one case?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from sifapp.access import Permission
from sifapp.accounts.gate import requires
from sifapp.applications.gate import open_case
from sifapp.db import get_session
from sifapp.i18n import today
from sifapp.repayment import queries
from sifapp.repayment.base import base_of, basis_told, by_payer
from sifapp.repayment.forms import GROUNDS, name_of
from sifapp.repayment.ledger import Kind
from sifapp.repayment.pages import KIND_LABELS, ledger_page, next_step
from sifapp.repayment.routes import bp
from sifapp.statuses import Status


@bp.get("/<int:application_id>")
@requires(Permission.SEE_REPAYMENT)
def case(application_id: int) -> ResponseReturnValue:
    """The base beside what was expected, the plan, and the ledger."""
    opened, session = open_case(application_id), get_session()
    payers, base = queries.payers_on(session, today()), base_of(session, application_id, today())
    exemption = queries.exemption_of(session, application_id)
    # What was expected and never verified counts no more once it is decided; of an exempt case nothing does.
    is_open = opened.application.status is Status.EVALUATED
    counting = [row for row in base if not exemption and (is_open or row.verified)]
    ledger = ledger_page(queries.ledger_of(session, application_id), payers)
    return render_template(
        "repayment/case.html",
        case=opened,
        name_of=name_of,
        grant=queries.grant_of(session, application_id),
        window=queries.window_of(session, application_id),
        base=base,
        base_by_payer=[(name_of(payers[payer]), known) for payer, known in by_payer(counting).items()],
        basis=basis_told(counting),
        ledger=ledger,
        next=next_step(opened.application.status, ledger, base),
        labels=KIND_LABELS,
        Kind=Kind,
        plans=queries.plans_of(session, application_id),
        exemption=exemption,
        ground=dict(GROUNDS)[exemption[0].ground] if exemption else "",
        seen=queries.last_row(session, application_id),
        may_verify=opened.allows(Permission.VERIFY_SAVING),
        may_decide=opened.allows(Permission.DECIDE_REPAYMENT),
        may_note=opened.allows(Permission.RECORD_RETURN),
        may_change=opened.allows(Permission.CHANGE_INSTALMENT),
    )
