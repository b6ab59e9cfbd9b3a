"""Are stages, times and steps read as they happened?"""

from datetime import date, timedelta

from sqlmodel import Session

from sifapp.applications.operations import transition
from sifapp.db import at_moment, utc_now
from sifapp.overview import queries
from sifapp.overview.queries import Count, Time
from sifapp.statuses import Move, Status
from sifapp.wizard.operations import save_fields
from sifapp.wizard.sending import submit
from sifapp.wizard.steps import SKETCH
from tests.factories import make_call, make_cases, make_draft
from tests.people import People

HOUR = 3_600


def test_medians_are_of_the_middle_one_or_two(session: Session, people: People) -> None:
    call, amira, now = make_call(session), people.user("amira"), utc_now()
    for days in (1, 3, 10):
        make_cases(session, amira, call, 1, status=Status.COUNCIL, status_since=now - timedelta(days=days))
    for days in (2, 4):
        make_cases(session, amira, call, 1, status=Status.SUBMITTED, status_since=now - timedelta(days=days))
    make_cases(session, amira, call, 1, status=Status.REFUSED, status_since=now - timedelta(days=9))

    found = queries.standing(session)

    assert {status: (time.cases, round(time.median_s / 24 / HOUR)) for status, time in found.items()} == {
        Status.COUNCIL: (3, 3),
        Status.SUBMITTED: (2, 3),
    }


def test_times_are_from_the_log_and_of_stages_that_were_left(session: Session, people: People) -> None:
    call, amira, start = make_call(session), people.user("amira"), utc_now() - timedelta(days=20)
    with at_moment(start):
        case = make_draft(session, amira, call)
    with at_moment(start + timedelta(hours=5)):
        submit(session, case, call, by=amira)
    with at_moment(start + timedelta(hours=29)):
        transition(session, case, Move.PASS_TO_COUNCIL, by=people.user("kim"))
    session.commit()

    assert queries.times(session) == {Status.DRAFT: Time(1, 5 * HOUR), Status.SUBMITTED: Time(1, 24 * HOUR)}
    assert queries.time_to_send(session) == Time(1, 5 * HOUR)


def test_what_moved_longer_ago_than_a_year_says_nothing_of_now(session: Session, people: People) -> None:
    call, amira = make_call(session, opens_on=date(2020, 1, 1)), people.user("amira")
    with at_moment(utc_now() - timedelta(days=400)):
        case = make_draft(session, amira, call)
        submit(session, case, call, by=amira)
    session.commit()

    assert queries.times(session) == {}
    assert queries.time_to_send(session) is None


def test_drafts_are_counted_by_the_last_section_they_finished(session: Session, people: People) -> None:
    call, amira = make_call(session), people.user("amira")
    make_draft(session, amira, call)  # written all at once, and nothing of it finished
    reached = make_draft(session, amira, call, {})
    for step in ("idea", "need", "area"):
        save_fields(session, reached, step, {}, by=amira, visited=step != "area")
    deleted = make_draft(session, amira, call)
    deleted.deleted_at = utc_now()
    session.add(deleted)
    session.commit()

    assert queries.last_steps(session, SKETCH, Status.DRAFT) == {None: 1, 1: 1}
    assert queries.counts(session) == [Count(amira.administration.id, reached.origin, Status.DRAFT, 2)]
