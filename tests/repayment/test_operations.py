"""What the ledger keeps: each krona once, in rows that are only added, and one of two people who are too late."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from sifapp.applications import log
from sifapp.applications.models import Application
from sifapp.calculation.lines import Range
from sifapp.errors import InvalidInputError, StaleError, TransitionNotAllowedError
from sifapp.repayment.guard import faults
from sifapp.repayment.ledger import Kind
from sifapp.repayment.models import CountedFrom, LedgerRow, VerifiedSaving
from sifapp.repayment.operations import (
    correct,
    exempt,
    propose,
    record_return,
    set_counting,
    settle,
)
from sifapp.repayment.queries import (
    case_sums,
    exemption_of,
    last_row,
    ledger_totals,
    plans_of,
    returned_by_case,
    verified_of,
    window_of,
)
from sifapp.repayment.rules import Ground, Window
from sifapp.repayment.verifying import verify_saving
from sifapp.statuses import Status
from tests.people import People
from tests.repayment.conftest import decided, payer, returned, saving, sums_of, terms, verified

Tamper = Callable[[str], None]


def rows_of(session: Session, kind: Kind) -> list[LedgerRow]:
    return list(session.exec(select(LedgerRow).where(LedgerRow.kind == kind).order_by(LedgerRow.id)))  # type: ignore[arg-type]  # a column


def test_way_of_a_case_from_verified_to_settled(session: Session, people: People, case: Application) -> None:
    siv, tor = people.user("siv"), people.user("tor")
    verified(session, people, case)
    propose(session, case, terms(session, 500_000), seen=last_row(session, case.id), by=siv)
    propose(session, case, terms(session, 700_000), seen=last_row(session, case.id), by=siv)
    # Less than the grant, more than what was verified: both are the director's to decide.
    decided(session, people, case, terms(session, 700_001))
    returned(session, people, case, 700_000)
    with pytest.raises(InvalidInputError):
        settle(session, case, seen=last_row(session, case.id), by=tor)
    returned(session, people, case, 1, 2033)

    settle(session, case, seen=last_row(session, case.id), by=tor)

    assert case.status is Status.SETTLED
    assert sums_of(session, case) == (700_000, 600_000, 700_001, 700_001, 0)
    assert [row.amount_sek for row in rows_of(session, Kind.DECIDED)] == [233_334, 233_334, 233_333]
    assert [(plan.is_decided, plan.amount_sek) for plan, _who in plans_of(session, case.id)] == [
        (True, 700_001),
        (False, 700_000),
        (False, 500_000),
    ]
    assert returned_by_case(session) == {case.id: 700_001}
    assert ledger_totals(session).decided_sek == 700_001
    assert (log.verify(session).faults, faults(session)) == ([], [])


def test_saving_that_is_verified_anew_corrects_the_figure_before(
    session: Session, people: People, case: Application
) -> None:
    # Six years end on 15 March 2033: 74 of its 365 days count.
    days = {"starts_on": date(2033, 1, 1), "ends_on": date(2033, 12, 31)}
    verified(session, people, case, **days, verified_sek=365_000, estimate_sek=Range(0, 1, 365_000))
    verified(session, people, case, **days, verified_sek=36_500, estimate_sek=Range(0, 1, 365_000))
    verified(session, people, case, **days, verified_sek=3_650, estimate_sek=Range(0, 1, 365_000))

    assert [row.amount_sek for row in rows_of(session, Kind.VERIFIED)] == [74_000, 7_400 - 74_000, 740 - 7_400]
    assert [row.verified_sek for row in verified_of(session, case.id)] == [3_650]
    assert sums_of(session, case)[1] == 740


def test_payer_that_has_taken_over_is_verified_anew_and_not_twice(
    session: Session, people: People, case: Application
) -> None:
    # Both became a part of Järva.
    verified(session, people, case, payer_id=payer(session, "rinkeby-kista"), verified_sek=400_000)
    verified(session, people, case, payer_id=payer(session, "spanga-tensta"), verified_sek=500_000)
    verified(session, people, case, payer_id=payer(session, "jarva"), verified_sek=600_000)

    assert [row.verified_sek for row in verified_of(session, case.id)] == [600_000]
    assert sums_of(session, case)[1] == 600_000


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"evidence": " "}, "evidence"),
        ({"ends_on": date(2027, 12, 31)}, "ends_on"),
        ({"ends_on": date(2029, 1, 1)}, "ends_on"),
        ({"estimate_sek": Range(2, 1, 3)}, "low"),
        ({"estimate_sek": Range(-1, 1, 3)}, "low"),
        ({"verified_sek": 800_001}, "verified"),
    ],
)
def test_figures_that_cannot_be_are_named_and_not_kept(
    session: Session, people: People, case: Application, change: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInputError) as error:
        verify_saving(session, case, saving(session, **change), seen=0, by=people.user("tor"))

    assert (error.value.field, last_row(session, case.id)) == (field, 0)


def test_of_two_who_write_at_once_the_second_is_told(session: Session, people: People, case: Application) -> None:
    seen = last_row(session, case.id)
    verify_saving(session, case, saving(session), seen=seen, by=people.user("tor"))

    with pytest.raises(StaleError):
        verify_saving(session, case, saving(session, verified_sek=500_000), seen=seen, by=people.user("tor"))

    assert session.exec(select(sa.func.count()).select_from(VerifiedSaving)).one() == 1


def test_what_is_decided_is_decided_once(session: Session, people: People, case: Application) -> None:
    decided(session, people, case)

    with pytest.raises(TransitionNotAllowedError):
        decided(session, people, case)

    assert sums_of(session, case)[2] == 600_000


def test_return_beyond_what_is_owed_is_refused(session: Session, people: People, case: Application) -> None:
    decided(session, people, case)
    returned(session, people, case, 600_000)
    seen, tor = last_row(session, case.id), people.user("tor")

    with pytest.raises(InvalidInputError):
        record_return(session, case, payer(session), 2031, 1, "KF § 4", seen=seen, by=tor)
    with pytest.raises(InvalidInputError):
        record_return(session, case, payer(session, "farsta"), 2031, 1, "KF § 4", seen=seen, by=tor)


def test_correction_is_a_new_row_with_its_reason(session: Session, people: People, case: Application) -> None:
    decided(session, people, case)
    returned(session, people, case, 600_000)
    (wrong,), tor = rows_of(session, Kind.RETURNED), people.user("tor")

    correct(session, case, wrong, 60_000, "En nolla för mycket.", seen=last_row(session, case.id), by=tor)

    rows = [(row.amount_sek, row.corrects_id, row.reason) for row in rows_of(session, Kind.RETURNED)]
    assert rows == [(-600_000, None, ""), (540_000, wrong.id, "En nolla för mycket.")]
    assert sums_of(session, case)[3:] == (60_000, 540_000)


@pytest.mark.parametrize(("amount", "reason"), [(-1, "Fel."), (600_000, "Fel."), (600_001, "Fel."), (5, " ")])
def test_correction_that_says_nothing_is_refused(
    session: Session, people: People, case: Application, amount: int, reason: str
) -> None:
    decided(session, people, case)
    returned(session, people, case, 600_000)
    (row,) = rows_of(session, Kind.RETURNED)

    # More than is owed is one of them.
    with pytest.raises(InvalidInputError):
        correct(session, case, row, amount, reason, seen=last_row(session, case.id), by=people.user("tor"))


def test_exemption_stands_with_who_why_and_evidence(session: Session, people: People, case: Application) -> None:
    # Verified, but a day after the six years.
    late = {"starts_on": date(2033, 3, 16), "ends_on": date(2033, 12, 31)}
    verified(session, people, case, **late)
    seen, siv = last_row(session, case.id), people.user("siv")
    why = {"reason": "Barnen är små.", "evidence": "Rapporten, sidan 40."}

    with pytest.raises(InvalidInputError):
        exempt(session, case, Ground.NO_EFFECT, **why, seen=seen, by=siv)
    session.rollback()
    exempt(session, case, Ground.LATE, **why, seen=seen, by=siv)

    found = exemption_of(session, case.id)
    assert found is not None
    exemption, who = found
    assert (exemption.ground, exemption.reason, exemption.evidence, who.name) == (Ground.LATE, *why.values(), "Siv")
    assert case.status is Status.EXEMPT


def test_saving_within_six_years_is_not_exempt_as_late(session: Session, people: People, case: Application) -> None:
    verified(session, people, case, starts_on=date(2033, 3, 15), ends_on=date(2033, 3, 16))
    seen = last_row(session, case.id)

    with pytest.raises(InvalidInputError) as error:
        exempt(session, case, Ground.LATE, reason="Sent.", evidence="Nej.", seen=seen, by=people.user("siv"))

    assert error.value.field == "ground"


def test_fund_sets_from_which_day_it_counts(session: Session, people: People, case: Application) -> None:
    before = window_of(session, case.id)

    set_counting(session, CountedFrom.LAST_DAY, "Stadsdirektörens beslut.", by=people.user("ulla"))

    assert before == Window(date(2027, 3, 15), date(2033, 3, 15))
    assert window_of(session, case.id) == Window(date(2029, 12, 31), date(2035, 12, 31))


def test_instalments_follow_to_the_administration_that_takes_over(
    session: Session, people: People, case: Application
) -> None:
    # Rinkeby-Kista became a part of Järva on 1 July 2023.
    old, new = payer(session, "rinkeby-kista"), payer(session, "jarva")
    decided(session, people, case, terms(session, shares={old: 600_000}))
    seen = last_row(session, case.id)
    record_return(session, case, new, 2031, 200_000, "KF § 4", seen=seen, by=people.user("tor"))

    day_before = [(one.payer.id, one.sums.left_sek) for one in case_sums(session, date(2023, 6, 30))]
    now = [(one.payer.id, one.year, one.sums.left_sek) for one in case_sums(session, date(2023, 7, 1))]

    assert day_before == [(new, -200_000), *[(old, 200_000)] * 3]
    assert now == [(new, 2031, 0), (new, 2032, 200_000), (new, 2033, 200_000)]
    assert {row.payer_id for row in rows_of(session, Kind.DECIDED)} == {old}
    assert len(list(case_sums(session, date(2026, 11, 1), payer_id=new))) == 3
    assert list(case_sums(session, date(2026, 11, 1), payer_id=payer(session, "farsta"))) == []


@pytest.fixture
def tamper(app: Flask, session: Session, backend: str) -> Tamper:
    """Change the ledger with SQL, as somebody who owns the database can: without its triggers."""

    def change(statement: str) -> None:
        session.expire_all()
        with app.extensions["engine"].begin() as connection:
            if backend == "postgresql":
                connection.execute(sa.text("ALTER TABLE ledger_row DISABLE TRIGGER USER"))
            else:
                connection.execute(sa.text("DROP TRIGGER ledger_row_update_protected"))
                connection.execute(sa.text("DROP TRIGGER ledger_row_delete_protected"))
            connection.execute(sa.text(statement))
            if backend == "postgresql":
                connection.execute(sa.text("ALTER TABLE ledger_row ENABLE TRIGGER USER"))

    return change


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE ledger_row SET amount_sek = 1 WHERE id = {id}", "row {id} of the ledger of case {case} was changed"),
        ("UPDATE ledger_row SET reason = 'x' WHERE id = {id}", "row {id} of the ledger of case {case} was changed"),
        ("DELETE FROM ledger_row WHERE id = {id}", "row {id} of the ledger is missing"),
        (
            "INSERT INTO ledger_row (id, application_id, kind, payer_id, budget_year, amount_sek, reference, reason,"
            " by_id, at) SELECT 99, application_id, kind, payer_id, budget_year, 5, reference, reason, by_id, at"
            " FROM ledger_row WHERE id = {id}",
            "row 99 of the ledger of case {case} is not in the log",
        ),
    ],
)
def test_row_that_somebody_tampered_with_is_named(
    session: Session, people: People, case: Application, tamper: Tamper, statement: str, fault: str
) -> None:
    decided(session, people, case)
    names = {"id": last_row(session, case.id), "case": case.id}

    tamper(statement.format(**names))

    assert faults(session) == [fault.format(**names)]


@pytest.mark.parametrize("table", ["ledger_row", "repayment_plan"])
@pytest.mark.parametrize("change", ["UPDATE {table} SET reason = 'x'", "DELETE FROM {table}"])
def test_rows_are_only_added(session: Session, people: People, case: Application, table: str, change: str) -> None:
    decided(session, people, case)

    with pytest.raises(DBAPIError):
        session.execute(sa.text(change.format(table=table)))


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 300_000), min_size=1, max_size=5))
def test_running_difference_is_what_is_decided_less_what_is_returned(
    session: Session, people: People, case: Application, amounts: list[int]
) -> None:
    if case.status is Status.EVALUATED:
        decided(session, people, case, terms(session, 900_000_000))
    before = sums_of(session, case)[3]

    for amount in amounts:
        returned(session, people, case, amount)

    assert sums_of(session, case)[2:] == (900_000_000, before + sum(amounts), 900_000_000 - before - sum(amounts))
