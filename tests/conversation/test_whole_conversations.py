"""Ten whole conversations, held through the page without JavaScript; the scripts are the assistant's own."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from sifapp.advice import DialogueState, replay
from tests.assistant.test_conversations import CONVERSATIONS, take


def send(client: FlaskClient, turn: Mapping[str, Any], asked: str) -> int:
    """Take one turn of a script by the page's forms."""
    if "says" in turn:
        return client.post("/conversation", data={"text": turn["says"]}).status_code
    if turn["does"] == "why":
        return client.post("/conversation/why").status_code
    name, _, value = str(turn["does"]).partition(" ")
    if name == "area":
        return client.post("/conversation/area", data={"area": value}).status_code
    answer = {"question": name if value else asked, "value": value or name}
    return client.post("/conversation/answer", data=answer).status_code


@pytest.mark.parametrize("script", CONVERSATIONS, ids=lambda script: script["name"])
def test_conversation_is_held_on_the_page(client: FlaskClient, script: Mapping[str, Any]) -> None:
    state, language = DialogueState(script["language"]), {"Accept-Language": script["language"]}
    client.set_cookie("language", script["language"])
    for turn in script["turns"]:
        asked = replay(state).asked

        assert send(client, turn, asked) == 303
        state = take(state, turn)
        page = client.get("/conversation", headers=language).text
        talk = replay(state)
        lines = [line for line in talk.exchanges[-1].reply.said.split("\n") if str(escape(line)) not in page]
        assert lines == []
        assert ('id="asked"' in page) == bool(talk.asked)
