"""What is changed no more is found and named when somebody has changed it in the database."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, SQLModel

from sifapp.applications import seals
from sifapp.applications.models import Application
from sifapp.followup.operations import accept_evaluation
from sifapp.followup.queries import promises_of
from sifapp.followup.rules import Kind
from sifapp.i18n import today
from sifapp.progress.operations import measure
from sifapp.repayment.operations import exempt
from sifapp.repayment.queries import last_row
from sifapp.repayment.rules import Ground
from tests.followup.conftest import granted, sent_evaluation, started
from tests.people import People
from tests.reconciliation.conftest import project, signed
from tests.repayment.conftest import decided, judged, verified

__all__ = ["granted_case", "project"]


@pytest.fixture(name="granted")
def granted_case(session: Session, people: People) -> Application:
    """What the project of the reconciliations begins with."""
    return granted(session, people)


def evaluated(session: Session, people: People) -> int:
    """A case with a measured value and an evaluation that has been accepted."""
    case = started(session, people, granted(session, people))
    indicator = next(promise for promise in promises_of(session, case.id) if promise.kind is Kind.INDICATOR)
    measure(session, case, indicator, today(), 7_050, source="Enkäten", by=people.user("amira"))
    report = sent_evaluation(session, people, case)
    accept_evaluation(session, case, report, by=people.user("kim"))
    session.commit()
    return case.id


def repaid(session: Session, people: People) -> int:
    case = judged(session, people)
    verified(session, people, case)
    decided(session, people, case)
    return case.id


def exempted(session: Session, people: People) -> int:
    case = judged(session, people)
    facts = {"reason": "Ingen effekt.", "evidence": "Utvärderingen, sidan 3."}
    exempt(session, case, Ground.NO_EFFECT, **facts, seen=last_row(session, case.id), by=people.user("siv"))
    session.commit()
    return case.id


def tamper(app: Flask, table: str, change: sa.Update | sa.Delete) -> None:
    """Change a table as somebody who owns the database can: without its triggers."""
    with app.extensions["engine"].begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        else:
            triggers = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
            for name in connection.execute(triggers, {"table": table}).scalars().all():
                connection.execute(sa.text(f"DROP TRIGGER {name}"))
        connection.execute(change)


STORIES = {"evaluated": evaluated, "repaid": repaid, "exempted": exempted}


@pytest.mark.parametrize(
    ("story", "table", "column", "value"),
    [
        ("evaluated", "decision", "amount_sek", 1),
        ("evaluated", "indicator_value", "hundredths", 9_900),
        ("evaluated", "project_report", "fields", {"lesson": "Allt gick bra."}),
        ("evaluated", "promise", "note", "Helt enligt plan."),
        ("repaid", "verified_saving", "evidence", "Ett annat bokslut."),
        ("repaid", "repayment_plan", "reason", "Ett annat skäl."),
        ("exempted", "exemption", "evidence", "Sidan 4."),
    ],
)
def test_row_that_was_changed_in_the_database_is_named(
    app: Flask, session: Session, people: People, story: str, table: str, column: str, value: object
) -> None:
    case_id = STORIES[story](session, people)
    before = seals.faults(session)

    rows = SQLModel.metadata.tables[table]
    tamper(app, table, sa.update(rows).values({column: value}))
    numbers = session.execute(sa.select(*rows.primary_key.columns)).scalars().all()
    found = seals.faults(session)
    told = app.test_cli_runner().invoke(args=["log", "verify"])

    assert (before, len(found) > 0) == ([], True)
    assert set(found) <= {f"{table} {number} of case {case_id} was changed" for number in numbers}
    assert (told.exit_code, found[0] in told.output) == (1, True)


def test_signed_reconciliation_that_was_moved_to_another_year_is_named(
    app: Flask, session: Session, people: People, project: Application
) -> None:
    found = signed(session, people, project)

    tamper(app, "reconciliation", sa.update(SQLModel.metadata.tables["reconciliation"]).values(year=2001))

    assert seals.faults(session) == [f"reconciliation {found.id} of case {project.id} was changed"]


def test_sealed_row_that_is_gone_is_named(app: Flask, session: Session, people: People) -> None:
    case_id = exempted(session, people)

    tamper(app, "exemption", sa.delete(SQLModel.metadata.tables["exemption"]))

    assert seals.faults(session) == [f"exemption {case_id} of case {case_id} is missing"]
