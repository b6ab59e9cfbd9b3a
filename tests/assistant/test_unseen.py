"""How often is the assistant right, on many ideas and questions at once? Floors that only rise.

unseen_ideas.toml and unseen_questions.toml say how their texts were made; examples.toml holds those that were given. In
fresh_ideas.toml, later_ideas.toml, newer_ideas.toml and the questions beside them "dev" was read and mended on, "test"
only counted: that is the honest number.
A single text may be judged otherwise after a change of the knowledge; too many may not.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from assistant import advise, answer

Row: TypeAlias = dict[str, Any]


def rows(file: str, key: str, part: str = "") -> list[Row]:
    data = tomllib.loads(Path(__file__).with_name(f"{file}.toml").read_text("utf-8"))[key]
    return [row for row in data if not part or row["set"] == part]


def area_is_right(row: Row) -> bool:
    return (advise(row["text"]).primary_area or "") in row["areas_ok"]


def fund_is_right(row: Row) -> bool:
    return advise(row["text"]).best_fund in row["funds_ok"]


def kind_is_right(row: Row) -> bool:
    return bool(advise(row["text"]).kind == row["kind"])


def topic_is_right(row: Row) -> bool:
    return answer(row["text"]).topic in row["topics_ok"]


@pytest.mark.parametrize(
    ("file", "part", "right", "floor"),
    [
        ("examples", "", area_is_right, 0.97),
        ("examples", "", fund_is_right, 0.98),
        ("unseen_ideas", "dev", area_is_right, 0.96),
        ("unseen_ideas", "dev", fund_is_right, 0.97),
        ("unseen_ideas", "dev", kind_is_right, 0.98),
        ("unseen_ideas", "test", area_is_right, 0.9),
        ("unseen_ideas", "test", fund_is_right, 0.88),
        ("unseen_ideas", "test", kind_is_right, 0.98),
        ("fresh_ideas", "dev", area_is_right, 0.96),
        ("fresh_ideas", "dev", fund_is_right, 0.96),
        ("fresh_ideas", "test", area_is_right, 0.88),
        ("fresh_ideas", "test", fund_is_right, 0.82),
        ("later_ideas", "dev", area_is_right, 0.93),
        ("later_ideas", "dev", fund_is_right, 0.97),
        ("later_ideas", "test", area_is_right, 0.88),
        ("later_ideas", "test", fund_is_right, 0.86),
        ("newer_ideas", "dev", area_is_right, 0.93),
        ("newer_ideas", "dev", fund_is_right, 0.96),
        ("newer_ideas", "test", area_is_right, 0.93),
        ("newer_ideas", "test", fund_is_right, 0.88),
    ],
)
def test_ideas_are_judged_right_as_often_as_before(
    file: str, part: str, right: Callable[[Row], bool], floor: float
) -> None:
    judged = [right(row) for row in rows(file, "idea", part)]

    assert sum(judged) / len(judged) >= floor


@pytest.mark.parametrize(
    ("file", "part", "floor"),
    [
        ("examples", "", 1.0),
        ("unseen_questions", "dev", 0.95),
        ("unseen_questions", "test", 0.97),
        ("fresh_questions", "dev", 0.97),
        ("fresh_questions", "test", 0.82),
        ("later_questions", "dev", 0.95),
        ("later_questions", "test", 0.93),
        ("newer_questions", "dev", 0.95),
        ("newer_questions", "test", 0.8),
    ],
)
def test_questions_get_their_topic_as_often_as_before(file: str, part: str, floor: float) -> None:
    judged = [topic_is_right(row) for row in rows(file, "question", part)]

    assert sum(judged) / len(judged) >= floor


@pytest.mark.parametrize(
    ("file", "part", "ceiling"),
    [
        ("examples", "", 0.03),
        ("unseen_ideas", "dev", 0.01),
        ("unseen_ideas", "test", 0.03),
        ("fresh_ideas", "dev", 0.02),
        ("fresh_ideas", "test", 0.05),
        ("later_ideas", "dev", 0.03),
        ("later_ideas", "test", 0.06),
        ("newer_ideas", "dev", 0.03),
        ("newer_ideas", "test", 0.06),
    ],
)
def test_fund_is_seldom_recommended_to_what_it_does_not_fit(file: str, part: str, ceiling: float) -> None:
    unfit = [row for row in rows(file, "idea", part) if "sif" not in row["funds_ok"]]

    wrong = [row["id"] for row in unfit if advise(row["text"]).best_fund == "sif"]

    assert len(wrong) / len(unfit) < ceiling
