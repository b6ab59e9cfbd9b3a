"""What happens to a reconciliation: in order, once, signed by another, and never changed afterwards."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from sifapp.applications.models import Application
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.followup.models import BudgetLine
from sifapp.followup.reports import save_text
from sifapp.i18n import today
from sifapp.reconciliation.calendar import Kind, Period
from sifapp.reconciliation.guard import faults
from sifapp.reconciliation.models import ReconciledLine, Reconciliation, State
from sifapp.reconciliation.operations import begin, send, send_back, sign
from sifapp.reconciliation.queries import Waiting, all_rows, budget_lines, signed_figures, waiting
from sifapp.reconciliation.rules import field_names
from sifapp.statuses import Status
from tests.people import People
from tests.reconciliation.conftest import (
    BLANK,
    LAST_YEAR,
    LIMIT,
    T1,
    T2,
    number,
    one_more,
    sent,
    signed,
    typed,
    written,
)

NOT_OVER = Period(LAST_YEAR + 1, Kind.YEAR_END)


def test_signed_figures_stand_whatever_becomes_of_the_budget(
    session: Session, people: People, project: Application
) -> None:
    found = signed(session, people, project)
    session.execute(sa.update(BudgetLine).values(planned_sek=0))

    kept = signed_figures(session, [found.id])[found.id]

    assert [(one.line.planned_sek, one.outcome_sek, one.forecast_sek) for one in kept] == [
        (1_200_000, 400_000, 1_200_000),
        (300_000, 100_000, 300_000),
        (0, 0, 0),
    ]


def test_period_is_begun_once_and_sent_once(session: Session, people: People, project: Application) -> None:
    found = sent(session, people, project)

    assert begin(session, project, T1).id == found.id
    with pytest.raises(TransitionNotAllowedError):
        send(session, project, found, LIMIT, by=people.user("amira"))
    lines = budget_lines(session, project.id, [LAST_YEAR])[LAST_YEAR]
    with pytest.raises(TransitionNotAllowedError):
        save_text(session, found, field_names(lines), typed(session), BLANK)


def test_no_period_is_sent_before_the_one_before_it(session: Session, people: People, project: Application) -> None:
    later = written(session, project, T2)

    with pytest.raises(InvalidInputError, match="earlier period"):
        send(session, project, later, LIMIT, by=people.user("amira"))


def test_period_that_is_not_over_can_be_written_and_not_sent(
    session: Session, people: People, project: Application
) -> None:
    found = written(session, project, NOT_OVER)

    with pytest.raises(InvalidInputError, match="not over yet"):
        send(session, project, found, LIMIT, by=people.user("amira"))


@pytest.mark.parametrize("period", [Period(LAST_YEAR - 1, Kind.T1), Period(LAST_YEAR + 2, Kind.T1)])
def test_project_owes_no_other_period(session: Session, project: Application, period: Period) -> None:
    with pytest.raises(TransitionNotAllowedError):
        begin(session, project, period)


def test_deviation_above_the_limit_is_neither_sent_nor_signed_without_a_cause(
    session: Session, people: People, project: Application
) -> None:
    found = written(session, project, forecast_social_fund="1 400 000")
    with pytest.raises(InvalidInputError, match="more than the plan"):
        send(session, project, found, LIMIT, by=people.user("amira"))
    lines = budget_lines(session, project.id, [LAST_YEAR])[LAST_YEAR]
    cause = {f"cause-{number(session, 'social')}-fund": "Fler familjer än väntat."}
    save_text(session, found, field_names(lines), cause, BLANK)
    send(session, project, found, LIMIT, by=people.user("amira"))
    session.execute(sa.update(BudgetLine).where(col(BudgetLine.planned_sek) == 300_000).values(planned_sek=900_000))

    with pytest.raises(InvalidInputError, match="less than the plan"):
        sign(session, project, found, LIMIT, by=people.user("tor"))


def test_only_one_of_two_controllers_signs(session: Session, people: People, project: Application) -> None:
    found, tor, siv = sent(session, people, project), people.user("tor"), people.user("siv")
    with Session(session.get_bind(), expire_on_commit=False) as other:
        # Both have read it.
        read = other.get_one(Reconciliation, found.id)
        other.commit()
        sign(session, project, found, LIMIT, by=tor)
        session.commit()

        with pytest.raises(TransitionNotAllowedError):
            sign(other, other.get_one(Application, project.id), read, LIMIT, by=siv)

    session.refresh(found)
    assert found.signed_by_id == tor.id


def test_whoever_has_sent_it_does_not_sign_it(session: Session, people: People, project: Application) -> None:
    found = sent(session, people, project)

    with pytest.raises(InvalidInputError):
        sign(session, project, found, LIMIT, by=people.user("amira"))


def test_questions_give_it_back_with_all_that_was_written(
    session: Session, people: People, project: Application
) -> None:
    found = sent(session, people, project)
    with pytest.raises(InvalidInputError):
        send_back(session, project, found, " ", by=people.user("kim"))

    send_back(session, project, found, "Vad ingår i utfallet?", by=people.user("kim"))

    assert (found.state, found.questions, found.fields) == (State.WRITTEN, "Vad ingår i utfallet?", typed(session))


def test_changed_figure_is_found(session: Session, people: People, project: Application) -> None:
    found = signed(session, people, project)
    before = faults(session)
    session.execute(sa.update(ReconciledLine).values(outcome_sek=1))

    assert (before, faults(session)) == ([], [f"reconciliation {found.id} is not what was signed"])


def test_removed_reconciliation_is_found(session: Session, people: People, project: Application) -> None:
    found = signed(session, people, project)
    number = found.id
    session.execute(sa.delete(ReconciledLine))
    session.execute(sa.delete(Reconciliation))

    assert faults(session) == [f"reconciliation {number} is not what was signed"]


def test_money_is_reconciled_until_the_case_is_closed(session: Session, people: People, project: Application) -> None:
    session.execute(sa.update(Application).values(status=Status.EXEMPT))
    session.refresh(project)

    with pytest.raises(TransitionNotAllowedError):
        begin(session, project, T1)
    assert all_rows(session, T2.last_day, 21) == []


def test_list_tells_what_is_late_and_what_waits(session: Session, people: People, project: Application) -> None:
    sent(session, people, project)

    row, *others = all_rows(session, Period(LAST_YEAR, Kind.YEAR_END).last_day, 21)

    assert (others, row.application.id, row.standing.next, row.standing.late) == ([], project.id, T2, 1)
    assert [told.period for told in row.in_state(State.SENT)] == [T1]


def test_waiting_is_counted_as_the_list_tells_it(session: Session, people: People, project: Application) -> None:
    signed(session, people, project)
    sent(session, people, project, T2)
    sent(session, people, one_more(session, people, project))

    rows = all_rows(session, today(), 30)

    found = waiting(session, today(), 30)
    assert found == Waiting(2, sum(row.standing.late for row in rows))
    assert found.late >= 1  # the second tertial of last year, of the other
