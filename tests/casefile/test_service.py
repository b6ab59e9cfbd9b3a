"""The pages about the service."""

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from sifapp.review.criteria import CRITERIA

ENGLISH = {"Accept-Language": "en"}


@pytest.mark.parametrize("address", ["/about", "/accessibility", "/personal-data"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_page_is_open_to_everybody_in_both_languages(client: FlaskClient, address: str, language: str) -> None:
    answer = client.get(address, headers={"Accept-Language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


def test_about_names_all_criteria_and_its_sources(client: FlaskClient) -> None:
    page = client.get("/about", headers=ENGLISH).text

    missing = [criterion.id for criterion in CRITERIA if escape(criterion.text._args[0]) not in page]
    assert missing == []
    assert "dnr KS 2018/1802" in page


def test_accessibility_statement_has_what_digg_asks_for(client: FlaskClient) -> None:
    page = client.get("/accessibility", headers=ENGLISH).text

    wanted = [
        "City Executive Office",
        "partly in line",
        "What does not work yet",
        "We have assessed the service ourselves",
        "Last assessed and updated on 22 November 2026",
        "Tell us about a fault",
        "https://www.digg.se/tdosanmalan",
    ]
    assert [text for text in wanted if text not in page] == []
