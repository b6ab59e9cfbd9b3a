"""The price list and the basis of calculations: what is kept, what is shown, who may change it."""

import re
import tomllib
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.models import LogDetails, LogEntry
from sifapp.calculation import operations
from sifapp.calculation.lines import Basis, Per
from sifapp.calculation.models import Price
from sifapp.calculation.operations import PRICES, add_price, change_price, load_prices, retire_price, set_basis
from sifapp.calculation.queries import DEFAULT_BASIS, basis_in_force, former_prices, prices_in_force, reference_on
from sifapp.db import at_moment
from sifapp.errors import InvalidInputError
from tests.people import People

ENTRIES = tomllib.loads(PRICES.read_text(encoding="utf-8"))
# Long after the tests put anything in.
LATER = datetime(2099, 1, 1, tzinfo=UTC)
ENGLISH = {"Accept-Language": "en"}


def values(**changes: Any) -> dict[str, Any]:
    """The fields of a price."""
    fields = {
        "code": "family-home",
        "name_sv": "Familjehem",
        "name_en": "Family home",
        "amount_sek": 900,
        "per": Per.DAY,
        "year": 2026,
        "place_sv": "Stockholm",
        "place_en": "Stockholm",
        "source": "Bokslut 2026",
    }
    return {**fields, **changes}


def payload(**changes: str) -> dict[str, str]:
    """What the form for a price sends."""
    return {**{name: str(value) for name, value in values().items()}, **changes}


@pytest.fixture
def price(session: Session, people: People) -> Price:
    """A price that Ulla has added."""
    added = add_price(session, values(), by=people.user("ulla"))
    session.commit()
    return added


def in_force(session: Session) -> list[tuple[str, int]]:
    session.expire_all()
    return [(row.code, row.amount_sek) for row in prices_in_force(session)]


def faulty_fields(page: str) -> list[str]:
    return re.findall(r'<li><a href="#(.*?)">', page)


@pytest.mark.parametrize("code", ENTRIES)
def test_price_of_the_file_has_both_languages_a_year_and_a_source(code: str) -> None:
    entry = ENTRIES[code]

    texts = [entry[name] for name in ("name_sv", "name_en", "place_sv", "place_en", "source")]
    assert [text for text in texts if not text.strip()] == []
    assert entry["address"].startswith("http")
    assert 2000 <= entry["year"] <= 2030
    assert entry["amount_sek"] > 0
    assert bool(entry.get("note_sv")) == bool(entry.get("note_en"))
    assert Per(entry["per"]) in Per


def test_file_is_loaded_once_and_says_that_its_prices_are_old(session: Session) -> None:
    load_prices(session)
    load_prices(session)

    rows = prices_in_force(session)
    assert sorted(row.code for row in rows) == sorted(ENTRIES)
    assert {row.is_dated for row in rows} == {True}


def test_loading_again_leaves_what_administrators_have_done(session: Session, people: People) -> None:
    load_prices(session)
    first, second = prices_in_force(session)[:2]
    change_price(session, first, {"amount_sek": 1}, by=people.user("ulla"))
    retire_price(session, second, by=people.user("ulla"))

    load_prices(session)

    found = dict(in_force(session))
    assert found[first.code] == 1
    assert second.code not in found


def test_change_is_a_new_row_and_the_old_one_stays(session: Session, people: People, price: Price) -> None:
    new = change_price(session, price, {"amount_sek": 950, "year": 2027}, by=people.user("ulla"))
    session.commit()

    assert in_force(session) == [("family-home", 950)]
    (old,) = former_prices(session)
    assert (old.id, old.amount_sek, old.year, old.valid_to) == (price.id, 900, 2026, new.valid_from)
    assert (new.name_en, new.source, new.year) == ("Family home", "Bokslut 2026", 2027)


def test_change_is_logged_with_old_and_new_value(session: Session, people: People, price: Price) -> None:
    change_price(session, price, {"amount_sek": 950}, by=people.user("ulla"))
    session.commit()

    entries = session.exec(select(LogEntry.event, LogDetails.details).join(LogDetails).order_by(LogEntry.number)).all()  # type: ignore[arg-type]  # a column
    assert entries[-1] == ("price_changed", {"code": "family-home", "changed": {"amount_sek": [900, 950]}})


def test_change_to_the_same_values_is_none(session: Session, people: People, price: Price) -> None:
    assert change_price(session, price, values(), by=people.user("ulla")) is price
    assert former_prices(session) == []


def test_second_of_two_changes_is_told_that_somebody_was_first(session: Session, people: People, price: Price) -> None:
    change_price(session, price, {"amount_sek": 950}, by=people.user("ulla"))
    session.commit()

    with pytest.raises(InvalidInputError):
        change_price(session, price, {"amount_sek": 990}, by=people.user("ulla"))
    assert in_force(session) == [("family-home", 950)]


def test_code_has_one_price_in_force(session: Session, people: People, price: Price) -> None:
    with pytest.raises(InvalidInputError) as raised:
        add_price(session, values(amount_sek=1), by=people.user("ulla"))

    assert raised.value.field == "code"


def test_code_of_a_retired_price_can_be_used_again(session: Session, people: People, price: Price) -> None:
    retire_price(session, price, by=people.user("ulla"))
    add_price(session, values(amount_sek=1_000), by=people.user("ulla"))
    session.commit()

    assert in_force(session) == [("family-home", 1_000)]


def test_database_takes_no_price_of_nothing(session: Session, price: Price) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(Price).values(amount_sek=0))


def test_basis_is_the_fund_s_own_choice_until_decided(session: Session, people: People) -> None:
    assert basis_in_force(session) == DEFAULT_BASIS

    assert set_basis(session, Basis(Fraction(7, 200), 5), by=people.user("ulla"))
    session.commit()

    assert basis_in_force(session) == Basis(Fraction(7, 200), 5)
    assert not set_basis(session, Basis(Fraction(7, 200), 5), by=people.user("ulla"))


def test_what_was_sent_is_read_with_the_prices_and_the_basis_of_its_time(
    session: Session, people: People, price: Price
) -> None:
    with at_moment(LATER):
        change_price(session, price, {"amount_sek": 950}, by=people.user("ulla"))
        set_basis(session, Basis(Fraction(0), 8), by=people.user("ulla"))
        session.commit()

    then, now = (reference_on(session, date(2026, 11, 22), moment) for moment in (LATER - timedelta(seconds=1), LATER))

    assert (then.unit_prices["family-home"].amount_sek, then.basis) == (900, DEFAULT_BASIS)
    assert (now.unit_prices["family-home"].amount_sek, now.basis) == (950, Basis(Fraction(0), 8))


def test_administration_that_is_no_more_is_read_as_its_successor(session: Session) -> None:
    reference = reference_on(session, date(2026, 11, 22))

    names = {row.code for row in reference.administrations}
    assert reference.codes["spanga-tensta"] == "jarva"
    assert set(reference.codes.values()) == names


@pytest.mark.parametrize(("name", "links"), [("amira", 0), ("rut", 0), ("ulla", 1)])
def test_everybody_reads_the_list_and_administrators_change_it(
    client: FlaskClient, people: People, price: Price, name: str, links: int
) -> None:
    people.sign_in(client, name)

    page = client.get("/prices", headers=ENGLISH).text

    assert "SEK 900 a day" in page.replace("\u00a0", " ")
    assert page.count(f'href="/prices/{price.id}"') == page.count('href="/prices/new"') == links


def test_list_marks_old_prices_and_tells_of_former_ones(
    client: FlaskClient, session: Session, people: People, price: Price
) -> None:
    change_price(session, price, {"is_dated": True, "amount_sek": 950}, by=people.user("ulla"))
    session.commit()
    people.sign_in(client, "amira")

    page = client.get("/prices", headers=ENGLISH).text

    assert page.count(">Old</span>") == 1
    assert "Family home: SEK 900 a day (Stockholm 2026), used until" in page.replace("\u00a0", " ")


def test_price_is_added(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "ulla")

    fields = payload(amount_sek="1 250 kr", address="https://example.org/a", is_dated="1")

    answer = client.post("/prices/new", data=fields)

    assert (answer.status_code, answer.location) == (303, "/prices")
    (row,) = prices_in_force(session)
    assert (row.code, row.amount_sek, row.per, row.is_dated) == ("family-home", 1_250, Per.DAY, True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name_en": ""}, "name_en"),
        ({"amount_sek": "0"}, "amount_sek"),
        ({"amount_sek": "-5"}, "amount_sek"),
        ({"amount_sek": "10" + "0" * 18}, "amount_sek"),
        ({"per": "week"}, "per"),
        ({"year": "soon"}, "year"),
        ({"year": "1999"}, "year"),
        ({"source": " "}, "source"),
        ({"address": "javascript:alert(1)"}, "address"),
        ({"address": "www.example.org"}, "address"),
        ({"note_sv": "Bara på svenska."}, "note_en"),
        ({"code": "Å"}, "code"),
        ({"code": "family-home"}, "code"),
    ],
)
def test_price_with_a_fault_is_not_added_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, people: People, price: Price, change: dict[str, str], field: str
) -> None:
    people.sign_in(client, "ulla")

    answer = client.post("/prices/new", data=payload(**{"code": "other", "name_sv": "Något eget", **change}))

    assert answer.status_code == 422
    assert faulty_fields(answer.text) == [field]
    assert "Något eget" in answer.text
    assert in_force(session) == [("family-home", 900)]


def test_price_is_changed_in_the_form(client: FlaskClient, session: Session, people: People, price: Price) -> None:
    people.sign_in(client, "ulla")
    form = client.get(f"/prices/{price.id}").text
    assert 'value="900"' in form

    answer = client.post(f"/prices/{price.id}", data=payload(amount_sek="950"))

    assert answer.status_code == 303
    assert in_force(session) == [("family-home", 950)]


def test_form_pressed_twice_changes_once(client: FlaskClient, session: Session, people: People, price: Price) -> None:
    people.sign_in(client, "ulla")
    fields = payload(amount_sek="950", once="a")

    answers = [client.post(f"/prices/{price.id}", data=fields).status_code for _press in (1, 2)]

    assert answers == [303, 303]
    assert in_force(session) == [("family-home", 950)]


def test_change_of_a_price_that_somebody_has_changed_keeps_what_was_typed(
    client: FlaskClient, session: Session, people: People, price: Price
) -> None:
    change_price(session, price, {"amount_sek": 950}, by=people.user("ulla"))
    session.commit()
    people.sign_in(client, "ulla")

    answer = client.post(f"/prices/{price.id}", data=payload(amount_sek="990", source="Our ledger"), headers=ENGLISH)

    assert answer.status_code == 422
    assert "Somebody else has changed this price." in answer.text
    assert "Our ledger" in answer.text
    assert in_force(session) == [("family-home", 950)]


def test_price_is_retired_also_when_pressed_twice(
    client: FlaskClient, session: Session, people: People, price: Price
) -> None:
    people.sign_in(client, "ulla")

    answers = [client.post(f"/prices/{price.id}/retire").status_code for _press in (1, 2)]

    assert answers == [303, 303]
    assert in_force(session) == []


def test_price_that_does_not_exist_is_not_found(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "ulla")

    assert [client.get("/prices/999").status_code, client.post("/prices/999/retire").status_code] == [404, 404]


def test_basis_is_changed_in_the_form_and_shown_in_the_list(
    client: FlaskClient, session: Session, people: People
) -> None:
    people.sign_in(client, "ulla")
    assert 'value="3"' in client.get("/prices/basis").text

    answer = client.post("/prices/basis", data={"rate": "3,5", "counted_years": "5"})

    assert answer.status_code == 303
    page = client.get("/prices", headers=ENGLISH).text
    assert "calculated with 3.5 % a year" in page
    assert "first 5 years" in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rate": "25"}, "rate"),
        ({"rate": "-1"}, "rate"),
        ({"rate": ""}, "rate"),
        ({"counted_years": "0"}, "counted_years"),
    ],
)
def test_basis_with_a_fault_is_not_decided(
    client: FlaskClient, session: Session, people: People, change: dict[str, str], field: str
) -> None:
    people.sign_in(client, "ulla")

    answer = client.post("/prices/basis", data={"rate": "3", "counted_years": "6", **change})

    assert answer.status_code == 422
    assert faulty_fields(answer.text) == [field]
    assert basis_in_force(session) == DEFAULT_BASIS


def test_rate_of_nothing_is_allowed(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "ulla")

    client.post("/prices/basis", data={"rate": "0", "counted_years": "6"})

    assert basis_in_force(session) == Basis(Fraction(0), 6)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_as_many_questions_for_one_price_as_for_many(
    client: FlaskClient, session: Session, people: People, count_queries: Any, rows: int
) -> None:
    for number in range(rows):
        add_price(session, values(code=f"price-{number}"), by=people.user("ulla"))
    session.commit()
    people.sign_in(client, "amira")
    client.get("/prices")

    with count_queries() as statements:
        client.get("/prices")

    assert len(statements) == 4


def test_command_loads_the_price_list(app: Any, session: Session) -> None:
    done = app.test_cli_runner().invoke(args=["load-reference"])

    assert done.exit_code == 0
    assert len(in_force(session)) == len(ENTRIES)
    assert operations.PRICES.exists()
