"""A real Chromium in front of a real server: what no test client can see."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from sqlmodel import Session
from werkzeug.serving import make_server

from sifapp.accounts.gate import COOKIE
from sifapp.accounts.operations import start_login
from tests import database
from tests.people import People

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Chromium's own sandbox does not work for root or in containers; the pages are our own.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Answers that tell a person something: the console names them, but nothing is wrong.
EXPECTED_ANSWERS = tuple(f"the server responded with a status of {code}" for code in (401, 403, 404, 409, 422))


@dataclass(frozen=True)
class Looks:
    """How a person has set up their window."""

    width: int = 1280
    locale: str = "sv-SE"
    scripts: bool = True
    colours: Literal["light", "dark"] = "light"
    forced_colours: Literal["active", "none"] = "none"


OpenPage = Callable[[Looks], Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, so that ``-m "not browser"`` leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def database_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of the browser tests' own SQLite file."""
    return f"sqlite:///{tmp_path_factory.mktemp('browser') / 'browser.sqlite3'}"


@pytest.fixture(scope="session")
def served_app(database_file: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application that the server runs."""
    return database.migrated_app(database_file, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def address(served_app: Flask) -> Iterator[str]:
    """Where the server listens."""
    server = make_server("127.0.0.1", 0, served_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def app(served_app: Flask) -> Iterator[Flask]:
    """The application, its database as after the migrations."""
    engine = served_app.extensions["engine"]
    database.make_clean(engine)
    yield served_app
    engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a worker."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(app: Flask, chromium: Browser, address: str) -> Iterator[OpenPage]:
    """``open_page(Looks(width=320))``: a new window. A complaint in its console fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(answer in message.text for answer in EXPECTED_ANSWERS):
            faults.append(message.text)

    def open_window(looks: Looks) -> Page:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": looks.width, "height": 900},
            locale=looks.locale,
            java_script_enabled=looks.scripts,
            color_scheme=looks.colours,
            forced_colors=looks.forced_colours,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A window on a desk."""
    return open_page(Looks())


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    """The narrowest window that has to work."""
    return open_page(Looks(width=320))


@pytest.fixture
def page_without_js(open_page: OpenPage) -> Page:
    """A window with JavaScript off."""
    return open_page(Looks(scripts=False))


@pytest.fixture
def sign_in(people: People, session: Session, address: str) -> Callable[[Page, str], None]:
    """``sign_in(page, "amira")``: give the window a login session, without the form."""

    def give_session(page: Page, name: str) -> None:
        token = start_login(session, people.person(name))
        session.commit()
        page.context.add_cookies([{"name": COOKIE, "value": token, "url": address}])

    return give_session
