"""How is a sketch read: its answers as sections of labels and texts, and what changed between two rounds?"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from sifapp.advice import AREAS
from sifapp.calculation import written
from sifapp.i18n import language, show_sek
from sifapp.wizard.questions import Answers, Column, Kind, Question, Step
from sifapp.wizard.rules import describe_amount, filled_rows, total_sek
from sifapp.wizard.which_form import form_by_version

# So many words in a row must be shared for a passage to count as unchanged.
SHARED_WORDS = 3
# Texts with more pairs of equal words than this are shown as wholly rewritten: to compare them would take too long.
MOST_PAIRS = 5_000


# Code to name, in the reader's language.
Names = Mapping[str, str]
NO_NAMES: Names = MappingProxyType({})


# What tells of the idea in running text: step and field, of the sketch and then of the application.
RUNNING_TEXT = (
    *(("idea", "title"), ("idea", "idea"), ("need", "need"), ("method", "method"), ("change", "change")),
    *(("saving", "saving"), ("follow_up", "follow_up")),
    *(("aim", "purpose"), ("aim", "target_group"), ("evidence", "evidence"), ("afterwards", "ordinary_work")),
)


@dataclass(frozen=True)
class Line:
    """One answer: the field, the question's label, and the text, empty when not answered."""

    name: str
    label: LazyString | str
    text: str


@dataclass(frozen=True)
class Section:
    """The answers of one step."""

    step_id: str
    title: LazyString
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Part:
    """A piece of a text that was compared with an earlier one: "same", "added" or "removed"."""

    kind: str
    text: str


def sections(answers: Answers, version: str, names: Names = NO_NAMES) -> tuple[Section, ...]:
    """What was written as it is read, in the reader's language; steps that the answers do not lead to are left out.

    ``version``: of the form that was answered; each question is shown as it was put then. ``names``: of
    administrations and prices by code, for a form that calculates.
    """
    form = form_by_version(version)
    labels = form.earlier_labels.get(version, {})
    return tuple(section(step, answers.get(step.id, {}), labels, names) for step in form.visible(answers))


def text_of(answers: Answers, between: str = "\n") -> str:
    """Title and running text of a sketch or an application, for the assistant and the search index.

    ``between``: one character that stands between the answers.
    """
    return between.join(filter(None, (answers.get(step, {}).get(field) for step, field in RUNNING_TEXT)))


def differences(old: str, new: str) -> tuple[Part, ...]:
    """What was added and removed from ``old`` to ``new``, in whole words; one "same" part when nothing was.

    A stray word that both texts share between two changes is shown as changed: a passage that was written anew reads
    better whole than word by word.
    """
    before, after = re.findall(r"\S+\s*|\s+", old), re.findall(r"\S+\s*|\s+", new)
    if _pairs(before, after) > MOST_PAIRS:
        return tuple(_changed(before, after))
    parts: list[Part] = []
    removed: list[str] = []
    added: list[str] = []
    blocks = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    for number, (kind, i1, i2, j1, j2) in enumerate(blocks):
        at_an_end = number in (0, len(blocks) - 1)
        if kind == "equal" and (i2 - i1 >= SHARED_WORDS or at_an_end):
            parts += _changed(removed, added)
            removed, added = [], []
            parts.append(Part("same", "".join(before[i1:i2])))
        else:
            removed += before[i1:i2]
            added += after[j1:j2]
    return tuple(parts + _changed(removed, added))


def _pairs(before: Sequence[str], after: Sequence[str]) -> int:
    """How many words of one text could be the same as one of the other: what comparing them takes grows with it."""
    counts = Counter(after)
    return sum(number * counts[word] for word, number in Counter(before).items())


def _changed(removed: list[str], added: list[str]) -> list[Part]:
    pieces = (Part("removed", "".join(removed)), Part("added", "".join(added)))
    return [piece for piece in pieces if piece.text]


def area_name(area_id: str | None) -> str:
    """A development area's name in the reader's language; a plain word when none is chosen."""
    found = next((a for a in AREAS if a.id == area_id), None)
    return found.name[language()] if found else _("Unsure")


def section(
    step: Step,
    fields: Mapping[str, str],
    labels: Mapping[str, LazyString] = MappingProxyType({}),
    names: Names = NO_NAMES,
) -> Section:
    """One step as it is read. ``labels``: other words for its questions, by field; ``names``: as for `sections`."""
    lines: list[Line] = []
    for question in step.questions:
        if question.kind is Kind.CALCULATION:
            lines += [Line(*line) for line in written.lines(fields, names)]
        else:
            lines.append(Line(question.name, labels.get(question.name, question.label), _answer(question, fields)))
    total = total_sek(step, fields)
    if total is not None:
        lines.append(Line("total", _("Total"), show_sek(total)))
    return Section(step.id, step.title, tuple(lines))


def _answer(question: Question, fields: Mapping[str, str]) -> str:
    text = fields.get(question.name, "").strip()
    if question.kind is Kind.ROWS:
        rows = filled_rows(question, fields)
        return "\n".join(", ".join(filter(None, (_cell(c, row[c.name]) for c in question.columns))) for row in rows)
    return option_name(question, text)


def option_name(asked: Question | Column, value: str) -> str:
    """A chosen answer in words; what was written freely as it stands."""
    if asked.kind == Kind.AREA:
        return area_name(value) if value else ""
    return next((str(option.label) for option in asked.options if option.value == value), value)


def _cell(column: Column, text: str) -> str:
    if column.kind == "sek":
        return describe_amount(text)
    return option_name(column, text)
