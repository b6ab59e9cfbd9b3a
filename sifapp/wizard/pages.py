"""What do the pages of the wizard show? Built here, so that templates only draw."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from flask import url_for
from flask_babel import gettext as _

from sifapp.accounts.models import Person
from sifapp.advice import AREAS
from sifapp.applications.gate import Case
from sifapp.applications.models import Application
from sifapp.calculation.asking import FormPage
from sifapp.calculation.queries import Reference
from sifapp.calculation.showing import ResultPage
from sifapp.i18n import language, show_date, show_sek
from sifapp.statuses import OF_APPLICATION
from sifapp.wizard.council import StepHelp, step_help
from sifapp.wizard.economy import asked, result_of
from sifapp.wizard.merging import Base
from sifapp.wizard.models import StepRevision
from sifapp.wizard.prefill import prefilled
from sifapp.wizard.questions import Answers, Form, Kind, Question, Step
from sifapp.wizard.reading import Line, differences, section
from sifapp.wizard.remarks import Remarks, remarks
from sifapp.wizard.rules import (
    StepState,
    cell_name,
    faults_in_step,
    filled_rows,
    step_state,
    total_sek,
)
from sifapp.wizard.which_form import form_of


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
    help: StepHelp | None
    remarks: Remarks
    is_prefilled: bool
    calculation: FormPage | None
    result: ResultPage | None

    def with_error(self, text: str) -> "StepPage":
        """The same page with one more thing to read first."""
        return replace(self, errors=[("", text), *self.errors])


@dataclass(frozen=True)
class EarlierText:
    """An earlier text of a step. ``changes``: label and parts of each answer that reads otherwise now."""

    id: int
    writer: str
    kept_at: datetime
    changes: list[tuple[str, list[tuple[str, str]]]]


def task_items(
    application: Application,
    answers: Answers,
    open_ids: Set[str],
    untouched: Collection[str],
    reference: Reference | None = None,
) -> list[TaskItem]:
    """The task list, with how far each step has come. ``untouched``: steps that the fund waits for."""
    return [
        _task_item(application, step, _state(step, answers, reference), open_ids, untouched)
        for step in form_of(application.status).visible(answers)
    ]


def _state(step: Step, answers: Answers, reference: Reference | None) -> StepState:
    """How far a step has come; what the sketch has filled in waits for somebody to look at it."""
    state = step_state(step, answers.get(step.id, {}), reference)
    return StepState.TODO if state is StepState.OPTIONAL and prefilled(step, answers) else state


def _task_item(
    application: Application, step: Step, state: StepState, open_ids: Set[str], untouched: Collection[str]
) -> TaskItem:
    labels = {
        StepState.TODO: _("Not started"),
        StepState.STARTED: _("Started"),
        StepState.DONE: _("Done"),
        StepState.OPTIONAL: _("May be left empty") if application.status in OF_APPLICATION else _("May wait"),
    }
    status, label = state.value, labels[state]
    if step.id in untouched:
        status, label = "returned", _("Asked for")
    elif step.id not in open_ids:
        status, label = "locked", _("Locked")
    url = url_for("wizard.step", application_id=application.id, step_id=step.id)
    hint = str(step.later or "") if status == StepState.OPTIONAL else ""
    return TaskItem(str(step.title), url, status, label, hint)


def answer_by(last_day: datetime, now: datetime) -> str:
    """By when the fund wants its answer, or that the day has passed: a late answer is taken all the same."""
    if last_day >= now:
        return str(_("Answer no later than %(day)s.", day=show_date(last_day)))
    return str(_("The last day to answer was %(day)s. You can still send your answer.", day=show_date(last_day)))


def minutes_left(form: Form, answers: Answers, reference: Reference | None = None) -> int:
    """About how many minutes of writing are left, in fives; what may wait is not counted, 0 when nothing is left."""
    left = sum(
        step.minutes
        for step in form.visible(answers)
        if step_state(step, answers.get(step.id, {}), reference) in (StepState.TODO, StepState.STARTED)
    )
    return -(-left // 5) * 5


def step_page(
    case: Case,
    step: Step,
    answers: Answers,
    fields: Mapping[str, str],
    base: Base,
    *,
    shows_faults: bool,
    strangers: Mapping[str, str] = MappingProxyType({}),
    reference: Reference | None = None,
    is_prefilled: bool = False,
) -> StepPage:
    """The page for a step, with its faults when the person has been through it once.

    ``strangers``: names by field, of whoever is named as an owner and is no administration. ``reference``: for
    costs and effects. ``is_prefilled``: nobody has saved what it shows, it was taken from the sketch.
    """
    steps = form_of(case.application.status).visible(answers)
    faults = {f.field: f.text for f in faults_in_step(step, fields, reference)} if shows_faults else {}
    if shows_faults:
        faults |= {field: _not_an_owner(name) for field, name in strangers.items() if field not in faults}
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
        help=step_help(step.guidance or step.id, language()),
        remarks=remarks(step, fields, is_read_through=shows_faults, reference=reference),
        is_prefilled=is_prefilled,
        calculation=asked(fields, reference, faults) if reference else None,
        result=result_of(fields, reference) if reference else None,
    )


def _not_an_owner(name: str) -> str:
    return str(
        _(
            "“%(name)s” is none of the city’s administrations, and only they can own an idea. "
            "Choose “Takes part”, or check the spelling.",
            name=name,
        )
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


def earlier_texts(step: Step, now: Mapping[str, str], rows: Sequence[tuple[StepRevision, Person]]) -> list[EarlierText]:
    """The earlier texts of a step, each compared with what stands there now."""
    present = section(step, now).lines
    return [
        EarlierText(kept.id, writer.name, kept.saved_at, _changes(section(step, kept.fields).lines, present))
        for kept, writer in rows
    ]


def _changes(before: Sequence[Line], after: Sequence[Line]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Label and parts of each answer that differs."""
    texts = {line.name: line.text for line in after}
    return [
        (str(line.label), [(part.kind, part.text) for part in differences(line.text, texts[line.name])])
        for line in before
        if line.name in texts and line.text != texts[line.name]
    ]
