"""Do whole conversations go as a critical official would have them go?"""

import tomllib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assistant import DialogueState
from assistant.dialogue import answered, asked_why, corrected, replay, wrote
from assistant.reactions import MOST_QUESTIONS
from assistant.types import Talk

CONVERSATIONS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("conversations.toml").read_text(encoding="utf-8")
)["conversation"]


def take(state: DialogueState, turn: Mapping[str, Any]) -> DialogueState:
    """One turn of a script: something written, or a press."""
    if "says" in turn:
        return wrote(state, turn["says"])
    if turn["does"] == "why":
        return asked_why(state)
    name, _, value = str(turn["does"]).partition(" ")
    if name == "area":
        return corrected(state, value)
    return answered(state, name if value else replay(state).asked, value or name)


def faults(turn: Mapping[str, Any], state: DialogueState, talk: Talk) -> list[str]:
    """Where the reply is not the one that the script wants."""
    reply = talk.exchanges[-1].reply
    found: dict[str, object] = {
        "asks": talk.asked,
        "best": talk.advice.best_fund if talk.advice else "none",
        "topic": reply.answer.topic if reply.answer else "",
        "hands_over": reply.hands_over,
        "as": state.turns[-1].kind,
    }
    wrong = [f"{name} is {found[name]!r}" for name in found if name in turn and turn[name] != found[name]]
    return wrong if turn.get("has", "") in reply.text else [*wrong, f"{turn['has']!r} is not in {reply.text!r}"]


@pytest.mark.parametrize("script", CONVERSATIONS, ids=lambda script: script["name"])
def test_conversation_goes_as_it_should(script: Mapping[str, Any]) -> None:
    state, wrong = DialogueState(script["language"]), []
    for turn in script["turns"]:
        state = take(state, turn)
        wrong += [f"{turn.get('says') or turn['does']}: {fault}" for fault in faults(turn, state, replay(state))]

    assert wrong == []


@pytest.mark.parametrize("script", CONVERSATIONS, ids=lambda script: script["name"])
def test_conversation_never_says_the_same_twice_in_a_row_nor_asks_too_much(script: Mapping[str, Any]) -> None:
    state = DialogueState(script["language"])
    for turn in script["turns"]:
        state = take(state, turn)

    talk = replay(state)

    openings = [exchange.reply.said.split("\n")[0] for exchange in talk.exchanges]
    assert [before for before, after in pairwise(openings) if before == after] == []
    assert len(talk.answers) <= MOST_QUESTIONS


def test_there_are_at_least_ten_conversations_in_both_languages() -> None:
    languages = [script["language"] for script in CONVERSATIONS]

    assert (languages.count("sv"), languages.count("en")) == (15, 8)
