"""What do the pages of the wizard show? Built here, so that templates only draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _

from sifapp.advice import AREAS, check
from sifapp.applications.gate import Case
from sifapp.applications.models import Application
from sifapp.i18n import language, show_sek
from sifapp.statuses import Status
from sifapp.wizard.merging import Base, base_of
from sifapp.wizard.models import StepDraft
from sifapp.wizard.rules import (
    StepState,
    cell_name,
    faults_in_step,
    field_names,
    filled_rows,
    step_state,
    total_sek,
)
from sifapp.wizard.steps import Answers, Kind, Question, Step, visible_steps


@dataclass(frozen=True)
class TaskItem:
    """One line of the task list."""

    title: str
    url: str
    status: str
    status_label: str
    hint: str


@dataclass(frozen=True)
class ShownQuestion:
    """A question with what was typed and what is wrong with it."""

    question: Question
    value: str
    error: str | None
    options: list[tuple[str, str, str]]
    rows: list[dict[str, str]]
    columns: list[dict[str, object]]


@dataclass(frozen=True)
class StepPage:
    """One page of the wizard."""

    case: Case
    step: Step
    number: int
    count: int
    questions: list[ShownQuestion]
    errors: list[tuple[str, str]]
    base: Base
    total: str
    hints: list[str]

    def with_error(self, text: str) -> "StepPage":
        """The same page with one more thing to read first."""
        return replace(self, errors=[("", text), *self.errors])


@dataclass(frozen=True)
class Clash:
    """One field that two people changed."""

    name: str
    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class ConflictPage:
    """Mine and theirs, side by side."""

    case: Case
    step: Step
    clashes: list[Clash]
    writer: str
    saved: StepDraft
    base: Base


def task_items(application: Application, answers: Answers, open_ids: set[str]) -> list[TaskItem]:
    """The task list, with how far each step has come."""
    return [_task_item(application, step, answers.get(step.id, {}), open_ids) for step in visible_steps(answers)]


def _task_item(application: Application, step: Step, fields: Mapping[str, str], open_ids: set[str]) -> TaskItem:
    state, returned = step_state(step, fields), application.status is Status.RETURNED
    labels = {
        StepState.TODO: _("Not started"),
        StepState.STARTED: _("Started"),
        StepState.DONE: _("Done"),
        StepState.OPTIONAL: _("May wait"),
    }
    status, label = state.value, labels[state]
    if returned:
        status, label = ("returned", _("Asked for")) if step.id in open_ids else ("locked", _("Locked"))
    url = url_for("wizard.step", application_id=application.id, step_id=step.id)
    return TaskItem(str(step.title), url, status, label, "")


def step_page(
    case: Case, step: Step, answers: Answers, fields: Mapping[str, str], base: Base, *, shows_faults: bool
) -> StepPage:
    """The page for a step, with its faults when the person has been through it once."""
    steps = visible_steps(answers)
    faults = {f.field: f.text for f in faults_in_step(step, fields)} if shows_faults else {}
    total = total_sek(step, fields)
    return StepPage(
        case=case,
        step=step,
        number=steps.index(step) + 1 if step in steps else 1,
        count=len(steps),
        questions=[_shown(question, fields, faults) for question in step.questions],
        errors=list(faults.items()),
        base=base,
        total="" if total is None else show_sek(total),
        hints=[m.text for m in check(step.id, fields, language=language())] if shows_faults and not faults else [],
    )


def _shown(question: Question, fields: Mapping[str, str], faults: Mapping[str, str]) -> ShownQuestion:
    options = [(o.value, str(o.label), str(o.hint) if o.hint else "") for o in question.options]
    if question.kind is Kind.AREA:
        options = [(a.id, a.name[language()], a.description[language()]) for a in AREAS]
        options.append(
            ("unsure", _("I am unsure"), _("A coordinator will choose. It does not count against the idea."))
        )
    return ShownQuestion(
        question=question,
        value=fields.get(question.name, ""),
        error=faults.get(question.name),
        options=options,
        rows=_rows(question, fields),
        columns=_columns(question),
    )


def _rows(question: Question, fields: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows that hold text, where they stand, and one empty row more to fill in."""
    if question.kind is not Kind.ROWS:
        return []
    filled = filled_rows(question, fields)
    shown = min(question.max_rows, int(filled[-1]["index"]) + 2 if filled else 1)
    return [{c.name: fields.get(cell_name(question, i, c), "") for c in question.columns} for i in range(shown)]


def _columns(question: Question) -> list[dict[str, object]]:
    return [
        {
            "name": c.name,
            "label": str(c.label),
            **({"options": [(o.value, str(o.label)) for o in c.options]} if c.options else {}),
            **({"inputmode": "numeric", "width": "s"} if c.kind == "year" else {}),
            **({"width": "m"} if c.kind == "sek" else {}),
        }
        for c in question.columns
    ]


def conflict_page(
    case: Case, step: Step, saved: StepDraft, mine: Mapping[str, str], names: Sequence[str], writer: str
) -> ConflictPage:
    """Mine and theirs for each field that both have changed."""
    labels = {name: _label(step, name) for name in field_names(step)}
    clashes = [Clash(n, labels[n], saved.fields.get(n, ""), mine.get(n, "")) for n in names]
    return ConflictPage(case, step, clashes, writer, saved, base_of(saved.version, saved.fields))


def _label(step: Step, name: str) -> str:
    """What a field is called: its question, or row and column of a repeating one."""
    for question in step.questions:
        if question.name == name:
            return str(question.label)
        for i in range(question.max_rows):
            for column in question.columns:
                if cell_name(question, i, column) == name:
                    return str(_("Row %(number)s: %(column)s", number=i + 1, column=column.label))
    return name
