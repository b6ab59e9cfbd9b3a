"""How is the assistant used from the command line?

``python -m assistant advise|answer|check`` reads JSON lines and writes one JSON line for each, in order; a text on the
command line gives a readable reply instead. ``python -m assistant chat`` is a conversation, one line a turn.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from io import TextIOWrapper
from math import isfinite
from typing import cast

from assistant import STEPS, Advice, AssistantError, Language, advise, answer, check, source, start, turn
from assistant.dialogue import verdict
from assistant.types import Json


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 1 if a line could not be answered, else 0."""
    options = _parser().parse_intermixed_args(arguments)
    for stream in (sys.stdin, sys.stdout):
        # A lone surrogate from a "\ud800" in the input is written back as the same escape.
        cast("TextIOWrapper", stream).reconfigure(encoding="utf-8", errors="backslashreplace")
    if options.command == "chat":
        return _chat(options.language)
    if options.text:
        text = " ".join(options.text)
        print(_READABLE[options.command](text, options.language or None, options.step))
        return 0
    return _answer_lines(sys.stdin, _JSON[options.command])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assistant", description="Advice on an idea, from rules.")
    parser.add_argument("command", choices=["advise", "answer", "check", "chat"])
    parser.add_argument("text", nargs="*", help="without a text, JSON lines are read from standard input")
    parser.add_argument("--language", choices=["sv", "en"], help="the language of the reply (the text's own)")
    parser.add_argument("--step", choices=list(STEPS), default="idea", help="for check: which step of the sketch")
    return parser


def _answer_lines(lines: Iterable[str], reply: Callable[[Json], Json]) -> int:
    """Write one JSON line for each line read; 1 if any of them was bad."""
    status = 0
    for line in lines:
        if not line.strip():
            continue
        row = _answer_line(line, reply)
        status = 1 if "error" in row else status
        print(json.dumps(row, ensure_ascii=False), flush=True)
    return status


def _answer_line(line: str, reply: Callable[[Json], Json]) -> Json:
    try:
        row = json.loads(line, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"not a line of JSON: {error}"}
    if not isinstance(row, dict):
        return {"id": None, "error": 'the line should be an object with "id" and "text"'}
    if not isinstance(row.get("text"), str):
        return {"id": row.get("id"), "error": '"text" should be a string'}
    try:
        return {"id": row.get("id"), **reply(row)}
    except AssistantError as error:
        return {"id": row.get("id"), "error": str(error)}


def _finite(number: str) -> float:
    """A number that JSON can write again. Raises ValueError for NaN, Infinity and what is too large: 1e400."""
    if not isfinite(float(number)):
        raise ValueError(f"{number} is no finite number")
    return float(number)


def _advise(row: Json) -> Json:
    advice = advise(row["text"]).as_dict()
    del advice["foreign"]
    for area in cast("list[Json]", advice["areas"]):
        del area["corrected"]
    for fund in cast("list[Json]", advice["funds"]):
        for condition in fund["conditions"]:
            del condition["evidence"]
    return advice


def _answer(row: Json) -> Json:
    reply = answer(row["text"])
    return {
        "topic": reply.topic,
        "text": reply.text,
        "sources": list(reply.sources),
        "confidence": reply.confidence,
    }


def _check(row: Json) -> Json:
    step = str(row.get("step"))
    if step not in STEPS:
        raise AssistantError(f'"step" should be one of {", ".join(STEPS)}')
    missing = _missing(step, row["text"], advise(row["text"]).language)
    return {"missing": [{"id": hint_id, "text": text} for hint_id, text in missing]}


def _missing(step: str, text: str, language: Language) -> list[tuple[str, str]]:
    """The hints on the main field of a step; its other fields are not known here, so nothing is said of them."""
    main_field = STEPS[step][0]
    known = {field: text if field == main_field else "-" for field in STEPS[step]}
    return [(hint.id, hint.text) for hint in check(step, known, language=language)]


_JSON: dict[str, Callable[[Json], Json]] = {"advise": _advise, "answer": _answer, "check": _check}


def _advise_readably(text: str, language: Language | None, _step: str) -> str:
    return _with_sources(advise(text, language=language))


def _with_sources(advice: Advice) -> str:
    met = advice.funds[0].conditions if advice.funds else ()
    keys = dict.fromkeys(condition.source for condition in met if condition.met != "unknown")
    return "\n".join([verdict(advice), *map(_source, keys)])


def _answer_readably(text: str, language: Language | None, _step: str) -> str:
    reply = answer(text, language=language)
    return "\n".join([reply.text, *map(_source, reply.sources)])


def _check_readably(text: str, language: Language | None, step: str) -> str:
    hints = _missing(step, text, language or advise(text).language)
    return "\n".join(f"- {hint}" for _, hint in hints)


_READABLE: dict[str, Callable[[str, Language | None, str], str]] = {
    "advise": _advise_readably,
    "answer": _answer_readably,
    "check": _check_readably,
}


def _source(key: str) -> str:
    found = source(key)
    return f"[{key}] {found.title} {found.address}".rstrip()


def _chat(language: Language | None) -> int:
    state, reply = start(language)
    print(reply.text, flush=True)
    for line in sys.stdin:
        state, reply = turn(state, line.rstrip("\n"))
        sources = reply.answer.sources if reply.answer else ()
        print("\n".join(["", reply.text, *map(_source, sources)]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
