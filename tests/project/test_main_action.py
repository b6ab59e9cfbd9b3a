"""Does every page have one main action at most?"""

import pytest
from flask import Flask
from sqlmodel import Session

from tests.people import People
from tests.project import world as worlds


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # pages look the same on both
@pytest.mark.parametrize("name", ["amira", "kim", "rut", "ulla"])
def test_no_page_has_two_main_buttons(app: Flask, name: str) -> None:
    with app.test_request_context(), Session(app.extensions["engine"], expire_on_commit=False) as session:
        people, browser = People(session), app.test_client()
        world = worlds.build(session, people)
        people.sign_in(browser, name)

    pages = [
        (f"{route.endpoint} in status {status}", browser.get(world.address(app, route, status), buffered=True))
        for route in worlds.routes(app)
        if route.method == "GET"
        for status in route.statuses
    ]

    assert [
        place for place, page in pages if page.mimetype == "text/html" and page.text.count("button-primary") > 1
    ] == []
