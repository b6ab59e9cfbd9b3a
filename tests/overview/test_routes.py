"""What do coordinators, director and controller see of the whole, and what does the spreadsheet hold?"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from zipfile import ZipFile

import lxml.etree
import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.statuses import Status
from tests.factories import make_call, make_cases
from tests.people import People
from tests.review.reading import ENGLISH, cells_of, text_of

# HTML and sheets are the same on both databases; tests of queries.py run on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def tor(client: FlaskClient, people: People) -> FlaskClient:
    """The controller's browser."""
    people.sign_in(client, "tor")
    return client


def test_overview_shows_groups_of_five_and_names_the_others(tor: FlaskClient, session: Session, people: People) -> None:
    call = make_call(session)
    make_cases(session, people.user("amira"), call, 5, status=Status.COUNCIL)
    make_cases(session, people.user("didrik"), call, 4, status=Status.GRANTED)

    page = tor.get("/overview", headers=ENGLISH).text

    rows, text = cells_of(page), text_of(page)
    assert ["Järva District Administration", "5", "5", "0", "0", "0"] in rows
    assert "Fewer than five sketches: Farsta District Administration." in text
    absent = text.partition("Have never sent a sketch: ")[2].partition(".")[0].split(", ")
    assert "Bromma District Administration" in absent
    assert {"Järva District Administration", "Farsta District Administration"} & {*absent} == set()
    assert [row[:2] for row in rows if row[0] == "With the council"] == [["With the council", "5"]]
    # Only coordinators read single cases where advice and decision differ.
    assert 'href="/review/differences"' not in page


def test_spreadsheet_holds_every_sent_case_and_no_formula(tor: FlaskClient, session: Session, people: People) -> None:
    call, amira = make_call(session), people.user("amira")
    make_cases(session, amira, call, 1, title='=HYPERLINK("http://x")')
    make_cases(session, amira, call, 1, status=Status.DRAFT, submitted_at=None, title="Utkast")

    answer = tor.get("/overview.xlsx", headers=ENGLISH, buffered=True)

    with ZipFile(BytesIO(answer.data)) as book:
        sheets = [lxml.etree.fromstring(book.read(name)) for name in book.namelist() if "worksheets/sheet" in name]
    cells = [cell for sheet in sheets for cell in sheet.iter("{*}c")]
    words = {"".join(cell.itertext()) for cell in cells}
    assert len(sheets) == 6
    assert '=HYPERLINK("http://x")' in words
    assert "Utkast" not in words
    assert not [cell for cell in cells if cell.find("{*}f") is not None]


def test_number_of_statements_does_not_grow_with_the_cases(
    tor: FlaskClient,
    session: Session,
    people: People,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    call = make_call(session)
    make_cases(session, people.user("amira"), call, 1)
    tor.get("/overview")
    with count_queries() as few:
        tor.get("/overview")
    make_cases(session, people.user("didrik"), call, 6, status=Status.GRANTED)

    with count_queries() as many:
        tor.get("/overview")

    assert len(many) == len(few)
