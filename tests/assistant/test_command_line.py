"""Does the command line answer every good line, in order, and tell of the bad ones?"""

import json
import subprocess
import sys
from typing import Any

import pytest


def run(*arguments: str, stdin: str | bytes = "") -> tuple[int, str]:
    given = stdin.encode() if isinstance(stdin, str) else stdin
    command = [sys.executable, "-m", "assistant", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, check=False, timeout=60)
    return done.returncode, done.stdout.decode()


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_advise_answers_in_order_with_exactly_the_agreed_keys() -> None:
    asked = [{"id": "b", "text": "Prova läxhjälp för barn"}, {"id": "a", "text": "Hej"}]

    status, output = run("advise", stdin="\n".join(map(json.dumps, asked)))

    first, second = lines(output)
    assert (status, first["id"], second["id"]) == (0, "b", "a")
    assert list(first) == [
        "id", "language", "kind", "primary_area", "areas", "best_fund", "funds", "ask_next", "personal_data",
        "knowledge_version",
    ]  # fmt: skip
    assert list(first["areas"][0]) == ["id", "score", "evidence"]
    assert first["areas"][0]["evidence"][0] == {"phrase": "läxhjälp", "start": 6, "end": 14}
    assert list(first["funds"][0]) == ["id", "score", "conditions"]
    assert list(first["funds"][0]["conditions"][0]) == ["id", "met", "reason", "source"]


def test_answer_has_exactly_the_agreed_keys() -> None:
    _, output = run("answer", stdin='{"id": 1, "text": "Vem får söka?"}')

    assert list(lines(output)[0]) == ["id", "topic", "text", "sources", "confidence"]
    assert lines(output)[0]["topic"] == "who_can_apply"


def test_check_reads_the_main_field_of_the_step() -> None:
    _, output = run("check", stdin='{"id": 1, "step": "need", "text": "Många barn mår dåligt i vår stadsdel"}')

    assert [hint["id"] for hint in lines(output)[0]["missing"]] == ["no_figure", "no_source"]


def test_bad_lines_are_told_of_and_good_ones_still_answered() -> None:
    given = b'nope\n\n[1]\n{"id": 2}\n{"id": 3, "text": "Hej"}\n\xff\n'

    status, output = run("answer", stdin=given)

    assert status == 1
    assert [(row["id"], "error" in row) for row in lines(output)] == [
        (None, True),
        (None, True),
        (2, True),
        (3, False),
        (None, True),
    ]


def test_check_tells_of_an_unknown_step() -> None:
    status, output = run("check", stdin='{"id": 1, "step": "x", "text": ""}')

    assert (status, lines(output)[0]["error"][:26]) == (1, '"step" should be one of id')


def test_lone_surrogate_comes_back_as_it_was() -> None:
    _, output = run("advise", stdin='{"id": "\\ud800", "text": "barn \\ud800"}')

    assert lines(output)[0]["id"] == "\ud800"


def test_text_on_the_command_line_gives_a_readable_reply() -> None:
    status, output = run("advise", "--language", "en", "Tio sovplatser på härbärget i vinter")

    assert status == 0
    assert output.splitlines()[:2] == [
        "The idea belongs mostly to the area Housing and the urban environment.",
        "Best fit: Homelessness money.",
    ]


def test_chat_replies_to_each_line() -> None:
    _, output = run("chat", stdin="Vem får söka?\nProva läxhjälp för barn\nja\n")

    assert output.count("\n\n") >= 3
    assert "Alla stadens nämnder får söka" in output


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_number_that_json_cannot_write_is_a_bad_line(number: str) -> None:
    status, output = run("answer", stdin=f'{{"id": {number}, "text": "Hej"}}')

    error = f"not a line of JSON: {number} is no finite number"
    assert (status, lines(output)) == (1, [{"id": None, "error": error}])
