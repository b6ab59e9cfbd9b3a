"""Is it heard what a project costs, and is no other sum taken for its cost?"""

import pytest

from assistant.costs import YearlyCost, tells_cost, yearly_cost
from assistant.features import find
from assistant.language import read
from assistant.quantities import sums


@pytest.mark.parametrize(
    "text",
    [
        "ca 1,5 miljoner per år",
        "1.2 million a year",
        "500 tkr om året i tre år",
        "vet inte, kanske en halv miljon",
        "two million kronor each year",
        "Det kostar ungefär 900 000 kr/år",
    ],
)
def test_text_of_nothing_but_a_cost_tells_it(text: str) -> None:
    assert tells_cost(text)


@pytest.mark.parametrize(
    "text",
    [
        "tre år",
        "En placering kostar 1,2 miljoner om året",
        "Vi vill ge läxhjälp till 120 barn för 300 000 kronor",
        "300 kr per barn",
    ],
)
def test_text_of_something_else_tells_no_cost(text: str) -> None:
    assert not tells_cost(text)


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("Hembesök hos nyblivna föräldrar.\n\n500 tkr om året i tre år", YearlyCost(500_000, 3)),
        ("Boskola för unga i två år. Projektet kostar 1,2 mnkr per år.", YearlyCost(1_200_000, 2)),
        ("We need 800,000 SEK a year", YearlyCost(800_000, 1)),
        ("ca 1 miljon per år\n\nnej, 1,5 miljoner per år", YearlyCost(1_500_000, 1)),
        ("En placering kostar 1,2 miljoner om året", None),
        ("Projektet kostar 900 000 kronor", None),
    ],
)
def test_yearly_cost_is_the_one_last_said_of_the_project(text: str, cost: YearlyCost | None) -> None:
    assert yearly_cost(text) == cost


def test_sum_for_each_year_says_so() -> None:
    assert [(item.sek, item.is_yearly) for item in sums("1,5 mnkr per år, en halv miljon till 2027")] == [
        (1_500_000, True),
        (500_000, False),
    ]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("500 000 kr om året i tre år", "medium_sum"),
        ("500 000 kr om året i ett år", "small_sum"),
        ("500 000 kr om året", ""),
        ("4 miljoner om året i tre år", "large_sum"),
    ],
)
def test_sum_for_each_year_grows_with_the_years(text: str, size: str) -> None:
    found = find(read(text))

    assert [name for name in found if name.endswith("_sum")] == [size] * bool(size)


def test_brief_idea_stays_brief_with_its_cost() -> None:
    assert "brief" in find(read("Vi vill starta gruppträffar för unga mammor i Husby\n\nca 1,5 miljoner per år"))
