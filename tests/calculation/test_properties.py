"""What must hold for any project whatsoever."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from sifapp.calculation.lines import Basis, Cost, Effect, Financing, Month, Payer, Per, Range, UnitPrice, total
from sifapp.calculation.rules import calculate, counted_years, needed_units, years_of

CODES = ("bromma", "farsta", "jarva", "social")
QUANTITIES = st.integers(0, 10**6).map(lambda hundredths: Fraction(hundredths, 100))
MONTHS = st.builds(Month, st.integers(2026, 2040), st.integers(1, 12))
PRICES = st.builds(UnitPrice, st.integers(0, 10**7), st.sampled_from(Per), st.just(2025), st.just("Our accounts"))
COSTS = st.builds(
    Cost, st.integers(2026, 2032), st.sampled_from(CODES), st.integers(0, 10**9), st.sampled_from(Financing)
)
UNTIMED = settings(deadline=None, max_examples=60)
BASES = st.builds(Basis, st.integers(0, 2000).map(lambda hundredths: Fraction(hundredths, 10_000)), st.integers(1, 20))


@st.composite
def effects(draw: st.DrawFn) -> Effect:
    """A line with low ≤ base ≤ high and an end that is not before its start."""
    low, base, high = sorted(draw(st.lists(QUANTITIES, min_size=3, max_size=3)))
    starts, ends = sorted(draw(st.lists(MONTHS, min_size=2, max_size=2)))
    payer = draw(st.sampled_from(Payer))
    code = draw(st.sampled_from(CODES)) if payer is Payer.CITY else ""
    times = Fraction(draw(st.integers(1, 365)))
    return Effect("placements", payer, code, Range(low, base, high), draw(PRICES), times, starts, ends)


COST_LISTS = st.lists(COSTS, max_size=6)
EFFECT_LISTS = st.lists(effects(), max_size=6)


def is_ordered(values: Range[int]) -> bool:
    return values.low <= values.base <= values.high


@UNTIMED
@given(COST_LISTS, EFFECT_LISTS, BASES)
def test_parts_sum_to_the_whole_to_the_krona(costs: list[Cost], lines: list[Effect], basis: Basis) -> None:
    result = calculate(costs, lines, basis)

    parts = list(result.administrations.values())
    assert total(part.saving_sek for part in parts) == result.city.saving_sek
    assert sum(part.cost_sek for part in parts) == result.city.cost_sek
    assert total((result.city.counted_sek, result.city.later_sek)) == result.city.saving_sek
    assert total(line.saving_sek for line in result.effects) == total((result.city.saving_sek, *result.others.values()))
    assert result.city.cost_sek + result.outside_sek == sum(cost.amount_sek for cost in costs)
    for number, year in enumerate(result.city.years):
        assert total(part.years[number].saving_sek for part in parts) == year.saving_sek
        assert sum(part.years[number].cost_sek for part in parts) == year.cost_sek
    if result.city.years:
        assert result.city.balances_sek[-1] == result.city.net_sek


@UNTIMED
@given(COST_LISTS, EFFECT_LISTS, BASES)
def test_low_is_never_above_base_nor_base_above_high(costs: list[Cost], lines: list[Effect], basis: Basis) -> None:
    result = calculate(costs, lines, basis)

    sums = [result.city, *result.administrations.values()]
    values = [value for part in sums for value in (part.saving_sek, part.counted_sek, part.net_sek, *part.balances_sek)]
    values += [result.present_value_sek, *result.others.values(), *(line.saving_sek for line in result.effects)]
    assert [value for value in values if not is_ordered(value)] == []
    # The better the case, the earlier it pays.
    never = 9999
    assert is_ordered(result.payback_year.map(lambda year: -(year or never)))


@UNTIMED
@given(COST_LISTS, EFFECT_LISTS, BASES, st.randoms())
def test_order_of_lines_changes_no_sum(costs: list[Cost], lines: list[Effect], basis: Basis, chance: object) -> None:
    shuffled_costs, shuffled_lines = list(costs), list(lines)
    chance.shuffle(shuffled_costs)  # type: ignore[attr-defined]  # hypothesis's own Random
    chance.shuffle(shuffled_lines)  # type: ignore[attr-defined]  # as above

    one, other = calculate(costs, lines, basis), calculate(shuffled_costs, shuffled_lines, basis)

    assert (one.city, one.administrations, one.others) == (other.city, other.administrations, other.others)
    assert (one.payback_year, one.present_value_sek) == (other.payback_year, other.present_value_sek)


@UNTIMED
@given(EFFECT_LISTS, BASES, st.integers(0, 50))
def test_so_many_times_the_units_save_so_many_times_the_money(lines: list[Effect], basis: Basis, factor: int) -> None:
    # Whole years and whole units, so that no krona is rounded.
    whole = [
        replace(
            line,
            change=line.change.map(lambda units: Fraction(int(units))),
            starts=Month(line.starts.year, 1),
            ends=Month(line.ends.year, 12),
        )
        for line in lines
    ]
    scaled = [replace(line, change=line.change.map(lambda units: units * factor)) for line in whole]

    one, many = calculate([], whole, basis), calculate([], scaled, basis)

    assert many.city.saving_sek == one.city.saving_sek.map(lambda saving: saving * factor)


@UNTIMED
@given(COST_LISTS, EFFECT_LISTS)
def test_with_a_rate_of_zero_the_present_value_is_the_net(costs: list[Cost], lines: list[Effect]) -> None:
    result = calculate(costs, lines, Basis(Fraction(0), 6))

    assert result.present_value_sek == result.city.net_sek


@UNTIMED
@given(COST_LISTS, EFFECT_LISTS)
def test_more_years_that_count_never_count_less(costs: list[Cost], lines: list[Effect]) -> None:
    counted = [calculate(costs, lines, Basis(Fraction(0), years)).city.counted_sek.base for years in (1, 3, 6, 15)]

    assert counted == sorted(counted)


@UNTIMED
@given(COST_LISTS, effects(), BASES)
def test_line_with_the_needed_units_covers_the_cost(costs: list[Cost], line: Effect, basis: Basis) -> None:
    cost_sek, counted = calculate(costs, [line], basis).city.cost_sek, counted_years(costs, [line], basis)
    needed = needed_units(line, cost_sek, counted)
    if needed is None:
        return

    result = calculate(costs, [replace(line, change=Range(needed, needed, needed))], basis)

    # Rounding takes half a krona a year at most.
    short = cost_sek - result.city.counted_sek.base
    assert 2 * abs(short) <= len(years_of(costs, [line]))
