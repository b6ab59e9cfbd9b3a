"""The words of each area, as coordinators and administrators read them."""

import re

import pytest
from flask.testing import FlaskClient

from sifapp.advice import AREAS
from sifapp.knowledge.words import MOST_FOUND, find_concepts, themes, themes_of
from tests.people import People

ENGLISH = {"Accept-Language": "en"}
PAGE = "/knowledge/words"


@pytest.fixture
def kim(client: FlaskClient, people: People) -> FlaskClient:
    """The coordinator's browser."""
    people.sign_in(client, "kim")
    return client


@pytest.mark.parametrize("name", ["kim", "ulla"])
def test_coordinators_and_administrators_read_the_words(client: FlaskClient, people: People, name: str) -> None:
    people.sign_in(client, name)

    assert client.get(PAGE).status_code == 200


def test_themes_stand_by_area_the_strongest_first(kim: FlaskClient) -> None:
    page = kim.get(PAGE, headers=ENGLISH).text

    assert re.findall(r"<h2>(.*?)</h2>", page) == [area.name["en"] for area in AREAS]
    for area in AREAS:
        weights = [weight for weight, _theme in themes_of(area.id, themes("sv"))]
        assert weights == sorted(weights, reverse=True) != []


def test_one_area_can_be_chosen(kim: FlaskClient) -> None:
    page = kim.get(f"{PAGE}?area=work_income", headers=ENGLISH).text

    assert re.findall(r"<h2>(.*?)</h2>", page) == ["Work and income"]


def test_theme_tells_why_and_how_strongly_with_all_its_concepts(kim: FlaskClient) -> None:
    theme = next(each for each in themes("en") if each.id == "parents")

    page = kim.get(f"{PAGE}?theme=parents", headers=ENGLISH).text

    assert theme.reason in page
    assert page.count('<th scope="row" lang="en">') == theme.concepts
    assert "A target group or a place" in page


@pytest.mark.parametrize("text", ["vårdnadshavar", "VÅRDNADSHAVAR", " vårdnadshavar "])
def test_search_finds_the_concept_that_holds_a_word(kim: FlaskClient, text: str) -> None:
    page = kim.get(PAGE, query_string={"q": text}, headers=ENGLISH).text

    assert re.findall(r'<th scope="row" lang="en">(.*?)</th>', page) == ["parents"]
    assert "1 concept holds" in page


def test_search_shows_the_words_that_hold_it_and_all_when_the_name_does() -> None:
    (by_word,) = find_concepts("vårdnadshavar", "sv")
    by_name = next(concept for concept in find_concepts("mothers", "sv") if concept.name == "mothers")

    assert (by_word.swedish, by_word.english) == (("vårdnadshavar*",), ())
    assert len(by_name.swedish) > 1


def test_search_within_an_area_finds_only_its_concepts() -> None:
    found = find_concepts("skol", "sv", area_id="work_income")

    everywhere = find_concepts("skol", "sv")
    assert 0 < len(found) < len(everywhere)
    assert {"work_income" in {area for area, _name, _weight in concept.theme.weights} for concept in found} == {True}


def test_search_that_finds_much_shows_the_first_and_says_so(kim: FlaskClient) -> None:
    page = kim.get(f"{PAGE}?q=a", headers=ENGLISH).text

    assert page.count('<th scope="row" lang="en">') == MOST_FOUND
    assert f"The first {MOST_FOUND} are shown" in page


@pytest.mark.parametrize("text", ["zzzz", "<script>", "%", "\x00xyz", "x" * 5000])
def test_search_for_anything_gives_a_page(kim: FlaskClient, text: str) -> None:
    page = kim.get(PAGE, query_string={"q": text}, headers=ENGLISH)

    assert page.status_code == 200
    assert "No concept holds" in page.text
    assert "<script>”" not in page.text


def test_theme_and_area_that_are_not_there_narrow_nothing(kim: FlaskClient) -> None:
    page = kim.get(f"{PAGE}?theme=x&area=y", headers=ENGLISH).text

    assert page.count("<h2>") == len(AREAS)
