"""What can be done with a job, from asking for it until its file is deleted?"""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.operations import count_attempt
from sifapp.accounts.queries import User
from sifapp.db import utc_now
from sifapp.documents.writing import Form
from sifapp.jobs.models import Fault, Job, JobState

# All own conventions.
MOST_ATTEMPTS = 3
LEASE = timedelta(minutes=1)
KEPT_FOR = timedelta(days=7)
MOST_IN_AN_HOUR = 60

UNFINISHED = (JobState.WAITING, JobState.RUNNING)


def ask(
    session: Session, kind: str, subject_id: int, case_ids: Sequence[int], form: Form, language: str, *, by: User
) -> Job:
    """Put a job in the queue; the one that the person waits for already, when it is the same.

    ``subject_id``: the meeting or the case. ``case_ids``: the cases whose content the person may read now. Raises
    TooManyAttemptsError when they ask for too many in an hour; commit even then.
    """
    job = Job(
        kind=kind,
        subject_id=subject_id,
        case_ids=list(case_ids),
        form=form,
        language=language,
        asked_by_id=by.id,
        asked_at=utc_now(),
    )
    own = select(Job).where(Job.asked_by_id == by.id, col(Job.state).in_(UNFINISHED))
    if waiting := next((other for other in session.exec(own) if _what(other) == _what(job)), None):
        return waiting
    count_attempt(session, f"job-by:{by.id}", MOST_IN_AN_HOUR, timedelta(hours=1))
    session.add(job)
    session.flush()
    return job


def _what(job: Job) -> tuple[object, ...]:
    return job.kind, job.subject_id, job.case_ids, job.form, job.language


def take_back_abandoned(session: Session) -> None:
    """Let somebody else do the jobs whose worker has not been heard of, or give them up."""
    lost = select(Job).where(Job.state == JobState.RUNNING, col(Job.lease_until) < utc_now())
    for job in session.exec(lost.execution_options(populate_existing=True)):
        note_died(session, job)


def claim_next(session: Session) -> Job | None:
    """Take the job that has waited longest; None when there is none. Commit before doing it.

    One statement takes it, so that two workers never take the same.
    """
    oldest = (
        sa.select(col(Job.id))
        .where(col(Job.state) == JobState.WAITING)
        .order_by(col(Job.asked_at), col(Job.id))
        .limit(1)
    )
    # Each worker looks every second: most looks find nothing, and shall lock nothing.
    if session.scalar(oldest) is None:
        return None
    return session.scalars(
        sa.update(Job)
        # PostgreSQL: go past what another worker is taking. SQLite has one writer at a time and ignores it.
        .where(col(Job.id) == oldest.with_for_update(skip_locked=True).scalar_subquery())
        .values(
            state=JobState.RUNNING,
            attempts=Job.attempts + 1,
            lease_until=utc_now() + LEASE,
            pages_done=0,
            pages=0,
        )
        .returning(Job)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).first()


def renew(session: Session, job: Job) -> bool:
    """Tell that the job is still being done; False when somebody else has taken it meanwhile."""
    return _change(session, job, lease_until=utc_now() + LEASE)


def advance(session: Session, job: Job, pages_done: int, pages: int) -> bool:
    """Tell how far the job has come. ``pages``: 0 while nobody knows. As `renew` otherwise."""
    return _change(session, job, pages_done=pages_done, pages=pages, lease_until=utc_now() + LEASE)


def finish(session: Session, job: Job, sha256: str) -> bool:
    """The file is stored. False when somebody else has taken the job meanwhile."""
    return _change(session, job, state=JobState.DONE, sha256=sha256, ended_at=utc_now(), lease_until=None)


def fail(session: Session, job: Job, fault: Fault) -> bool:
    """The job cannot be done, however often it is tried."""
    return _change(session, job, state=JobState.FAILED, fault=fault, ended_at=utc_now(), lease_until=None)


def note_died(session: Session, job: Job) -> None:
    """Whoever did the job stopped without a word: let it be tried again, or give up after the last attempt.

    No effect when they have told how it went. Attempts are never counted anew: each names its own file.
    """
    if job.attempts % MOST_ATTEMPTS == 0:
        fail(session, job, Fault.DIED)
    else:
        _change(session, job, state=JobState.WAITING, lease_until=None)


def _change(session: Session, job: Job, **values: object) -> bool:
    # Only this attempt may tell: it could have been thought dead meanwhile.
    changed = session.execute(
        sa.update(Job)
        .where(col(Job.id) == job.id, col(Job.attempts) == job.attempts, col(Job.state) == JobState.RUNNING)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return changed.rowcount == 1  # type: ignore[attr-defined, no-any-return]  # an UPDATE always has it


def try_again(session: Session, job: Job) -> bool:
    """Make a failed job wait, as if it were new; False when it has not failed."""
    changed = session.execute(
        sa.update(Job)
        .where(col(Job.id) == job.id, col(Job.state) == JobState.FAILED)
        .values(state=JobState.WAITING, fault=None, ended_at=None, asked_at=utc_now())
        .execution_options(synchronize_session=False)
    )
    return changed.rowcount == 1  # type: ignore[attr-defined, no-any-return]  # an UPDATE always has it


def forget_old(session: Session) -> None:
    """Delete the jobs that nobody needs any more; their files go with them, see `files.sweep`."""
    old = col(Job.asked_at) < utc_now() - KEPT_FOR
    session.execute(sa.delete(Job).where(old).execution_options(synchronize_session=False))
