"""What is a form that is filled in, a page of it, a question and an answer? The data themselves are in steps.py."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flask_babel.speaklater import LazyString


class Kind(StrEnum):
    """How a question is answered."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    AREA = "area"
    ROWS = "rows"
    CALCULATION = "calculation"  # costs and effect lines, as in calculation/reading.py


@dataclass(frozen=True)
class Option:
    """One answer of a choice."""

    value: str
    label: LazyString
    hint: LazyString | None = None


@dataclass(frozen=True)
class Column:
    """One cell of a repeating row. ``wanted``: what to do when it is empty in a row that holds something."""

    name: str
    label: LazyString
    kind: str  # line | sek | year | percent | choice
    options: tuple[Option, ...] = ()
    wanted: LazyString | None = None


@dataclass(frozen=True)
class Question:
    """One question. ``max_words`` and ``max_length`` bound what can be submitted, never what is saved.

    ``taken_from``: steps and fields of the sketch that it can be filled in from, the first that holds text.
    """

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
    taken_from: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Step:
    """One page. ``only_if``: the answer (step, field, value) on which the page depends; ``unless`` likewise.

    ``minutes``: about how long it takes to answer. ``guidance``: the id that the assistant knows it
    by, where that is another.
    """

    id: str
    title: LazyString
    questions: tuple[Question, ...]
    minutes: int
    later: LazyString | None = None  # what may wait until the application
    guidance: str = ""
    only_if: tuple[str, str, str] | None = None
    unless: tuple[str, str, str] | None = None


# Step id to field name to text as typed.
Answers = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Form:
    """All pages that lead to one thing to send: pages, checks, reading and freezing follow it.

    ``partners``: the step that asks who takes part. ``earlier_labels``: what was asked in other words before, by
    version and field, so that what was sent is shown with the question that it answered.
    """

    id: str
    version: str
    steps: tuple[Step, ...]
    partners: str
    earlier_labels: Mapping[str, Mapping[str, LazyString]] = field(default_factory=dict)

    @property
    def calculates(self) -> bool:
        """Whether costs and effects are asked for."""
        return any(question.kind is Kind.CALCULATION for step in self.steps for question in step.questions)

    def step(self, step_id: str) -> Step | None:
        """The step with this id; None when the form has none."""
        return next((step for step in self.steps if step.id == step_id), None)

    def visible(self, answers: Answers) -> tuple[Step, ...]:
        """The steps that these answers lead to, worked out anew each time: no dead branch can stay."""
        return tuple(step for step in self.steps if _is_visible(step, answers))

    def after(self, step: Step, answers: Answers) -> Step | None:
        """The next page after ``step``; None after the last."""
        following = self.steps[self.steps.index(step) + 1 :]
        return next((s for s in following if _is_visible(s, answers)), None)

    def digest(self) -> str:
        """Fingerprint of what the form asks (64 hex digits): a published version must not change under its name."""
        content = [
            [
                step.id,
                step.only_if,
                step.unless,
                [
                    [q.name, q.kind, q.label._args, q.max_words, q.max_length, q.may_wait, q.max_rows]
                    + [o.value for o in q.options]
                    + [[c.name, c.kind, [o.value for o in c.options]] for c in q.columns]
                    for q in step.questions
                ],
            ]
            for step in self.steps
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _is_visible(step: Step, answers: Answers) -> bool:
    def holds(condition: tuple[str, str, str]) -> bool:
        step_id, name, value = condition
        return answers.get(step_id, {}).get(name) == value

    if step.only_if and not holds(step.only_if):
        return False
    return not (step.unless and holds(step.unless))
