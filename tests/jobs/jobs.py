"""Jobs for tests: a sketch that was sent, and a copy of it that somebody has asked for."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from sifapp.documents.writing import Form
from sifapp.jobs import operations
from sifapp.jobs.models import Job
from tests.factories import make_call, make_sent
from tests.people import People


def make_job(session: Session, people: People, name: str = "amira", **changes: Any) -> Job:
    """A copy of a sketch of Amira's, asked for; ``changes`` are set on the row afterwards."""
    case = make_sent(session, people.user("amira"), make_call(session))
    job = operations.ask(session, "sketch_copy", case.id, [case.id], Form.PDF, "sv", by=people.user(name))
    for key, value in changes.items():
        setattr(job, key, value)
    session.add(job)
    session.commit()
    return job


def jobs(session: Session) -> list[Job]:
    """All jobs as they are in the database now, oldest first."""
    session.expire_all()
    return list(session.exec(select(Job).order_by(col(Job.id))))


def let_leases_run_out(session: Session) -> None:
    """Move the leases back, as if it were two minutes later."""
    for job in jobs(session):
        if job.lease_until:
            job.lease_until -= timedelta(minutes=2)
            session.add(job)
    session.commit()
