"""Who does the jobs? Each in a process of its own, watched by a worker that also sends the mail.

The libraries that write documents take tens of megabytes and a long document takes hundreds: all of it is given back
when the process ends. It notes how the job went; when it stops without a word, whoever watches puts the job back. When
both die, the job's lease runs out, and the next worker takes it.
"""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import cast

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlmodel import Session

from sifapp.accounts.gate import settings
from sifapp.config import ROOT, Settings
from sifapp.db import get_engine, get_session
from sifapp.documents.writing import MissingLibraryError, write
from sifapp.errors import NotFoundError
from sifapp.i18n import in_language
from sifapp.jobs import files, operations
from sifapp.jobs.kinds import kind_of
from sifapp.jobs.models import Fault, Job

log = logging.getLogger(__name__)

RENEW_EVERY_S = 15.0
LONGEST_S = 15 * 60.0
ADVANCE_EVERY_S = 0.5


def do_due(app: Flask, keep_going: Callable[[], bool] = lambda: True) -> int:
    """Do every job that waits, one after the other; returns how many were begun."""
    begun = 0
    with Session(app.extensions["engine"], expire_on_commit=False) as session:
        operations.take_back_abandoned(session)
        session.commit()
        while keep_going():
            job = operations.claim_next(session)
            session.commit()
            if job is None:
                break
            _watch(session, _start(app, job), job)
            begun += 1
    return begun


def _start(app: Flask, job: Job) -> subprocess.Popen[bytes]:
    config = cast(Settings, app.extensions["settings"])
    command = [sys.executable, "-m", "flask", "--app", "sifapp", do_job.name or "", str(job.id), str(job.attempts)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **config.environment()})  # noqa: S603 - our own


def _watch(session: Session, process: subprocess.Popen[bytes], job: Job) -> None:
    """Wait for the process, and tell meanwhile that it lives."""
    ends = time.monotonic() + LONGEST_S
    while True:
        try:
            process.wait(RENEW_EVERY_S)
            break
        except subprocess.TimeoutExpired:
            if time.monotonic() > ends:
                process.kill()
            elif not operations.renew(session, job):  # it is done, or somebody else does it: time to go
                ends = time.monotonic()
            session.commit()
    if process.returncode:
        log.error("job %s stopped with %s at attempt %s", job.id, process.returncode, job.attempts)
    operations.note_died(session, job)
    session.commit()


@click.command("do-job", hidden=True)
@click.argument("job_id", type=int)
@click.argument("attempt", type=int)
@with_appcontext
def do_job(job_id: int, attempt: int) -> None:
    """Make the document of a job that a worker has taken."""
    session = get_session()
    job = session.get(Job, job_id)
    if job is None or job.attempts != attempt:
        return
    app = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]  # Flask's own way to the application
    # Texts and addresses need a request.
    with app.test_request_context(base_url=settings().base_url), in_language(job.language):
        tell(session, job)
    session.commit()


def tell(session: Session, job: Job) -> None:
    """Make the document, store it, and note how that went."""
    try:
        content = write(kind_of(job).make(session, job), job.form, _progress(job))
        sha256 = files.store(settings().data_dir, job, content)
    except MissingLibraryError:
        log.exception("job %s: a library is missing", job.id)
        operations.fail(session, job, Fault.MISSING_LIBRARY)
    except NotFoundError:
        operations.fail(session, job, Fault.GONE)
    except OSError:
        log.exception("job %s: the file could not be stored", job.id)
        operations.fail(session, job, Fault.NOT_STORED)
    else:
        operations.finish(session, job, sha256)


def _progress(job: Job) -> Callable[[int, int], None]:
    """Tells how far the job has come, in a transaction of its own, now and then."""
    told_at = 0.0

    def progress(pages_done: int, pages: int) -> None:
        nonlocal told_at
        if time.monotonic() < told_at + ADVANCE_EVERY_S:
            return
        told_at = time.monotonic()
        with Session(get_engine()) as session:
            operations.advance(session, job, pages_done, pages)
            session.commit()

    return progress


def clear_away(session: Session) -> None:
    """Delete old jobs and their files."""
    operations.forget_old(session)
    files.sweep(settings().data_dir, operations.KEPT_FOR)
