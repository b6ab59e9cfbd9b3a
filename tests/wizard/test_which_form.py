"""Is each step found in its form, and what was sent in the form that it answered?"""

from sifapp.wizard.steps import SKETCH
from sifapp.wizard.which_form import FORMS, form_by_version, step_by_id


def test_step_ids_are_shared_by_no_two_forms() -> None:
    ids = [step.id for form in FORMS for step in form.steps]

    assert sorted(ids) == sorted(set(ids))


def test_form_by_version_finds_earlier_versions_too() -> None:
    assert [form_by_version(version) for version in ("sketch-1", "sketch-2")] == [SKETCH, SKETCH]


def test_step_by_id_finds_no_step_that_there_is_not() -> None:
    assert step_by_id("nowhere") is None
