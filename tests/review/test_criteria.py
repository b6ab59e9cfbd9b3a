"""The criteria by which a sketch may be declined."""

from flask import Flask

from sifapp.advice import source
from sifapp.review.criteria import CRITERIA, criterion_by_id


def test_there_are_eleven_criteria_each_found_by_its_id() -> None:
    assert len(CRITERIA) == 11
    assert [criterion_by_id(criterion.id) for criterion in CRITERIA] == list(CRITERIA)
    assert criterion_by_id("no_such_criterion") is None


def test_every_criterion_has_a_source_that_is_known() -> None:
    assert all(source(criterion.source).title for criterion in CRITERIA)


def test_every_criterion_is_a_text_of_its_own(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert len({str(criterion.text) for criterion in CRITERIA}) == 11
