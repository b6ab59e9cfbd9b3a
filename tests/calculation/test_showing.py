"""How a calculation is told, in sentences and as a picture."""

from fractions import Fraction

import pytest
from flask import Flask

from sifapp.calculation.lines import Cost, Effect, Financing, Month, OpenEffect, Payer, Per
from sifapp.calculation.picture import BOTTOM, LEFT, RIGHT, TOP, draw
from sifapp.calculation.reading import Reading
from sifapp.calculation.rules import calculate
from sifapp.calculation.showing import ResultPage, result_page
from tests.calculation.examples import BASIS, make_cost, make_effect, make_price, make_range

NAMES = {"jarva": "Järva District Administration", "social": "Social Services Administration"}


@pytest.fixture(autouse=True)
def _english(texts: Flask) -> None:
    """Texts are made in the reader's language."""


def shown(costs: list[Cost], effects: list[Effect]) -> ResultPage:
    page = result_page(Reading(costs, effects), BASIS, NAMES)
    assert page is not None
    return page


def plain(texts: list[str]) -> list[str]:
    return [text.replace("\u00a0", " ") for text in texts]


def test_nothing_written_has_no_result() -> None:
    assert result_page(Reading(), BASIS, NAMES) is None


def test_sums_come_with_their_range_and_the_year_of_payback() -> None:
    assert plain(shown([make_cost()], [make_effect()]).sums) == [
        "The project costs the city SEK 1,500,000.",
        "Within 6 years the city saves SEK 4,000,000, at least SEK 2,000,000 and at most SEK 6,000,000.",
        "It has paid for itself in 2028, in 2028 in the high case and in 2029 in the low case.",
    ]


@pytest.mark.parametrize(
    ("amount_sek", "sentence"),
    [
        (3_000_000, "It has paid for itself in 2029, in 2028 in the high case. In the low case it does not."),
        (5_000_000, "It pays for itself in the high case only, in 2029."),
        (9_000_000, "It does not pay for itself in the years that you have written."),
    ],
)
def test_payback_says_in_which_cases_there_is_none(amount_sek: int, sentence: str) -> None:
    assert shown([make_cost(amount_sek=amount_sek)], [make_effect()]).sums[-1] == sentence


def test_money_from_outside_the_city_is_told_apart() -> None:
    page = shown([make_cost(), make_cost(amount_sek=300_000, financing=Financing.OTHER)], [])

    assert plain(page.sums) == [
        "The project costs the city SEK 1,500,000.",
        "The city saves nothing in the years that count, as far as it is written.",
        "Others put in SEK 300,000, which is not counted here.",
    ]


def test_break_even_of_one_effect_is_a_sentence() -> None:
    # 7 000 000 / (2 years × 1 000 000) = 3.5, so 4 are enough.
    assert shown([make_cost(amount_sek=7_000_000)], [make_effect()]).break_even == [
        "The project pays for itself within 6 years if 4 placements a year are avoided. "
        "You expect 2, at least 1 and at most 3."
    ]


def test_break_even_of_several_effects_is_told_for_each_and_for_all() -> None:
    households = make_effect(unit="households", price=make_price(100_000), change=make_range(10, 10, 10))

    # Placements: 600 000 / 2 000 000 = 0.3. Households: 600 000 / 200 000 = 3. All: 600 000 / (4 000 000 + 2 000 000).
    assert shown([make_cost(amount_sek=600_000)], [make_effect(), households]).break_even == [
        "If nothing else changes, the project pays for itself within 6 years if 0.3 placements a year are avoided. You "
        "expect 2, at least 1 and at most 3.",
        "If nothing else changes, the project pays for itself within 6 years if 3 households a year are avoided. You "
        "expect 10.",
        "All together, 10 % of what you expect is enough.",
    ]


def test_break_even_above_what_there_is_is_said_to_be_out_of_reach() -> None:
    rare = make_effect(baseline=make_range(3, 3, 3).base)

    assert shown([make_cost(amount_sek=7_000_000)], [rare]).break_even == [
        "By itself this is not enough: 4 placements a year would have to be avoided, and there are 3 today."
    ]


def test_share_above_everything_is_said_to_be_out_of_reach() -> None:
    page = shown([make_cost(amount_sek=12_000_000)], [make_effect(), make_effect(administration="jarva")])

    assert page.break_even[-1] == "Not even all that you expect is enough: it would take 150 % of it."


def test_each_effect_shows_all_that_its_saving_is_made_of() -> None:
    price = make_price(9_135, Per.MONTH)
    effect = make_effect(price=price, times=Fraction(7), starts=Month(2028, 7))

    (line,) = shown([make_cost()], [effect]).effects

    assert (line.payer, line.units, line.period) == ("Social Services Administration", "2 (1–3)", "2028-07–2029")
    assert plain([line.price]) == ["SEK 9,135 a month × 7 (2025, Our accounts)"]
    assert line.certainty == "An assumption"


def test_effect_that_cannot_be_calculated_is_shown_with_its_reason() -> None:
    reading = Reading(open_effects=[OpenEffect("worries", Payer.STATE, "", "Nobody counts.")])

    page = result_page(reading, BASIS, NAMES)

    assert page is not None
    assert page.open_effects == [("worries", "The state", "Nobody counts.")]
    assert page.picture is None


def test_others_than_the_city_are_named_only_when_they_save() -> None:
    page = shown([], [make_effect(), make_effect(payer=Payer.REGION, administration="")])

    assert [name for name, _saving in page.others] == ["The region"]
    assert [name for name, _sums in page.administrations] == ["Social Services Administration"]


def test_rows_with_faults_are_counted_once_each() -> None:
    reading = Reading([make_cost()], faults=[("effect-0-low", "x"), ("effect-0-high", "x"), ("cost-1-year", "x")])

    page = result_page(reading, BASIS, NAMES)

    assert page is not None
    assert page.unread == 2


def test_picture_begins_at_nothing_and_ends_at_the_net() -> None:
    # 2027: −2 000 000, then + 1, 2 or 3 million a year in 2028 and 2029. Highest 4, lowest −2 million.
    picture = draw(calculate([make_cost(amount_sek=2_000_000)], [make_effect()], BASIS).city)

    assert picture is not None
    zero = TOP + (BOTTOM - TOP) * 4 // 6
    points = picture.curve.split()
    assert (picture.zero, points[0]) == (zero, f"{LEFT},{zero}")
    # The base case ends at + 2 million, a third from the top.
    assert points[-1] == f"{RIGHT},{TOP + (BOTTOM - TOP) * 2 // 6}"
    assert picture.sides == ((TOP, 4_000_000), (BOTTOM, -2_000_000), (zero, 0))
    assert [year for _x, year in picture.years] == [2027, 2028, 2029]
    assert picture.cut is None


def test_picture_shows_where_the_years_end_that_count() -> None:
    picture = draw(calculate([make_cost()], [make_effect(ends=Month(2038, 12))], BASIS).city)

    assert picture is not None
    # 12 years, of which 6 count; too many for a label each.
    assert picture.cut == (LEFT + RIGHT) // 2
    assert [year for _x, year in picture.years] == [2027, 2029, 2031, 2033, 2035, 2037]


@pytest.mark.parametrize(("amount_sek", "side"), [(1_500_000, "-1.5"), (900_000, "-900")])
def test_numbers_beside_the_picture_are_millions_or_thousands(amount_sek: int, side: str) -> None:
    page = shown([make_cost(amount_sek=amount_sek)], [])

    assert page.side(-amount_sek) == side


def test_project_without_any_money_has_no_picture() -> None:
    assert draw(calculate([make_cost(amount_sek=0)], [], BASIS).city) is None
