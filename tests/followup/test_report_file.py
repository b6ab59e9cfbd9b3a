"""An evaluation brings its report: it comes with the form, and from the moment of sending it stays as it is."""

import io

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.followup.operations import start
from sifapp.followup.queries import EVALUATION, file_of, report_of
from tests.applications.files import OLD_WORD, PDF, office, png, zipped
from tests.followup.conftest import grant_for, judged
from tests.people import People

# The pages know of no database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def amira(client: FlaskClient, session: Session, people: People, case: Application) -> FlaskClient:
    """The applicant's browser, when the project runs."""
    start(session, case, grant_for(session, case), by=people.user("kim"))
    session.commit()
    people.sign_in(client, "amira")
    return client


def send(browser: FlaskClient, case: Application, content: bytes, name: str, **fields: str) -> int:
    """Send the evaluation's form with a file; the answer's status."""
    data = {**fields, "report": (io.BytesIO(content), name)}
    return browser.post(f"/projects/{case.id}/evaluation", data=data).status_code


def name_of_file(session: Session, case: Application) -> str:
    session.rollback()
    report = report_of(session, case.id, EVALUATION)
    file = file_of(session, report) if report else None
    return file.name if file else ""


def test_report_comes_with_the_form_and_the_newest_counts(
    amira: FlaskClient, session: Session, case: Application
) -> None:
    send(amira, case, PDF, "rapport.pdf", later="1")
    send(amira, case, office("docx"), "rapport 2.docx", later="1")

    assert name_of_file(session, case) == "rapport 2.docx"
    assert "rapport 2.docx" in amira.get(f"/projects/{case.id}/evaluation").text


def test_picture_is_no_report_and_the_one_that_is_there_stays(
    amira: FlaskClient, session: Session, case: Application
) -> None:
    send(amira, case, PDF, "rapport.pdf", later="1")

    status = send(amira, case, png(), "rapport.png", later="1", lesson="Börja med skulderna.")

    assert (status, name_of_file(session, case)) == (422, "rapport.pdf")
    assert "Börja med skulderna." in amira.get(f"/projects/{case.id}/evaluation").text


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (office("docx", {"word/vbaProject.bin": b"x"}), "rapport.docx"),
        (office("xlsx", {"xl/vbaProject.bin": b"x"}), "rapport.xlsm"),
        (office("docx", {"word/tom.xml": b"0" * 30_000_000}), "rapport.docx"),
        (zipped({"rapport.pdf": PDF}), "rapport.docx"),
        (PDF.replace(b"%%EOF", b"trailer<</Encrypt 5 0 R>>\n%%EOF"), "rapport.pdf"),
        (PDF.replace(b"%%EOF", b"<</S/JavaScript/JS(app.alert(1))>>\n%%EOF"), "rapport.pdf"),
        (OLD_WORD, "rapport.doc"),
        (b"<html><script>alert(1)</script>", "rapport.pdf"),
    ],
    ids=["docm", "xlsm", "bomb", "zip", "locked", "javascript", "doc", "html"],
)
def test_harmful_report_is_refused_with_the_text_kept(
    amira: FlaskClient, session: Session, case: Application, content: bytes, name: str
) -> None:
    status = send(amira, case, content, name, later="1", lesson="Börja med skulderna.")

    assert (status, name_of_file(session, case)) == (422, "")
    assert "Börja med skulderna." in amira.get(f"/projects/{case.id}/evaluation").text


def test_report_can_be_taken_away_before_it_is_sent(amira: FlaskClient, session: Session, case: Application) -> None:
    send(amira, case, PDF, "rapport.pdf", later="1")

    amira.post(f"/projects/{case.id}/evaluation", data={"drop": "1", "later": "1"})

    assert name_of_file(session, case) == ""


def test_report_that_is_sent_is_read_by_the_fund_and_changed_no_more(
    amira: FlaskClient, session: Session, people: People, case: Application
) -> None:
    send(amira, case, PDF, "rapport.pdf", **judged(session, case))
    send(amira, case, office("docx"), "annan.docx", later="1")
    people.sign_in(amira, "kim")

    page = amira.get(f"/projects/{case.id}").text
    given = amira.get(f"/projects/{case.id}/evaluation/file", buffered=True)

    assert "rapport.pdf" in page
    assert (given.data, given.headers["Content-Disposition"]) == (PDF, "attachment; filename=rapport.pdf")


def test_report_that_is_being_written_is_hidden_from_the_fund(
    amira: FlaskClient, people: People, case: Application
) -> None:
    send(amira, case, PDF, "rapport.pdf", later="1")
    own = amira.get(f"/projects/{case.id}/evaluation/file", buffered=True).status_code
    people.sign_in(amira, "kim")

    assert (own, amira.get(f"/projects/{case.id}/evaluation/file").status_code) == (200, 404)
