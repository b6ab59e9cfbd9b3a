"""Are the answers of a step good enough to send, and what do they say? Pure: raw text in, findings out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from flask_babel import gettext as _
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from sifapp.advice import find_doubtful_numbers, find_personal_data
from sifapp.calculation.amounts import cost_fault, parse_quantity, parse_sek, year_fault
from sifapp.calculation.lines import Financing
from sifapp.calculation.queries import Reference
from sifapp.calculation.reading import COSTS, EFFECTS, read
from sifapp.i18n import show_decimal, show_sek
from sifapp.wizard.prefill import prefilled
from sifapp.wizard.questions import Answers, Column, Form, Kind, Question, Step

# Longest text that is kept of one field, in characters; a page of a book has about 2,000.
LONGEST = 50_000
# Longest text of one line in a row.
LONGEST_LINE = 200
WHOLE_PER_CENT = 100


class StepState(StrEnum):
    """How far a step has come."""

    TODO = "todo"
    STARTED = "started"
    DONE = "done"
    OPTIONAL = "optional"


@dataclass(frozen=True)
class Fault:
    """Why an answer cannot be sent yet. ``field``: the form field to go to."""

    field: str
    text: str


def count_words(text: str) -> int:
    """Number of words, as the counter beside the field counts them."""
    return len(text.split())


def filled_rows(question: Question, fields: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows of a repeating question that hold anything typed, in order; each with its ``index``.

    A choice alone does not count: it always has a value.
    """
    rows = []
    for index in range(question.max_rows):
        row = {c.name: fields.get(cell_name(question, index, c), "").strip() for c in question.columns}
        if any(row[c.name] for c in question.columns if c.kind != "choice"):
            rows.append({**row, "index": str(index)})
    return rows


def cell_name(question: Question, index: int, column: Column) -> str:
    """Name of one cell's form field."""
    return f"{question.name}-{index}-{column.name}"


def field_names(step: Step) -> list[str]:
    """Names of all form fields that a step can have; nothing else is stored."""
    names: list[str] = []
    for question in step.questions:
        if question.kind is Kind.ROWS:
            names += [cell_name(question, i, c) for i in range(question.max_rows) for c in question.columns]
        elif question.kind is Kind.CALCULATION:
            names += COSTS.field_names() + EFFECTS.field_names()
        else:
            names.append(question.name)
    return names


def total_sek(step: Step, fields: Mapping[str, str]) -> int | None:
    """Sum of a step's amounts in kronor; None when it has none that can be read."""
    amounts = [
        parse_sek(row[column.name])
        for question in step.questions
        if question.kind is Kind.ROWS
        for row in filled_rows(question, fields)
        for column in question.columns
        if column.kind == "sek"
    ]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def faults_in_step(step: Step, fields: Mapping[str, str], reference: Reference | None = None) -> list[Fault]:
    """Everything that stops this step from being sent, in the order of the page.

    ``reference``: what costs and effects are read against; only a step that asks for them needs it.
    """
    return [fault for question in step.questions for fault in _faults(question, fields, reference)]


def faults_in(form: Form, answers: Answers, reference: Reference | None = None) -> dict[str, list[Fault]]:
    """Faults by step id, over all steps that these answers lead to; empty when the form can be sent."""
    faults = {
        step.id: _unseen_faults(step, answers) or faults_in_step(step, answers.get(step.id, {}), reference)
        for step in form.visible(answers)
    }
    return {step_id: found for step_id, found in faults.items() if found}


def _unseen_faults(step: Step, answers: Answers) -> list[Fault]:
    """A page that could be left empty is not left out unseen when the sketch has something for it."""
    if not (all(question.may_wait for question in step.questions) and prefilled(step, answers)):
        return []
    return [Fault(field_names(step)[0], _("It is filled in from the sketch. Check it and save it."))]


def step_state(step: Step, fields: Mapping[str, str], reference: Reference | None = None) -> StepState:
    """How far a step has come, worked out from its text."""
    if not any(_is_begun(question, fields) for question in step.questions):
        return StepState.OPTIONAL if all(q.may_wait for q in step.questions) else StepState.TODO
    return StepState.STARTED if faults_in_step(step, fields, reference) else StepState.DONE


def _is_begun(question: Question, fields: Mapping[str, str]) -> bool:
    """Whether anything is typed; a choice beside a row that is empty does not count."""
    if question.kind is Kind.ROWS:
        return bool(filled_rows(question, fields))
    if question.kind is Kind.CALCULATION:
        return bool(COSTS.written(fields) or EFFECTS.written(fields))
    return bool(fields.get(question.name, "").strip())


def _faults(question: Question, fields: Mapping[str, str], reference: Reference | None) -> list[Fault]:
    if question.kind is Kind.ROWS:
        return _row_faults(question, fields)
    if question.kind is Kind.CALCULATION:
        return _calculation_faults(fields, reference)
    text = fields.get(question.name, "").strip()
    if not text:
        return [] if question.may_wait else [Fault(question.name, str(question.wanted))]
    if question.kind is Kind.CHOICE and text not in {o.value for o in question.options}:
        return [Fault(question.name, str(question.wanted))]
    return _length_faults(question, text) + _personal_data_faults(question.name, text)


def _length_faults(question: Question, text: str) -> list[Fault]:
    over_words = count_words(text) - question.max_words
    if question.max_words and over_words > 0:
        return [Fault(question.name, _shorten_words(question.label, over_words))]
    over = len(text) - question.max_length
    if question.max_length and over > 0:
        return [Fault(question.name, _shorten(question.label, over))]
    return []


def _shorten_words(label: LazyString, words: int) -> str:
    text = ngettext(
        "“%(label)s”: shorten the text by %(num)s word.",
        "“%(label)s”: shorten the text by %(num)s words.",
        words,
        label=label,
    )
    return str(text)


def _shorten(label: LazyString, characters: int) -> str:
    text = ngettext(
        "“%(label)s”: shorten the text by %(num)s character.",
        "“%(label)s”: shorten the text by %(num)s characters.",
        characters,
        label=label,
    )
    return str(text)


def _personal_data_faults(field: str, text: str) -> list[Fault]:
    fault = personal_number_fault(text)
    return [Fault(field, fault)] if fault else []


def personal_number_fault(text: str) -> str:
    """What to say of the first personal identity number in a text, also one that is mistyped; "" when there is none."""
    number, is_right = _personal_number(text)
    if not number:
        return ""
    if is_right:
        return str(
            _(
                "“%(number)s” looks like a personal identity number. Take it out: describe groups, never persons.",
                number=number,
            )
        )
    return str(
        _(
            "“%(number)s” looks like a personal identity number with a wrong last digit. "
            "Take it out. If it is something else, write it in another way.",
            number=number,
        )
    )


# The same text is judged again and again: each time its page is opened, and while another field of it is written.
@lru_cache(maxsize=128)
def _personal_number(text: str) -> tuple[str, bool]:
    """The first number as written, "" when there is none, and whether its last digit is right."""
    right = (place for place in find_personal_data(text) if place.kind in ("personal_number", "coordination_number"))
    for place in right:
        return text[place.start : place.end], True
    for place in find_doubtful_numbers(text):
        return text[place.start : place.end], False
    return "", True


def _row_faults(question: Question, fields: Mapping[str, str]) -> list[Fault]:
    rows = filled_rows(question, fields)
    if not rows and not question.may_wait:
        first = cell_name(question, 0, question.columns[0])
        return [Fault(first, str(question.wanted))]
    faults = [
        fault
        for row in rows
        for column in question.columns
        if (fault := _cell_fault(question, column, row)) is not None
    ]
    return faults or _year_faults(question, rows) or _share_faults(question, rows)


def _cell_fault(question: Question, column: Column, row: Mapping[str, str]) -> Fault | None:
    name, text = cell_name(question, int(row["index"]), column), row[column.name]
    if column.kind == "year" and (fault := year_fault(text)):
        return Fault(name, fault)
    if column.kind == "sek" and (fault := cost_fault(text)):
        return Fault(name, fault)
    if column.kind == "choice" and text not in {o.value for o in column.options}:
        return Fault(name, _("Choose one of the answers."))
    if column.kind == "line" and len(text) > LONGEST_LINE:
        return Fault(name, _shorten(column.label, len(text) - LONGEST_LINE))
    if column.kind == "percent" and text and not 0 < (parse_quantity(text) or 0) < WHOLE_PER_CENT:
        return Fault(name, _("Write the share as a number between 0 and 100, or leave it empty."))
    if column.wanted and not text:
        return Fault(name, str(column.wanted))
    return None


def _year_faults(question: Question, rows: list[dict[str, str]]) -> list[Fault]:
    """A year may stand once."""
    year = next((c for c in question.columns if c.kind == "year"), None)
    if year is None:
        return []
    seen: set[str] = set()
    for row in rows:
        if row["year"] in seen:
            name = cell_name(question, int(row["index"]), year)
            return [Fault(name, _("The year %(year)s stands twice. Put its costs in one row.", year=row["year"]))]
        seen.add(row["year"])
    return []


def _share_faults(question: Question, rows: list[dict[str, str]]) -> list[Fault]:
    """The others' shares leave something for the administration itself."""
    column = next((c for c in question.columns if c.kind == "percent"), None)
    if column is None:
        return []
    shares = [(row, parse_quantity(row[column.name])) for row in rows if row[column.name]]
    total = sum(share or 0 for _row, share in shares)
    if total < WHOLE_PER_CENT:
        return []
    name = cell_name(question, int(shares[-1][0]["index"]), column)
    text = _(
        "The shares come to %(total)s %% together. Leave a share for your own administration.",
        total=show_decimal(Fraction(total)),
    )
    return [Fault(name, str(text))]


def _calculation_faults(fields: Mapping[str, str], reference: Reference | None) -> list[Fault]:
    if reference is None:
        raise ValueError("costs and effects are read against prices and administrations")
    found = read(fields, reference.unit_prices, reference.codes)
    if found.faults:
        return [Fault(field, text) for field, text in found.faults]
    faults = []
    if not any(cost.financing is Financing.FUND for cost in found.costs):
        faults.append(Fault("cost-0-year", _("Write at least one cost that the fund shall pay.")))
    if not (found.effects or found.open_effects):
        faults.append(Fault("effect-0-unit", _("Write what becomes fewer, or why it cannot be calculated.")))
    return faults


def describe_amount(text: str) -> str:
    """An amount as kronor in the reader's form, or the text itself when it cannot be read as one."""
    amount = parse_sek(text)
    return text if amount is None else show_sek(amount)
