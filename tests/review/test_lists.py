"""The inbox, all cases, and the report on support, as pages."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import html5lib
import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.accounts.models import Administration
from sifapp.applications.operations import index_text
from sifapp.db import utc_now
from sifapp.review.operations import log_support
from sifapp.review.rules import end_of
from sifapp.statuses import Status
from tests.factories import make_call, make_cases
from tests.people import People
from tests.review.reading import (
    ENGLISH,
    cells_of,
    links_of,
)

CountQueries = Callable[[], AbstractContextManager[list[str]]]


def test_inbox_shows_the_heaps_and_links_to_the_whole_list(kim: FlaskClient, session: Session, people: People) -> None:
    make_cases(session, people.user("amira"), make_call(session), 7)

    page = kim.get("/review/").text

    assert links_of(page) == ["Case 7", "Case 6", "Case 5", "Case 4", "Case 3"]
    assert 'href="/review/cases?group=needs_me&amp;sort=longest"' in page


def test_all_late_cases_are_listed_in_the_order_of_the_heap(kim: FlaskClient, session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    for number in range(7):
        due_at = end_of(date(2026, 1, 1 + (number * 3) % 7))
        make_cases(session, amira, call, 1, title=f"Late {due_at.day}", status=Status.RETURNED, due_at=due_at)

    page = kim.get("/review/").text.split('id="inbox-late"')[1]
    link = re.findall(r'href="(/review/cases[^"]*)"', page)[0].replace("&amp;", "&")

    assert links_of(kim.get(link).text) == [f"Late {day}" for day in range(1, 8)]
    assert links_of(page)[:5] == [f"Late {day}" for day in range(1, 6)]


def test_queue_shows_what_the_address_says(kim: FlaskClient, session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    make_cases(session, amira, call, 1, title="Rådet", status=Status.COUNCIL)
    make_cases(session, amira, call, 1, title="Annat")

    page = kim.get("/review/cases?status=council&sort=longest").text

    assert links_of(page) == ["Rådet"]
    assert '<option value="council" selected>' in page
    assert '<option value="longest" selected>' in page


def test_queue_lists_former_administrations_last_under_a_heading(
    kim: FlaskClient, session: Session, people: People
) -> None:
    former = session.exec(select(Administration).where(Administration.code == "rinkeby-kista")).one()

    page = kim.get(f"/review/cases?administration={former.id}", headers=ENGLISH).text

    root = html5lib.parse(page, namespaceHTMLElements=False)
    select_field = next(field for field in root.iter("select") if field.get("name") == "administration")
    children = [child.get("label") or "option" for child in select_field]
    former_options = [option for group in select_field.iter("optgroup") for option in group]
    assert set(children[:-1]) == {"option"}
    assert children[-1] == "Former administrations"
    assert [o.text for o in former_options if o.get("selected") is not None] == [former.name_en]


def test_days_of_years_are_written_as_numbers_are(kim: FlaskClient, session: Session, people: People) -> None:
    since = utc_now() - timedelta(days=1725, hours=1)
    make_cases(session, people.user("amira"), make_call(session), 1, status_since=since)

    assert [row[3] for row in cells_of(kim.get("/review/cases", headers=ENGLISH).text)] == ["1,725"]


def test_queue_pages_keep_the_filters(kim: FlaskClient, session: Session, people: People) -> None:
    make_cases(session, people.user("amira"), make_call(session), 60, status=Status.COUNCIL)

    first = kim.get("/review/cases?status=council").text
    following = re.findall(r'href="(/review/cases[^"]*after=[^"]*)" rel="next"', first)[0].replace("&amp;", "&")
    second = kim.get(following).text
    before = re.findall(r'href="(/review/cases[^"]*before=[^"]*)" rel="prev"', second)[0].replace("&amp;", "&")

    assert (len(links_of(first)), len(links_of(second))) == (50, 10)
    assert "status=council" in following
    assert links_of(kim.get(before).text) == links_of(first)


def test_queue_answers_htmx_with_the_list_alone(kim: FlaskClient, session: Session, people: People) -> None:
    make_cases(session, people.user("amira"), make_call(session), 1)

    fragment = kim.get("/review/cases", headers={"HX-Request": "true"}).text

    assert fragment.lstrip().startswith('<div id="queue">')
    assert links_of(fragment) == ["Case 1"]


def test_queue_takes_any_address(kim: FlaskClient) -> None:
    answer = kim.get("/review/cases?status=x&lead=-1&call=%00&after=1-&before=%F0%9F%98%80&q=%00%27&sort=1")

    assert answer.status_code == 200


@pytest.mark.parametrize("query", ["", "?q=hembesök", "?status=submitted&area=work_income&lead=nobody"])
def test_queue_sends_at_most_five_statements_for_any_number_of_cases(
    kim: FlaskClient, session: Session, people: People, count_queries: CountQueries, query: str
) -> None:
    amira, call, lengths = people.user("amira"), make_call(session), []

    for more in (1, 2, 60):
        for case in make_cases(session, amira, call, more, area="work_income"):
            index_text(session, case, "hembesök")
        session.commit()
        with count_queries() as statements:
            kim.get(f"/review/cases{query}")
        lengths.append(len(statements))

    assert lengths == ([4, 4, 4] if "q=" in query else [3, 3, 3])


def test_inbox_shows_how_many_open_cases_each_coordinator_has(
    kim: FlaskClient, session: Session, people: People
) -> None:
    amira, call = people.user("amira"), make_call(session)
    make_cases(session, amira, call, 2, coordinator_id=people.person("lena").id)
    make_cases(session, amira, call, 1, coordinator_id=people.person("lena").id, status=Status.DECLINED)

    page = kim.get("/review/", headers=ENGLISH).text

    assert re.findall(r'<th scope="row">(\w+)</th>\s*<td[^>]*>(\d+)</td>', page) == [("Kim", "0"), ("Lena", "2")]


def test_inbox_says_the_last_day(kim: FlaskClient, session: Session, people: People) -> None:
    due_at = end_of(date(2026, 1, 31))
    make_cases(session, people.user("amira"), make_call(session), 1, status=Status.RETURNED, due_at=due_at)

    page = kim.get("/review/", headers=ENGLISH).text

    assert "Last day: 31 January 2026" in page


def test_support_report_says_how_many_got_how_much_and_hides_small_groups(
    kim: FlaskClient, session: Session, people: People
) -> None:
    amira, bo, didrik, call = people.user("amira"), people.user("bo"), people.user("didrik"), make_call(session)
    for case in make_cases(session, amira, call, 2):
        for _half_hour in range(3):
            log_support(session, case, by=people.user("kim"))
    make_cases(session, bo, call, 6)
    make_cases(session, didrik, call, 4)
    make_cases(session, people.user("eva"), call, 5)
    session.commit()

    page = kim.get("/review/support", headers=ENGLISH).text

    assert cells_of(page) == [
        ["Bromma District Administration", "5 sketches, no support yet"],
        ["Järva District Administration", "2 of 8 sketches", "6", "3", "Mean 0.8"],
        ["The administration’s own idea", "2 of 17 sketches", "6", "3", "Mean 0.4"],
    ]
    assert "Fewer than five sketches: Farsta District Administration." in page
    assert "Fewer than five sketches: An idea from the Commission for a Socially Sustainable Stockholm." in page


def test_support_report_keeps_to_one_call(kim: FlaskClient, session: Session, people: People) -> None:
    amira, call, other = people.user("amira"), make_call(session), make_call(session, code="other")
    make_cases(session, amira, call, 6)
    make_cases(session, amira, other, 5)

    page = kim.get(f"/review/support?call={other.id}", headers=ENGLISH).text

    assert cells_of(page)[0] == ["Järva District Administration", "5 sketches, no support yet"]
