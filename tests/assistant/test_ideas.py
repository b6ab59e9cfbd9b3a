"""Does the assistant judge ideas as we want? The ideas and verdicts are in ideas.toml."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from assistant import advise

IDEAS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("ideas.toml").read_text("utf-8"))["idea"]


def name(idea: dict[str, Any]) -> str:
    return f"{idea['text'][:40]} ({idea['why']})"


@pytest.mark.parametrize("idea", [idea for idea in IDEAS if not idea.get("any_area")], ids=name)
def test_idea_gets_its_area(idea: dict[str, Any]) -> None:
    advice = advise(idea["text"])

    assert (advice.primary_area or "none") == idea["area"]


@pytest.mark.parametrize("idea", IDEAS, ids=name)
def test_idea_gets_a_right_fund(idea: dict[str, Any]) -> None:
    advice = advise(idea["text"])

    assert advice.best_fund in idea["funds"]


@pytest.mark.parametrize("idea", IDEAS, ids=name)
def test_idea_is_told_from_what_is_none(idea: dict[str, Any]) -> None:
    advice = advise(idea["text"])

    assert advice.kind == idea.get("kind", "idea")
