"""The form itself: few questions, published versions stay as they are."""

import pytest

from sifapp.wizard.steps import EARLIER_LABELS, SKETCH, STEPS

# A published version must not change. Change the version's name together with its digest.
PUBLISHED = {
    "sketch-1": "f7519065a4d5e31dddb840104b75f37b04d1e3fb8a0056f43d3898418be7b72c",
    "sketch-2": "29b010d0c7bd8ff86272367c219c09cd9a5f15ee5339511427c6aa335625d578",
}


def test_published_form_has_not_changed_under_its_name() -> None:
    assert SKETCH.digest() == PUBLISHED[SKETCH.version]


def test_nobody_is_asked_more_than_twelve_questions() -> None:
    for novelty in ("new", "tested_elsewhere", "running_here", ""):
        steps = SKETCH.visible({"novelty": {"novelty": novelty}})

        assert sum(len(step.questions) for step in steps) <= 12


def test_whole_sketch_fits_on_about_two_pages() -> None:
    words = sum(q.max_words for step in STEPS for q in step.questions)

    assert words <= 1000


def test_running_work_is_asked_what_will_be_different_and_new_work_for_its_method() -> None:
    running = [s.id for s in SKETCH.visible({"novelty": {"novelty": "running_here"}})]
    new = [s.id for s in SKETCH.visible({"novelty": {"novelty": "new"}})]

    assert running == ["idea", "need", "area", "novelty", "change", "partners", "saving", "cost", "follow_up", "gender"]
    assert new == ["idea", "need", "area", "novelty", "method", "partners", "saving", "cost", "follow_up", "gender"]


@pytest.mark.parametrize("novelty", ["new", "tested_elsewhere", "running_here"])
def test_everybody_is_asked_how_the_idea_complements_the_citys_social_work(novelty: str) -> None:
    steps = SKETCH.visible({"novelty": {"novelty": novelty}})

    questions = [question for step in steps for question in step.questions]
    asked = [q.name for q in questions if "complement the city’s social work" in q.label._args[0]]
    assert asked == ["change" if novelty == "running_here" else "method"]


def test_earlier_words_belong_to_earlier_versions_and_to_fields_of_the_form() -> None:
    fields = {q.name for step in STEPS for q in step.questions}

    assert set(EARLIER_LABELS) == set(PUBLISHED) - {SKETCH.version}
    assert all(set(labels) <= fields for labels in EARLIER_LABELS.values())


def test_sketch_takes_about_half_an_hour() -> None:
    for novelty in ("new", "running_here"):
        steps = SKETCH.visible({"novelty": {"novelty": novelty}})

        assert 25 <= sum(step.minutes for step in steps) <= 35


def test_step_after_skips_what_the_answers_do_not_lead_to() -> None:
    novelty, gender = SKETCH.step("novelty"), SKETCH.step("gender")
    assert novelty is not None
    assert gender is not None

    assert SKETCH.after(novelty, {"novelty": {"novelty": "running_here"}}) == SKETCH.step("change")
    assert SKETCH.after(novelty, {"novelty": {"novelty": "new"}}) == SKETCH.step("method")
    assert SKETCH.after(gender, {}) is None
