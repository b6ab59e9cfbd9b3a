"""Reading a list to its end, as somebody does who presses "next page"."""

import re

from flask.testing import FlaskClient


def every_page(client: FlaskClient, url: str) -> list[str]:
    """The pages from ``url`` on."""
    pages = [client.get(url).text]
    while following := re.search(r'<a href="([^"]+)" rel="next">', pages[-1]):
        pages.append(client.get(following[1].replace("&amp;", "&")).text)
    return pages
