"""Two people have changed the same field: what does each page show, and what becomes of their choice?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sifapp.applications.gate import Case
from sifapp.calculation.written import field_label
from sifapp.wizard.merging import Base, base_of
from sifapp.wizard.models import StepDraft
from sifapp.wizard.questions import Kind, Step
from sifapp.wizard.reading import option_name
from sifapp.wizard.rules import cell_name


@dataclass(frozen=True)
class Clash:
    """One field that two people changed. ``is_text``: written freely, so that both texts can be kept."""

    name: str
    label: str
    theirs: str
    mine: str
    is_text: bool
    theirs_shown: str
    mine_shown: str


@dataclass(frozen=True)
class ConflictPage:
    """Mine and theirs, side by side."""

    case: Case
    step: Step
    clashes: list[Clash]
    writer: str
    saved: StepDraft
    base: Base


def conflict_page(
    case: Case, step: Step, saved: StepDraft, mine: Mapping[str, str], names: Sequence[str], writer: str
) -> ConflictPage:
    """Mine and theirs for each field that both have changed."""
    clashes = [_clash(step, name, saved.fields.get(name, ""), mine.get(name, "")) for name in names]
    return ConflictPage(case, step, clashes, writer, saved, base_of(saved.version, saved.fields))


def resolved(step: Step, theirs: Mapping[str, str], fields: Mapping[str, str]) -> dict[str, str]:
    """The fields with each conflict settled as the person chose: mine, theirs, or both texts where both can stand."""
    settled = dict(fields)
    texts = {question.name for question in step.questions if question.kind is Kind.TEXT}
    for name, choice in fields.items():
        field = name.removeprefix("choice-")
        if field == name or field not in fields:
            continue
        if choice == "theirs":
            settled[field] = theirs.get(field, "")
        elif choice == "both" and field in texts:
            settled[field] = f"{theirs.get(field, '')}\n\n{fields[field]}"
    return settled


def _clash(step: Step, name: str, theirs: str, mine: str) -> Clash:
    for question in step.questions:
        if question.name == name:
            is_text = question.kind is Kind.TEXT
            shown = [option_name(question, text) for text in (theirs, mine)]
            return Clash(name, str(question.label), theirs, mine, is_text, *shown)
        if question.kind is Kind.CALCULATION and (label := field_label(name)):
            return Clash(name, label, theirs, mine, False, theirs, mine)
        for i in range(question.max_rows):
            for column in question.columns:
                if cell_name(question, i, column) == name:
                    label = str(_("Row %(number)s: %(column)s", number=i + 1, column=column.label))
                    shown = [option_name(column, text) for text in (theirs, mine)]
                    return Clash(name, label, theirs, mine, False, *shown)
    return Clash(name, name, theirs, mine, True, theirs, mine)
