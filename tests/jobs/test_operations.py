"""Is each job done by one worker at a time, tried three times at most, and told of truly?"""

from datetime import timedelta

import pytest
from sqlmodel import Session

from sifapp.db import utc_now
from sifapp.documents.writing import Form
from sifapp.errors import TooManyAttemptsError
from sifapp.jobs import operations
from sifapp.jobs.models import Fault, Job, JobState
from tests.jobs.jobs import jobs, let_leases_run_out, make_job
from tests.people import People


def claimed(session: Session) -> Job:
    """The next job, taken."""
    job = operations.claim_next(session)
    session.commit()
    assert job is not None
    return job


def test_job_that_is_asked_for_twice_is_one(session: Session, people: People) -> None:
    job, amira = make_job(session, people), people.user("amira")

    again, other = (
        operations.ask(session, "sketch_copy", job.subject_id, job.case_ids, form, "sv", by=amira) for form in Form
    )

    assert (again.id, other.id == job.id) == (job.id, False)


def test_job_of_other_cases_is_another(session: Session, people: People) -> None:
    job, amira = make_job(session, people), people.user("amira")

    other = operations.ask(session, job.kind, job.subject_id, [*job.case_ids, 99], job.form, "sv", by=amira)

    assert other.id != job.id


def test_nobody_fills_the_queue(session: Session, people: People) -> None:
    amira = people.user("amira")

    for number in range(operations.MOST_IN_AN_HOUR):
        operations.ask(session, "sketch_copy", number, [number], Form.PDF, "sv", by=amira)
    with pytest.raises(TooManyAttemptsError):
        operations.ask(session, "sketch_copy", 99, [99], Form.PDF, "sv", by=amira)

    assert len(jobs(session)) == operations.MOST_IN_AN_HOUR


def test_oldest_job_is_taken_once(session: Session, people: People) -> None:
    job = make_job(session, people)

    taken = [operations.claim_next(session), operations.claim_next(session)]

    assert [one and (one.id, one.state, one.attempts) for one in taken] == [(job.id, JobState.RUNNING, 1), None]


def test_lease_that_runs_out_gives_the_job_to_the_next(session: Session, people: People) -> None:
    make_job(session, people)
    claimed(session)

    operations.take_back_abandoned(session)
    states = [job.state for job in jobs(session)]
    let_leases_run_out(session)
    operations.take_back_abandoned(session)

    assert states + [job.state for job in jobs(session)] == [JobState.RUNNING, JobState.WAITING]


def test_worker_that_was_thought_dead_cannot_change_the_job_any_more(session: Session, people: People) -> None:
    make_job(session, people)
    first = claimed(session)
    session.expunge(first)
    let_leases_run_out(session)
    operations.take_back_abandoned(session)
    claimed(session)

    told = [
        operations.renew(session, first),
        operations.advance(session, first, 3, 12),
        operations.finish(session, first, "0" * 64),
        operations.fail(session, first, Fault.GONE),
    ]

    assert told == [False, False, False, False]
    assert [(job.state, job.attempts, job.pages_done) for job in jobs(session)] == [(JobState.RUNNING, 2, 0)]


def test_job_is_tried_three_times_then_it_has_failed(session: Session, people: People) -> None:
    make_job(session, people)

    seen = []
    for _attempt in range(3):
        operations.note_died(session, claimed(session))
        session.commit()
        seen += [(job.state, job.fault) for job in jobs(session)]

    assert seen == [(JobState.WAITING, None), (JobState.WAITING, None), (JobState.FAILED, Fault.DIED)]


def test_failed_job_can_be_tried_three_times_again(session: Session, people: People) -> None:
    job = make_job(session, people)
    for _attempt in range(3):
        operations.note_died(session, claimed(session))

    operations.try_again(session, job)
    operations.note_died(session, claimed(session))
    session.commit()

    assert [(job.state, job.attempts, job.fault) for job in jobs(session)] == [(JobState.WAITING, 4, None)]


def test_finished_job_is_not_tried_again(session: Session, people: People) -> None:
    make_job(session, people)
    job = claimed(session)
    operations.finish(session, job, "0" * 64)

    changed = operations.try_again(session, job)
    operations.note_died(session, job)

    assert (changed, [job.state for job in jobs(session)]) == (False, [JobState.DONE])


def test_progress_is_kept(session: Session, people: People) -> None:
    make_job(session, people)

    operations.advance(session, claimed(session), 3, 12)

    assert [(job.pages_done, job.pages) for job in jobs(session)] == [(3, 12)]


def test_old_jobs_are_forgotten(session: Session, people: People) -> None:
    make_job(session, people, asked_at=utc_now() - operations.KEPT_FOR - timedelta(minutes=1))

    operations.forget_old(session)

    assert jobs(session) == []
