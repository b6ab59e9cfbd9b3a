"""Is the area ranked by what the text is about, and does the user's correction win?"""

from itertools import pairwise

import pytest

from assistant import AREAS, AssistantError, advise, area
from assistant.areas import AREA_IDS


def test_areas_are_the_four_in_order() -> None:
    assert tuple(item.id for item in AREAS) == AREA_IDS


def test_all_four_areas_are_ranked_best_first() -> None:
    scores = [item.score for item in advise("Bostad och jobb åt unga som lämnar gänget").areas]

    assert len(scores) == 4
    assert scores == sorted(scores, reverse=True)


def test_problem_weighs_more_than_the_place_where_it_shows() -> None:
    assert advise("Våld mellan elever i skolan").primary_area == "democracy_safety"


def test_thing_says_less_than_the_place_it_stands_in() -> None:
    assert advise("A fence and a paved path at the preschool").primary_area == "growing_up_education"
    assert advise("A fence and a paved path at the square").primary_area == "housing_urban"


def test_word_that_often_means_something_else_decides_no_area_alone() -> None:
    assert advise("A refresher for deaf colleagues").primary_area is None


def test_evidence_is_in_the_order_of_the_text_and_never_overlaps() -> None:
    evidence = advise("Barn och unga, barnfamiljer och skolbarn i förskola och skola").areas[0].evidence

    assert all(one.end <= other.start for one, other in pairwise(evidence))


def test_correction_wins_over_the_rules() -> None:
    advice = advise("Läxhjälp för barn", area="housing_urban")

    assert advice.primary_area == "housing_urban"
    first = advice.areas[0]
    assert (first.id, first.score, first.corrected) == ("housing_urban", 1.0, True)


def test_nothing_known_gives_no_area() -> None:
    assert advise("Nya pennor till kontoret").primary_area is None


def test_area_refuses_an_unknown_id() -> None:
    with pytest.raises(AssistantError, match="no area 'culture'; there are growing_up_education"):
        area("culture")
