"""A coordinator asks for a document, sees it being made, and fetches it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlmodel import Session

from sifapp.documents.writing import Form
from sifapp.jobs import operations
from sifapp.jobs.models import Fault
from sifapp.jobs.worker import do_due
from tests.browser.checks import axe, overflow_px
from tests.browser.conftest import Looks, OpenPage
from tests.jobs.jobs import make_job
from tests.people import People
from tests.scoring.conftest import give, make_council_cases, make_meeting

SignIn = Callable[[Page, str], None]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_coordinator_asks_for_the_minutes_and_fetches_them(
    app: Flask, open_page: OpenPage, session: Session, people: People, sign_in: SignIn, scripts: bool
) -> None:
    (case,) = make_council_cases(session, people, 1)
    meeting = make_meeting(session, people, case)
    give(session, case, people.user("rut"), 4)
    page = open_page(Looks(locale="en-GB", scripts=scripts))
    sign_in(page, "kim")

    page.goto(f"/council/meetings/{meeting.id}")
    page.get_by_role("button", name="Make a Word file").click()
    expect(page.locator("main")).to_contain_text("It waits for its turn.")
    do_due(app)
    if not scripts:
        page.get_by_role("link", name="Look again").click()
    fetch = page.get_by_role("link", name="Fetch the file")
    expect(fetch).to_be_visible()
    with page.expect_download() as download:
        fetch.click()

    assert download.value.suggested_filename == f"sif-protokoll-{meeting.id}.{Form.WORD}"
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("state", ["running", "done", "failed"])
def test_page_of_a_document_is_accessible(
    open_page: OpenPage, session: Session, people: People, sign_in: SignIn, state: str
) -> None:
    job = make_job(session, people)
    taken = operations.claim_next(session)
    assert taken is not None
    operations.advance(session, taken, 3, 12)
    if state == "done":
        operations.finish(session, taken, "0" * 64)
    if state == "failed":
        operations.fail(session, taken, Fault.DIED)
    session.commit()
    page = open_page(Looks(width=320))
    sign_in(page, "amira")

    page.goto(f"/jobs/{job.id}")

    assert axe(page) == []
    assert overflow_px(page) == 0
