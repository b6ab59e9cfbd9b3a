"""The page where one tries a calculation: what it shows, what it keeps, and that it stores nothing."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.calculation.operations import load_prices
from tests.accounts.test_kept_text import expire
from tests.people import People

URL = "/what-would-it-save"
ENGLISH = {"Accept-Language": "en"}
LIVE = {**ENGLISH, "HX-Request": "true"}
FIELDS = {
    "cost-0-year": "2027",
    "cost-0-administration": "jarva",
    "cost-0-amount": "3 285 000",
    "cost-0-paid_by": "fund",
    "effect-0-unit": "placements",
    "effect-0-payer": "social",
    "effect-0-low": "1",
    "effect-0-base": "2",
    "effect-0-high": "3",
    "effect-0-price": "hvb-external-motala",
    "effect-0-start": "2028",
    "effect-0-end": "2029",
    "effect-0-certainty": "assumption",
}


@pytest.fixture
def amira(client: FlaskClient, session: Session, people: People) -> FlaskClient:
    """Amira's browser; the price list is loaded."""
    load_prices(session)
    session.commit()
    people.sign_in(client, "amira")
    return client


def texts(page: str) -> str:
    return page.replace("\u00a0", " ").replace("&nbsp;", " ")


def test_empty_form_begins_with_one_s_own_administration(amira: FlaskClient) -> None:
    page = amira.get(URL, headers=ENGLISH).text

    assert re.findall(r'<option value="(\w+)" selected>', page)[:2] == ["jarva", "fund"]
    assert "It appears here as soon as there is a cost or an effect that is complete." in page


def test_form_shows_the_result_beside_what_was_typed(amira: FlaskClient) -> None:
    answer = amira.post(URL, data=FIELDS, headers=ENGLISH)

    # 4 500 kr × 365 days = 1 642 500 kr a placement and year; two years. 3 285 000 / 3 285 000 = 1 placement.
    page = texts(answer.text)
    assert answer.status_code == 200
    assert "The project costs the city SEK 3,285,000." in page
    assert "the city saves SEK 6,570,000, at least SEK 3,285,000 and at most SEK 9,855,000." in page
    assert "The project pays for itself within 6 years if 1 placements a year are avoided." in page
    assert 'value="3 285 000"' in page
    assert page.count("<svg viewBox=") == 1


def test_while_one_types_the_result_comes_alone_and_says_what_is_not_counted(amira: FlaskClient) -> None:
    answer = amira.post(URL, data={**FIELDS, "cost-1-year": "2028"}, headers=LIVE)

    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section id="calculation"')
    assert "1 row is not complete, and not counted yet." in answer.text


def test_faults_stand_beside_their_fields_and_nothing_typed_is_lost(amira: FlaskClient) -> None:
    answer = amira.post(URL, data={**FIELDS, "effect-0-low": "many", "effect-0-end": "2020"}, headers=ENGLISH)

    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(.*?)">', answer.text) == ["effect-0-low", "effect-0-end"]
    assert 'value="many"' in answer.text
    assert "The project costs the city" in answer.text


def test_nothing_written_is_asked_for(amira: FlaskClient) -> None:
    answer = amira.post(URL, data={}, headers=ENGLISH)

    assert answer.status_code == 422
    assert "Write what the project costs, or what becomes fewer." in answer.text


def test_row_is_added_and_removed_without_javascript(amira: FlaskClient) -> None:
    more = amira.post(URL, data={**FIELDS, "add_row": "effect"}).text
    second = {name.replace("-0-", "-1-"): value for name, value in FIELDS.items() if name.startswith("effect")}
    fewer = amira.post(URL, data={**FIELDS, **second, "effect-1-unit": "second", "remove_row": "effect-0"}).text

    assert 'name="effect-1-unit"' in more
    assert 'class="error-summary"' not in more
    assert 'name="effect-0-unit"' not in fewer
    assert re.findall(r'name="effect-1-unit"[^>]*value="(.*?)"', fewer) == ["second"]


@pytest.mark.parametrize("button", [{"remove_row": "effect-9"}, {"remove_row": "x"}, {"add_row": "x"}])
def test_button_that_does_not_exist_changes_nothing(amira: FlaskClient, button: dict[str, str]) -> None:
    page = amira.post(URL, data={**FIELDS, **button}).text

    assert (page.count('-unit" type="text"'), page.count('-amount" type="text"')) == (1, 1)


def test_rows_end_somewhere(amira: FlaskClient) -> None:
    many = {f"effect-{number}-unit": "placements" for number in range(40)}

    page = amira.post(URL, data={**many, "add_row": "effect"}).text

    assert len(re.findall(r'name="effect-\d+-unit"', page)) == 15


def test_what_was_typed_is_kept_when_the_session_has_run_out(
    amira: FlaskClient, session: Session, people: People
) -> None:
    expire(session)

    sent_away = amira.post(URL, data=FIELDS)
    people.sign_in(amira, "amira")
    page = amira.get(URL, headers=ENGLISH).text

    assert sent_away.location.startswith("/sign-in?next=")
    assert 'value="3 285 000"' in page
    assert "Your text is kept" in page
    assert "Your text is kept" not in amira.get(URL, headers=ENGLISH).text


@pytest.mark.parametrize(("name", "status"), [("kim", 200), ("tor", 200), ("rut", 403), ("ulla", 403)])
def test_page_is_for_those_who_write_support_and_check(
    client: FlaskClient, people: People, name: str, status: int
) -> None:
    people.sign_in(client, name)

    assert client.get(URL).status_code == status


@pytest.mark.parametrize("effects", [1, 5])
def test_page_asks_as_many_questions_for_one_effect_as_for_many(
    amira: FlaskClient, count_queries: Any, effects: int
) -> None:
    rows = {
        name.replace("-0-", f"-{number}-"): value
        for number in range(effects)
        for name, value in FIELDS.items()
        if name.startswith("effect")
    }
    amira.post(URL, data=rows)

    with count_queries() as statements:
        amira.post(URL, data=rows)

    assert len(statements) < 12
