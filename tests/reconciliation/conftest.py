"""A project that began last year and ends this year, so that a whole year of it can be reconciled."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration
from sifapp.applications.models import Application, Call
from sifapp.calculation.lines import Financing
from sifapp.followup.models import BudgetLine, Project
from sifapp.followup.reports import save_text
from sifapp.i18n import today
from sifapp.reconciliation.calendar import Kind, Period
from sifapp.reconciliation.models import Reconciliation
from sifapp.reconciliation.operations import begin, send, sign
from sifapp.reconciliation.queries import budget_lines
from sifapp.reconciliation.rules import Limit, field_names
from sifapp.statuses import Status
from sifapp.wizard.merging import Base
from tests.factories import make_cases
from tests.followup.conftest import case as granted
from tests.followup.conftest import started
from tests.people import People

__all__ = ["granted"]

LIMIT = Limit(per_cent=10, least_sek=50_000)
BLANK = Base(0, {})
LAST_YEAR = today().year - 1
T1, T2, YEAR_END = (Period(LAST_YEAR, kind) for kind in Kind)
# What is planned: year, administration, purse, kronor.
BUDGET = (
    (LAST_YEAR, "social", Financing.FUND, 1_200_000),
    (LAST_YEAR, "social", Financing.OWN, 300_000),
    (LAST_YEAR + 1, "jarva", Financing.FUND, 600_000),
)


@pytest.fixture
def project(session: Session, people: People, granted: Application) -> Application:
    """See two_years."""
    return two_years(session, people, granted)


def two_years(session: Session, people: People, granted: Application) -> Application:
    """Amira's project, from last January to this December."""
    started(session, people, granted)
    found = session.get_one(Project, granted.id)
    found.starts_on, found.ends_on = date(LAST_YEAR, 1, 1), date(LAST_YEAR + 1, 12, 31)
    session.add(found)
    session.execute(sa.delete(BudgetLine).where(col(BudgetLine.application_id) == granted.id))
    for year, code, financing, planned_sek in BUDGET:
        whose = {"application_id": granted.id, "administration_id": number(session, code)}
        session.add(BudgetLine(**whose, year=year, financing=financing, planned_sek=planned_sek))
    session.commit()
    return granted


def one_more(session: Session, people: People, project: Application) -> Application:
    """Another project like it, of which nothing has been told yet."""
    like, call = session.get_one(Project, project.id), session.get_one(Call, project.call_id)
    case = make_cases(session, people.user("amira"), call, 1, status=Status.PROJECT)[0]
    session.add(Project(**like.model_dump(exclude={"application_id"}), application_id=case.id))
    session.flush()
    for line in session.exec(select(BudgetLine).where(BudgetLine.application_id == project.id)).all():
        session.add(BudgetLine(**line.model_dump(exclude={"id", "application_id"}), application_id=case.id))
    session.commit()
    return case


def number(session: Session, code: str) -> int:
    """An administration's number."""
    return session.exec(select(Administration.id).where(Administration.code == code)).one()


def typed(session: Session, **changes: str) -> dict[str, str]:
    """A whole tertial as it was planned. ``changes``: by field, with the administration's code and _ for -."""
    social = number(session, "social")
    fields = {
        f"outcome-{social}-fund": "400 000",
        f"forecast-{social}-fund": "1 200 000",
        f"outcome-{social}-own": "100 000",
        f"forecast-{social}-own": "300 000",
    }
    return fields | {name.replace("_social_", f"-{social}-"): text for name, text in changes.items()}


def written(session: Session, project: Application, period: Period = T1, **changes: str) -> Reconciliation:
    found = begin(session, project, period)
    lines = budget_lines(session, project.id, [period.year])[period.year]
    save_text(session, found, field_names(lines), typed(session, **changes), BLANK)
    session.commit()
    return found


def sent(session: Session, people: People, project: Application, period: Period = T1, **changes: str) -> Reconciliation:
    found = written(session, project, period, **changes)
    send(session, project, found, LIMIT, by=people.user("amira"))
    session.commit()
    return found


def signed(
    session: Session, people: People, project: Application, period: Period = T1, **changes: str
) -> Reconciliation:
    found = sent(session, people, project, period, **changes)
    sign(session, project, found, LIMIT, by=people.user("tor"))
    session.commit()
    return found
