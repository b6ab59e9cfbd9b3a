"""Can everybody read the public pages: narrow or wide, in both languages, by keyboard, in high contrast?"""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sifapp.access import Permission
from tests.browser.checks import CONTRAST, axe, overflow_px
from tests.browser.conftest import Looks, OpenPage
from tests.project.world import routes

PAGES = ("/", "/about", "/accessibility", "/funds", "/personal-data", "/sign-in", "/conversation")
# For machines.
NO_PAGES = ("/healthz", "/readyz")


def test_list_of_public_pages_is_complete(served_app: Flask) -> None:
    public = [
        route.address
        for route in routes(served_app)
        if route.method == "GET" and route.permission is Permission.PUBLIC and not route.arguments
    ]

    assert sorted(public) == sorted((*PAGES, *NO_PAGES))


@pytest.mark.parametrize(("width", "locale"), [(320, "sv-SE"), (1280, "en-GB")])
@pytest.mark.parametrize("path", PAGES)
def test_public_page_is_accessible(open_page: OpenPage, path: str, width: int, locale: str) -> None:
    page = open_page(Looks(width=width, locale=locale))

    page.goto(path)

    assert axe(page) == []
    assert overflow_px(page) == 0
    assert page.get_attribute("html", "lang") == locale[:2]


@pytest.mark.parametrize("looks", [Looks(colours="dark"), Looks(forced_colours="active")], ids=["dark", "forced"])
@pytest.mark.parametrize("path", PAGES)
def test_public_page_is_readable_in_other_colours(open_page: OpenPage, path: str, looks: Looks) -> None:
    page = open_page(looks)

    page.goto(path)

    assert axe(page, CONTRAST) == []


@pytest.mark.parametrize("path", PAGES)
def test_public_page_takes_letters_twice_as_large(open_page: OpenPage, path: str) -> None:
    page = open_page(Looks(width=640))

    page.goto(path)
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert overflow_px(page) == 0


@pytest.mark.parametrize("path", PAGES)
def test_first_key_press_offers_the_way_past_the_menu(page: Page, path: str) -> None:
    page.goto(path)

    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")

    assert (first, outline) == ("#main", "solid")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_idea_comes_along_to_the_other_language(open_page: OpenPage, scripts: bool) -> None:
    page = open_page(Looks(scripts=scripts))
    page.goto("/")
    page.fill("textarea[name=idea]", "Lotsar för familjer i Järva.")

    page.click(".site-person [lang]")
    page.wait_for_selector("html[lang=en]")

    assert page.get_attribute("html", "lang") == "en"
    assert page.input_value("textarea[name=idea]") == "Lotsar för familjer i Järva."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_unsent_text_of_a_conversation_comes_along_to_the_other_language(open_page: OpenPage, scripts: bool) -> None:
    page = open_page(Looks(scripts=scripts))
    page.goto("/conversation")
    page.fill("textarea[name=text]", "Läxhjälp för barn i Skärholmen.")
    page.click("#talk-box button")
    page.wait_for_selector("#latest")
    page.fill("textarea[name=text]", "Det gäller fyrtio barn.")

    page.click(".site-person [lang]")
    page.wait_for_selector("html[lang=en]")

    expect(page.locator("textarea[name=text]")).to_have_value("Det gäller fyrtio barn.")
    expect(page.locator(".chat-turn-own")).to_have_count(1)
