"""A project that began last year and ends this year, of which the controller has signed last year's first tertial."""

from datetime import date

import pytest
from sqlmodel import Session, select

from sifapp.applications.models import Application
from sifapp.calculation.lines import Financing
from sifapp.changes.models import ChangeRequest
from sifapp.changes.operations import begin, send
from sifapp.changes.queries import standing_of
from sifapp.changes.rules import field_names, first_fields
from sifapp.followup.models import BudgetLine, Project
from sifapp.followup.reports import save_text
from tests.followup.conftest import case as granted
from tests.people import People
from tests.reconciliation.conftest import BLANK, LAST_YEAR, number, signed, two_years

__all__ = ["granted"]

THIS_YEAR = LAST_YEAR + 1
LAST_DAY = date(THIS_YEAR, 12, 31)
TEXTS = {"reason": "Rekryteringen tog längre tid.", "effects": "Alla delmål nås, ett halvår senare."}


@pytest.fixture
def project(session: Session, people: People, granted: Application) -> Application:
    """1,800,000 from the fund: 1,200,000 last year in the social administration, 600,000 this year in Järva.

    400,000 of it has been spent, as signed. The board has granted 1,800,000.
    """
    case = two_years(session, people, granted)
    signed(session, people, case)
    found = session.get_one(Project, case.id)
    found.granted_sek = 1_800_000
    session.add(found)
    session.commit()
    return case


def line(session: Session, year: int, code: str, financing: str = "fund") -> str:
    """The name of a field."""
    return f"line-{year}-{number(session, code)}-{financing}"


def asked(session: Session, project: Application, **changes: str) -> dict[str, str]:
    """A whole form: the plan as it stands with good reasons, and these changes."""
    standing = standing_of(session, project)
    assert standing is not None
    return {**first_fields(standing), **TEXTS, **changes}


def written(session: Session, project: Application, fields: dict[str, str]) -> ChangeRequest:
    """Somebody of the project has written this."""
    found, standing = begin(session, project), standing_of(session, project)
    assert standing is not None
    save_text(session, found, field_names(standing.cells(fields)), fields, BLANK)
    session.commit()
    return found


def sent(session: Session, people: People, project: Application, fields: dict[str, str]) -> ChangeRequest:
    """Amira has sent this to the city director."""
    found = written(session, project, fields)
    send(session, project, found, by=people.user("amira"))
    session.commit()
    return found


def planned(session: Session, project: Application) -> dict[str, int]:
    """The plan as it stands, by the names of the form's fields; without lines of 0."""
    session.expire_all()
    rows = session.exec(select(BudgetLine).where(BudgetLine.application_id == project.id))
    return {
        f"line-{row.year}-{row.administration_id}-{Financing(row.financing).value}": row.planned_sek
        for row in rows
        if row.planned_sek
    }
