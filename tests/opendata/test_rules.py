"""What may everybody read of a text, and which case is named?"""

from datetime import date

import pytest

from sifapp.accounts.models import Administration
from sifapp.accounts.succession import successor_of
from sifapp.opendata.asking import UnreadableError, asked, page_path
from sifapp.opendata.queries import Filters
from sifapp.opendata.rules import case_number, public_text, without_sources
from sifapp.statuses import Status

DAY = date(2026, 11, 23)
OLD = Administration(id=1, code="spanga-tensta", kind="district", name_sv="Spånga", name_en="S", successor_id=2)
OLD.valid_to = date(2023, 7, 1)
PRESENT = Administration(id=2, code="jarva", kind="district", name_sv="Järva", name_en="Järva")
OTHER = Administration(id=3, code="farsta", kind="district", name_sv="Farsta", name_en="Farsta")
KNOWN = {one.id: one for one in (OLD, PRESENT, OTHER)}


@pytest.mark.parametrize("text", ["17", "SIF-2026-", "SIF-26-0017", "SIF-2026-0017 ", "SIF-2026-٠٠١٧", ""])
def test_case_number_is_none_for_what_is_no_reference(text: str) -> None:
    assert case_number(text) is None


def test_public_text_leaves_no_personal_number_or_address() -> None:
    assert public_text(" Ring Hilda, 811218-9876, hilda@example.org. ") == "Ring Hilda, […], […]."


def test_text_from_before_this_system_is_read_without_its_sources() -> None:
    assert without_sources("Läxhjälp.\n\nA\nB", "A\nB") == "Läxhjälp."


@pytest.mark.parametrize(("day", "present"), [(date(2023, 6, 30), 1), (date(2023, 7, 1), 2)])
def test_successor_takes_over_on_the_day_itself(day: date, present: int) -> None:
    assert successor_of(1, day, KNOWN) == present


def test_successors_in_a_circle_end() -> None:
    one = Administration(id=1, code="a", kind="district", name_sv="A", name_en="A", valid_to=DAY, successor_id=2)
    other = Administration(id=2, code="b", kind="district", name_sv="B", name_en="B", valid_to=DAY, successor_id=1)

    assert successor_of(1, DAY, {1: one, 2: other}) == 1


def test_asked_reads_every_filter_and_an_administration_with_its_predecessors() -> None:
    fields = {"area": "democracy_safety", "administration": "jarva", "year": "2027", "status": "project", "page": "3"}

    found = asked(fields, KNOWN)

    assert found.filters == Filters("democracy_safety", frozenset({1, 2}), 2027, Status.PROJECT)
    assert found.page == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("area", "nowhere"),
        ("administration", "nobody"),
        ("year", "1999"),
        ("year", "20x7"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "99999999999999999999"),
        ("status", "refused"),
        ("status", "draft"),
    ],
)
def test_asked_refuses_what_says_nothing(name: str, value: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        asked({name: value}, KNOWN)

    assert caught.value.name == name


def test_page_path_keeps_the_filters_and_nothing_else() -> None:
    fields = {"area": "democracy_safety", "page": "1", "_external": "1", "year": ""}

    assert page_path("/results", fields, 2) == "/results?area=democracy_safety&page=2"
