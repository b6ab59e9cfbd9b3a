"""What do the demo's files say? Nothing here touches the database.

A sketch holds its answers under the names of the wizard's questions. Partners are [who, role, contribution]; costs are
amounts, one for each year from next year on. Days count back from the day of loading, so the demo never grows old. Line
breaks in a text mean nothing.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sifapp.wizard.application_steps import APPLICATION
from sifapp.wizard.questions import Answers, Kind, Question
from sifapp.wizard.rules import cell_name
from sifapp.wizard.steps import STEPS

FOLDER = Path(__file__).parent
# Events in which somebody writes the application that stands with the sketch.
WRITING = frozenset({"write_application", "apply"})


@dataclass(frozen=True)
class Event:
    """Something that somebody did with a case. Which of the later fields are used depends on ``do``: see events.py."""

    days_ago: int
    do: str
    by: str  # a key of people.toml
    text: str = ""
    steps: Sequence[str] = ()
    change: Answers = field(default_factory=dict)
    fund: str = ""
    criterion: str = ""
    way_on: str = ""
    person: str = ""
    may: str = ""
    half_hours: int = 0
    amount_sek: int = 0
    conditions: Sequence[str] = ()
    application: Answers = field(default_factory=dict)
    rows: Sequence[Sequence[str]] = ()
    answers: Sequence[str] = ()
    administration: str = ""  # its code
    years: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sketch:
    """A case of the demo with all that happens to it. ``status``: where it shall stand in the end."""

    owner: str
    call: str
    status: str
    origin: str
    answers: Answers
    events: Sequence[Event]


def read_people() -> dict[str, dict[str, Any]]:
    """The people of the demo by key."""
    return _read("people.toml")


def read_calls() -> dict[str, dict[str, Any]]:
    """The calls of the demo by key."""
    return _read("calls.toml")


def read_granted() -> dict[str, Any]:
    """What the sources tell of granted investments: the call and the list."""
    return _read("granted.toml")


def read_council() -> dict[str, Any]:
    """The council's meeting: when, and who scores what in which words."""
    return _read("council.toml")


def read_sketches(first_year: int) -> list[Sketch]:
    """All sketches. ``first_year``: the first year that costs money."""
    files = sorted((FOLDER / "sketches").glob("*.toml"))
    return [_sketch(row, first_year) for path in files for row in _read(path)["sketch"]]


def texts_of(row: Mapping[str, Any], first_year: int) -> dict[str, dict[str, str]]:
    """The answers of a sketch by step and form field, as the wizard stores them; what was not answered is left out."""
    answers: dict[str, dict[str, str]] = {}
    for step in STEPS:
        for question in step.questions:
            if row.get(question.name):
                answers.setdefault(step.id, {}).update(_fields(question, row[question.name], first_year))
    return answers


def _application(row: Mapping[str, Any], first_year: int) -> dict[str, dict[str, str]]:
    """The answers of an application, likewise; empty when there is none."""
    answers: dict[str, dict[str, str]] = {}
    for step in APPLICATION.steps:
        for question in step.questions:
            if question.kind is Kind.CALCULATION and row:
                answers[step.id] = _economy(row[question.name], first_year)
            elif row:
                answers.setdefault(step.id, {}).update(_fields(question, row[question.name], first_year))
    return answers


def _economy(row: Mapping[str, Any], first_year: int) -> dict[str, str]:
    """Costs that the fund pays, one for each year from the first on, and effects in four years.

    ``after``: how many years after the first an effect begins; one if nothing is said.
    """
    fields: dict[str, str] = {}
    for i, amount in enumerate(row["costs"]):
        cost = {"year": str(first_year + i), "administration": row["administration"], "amount": amount}
        fields |= {f"cost-{i}-{name}": text for name, text in {**cost, "paid_by": "fund"}.items()}
    columns = ("unit", "payer", "low", "base", "high", "own_amount", "own_per", "own_source")
    always = {"price": "own", "own_year": str(first_year - 1), "certainty": "assumption"}
    for i, effect in enumerate((row, *row.get("further", ()))):
        start = first_year + effect.get("after", 1)
        texts = {name: effect[name] for name in columns} | always | {"start": str(start), "end": str(start + 3)}
        fields |= {f"effect-{i}-{name}": text for name, text in texts.items()}
    return fields


def unfold(text: str) -> str:
    """A text without the line breaks that the file needed."""
    return " ".join(text.split())


def _read(path: str | Path) -> dict[str, Any]:
    return tomllib.loads((FOLDER / path).read_text(encoding="utf-8"))


def _sketch(row: Mapping[str, Any], first_year: int) -> Sketch:
    """``years_ago``: of a case that began in an earlier year."""
    first_year -= row.get("years_ago", 0)
    start = Event(days_ago=row["started"], do="start", by=row["owner"])
    written = _application(row.get("application", {}), first_year)
    events = [_event({"by": row["owner"], **event}, first_year) for event in row["events"]]
    events = [replace(event, application=written) if event.do in WRITING else event for event in events]
    return Sketch(
        owner=row["owner"],
        call=row["call"],
        status=row["status"],
        origin=row.get("origin", "administration"),
        answers=texts_of(row, first_year),
        events=[start, *events],
    )


def _event(row: dict[str, Any], first_year: int) -> Event:
    return Event(**{**row, "change": texts_of(row.get("change", {}), first_year)})


def _fields(question: Question, value: Any, first_year: int) -> dict[str, str]:
    if question.kind is not Kind.ROWS:
        return {question.name: unfold(value)}
    rows = [[str(first_year + i), amount] for i, amount in enumerate(value)] if question.name == "cost" else value
    return {
        cell_name(question, i, column): cell
        for i, row in enumerate(rows)
        for column, cell in zip(question.columns, row, strict=True)
    }
