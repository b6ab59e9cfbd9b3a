"""Sums that were checked by hand."""

from fractions import Fraction

import pytest

from sifapp.calculation.lines import Basis, Financing, Month, OpenEffect, Payer, Per, Range
from sifapp.calculation.rules import (
    calculate,
    counted_years,
    months_in,
    needed_share,
    needed_units,
    saving_in,
    whole_sek,
)
from tests.calculation.examples import BASIS, make_cost, make_effect, make_price, make_range


@pytest.mark.parametrize(
    ("exact", "whole"),
    [
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), 0),
        (Fraction(-3, 2), -1),
        (Fraction(49, 100), 0),
        (Fraction(10**18 * 2 + 1, 2), 10**18 + 1),
    ],
)
def test_half_a_krona_goes_upwards(exact: Fraction, whole: int) -> None:
    assert whole_sek(exact) == whole


@pytest.mark.parametrize(("year", "months"), [(2027, 0), (2028, 3), (2029, 12), (2030, 6), (2031, 0)])
def test_effect_counts_the_months_from_its_first_to_its_last(year: int, months: int) -> None:
    effect = make_effect(starts=Month(2028, 10), ends=Month(2030, 6))

    assert months_in(effect, year) == months


def test_placement_paid_by_the_day_all_year() -> None:
    # Motala 2018: 4 500 kr a day × 365 days = 1 642 500 kr a year for one placement.
    effect = make_effect(price=make_price(4_500, Per.DAY), times=Fraction(365))

    # 1, 2 and 3 placements.
    assert saving_in(effect, 2028) == Range(1_642_500, 3_285_000, 4_927_500)


def test_support_paid_by_the_month_for_seven_months_and_half_a_year_of_effect() -> None:
    # Stockholm 2017: 9 135 kr a month × 7 months = 63 945 kr a household and year; half of it is 31 972.50 kr.
    effect = make_effect(
        price=make_price(9_135, Per.MONTH), times=Fraction(7), starts=Month(2028, 7), change=make_range(1, 2, 10)
    )

    # One household: 31 972.50, rounded upwards. Two: 63 945. Ten: 319 725.
    assert saving_in(effect, 2028) == Range(31_973, 63_945, 319_725)


def test_worked_example_with_two_administrations() -> None:
    # Järva spends 1 500 000 in 2027 (grant) and 500 000 in 2028 (own budget). Social services pay 1 000 000 a placement
    # and year, and have 1, 2 or 3 fewer in 2028 and 2029. Järva itself saves 100 000 in 2028.
    costs = [make_cost(), make_cost(2028, 500_000, financing=Financing.OWN)]
    own = make_effect(
        administration="jarva", price=make_price(100_000), change=make_range(1, 1, 1), ends=Month(2028, 12)
    )

    result = calculate(costs, [make_effect(), own], BASIS)

    assert [(y.year, y.cost_sek, y.saving_sek) for y in result.city.years] == [
        (2027, 1_500_000, Range(0, 0, 0)),
        (2028, 500_000, Range(1_100_000, 2_100_000, 3_100_000)),
        (2029, 0, Range(1_000_000, 2_000_000, 3_000_000)),
    ]
    # 2027: −1 500 000. 2028: −500 000 + 1 100 000 (2 100 000, 3 100 000). 2029: + 1 000 000 (2 000 000, 3 000 000).
    assert result.city.balances_sek == [
        Range(-1_500_000, -1_500_000, -1_500_000),
        Range(-900_000, 100_000, 1_100_000),
        Range(100_000, 2_100_000, 4_100_000),
    ]
    assert result.payback_year == Range(2029, 2028, 2028)
    assert result.city.net_sek == Range(100_000, 2_100_000, 4_100_000)
    jarva, social = result.administrations["jarva"], result.administrations["social"]
    assert (jarva.cost_sek, jarva.net_sek) == (2_000_000, Range(-1_900_000, -1_900_000, -1_900_000))
    assert (social.cost_sek, social.net_sek) == (0, Range(2_000_000, 4_000_000, 6_000_000))


def test_present_value_divides_each_later_year_by_the_rate() -> None:
    # Net 2027: −1 500 000. 2028 and 2029: 2 000 000 each (base). At 3 %:
    # −1 500 000 + 2 000 000 / 1.03 + 2 000 000 / 1.0609 = −1 500 000 + 1 941 747.57 + 1 885 191.82 = 2 326 939.39.
    result = calculate([make_cost()], [make_effect()], BASIS)

    assert result.present_value_sek.base == 2_326_939


@pytest.mark.parametrize(
    ("years_away", "factor"), [(1, 971), (3, 915), (5, 863), (6, 837), (10, 744)], ids=lambda value: str(value)
)
def test_present_value_of_one_krona_is_the_factor_of_the_tables(years_away: int, factor: int) -> None:
    # 1 000 000 kr so many years after the first, in thousands of kronor: 1.03^-6 is 0.83748…, 1.03^-10 0.74409….
    effect = make_effect(
        change=make_range(1, 1, 1), starts=Month(2027 + years_away, 1), ends=Month(2027 + years_away, 12)
    )

    value = calculate([make_cost(amount_sek=0)], [effect], BASIS).present_value_sek.base

    assert round(value, -3) == factor * 1000


def test_payback_waits_for_costs_that_come_later() -> None:
    # 2027: −1 + 2 = 1. 2028: 1 − 3 + 2 = 0. 2029: 0 − 3 + 2 = −1. 2030: −1 + 2 = 1 (millions).
    costs = [make_cost(2027, 1_000_000), make_cost(2028, 3_000_000), make_cost(2029, 3_000_000)]
    effect = make_effect(change=make_range(2, 2, 2), starts=Month(2027, 1), ends=Month(2030, 12))

    result = calculate(costs, [effect], BASIS)

    assert result.payback_year.base == 2030


def test_project_that_never_pays_for_itself_has_no_payback_year() -> None:
    result = calculate([make_cost(amount_sek=5_000_000)], [make_effect()], BASIS)

    assert result.payback_year == Range(None, None, 2029)


def test_only_the_first_six_years_count_for_repayment() -> None:
    # Cost in 2027, so 2027 to 2032 count; the effect is there from 2028 to 2034, a million a year.
    effect = make_effect(change=make_range(1, 1, 1), ends=Month(2034, 12))

    result = calculate([make_cost()], [effect], BASIS)

    assert [year.year for year in result.city.years if year.counts] == [2027, 2028, 2029, 2030, 2031, 2032]
    assert (result.city.counted_sek.base, result.city.later_sek.base) == (5_000_000, 2_000_000)
    assert (result.effects[0].saving_sek.base, result.effects[0].counted_sek.base) == (7_000_000, 5_000_000)


def test_number_of_years_that_count_is_the_fund_s_to_choose() -> None:
    assert counted_years([make_cost()], [], Basis(Fraction(0), 4)) == range(2027, 2031)


def test_others_than_the_city_stand_apart() -> None:
    region = make_effect(payer=Payer.REGION, administration="")
    outside = make_cost(financing=Financing.OTHER, amount_sek=700_000)

    result = calculate([make_cost(), outside], [make_effect(), region], BASIS)

    assert result.others == {
        Payer.REGION: Range(2_000_000, 4_000_000, 6_000_000),
        Payer.STATE: Range(0, 0, 0),
        Payer.INDIVIDUAL: Range(0, 0, 0),
    }
    assert (result.outside_sek, result.city.cost_sek) == (700_000, 1_500_000)
    assert result.city.saving_sek == Range(2_000_000, 4_000_000, 6_000_000)
    assert list(result.administrations) == ["jarva", "social"]


def test_effect_that_cannot_be_calculated_is_kept_and_changes_no_sum() -> None:
    open_effect = OpenEffect("children who feel safe", Payer.CITY, "jarva", "Nobody measures it.")

    result = calculate([make_cost()], [make_effect()], BASIS, [open_effect])

    assert result.open_effects == (open_effect,)
    assert result.city == calculate([make_cost()], [make_effect()], BASIS).city


def test_nothing_costs_and_saves_nothing() -> None:
    result = calculate([], [], BASIS)

    assert (result.city.cost_sek, result.city.saving_sek, result.city.years) == (0, Range(0, 0, 0), ())
    assert result.payback_year == Range(None, None, None)
    assert needed_share(result) is None


def test_break_even_is_the_cost_divided_by_what_one_unit_saves_in_the_years_that_count() -> None:
    # One placement saves 1 000 000 a year in 2028 and 2029: 2 000 000. Of 7 000 000 that is 3.5 placements.
    assert needed_units(make_effect(), 7_000_000, range(2027, 2033)) == Fraction(7, 2)
    # If only 2028 counts, 7.
    assert needed_units(make_effect(), 7_000_000, range(2027, 2029)) == 7


@pytest.mark.parametrize(
    "change",
    [
        {"payer": Payer.STATE, "administration": ""},
        {"price": make_price(0)},
        {"starts": Month(2040, 1), "ends": Month(2041, 12)},
    ],
)
def test_line_that_saves_the_city_nothing_in_time_has_no_break_even(change: dict[str, object]) -> None:
    assert needed_units(make_effect(**change), 7_000_000, range(2027, 2033)) is None


def test_share_that_must_come_true_is_the_cost_of_the_counted_saving() -> None:
    # 1 500 000 of 4 000 000.
    assert needed_share(calculate([make_cost()], [make_effect()], BASIS)) == Fraction(3, 8)
