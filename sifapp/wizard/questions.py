"""What is a question of the sketch, a page of it, and an answer? The data themselves are in steps.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel.speaklater import LazyString


class Kind(StrEnum):
    """How a question is answered."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    AREA = "area"
    ROWS = "rows"


@dataclass(frozen=True)
class Option:
    """One answer of a choice."""

    value: str
    label: LazyString
    hint: LazyString | None = None


@dataclass(frozen=True)
class Column:
    """One cell of a repeating row: a line, an amount in kronor, a year, or a choice."""

    name: str
    label: LazyString
    kind: str  # line | sek | year | choice
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question. ``max_words`` and ``max_length`` bound what can be submitted, never what is saved."""

    name: str
    kind: Kind
    label: LazyString
    hint: LazyString | None = None
    example: LazyString | None = None
    max_words: int = 0
    max_length: int = 0
    may_wait: bool = False
    prompts: tuple[LazyString, ...] = ()
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    max_rows: int = 0
    wanted: LazyString | None = None  # what to do when it is left empty


@dataclass(frozen=True)
class Step:
    """One page. ``only_if``: the answer (step, field, value) on which the page depends; ``unless`` likewise.

    ``minutes``: about how long it takes to answer.
    """

    id: str
    title: LazyString
    questions: tuple[Question, ...]
    minutes: int
    later: LazyString | None = None  # what may wait until the application
    only_if: tuple[str, str, str] | None = None
    unless: tuple[str, str, str] | None = None


# Step id to field name to text as typed.
Answers = Mapping[str, Mapping[str, str]]
