"""A project from its grant to the last instalment, with a row in nearly every table of a case."""

import io
from datetime import date

from flask import Flask
from sqlmodel import Session

from sifapp.applications.attachments import receive
from sifapp.applications.models import Application
from sifapp.applications.storage import Storage
from sifapp.changes.operations import grant
from sifapp.followup.operations import accept_evaluation, send_evaluation
from sifapp.followup.queries import promises_of
from sifapp.followup.report_file import attach_report
from sifapp.followup.rules import Kind
from sifapp.i18n import today
from sifapp.progress.operations import Assessment, add_risk, measure, set_due
from sifapp.progress.rules import Level
from sifapp.repayment.operations import settle
from sifapp.repayment.queries import last_row
from tests.applications.files import LIMITS, PDF
from tests.changes.conftest import asked, line, sent
from tests.followup.conftest import judged, write_evaluation
from tests.people import People
from tests.reconciliation.conftest import LAST_YEAR, signed
from tests.repayment.conftest import decided, returned, verified

RISK = Assessment("Personal slutar", Level.LOW, Level.HIGH, "Två arbetar tillsammans.", "Enhetschefen")


def settle_project(session: Session, people: People, project: Application, app: Flask) -> None:
    """Everything that happens in a project, once. ``project``: as the reconciliations' tests have it."""
    amira, kim = people.user("amira"), people.user("kim")
    signed(session, people, project)
    plan = asked(session, project, **{line(session, LAST_YEAR, "social"): "900 000"})
    change = sent(session, people, project, plan)
    grant(session, project, change, "Pengarna behövs inte.", "KS 26/1", by=people.user("siv"))
    promises = promises_of(session, project.id)
    indicator, milestone = (
        next(one for one in promises if one.kind is kind) for kind in (Kind.INDICATOR, Kind.MILESTONE)
    )
    measure(session, project, indicator, today(), 7_050, source="Enkäten", by=amira)
    set_due(session, project, milestone, date(2099, 12, 31), "Skolan bygger om.", seen=0, by=kim)
    add_risk(session, project, RISK, by=amira)
    report = write_evaluation(session, project, judged(session, project))
    received = receive(
        Storage(app.extensions["settings"].attachments_dir), None, io.BytesIO(PDF), "utvärdering.pdf", LIMITS
    )
    attach_report(session, project, report, received, LIMITS, by=amira)
    send_evaluation(session, project, report, by=amira)
    accept_evaluation(session, project, report, by=kim)
    session.commit()
    verified(session, people, project)
    decided(session, people, project)
    for year in (2031, 2032, 2033):
        returned(session, people, project, 200_000, year)
    settle(session, project, seen=last_row(session, project.id), by=people.user("tor"))
    session.commit()
