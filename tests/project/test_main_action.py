"""Does every page have one main action at most?"""

import pytest
from flask import Flask

from sifapp.accounts.gate import COOKIE
from tests.project.world import World, routes


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # pages look the same on both
@pytest.mark.parametrize("name", ["amira", "kim", "rut", "ulla"])
def test_no_page_has_two_main_buttons(world_app: Flask, world: World, name: str) -> None:
    browser = world_app.test_client()
    browser.set_cookie(COOKIE, world.tokens[name])

    pages = [
        (f"{route.endpoint} in status {status}", browser.get(world.address(world_app, route, status), buffered=True))
        for route in routes(world_app)
        if route.method == "GET"
        for status in route.statuses
    ]

    assert [
        place for place, page in pages if page.mimetype == "text/html" and page.text.count("button-primary") > 1
    ] == []
