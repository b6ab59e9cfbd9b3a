"""Who may ask for a document, see it grow and fetch it, and what does the page say?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.db import utc_now
from sifapp.jobs import files, operations
from sifapp.jobs.models import Fault, Job, JobState
from sifapp.scoring.operations import declare_conflict
from tests.jobs.jobs import jobs, make_job
from tests.people import People
from tests.scoring.conftest import give, make_council_cases, make_meeting

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def data_dir(app: Flask) -> Iterator[Path]:
    """Where files go; empty again afterwards."""
    folder: Path = app.extensions["settings"].data_dir
    yield folder
    for path in (folder / files.FOLDER).glob("*"):
        path.unlink()


def finish(session: Session, job: Job, data_dir: Path) -> None:
    """Let the job be done."""
    taken = operations.claim_next(session)
    assert taken is not None
    operations.finish(session, taken, files.store(data_dir, taken, b"%PDF-"))
    session.commit()


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        ("/sketches/{case}/copy", "amira", "sketch_copy"),
        ("/council/meetings/{meeting}/pack", "rut", "meeting_pack"),
        ("/council/meetings/{meeting}/minutes", "kim", "minutes"),
        ("/decisions/{case}/statement", "kim", "statement"),
    ],
)
def test_button_asks_for_the_document_and_shows_it(
    client: FlaskClient, session: Session, people: People, path: str, name: str, kind: str
) -> None:
    (case,) = make_council_cases(session, people, 1)
    meeting = make_meeting(session, people, case)
    give(session, case, people.user("rut"), 4)
    people.sign_in(client, name)

    answer = client.post(path.format(case=case.id, meeting=meeting.id), data={"form": "docx", "language": "en"})

    (job,) = jobs(session)
    assert (job.kind, job.form, job.language, job.case_ids) == (kind, "docx", "en", [case.id])
    assert (answer.status_code, answer.location) == (303, f"/jobs/{job.id}")
    assert client.get(answer.location).status_code == 200


def test_pack_holds_only_the_cases_that_the_member_may_read(
    client: FlaskClient, session: Session, people: People
) -> None:
    read, unread = make_council_cases(session, people, 2)
    meeting = make_meeting(session, people, read, unread)
    give(session, read, people.user("rut"), 4)
    people.sign_in(client, "rut")

    client.post(f"/council/meetings/{meeting.id}/pack")

    assert [job.case_ids for job in jobs(session)] == [[read.id]]


def test_job_is_nobody_elses(client: FlaskClient, session: Session, people: People) -> None:
    job = make_job(session, people)
    people.sign_in(client, "bo")

    codes = [
        client.get(f"/jobs/{job.id}").status_code,
        client.get(f"/jobs/{job.id}/file").status_code,
        client.post(f"/jobs/{job.id}/again").status_code,
    ]

    assert codes == [404, 404, 404]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "It waits for its turn."),
        ({"attempts": 1}, "The program that made it stopped. It is tried again in a moment."),
        ({"state": JobState.RUNNING}, "It is being made."),
        ({"state": JobState.RUNNING, "pages_done": 3}, "Page 3 is being laid out."),
        ({"state": JobState.RUNNING, "pages_done": 3, "pages": 12}, "Page 3 of 12 is being laid out."),
        ({"state": JobState.FAILED, "fault": Fault.DIED}, "stopped three times"),
        ({"state": JobState.FAILED, "fault": Fault.MISSING_LIBRARY}, "README.md"),
        ({"state": JobState.FAILED, "fault": Fault.NOT_STORED}, "the disk is full"),
        ({"state": JobState.FAILED, "fault": Fault.GONE}, "is not there any more"),
    ],
)
def test_page_says_how_far_it_has_come(
    client: FlaskClient, session: Session, people: People, changes: dict[str, Any], words: str
) -> None:
    job = make_job(session, people, **changes)
    people.sign_in(client, "amira")

    page = client.get(f"/jobs/{job.id}", headers=ENGLISH).text

    assert words in page
    assert ("hx-trigger" in page) == (job.state in (JobState.WAITING, JobState.RUNNING))


def test_look_that_finds_nothing_new_changes_nothing(client: FlaskClient, session: Session, people: People) -> None:
    job = make_job(session, people)
    people.sign_in(client, "amira")
    url, headers = f"/jobs/{job.id}?seen=waiting-0-0-0", {"HX-Request": "true"}

    before = client.get(url, headers=headers)
    operations.claim_next(session)
    session.commit()
    after = client.get(url, headers=headers)

    assert [before.status_code, after.status_code] == [204, 200]
    assert after.text.lstrip().startswith('<div id="job"')


def test_finished_file_is_a_download(client: FlaskClient, session: Session, people: People, data_dir: Path) -> None:
    job = make_job(session, people)
    finish(session, job, data_dir)
    people.sign_in(client, "amira")

    answer = client.get(f"/jobs/{job.id}/file")

    assert (answer.mimetype, answer.data) == ("application/pdf", b"%PDF-")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=sif-skiss-{job.subject_id}.pdf"


def test_file_that_is_not_ready_leads_to_its_page(client: FlaskClient, session: Session, people: People) -> None:
    job = make_job(session, people)
    people.sign_in(client, "amira")

    answer = client.get(f"/jobs/{job.id}/file")

    assert (answer.status_code, answer.location) == (303, f"/jobs/{job.id}")


@pytest.mark.parametrize("what", ["gone", "changed"])
def test_file_that_is_not_what_it_was_is_to_be_made_again(
    client: FlaskClient, session: Session, people: People, data_dir: Path, what: str
) -> None:
    job = make_job(session, people)
    finish(session, job, data_dir)
    path = files.path_of(data_dir, jobs(session)[0])
    path.write_bytes(b"other") if what == "changed" else path.unlink()
    people.sign_in(client, "amira")

    answer = client.get(f"/jobs/{job.id}/file", headers=ENGLISH, follow_redirects=True)

    assert "The file is no longer there. Make it again." in answer.text


def test_member_who_has_stepped_aside_since_cannot_fetch_the_pack(
    client: FlaskClient, session: Session, people: People, data_dir: Path
) -> None:
    (case,) = make_council_cases(session, people, 1)
    meeting = make_meeting(session, people, case)
    give(session, case, people.user("rut"), 4)
    people.sign_in(client, "rut")
    client.post(f"/council/meetings/{meeting.id}/pack")
    (job,) = jobs(session)
    finish(session, job, data_dir)

    before = client.get(f"/jobs/{job.id}/file").status_code
    declare_conflict(session, case, "Min syster leder projektet.", by=people.user("rut"))
    session.commit()
    after = client.get(f"/jobs/{job.id}/file").status_code

    assert [before, after] == [200, 403]


def test_whoever_lost_the_case_cannot_fetch_its_copy(
    client: FlaskClient, session: Session, people: People, data_dir: Path
) -> None:
    job = make_job(session, people)
    finish(session, job, data_dir)
    application = session.get_one(Application, job.subject_id)
    application.owner_id = people.person("bo").id
    session.add(application)
    session.commit()
    people.sign_in(client, "amira")

    assert client.get(f"/jobs/{job.id}/file").status_code == 404


def test_failed_job_is_tried_again_at_a_press(client: FlaskClient, session: Session, people: People) -> None:
    job = make_job(session, people, state=JobState.FAILED, fault=Fault.DIED, ended_at=utc_now())
    people.sign_in(client, "amira")

    answer = client.post(f"/jobs/{job.id}/again")

    assert (answer.location, jobs(session)[0].state) == (f"/jobs/{job.id}", JobState.WAITING)
