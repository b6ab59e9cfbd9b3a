"""A project asks for a change, the city director decides: what holds afterwards, and what nobody can do?"""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.applications import seals
from sifapp.applications.models import Application, LogEntry
from sifapp.changes.models import ChangedLine, ChangeRequest, State
from sifapp.changes.operations import begin, grant, refuse, send, send_back, take_back
from sifapp.changes.queries import lines_of, waiting, waiting_requests
from sifapp.decisions.models import UnusedMoney
from sifapp.decisions.queries import frame_of, left_sek
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.followup.models import Project
from sifapp.statuses import Status
from tests.changes.conftest import LAST_DAY, THIS_YEAR, asked, line, planned, sent, written
from tests.people import People
from tests.reconciliation.conftest import LAST_YEAR, T2, signed

GROUNDS = "Pengarna behövs nästa år."


def moved(session: Session, project: Application) -> dict[str, str]:
    """100,000 of the fund's money moves from the social administration last year to this year."""
    return asked(
        session,
        project,
        **{line(session, LAST_YEAR, "social"): "1 100 000", line(session, THIS_YEAR, "social"): "100 000"},
    )


def test_granted_change_is_the_plan_and_what_stood_before_is_kept(
    session: Session, people: People, project: Application
) -> None:
    later = date(THIS_YEAR + 1, 6, 30)
    next_year = line(session, later.year, "jarva")
    fields = {**moved(session, project), "ends_on": later.isoformat(), next_year: "50 000"}
    fields[line(session, LAST_YEAR, "social")] = "1 050 000"
    found = sent(session, people, project, fields)

    grant(session, project, found, GROUNDS, "KS 2026/12", by=people.user("siv"))
    session.commit()

    kept = {(row.year, row.before_sek, row.after_sek) for row in lines_of(session, [found.id])[found.id]}
    assert kept == {(LAST_YEAR, 1_200_000, 1_050_000), (THIS_YEAR, 0, 100_000), (later.year, 0, 50_000)}
    plan = planned(session, project)
    assert (plan[line(session, LAST_YEAR, "social")], plan[line(session, THIS_YEAR, "social")]) == (1_050_000, 100_000)
    assert (plan[next_year], session.get_one(Project, project.id).ends_on) == (50_000, later)
    assert (found.state, found.last_day_before, found.last_day_after) == (State.GRANTED, LAST_DAY, later)
    assert seals.faults(session) == []


def test_refused_change_leaves_the_plan_and_keeps_what_was_asked(
    session: Session, people: People, project: Application
) -> None:
    before = planned(session, project)
    found = sent(session, people, project, moved(session, project))

    refuse(session, project, found, GROUNDS, "", by=people.user("siv"))
    session.commit()

    assert (planned(session, project), found.state, found.unused_sek) == (before, State.REFUSED, 0)
    assert len(lines_of(session, [found.id])[found.id]) == 2


def test_money_that_is_planned_nowhere_goes_back_to_the_frame(
    session: Session, people: People, project: Application
) -> None:
    left = left_sek(session)
    found = sent(session, people, project, asked(session, project, **{line(session, LAST_YEAR, "social"): "900 000"}))

    grant(session, project, found, GROUNDS, "", by=people.user("siv"))
    session.commit()

    frame = frame_of(session, 0)
    assert (found.unused_sek, frame.unused_sek, frame.left_sek) == (300_000, 300_000, left + 300_000)
    assert session.exec(select(UnusedMoney.amount_sek)).all() == [300_000]


def test_money_beyond_the_grant_never_goes_back(session: Session, people: People, project: Application) -> None:
    # The application planned 1,800,000 and the board granted 1,500,000.
    row = session.get_one(Project, project.id)
    row.granted_sek = 1_500_000
    session.add(row)
    session.commit()
    found = sent(session, people, project, asked(session, project, **{line(session, LAST_YEAR, "social"): "800 000"}))

    grant(session, project, found, GROUNDS, "", by=people.user("siv"))

    assert found.unused_sek == 100_000


def test_own_money_that_is_taken_away_is_not_the_funds(session: Session, people: People, project: Application) -> None:
    own = line(session, LAST_YEAR, "social", "own")
    found = sent(session, people, project, asked(session, project, **{own: "200 000"}))

    grant(session, project, found, GROUNDS, "", by=people.user("siv"))

    assert (found.unused_sek, planned(session, project)[own]) == (0, 200_000)


def test_what_was_given_back_cannot_be_planned_again(session: Session, people: People, project: Application) -> None:
    name = line(session, LAST_YEAR, "social")
    grant(
        session,
        project,
        sent(session, people, project, asked(session, project, **{name: "900 000"})),
        GROUNDS,
        "",
        by=people.user("siv"),
    )
    session.commit()
    again = written(session, project, asked(session, project, **{name: "1 000 000"}))

    with pytest.raises(InvalidInputError, match="100"):
        send(session, project, again, by=people.user("amira"))

    assert again.number == 2


def test_one_request_at_a_time(session: Session, people: People, project: Application) -> None:
    found = sent(session, people, project, moved(session, project))

    assert begin(session, project).id == found.id
    session.add(ChangeRequest(application_id=project.id, number=2, fields={}, version=0, saved_at=found.saved_at))
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()
    session.rollback()


def test_request_waits_until_it_is_taken_back_or_asked_about(
    session: Session, people: People, project: Application
) -> None:
    found = sent(session, people, project, moved(session, project))
    assert (waiting(session), [row.id for row, _case, _lead in waiting_requests(session)]) == (1, [found.id])

    take_back(session, project, found, by=people.user("amira"))
    assert (found.state, waiting(session)) == (State.WRITTEN, 0)

    send(session, project, found, by=people.user("amira"))
    send_back(session, project, found, "Vad säger Järva?", by=people.user("kim"))
    assert (found.state, found.questions, waiting(session)) == (State.WRITTEN, "Vad säger Järva?", 0)


@pytest.mark.parametrize("act", [grant, refuse])
def test_decision_needs_grounds_and_another_person(
    session: Session, people: People, project: Application, act: object
) -> None:
    assert callable(act)
    found = sent(session, people, project, moved(session, project))

    with pytest.raises(InvalidInputError):
        act(session, project, found, " ", "", by=people.user("siv"))
    with pytest.raises(InvalidInputError):
        act(session, project, found, GROUNDS, "", by=people.user("amira"))
    assert found.state is State.SENT


def test_second_decision_finds_the_first(session: Session, people: People, project: Application) -> None:
    found = sent(session, people, project, moved(session, project))
    refuse(session, project, found, GROUNDS, "", by=people.user("siv"))
    session.commit()

    with pytest.raises(TransitionNotAllowedError):
        grant(session, project, found, GROUNDS, "", by=people.user("siv"))

    session.rollback()
    assert session.get_one(ChangeRequest, found.id).state is State.REFUSED


def test_what_was_spent_meanwhile_stops_a_grant_but_no_refusal(
    session: Session, people: People, project: Application
) -> None:
    name = line(session, LAST_YEAR, "social")
    found = sent(session, people, project, asked(session, project, **{name: "410 000"}))
    signed_later(session, people, project)

    with pytest.raises(InvalidInputError) as refused:
        grant(session, project, found, GROUNDS, "", by=people.user("siv"))

    assert refused.value.field == name
    session.rollback()
    refuse(session, project, found, GROUNDS, "", by=people.user("siv"))
    assert found.state is State.REFUSED


def signed_later(session: Session, people: People, project: Application) -> None:
    """The second tertial is signed with more spent than the first."""
    signed(session, people, project, T2, outcome_social_fund="700 000")


def test_shorter_project_has_no_plan_after_its_last_day(session: Session, people: People, project: Application) -> None:
    longer = asked(session, project, ends_on=f"{THIS_YEAR + 1}-12-31", **{line(session, THIS_YEAR + 1, "jarva"): "0"})
    grant(session, project, sent(session, people, project, longer), GROUNDS, "", by=people.user("siv"))
    session.commit()
    later = line(session, THIS_YEAR + 1, "jarva")
    kept = asked(
        session,
        project,
        ends_on=LAST_DAY.isoformat(),
        **{later: "10 000", line(session, LAST_YEAR, "social"): "1 190 000"},
    )
    found = written(session, project, kept)

    with pytest.raises(InvalidInputError) as refused:
        send(session, project, found, by=people.user("amira"))

    assert refused.value.field == later


def test_judged_project_can_return_money_but_not_move_its_end(
    session: Session, people: People, project: Application
) -> None:
    project.status = Status.EVALUATED
    session.add(project)
    session.commit()
    name = line(session, LAST_YEAR, "social")
    found = written(session, project, asked(session, project, ends_on=f"{THIS_YEAR + 1}-06-30"))

    with pytest.raises(InvalidInputError) as refused:
        send(session, project, found, by=people.user("amira"))
    assert refused.value.field == "ends_on"
    session.rollback()

    found = sent(session, people, project, asked(session, project, **{name: "900 000"}))
    grant(session, project, found, GROUNDS, "", by=people.user("siv"))
    assert found.unused_sek == 300_000


def test_closed_case_asks_for_nothing(session: Session, people: People, project: Application) -> None:
    found = sent(session, people, project, moved(session, project))
    project.status = Status.SETTLED
    session.add(project)
    session.commit()

    with pytest.raises(TransitionNotAllowedError):
        grant(session, project, found, GROUNDS, "", by=people.user("siv"))


def test_what_a_decision_did_is_not_changed_and_tampering_is_named(
    session: Session, people: People, project: Application
) -> None:
    found = sent(session, people, project, asked(session, project, **{line(session, LAST_YEAR, "social"): "900 000"}))
    grant(session, project, found, GROUNDS, "", by=people.user("siv"))
    session.commit()

    for table in (ChangedLine, UnusedMoney):
        with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
            session.execute(sa.delete(table))
    session.execute(sa.update(ChangeRequest).values(grounds="Något annat."))
    assert seals.faults(session) == [f"change_request {found.id} of case {project.id} was changed"]
    events = session.exec(select(LogEntry.event).order_by(col(LogEntry.number).desc()).limit(2)).all()
    assert events == ["change_granted", "change_asked"]
