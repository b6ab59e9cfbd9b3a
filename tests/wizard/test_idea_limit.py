"""One network address cannot keep the application busy with long ideas, and nobody loses a text over it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sifapp.db import at_moment, utc_now
from sifapp.wizard.routes.ideas import UNCOUNTED_IDEA
from tests.html import typed
from tests.people import People

CountQueries = Callable[[], AbstractContextManager[list[str]]]
LONG = ("Vi vill möta unga som inte går till skolan. " * 60)[:UNCOUNTED_IDEA] + " slut"
LIMIT = 2
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def low_limit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two long ideas an hour."""
    strict = app.extensions["settings"].model_copy(update={"long_ideas_per_hour": LIMIT})
    monkeypatch.setitem(app.extensions, "settings", strict)


def statuses(client: FlaskClient, text: str, count: int, address: str = "10.0.0.1") -> list[int]:
    return [
        client.post("/", data={"idea": text}, environ_overrides={"REMOTE_ADDR": address}).status_code
        for _try in range(count)
    ]


def test_long_ideas_of_one_address_are_limited(client: FlaskClient) -> None:
    answers = statuses(client, LONG, LIMIT + 2), statuses(client, LONG, 1, "10.0.0.2")

    assert answers == ([200] * LIMIT + [429] * 2, [200])


def test_long_ideas_of_signed_in_people_are_counted_by_person(client: FlaskClient, people: People) -> None:
    answers = {}
    for name in ("amira", "bo"):
        people.sign_in(client, name)
        answers[name] = [*statuses(client, LONG, LIMIT), *statuses(client, LONG, 1, "10.0.0.2")]

    assert answers == {name: [200] * LIMIT + [429] for name in ("amira", "bo")}


def test_short_ideas_are_never_limited_and_cost_no_count(client: FlaskClient, count_queries: CountQueries) -> None:
    with count_queries() as statements:
        answers = statuses(client, LONG[:UNCOUNTED_IDEA], LIMIT + 2)

    assert answers == [200] * (LIMIT + 2)
    assert [s for s in statements if "attempt_count" in s] == []


def test_count_costs_one_statement(client: FlaskClient, count_queries: CountQueries) -> None:
    with count_queries() as statements:
        statuses(client, LONG, 1)

    assert len([s for s in statements if "attempt_count" in s]) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Shorten it to 2,000 characters, or try again in 60 min."),
        ("sv", "Korta den till 2 000 tecken, eller försök igen om 60 min."),
    ],
)
@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_refusal_is_in_the_readers_language_and_keeps_the_text(
    client: FlaskClient, language: str, words: str, htmx: dict[str, str]
) -> None:
    statuses(client, LONG, LIMIT, "127.0.0.1")

    answer = client.post("/", data={"idea": LONG}, headers={"Accept-Language": language, **htmx})

    assert (answer.status_code, int(answer.headers["Retry-After"]) > 3500) == (429, True)
    assert words in answer.text
    # The fragment leaves the box as it is.
    assert typed(answer.text) == ([] if htmx else [LONG])


def test_refusal_names_whoever_is_counted(client: FlaskClient, people: People) -> None:
    statuses(client, LONG, LIMIT, "127.0.0.1")
    nobody = client.post("/", data={"idea": LONG}, headers=ENGLISH).text
    people.sign_in(client, "amira")
    statuses(client, LONG, LIMIT)
    amira = client.post("/", data={"idea": LONG}, headers=ENGLISH).text

    said = [("from your network" in page, "You have sent many long texts" in page) for page in (nobody, amira)]
    assert said == [(True, False), (False, True)]


def test_limit_ends_with_the_hour(client: FlaskClient) -> None:
    with at_moment(utc_now() - timedelta(minutes=61)):
        earlier = statuses(client, LONG, LIMIT + 1)

    assert (earlier, statuses(client, LONG, 1)) == ([200] * LIMIT + [429], [200])
