"""How do counts become lines, and which are too small to be shown?"""

import pytest
from flask import Flask

from sifapp.applications.models import Origin
from sifapp.overview.groups import by_status, group_lines, reached
from sifapp.overview.pages import duration
from sifapp.overview.queries import Count
from sifapp.review.queries import SupportCount
from sifapp.statuses import Status
from tests.opendata.test_rules import OTHER

HERE = Origin.ADMINISTRATION


def test_groups_count_what_was_sent_taken_on_granted_and_supported() -> None:
    counts = [
        Count(3, HERE, Status.DRAFT, 9),
        Count(3, HERE, Status.SUBMITTED, 2),
        Count(3, HERE, Status.DECLINED, 1),
        Count(3, HERE, Status.SETTLED, 1),
        Count(3, HERE, Status.RECORDED, 7),
    ]
    support = [SupportCount(OTHER, HERE, 0, 2), SupportCount(OTHER, HERE, 3, 2)]

    lines = group_lines(counts, support, lambda count: count.lead_id, lambda given: given.administration.id)

    assert [(line.key, line.sent, line.taken_on, line.granted) for line in lines] == [(3, 4, 1, 1)]
    assert [(line.supported, line.half_hours, line.is_small) for line in lines] == [(2, 6, True)]


@pytest.mark.parametrize(("sent", "is_small"), [(4, True), (5, False)])
def test_group_of_fewer_than_five_is_small(sent: int, *, is_small: bool) -> None:
    counts = [Count(3, HERE, Status.SUBMITTED, sent)]

    lines = group_lines(counts, [], lambda count: count.origin, lambda given: given.origin)

    assert [line.is_small for line in lines] == [is_small]


def test_cases_of_a_status_are_added_up() -> None:
    counts = [Count(lead, HERE, Status.COUNCIL, lead) for lead in (1, 2)]

    assert by_status(counts) == {Status.COUNCIL: 3}


def test_reached_names_every_step_and_those_before_the_first() -> None:
    assert list(reached({None: 1, 0: 2, 2: 4}, 3)) == [1, 2, 0, 4]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 minute"),
        (45 * 60, "45 minutes"),
        (7_199, "120 minutes"),
        (7_200, "2 hours"),
        (172_799, "48 hours"),
        (172_800, "2 days"),
    ],
)
def test_duration_is_said_in_the_unit_that_fits(texts: Flask, seconds: int, words: str) -> None:
    assert duration(seconds) == words
