"""Does everybody find their pages, with a short menu?"""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sifapp.access import Role, allowed_by_role
from sifapp.casefile.navigation import MAIN, MORE
from tests.people import People

ENGLISH = {"Accept-Language": "en"}


def menu_of(page: str) -> list[str]:
    """The links of the main menu, without the demonstration's own."""
    links = re.findall(r"<a [^>]*>([^<]+)</a>", page.split('class="main-navigation"')[1].split("</nav>")[0])
    return [link for link in links if link != "Email to me"]


@pytest.mark.parametrize(
    ("name", "menu"),
    [
        ("amira", ["Try an idea", "My cases", "What would it save?", "Prices", "Lessons", "What we return"]),
        ("kim", ["Try an idea", "Inbox", "All cases", "Council meetings", "Decisions", "Projects", "More"]),
        ("rut", ["Try an idea", "My cases in the council", "Council meetings", "Prices", "Lessons", "What we return"]),
        ("ulla", ["Try an idea", "More"]),
    ],
)
def test_menu_holds_what_is_used_daily(client: FlaskClient, people: People, name: str, menu: list[str]) -> None:
    people.sign_in(client, name)

    assert menu_of(client.get("/about", headers=ENGLISH).text) == menu


@pytest.mark.parametrize("role", Role)
def test_menu_leads_nobody_to_a_page_that_is_closed_to_them(app: Flask, role: Role) -> None:
    held = frozenset({role})
    links = [(endpoint, permission) for _label, endpoint, permission, *_text in (*MAIN, *MORE)]
    offered = [endpoint for endpoint, permission in links if allowed_by_role(permission, held)]

    closed = [page for page in offered if not allowed_by_role(vars(app.view_functions[page])["permission"], held)]

    assert closed == []


def test_more_says_what_each_page_is_for(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "ulla")

    page = client.get("/more", headers=ENGLISH).text

    assert re.findall(r'<dt><a href="(/[^"]*)">', page) == [
        "/prices",
        "/lessons",
        "/frame",
        "/repayments/own",
        "/repayments/counting",
        "/mail",
        "/calls",
        "/knowledge/funds",
        "/people/",
        "/retention",
    ]
    assert page.count("<dd>") == 10


def test_more_is_marked_in_the_menu_on_the_pages_that_it_leads_to(client: FlaskClient, people: People) -> None:
    people.sign_in(client, "ulla")

    page = client.get("/people/", headers=ENGLISH).text

    assert '<a href="/more" aria-current="page">More</a>' in page
