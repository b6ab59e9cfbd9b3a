"""What becomes of a job when a process is killed, the disk is full, a library is missing?"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlmodel import Session

from sifapp import documents
from sifapp.db import utc_now
from sifapp.jobs import files, operations, worker
from sifapp.jobs.models import Fault, Job, JobState
from tests.jobs.jobs import jobs, let_leases_run_out, make_job
from tests.people import People


@pytest.fixture
def data_dir(app: Flask) -> Iterator[Path]:
    """Where files go; empty again afterwards."""
    folder: Path = app.extensions["settings"].data_dir
    yield folder
    documents = folder / files.FOLDER
    if documents.is_file():
        documents.unlink()
    for path in documents.glob("*"):
        path.unlink()


def test_document_is_made_in_a_process_of_its_own(app: Flask, session: Session, people: People, data_dir: Path) -> None:
    make_job(session, people)

    begun = [worker.do_due(app), worker.do_due(app)]

    (job,) = jobs(session)
    content = files.read(data_dir, job)
    assert content is not None
    assert "Lotsar för familjer" in PdfReader(BytesIO(content)).pages[0].extract_text()
    assert (begun, job.state, job.attempts) == ([1, 0], JobState.DONE, 1)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # it takes seconds; the statements are tested on both
def test_killed_worker_leaves_the_job_to_the_next(app: Flask, session: Session, people: People, data_dir: Path) -> None:
    make_job(session, people)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    env = {**os.environ, **app.extensions["settings"].environment()}
    process = subprocess.Popen(command, env=env, start_new_session=True)
    while jobs(session)[0].state is JobState.WAITING:
        assert process.poll() is None

    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    left = (jobs(session)[0].state, list((data_dir / files.FOLDER).glob("*")))
    let_leases_run_out(session)
    worker.do_due(app)

    assert left == (JobState.RUNNING, [])
    assert [(job.state, job.attempts) for job in jobs(session)] == [(JobState.DONE, 2)]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # it takes seconds, and concerns files
def test_worker_killed_while_it_writes_the_file_leaves_nothing_to_fetch(
    app: Flask, session: Session, people: People, data_dir: Path
) -> None:
    job = make_job(session, people)
    (data_dir / files.FOLDER).mkdir(exist_ok=True)
    half = data_dir / files.FOLDER / f"{job.id}-1.part"
    # A pipe that takes a page of memory: whoever writes more stands still in the middle of the file.
    os.mkfifo(half)
    reader = os.open(half, os.O_RDONLY | os.O_NONBLOCK)
    fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, 4096)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    env = {**os.environ, **app.extensions["settings"].environment()}
    process = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        written = begins_to_write(reader, process)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(reader)

    left = (jobs(session)[0].state, half.exists(), files.read(data_dir, jobs(session)[0]))
    let_leases_run_out(session)
    worker.do_due(app)

    (job,) = jobs(session)
    assert (written, left) == (b"%PDF", (JobState.RUNNING, True, None))
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert files.read(data_dir, job) is not None


def begins_to_write(reader: int, process: subprocess.Popen[bytes]) -> bytes:
    """The first four bytes that come through the pipe."""
    while process.poll() is None:
        try:
            if found := os.read(reader, 4):
                return found
        except BlockingIOError:
            pass
        time.sleep(0.01)
    raise AssertionError("the worker ended")


def test_process_that_dies_is_started_again_three_times(
    app: Flask, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_job(session, people)
    monkeypatch.setattr(worker, "_start", lambda _app, _job: subprocess.Popen(["/bin/false"]))

    begun = worker.do_due(app)

    assert (begun, [(job.state, job.fault) for job in jobs(session)]) == (3, [(JobState.FAILED, Fault.DIED)])


def test_process_that_never_ends_is_stopped(
    app: Flask, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_job(session, people, attempts=2)
    monkeypatch.setattr(worker, "_start", lambda _app, _job: subprocess.Popen(["/bin/sleep", "600"]))
    monkeypatch.setattr(worker, "RENEW_EVERY_S", 0.01)
    monkeypatch.setattr(worker, "LONGEST_S", 0.05)

    worker.do_due(app)

    assert [job.fault for job in jobs(session)] == [Fault.DIED]


def made_here(app: Flask, session: Session) -> Job:
    """The job, done in this process."""
    job = operations.claim_next(session)
    session.commit()
    assert job is not None
    with app.test_request_context():
        worker.tell(session, job)
    session.commit()
    return jobs(session)[0]


def test_full_disk_leaves_no_half_file(app: Flask, session: Session, people: People, data_dir: Path) -> None:
    make_job(session, people)
    (data_dir / files.FOLDER).mkdir(exist_ok=True)
    (data_dir / files.FOLDER / f"{jobs(session)[0].id}-1.part").symlink_to("/dev/full")

    job = made_here(app, session)

    assert (job.state, job.fault) == (JobState.FAILED, Fault.NOT_STORED)
    assert list((data_dir / files.FOLDER).glob("*")) == []


def test_missing_library_is_not_tried_again(
    app: Flask, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_job(session, people)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    # Another test may have loaded it already.
    monkeypatch.delitem(sys.modules, "sifapp.documents.pdf", raising=False)
    monkeypatch.delattr(documents, "pdf", raising=False)

    job = made_here(app, session)

    assert (job.state, job.fault, job.attempts) == (JobState.FAILED, Fault.MISSING_LIBRARY, 1)


def test_document_about_what_is_gone_has_failed(app: Flask, session: Session, people: People) -> None:
    make_job(session, people, subject_id=999)

    job = made_here(app, session)

    assert (job.state, job.fault) == (JobState.FAILED, Fault.GONE)


def test_old_files_go_also_those_of_dead_processes(
    app: Flask, session: Session, people: People, data_dir: Path
) -> None:
    folder = data_dir / files.FOLDER
    folder.mkdir(exist_ok=True)
    for name in ("1-1.pdf", "2-1.part"):
        (folder / name).write_bytes(b"old")
        long_ago = (utc_now() - operations.KEPT_FOR - timedelta(minutes=1)).timestamp()
        os.utime(folder / name, (long_ago, long_ago))
    (folder / "3-1.pdf").write_bytes(b"new")

    with app.test_request_context():
        worker.clear_away(session)

    assert [path.name for path in folder.glob("*")] == ["3-1.pdf"]


def test_no_web_process_carries_the_libraries() -> None:
    code = "import sys, sifapp; print({'weasyprint', 'docx', 'lxml', 'PIL'} & sys.modules.keys())"

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout == "set()\n"
