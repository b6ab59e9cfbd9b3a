"""What has a project promised, and is the judgement of its effect fit to be sent? Pure.

What is asked of an evaluation is the fund's own choice: a design, who made it, what would
have happened anyway, and the project's share of the change, which is never one figure without its range.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext as _

from sifapp.calculation.lines import Range
from sifapp.calculation.reading import EFFECTS
from sifapp.wizard.application_steps import APPLICATION
from sifapp.wizard.rules import filled_rows, personal_number_fault

E = TypeVar("E", bound=StrEnum)

LONGEST = 10_000
# An effect cannot be judged before there is one: in a project's last quarter, and afterwards.
LAST_QUARTER = timedelta(days=92)
TEXTS = ("made_by", "anyway", "else_changed", "confidence", "lesson")
SHARES = ("share_low", "share_base", "share_high")

Fields = Mapping[str, str]
Faults = dict[str, str]
Answers = Mapping[str, Fields]


class Kind(StrEnum):
    """Where a promise stands in the application or the decision."""

    CONDITION = "condition"
    MILESTONE = "milestone"
    INDICATOR = "indicator"
    EFFECT = "effect"
    ORDINARY_WORK = "ordinary_work"


class Finding(StrEnum):
    """What came of a promise."""

    REACHED = "reached"
    PARTLY = "partly"
    NOT_REACHED = "not_reached"
    UNKNOWN = "unknown"


class Design(StrEnum):
    """What an evaluation compares with, the strongest first."""

    CONTROL_GROUP = "control_group"
    BEFORE_AFTER = "before_after"
    COMPARISON = "comparison"
    JUDGEMENT = "judgement"


@dataclass(frozen=True)
class Promised:
    """One promise in the applicant's own words. ``responsible``: an administration's code where an effect says so."""

    kind: Kind
    text: str
    baseline: str = ""
    target: str = ""
    source: str = ""
    responsible: str = ""
    due: str = ""


@dataclass(frozen=True)
class Evaluation:
    """An evaluation without faults. ``findings``: by the promise's number. ``share``: per cent due to the project."""

    findings: Mapping[int, tuple[Finding, str]]
    design: Design
    made_by: str
    share: Range[int]


def promised(answers: Answers) -> list[Promised]:
    """What the application promises, in its order. ``answers``: by step, as they were sent."""
    unit = answers.get("implementation", {}).get("responsible", "").strip()
    found = [
        Promised(Kind.MILESTONE, row["what"], responsible=row["who"], due=row["when"])
        for row in rows_of(answers, "implementation", "milestones")
    ]
    found += [
        Promised(Kind.INDICATOR, row["indicator"], row["baseline"], row["target"], row["source"], unit)
        for row in rows_of(answers, "evaluation", "indicators")
    ]
    found += _effects(answers.get("economy", {}))
    ordinary = answers.get("afterwards", {}).get("ordinary_work", "").strip()
    return found + ([Promised(Kind.ORDINARY_WORK, ordinary, responsible=unit)] if ordinary else [])


def rows_of(answers: Answers, step_id: str, question_id: str) -> Iterator[dict[str, str]]:
    """The filled rows of one question of the application, each column → text."""
    step = APPLICATION.step(step_id)
    for question in step.questions if step else ():
        if question.name == question_id:
            for row in filled_rows(question, answers.get(step_id, {})):
                yield {column.name: row.get(column.name, "").strip() for column in question.columns}


def _effects(fields: Fields) -> list[Promised]:
    return [
        Promised(
            Kind.EFFECT,
            row["unit"].strip(),
            row["baseline"].strip(),
            " / ".join(filter(None, (row[name].strip() for name in ("low", "base", "high")))),
            row["own_source"].strip(),
            row["payer"],
            row["end"].strip(),
        )
        for row in EFFECTS.written(fields).values()
    ]


def is_time_to_judge(ends_on: date, day: date) -> bool:
    """Whether the effect of a project that ends on ``ends_on`` should be judged on ``day``.

    >>> is_time_to_judge(date(2027, 12, 31), date(2027, 9, 29)), is_time_to_judge(date(2027, 12, 31), date(2027, 9, 30))
    (False, True)
    """
    return day >= ends_on - LAST_QUARTER


def evaluation_fields(promise_ids: Sequence[int]) -> tuple[str, ...]:
    """The fields of an evaluation, in the order of its form."""
    findings = (f"{part}-{number}" for number in promise_ids for part in ("finding", "note"))
    return (*findings, "design", *TEXTS[:3], *SHARES, *TEXTS[3:])


def read_evaluation(fields: Fields, promise_ids: Sequence[int]) -> tuple[Evaluation | None, Faults]:
    """The evaluation that the fields tell of, or by field what stops it from being sent.

    ``promise_ids``: every promise of the project. None vanishes: each has a finding, and a note that closes it.
    """
    faults = _text_faults(fields, evaluation_fields(promise_ids))
    findings = {number: _finding(fields, number, faults) for number in promise_ids}
    design, share = _member(Design, fields, "design"), _share(fields, faults)
    if design is None:
        faults.setdefault("design", _("Choose what the evaluation compares with."))
    for name, wanted in _wanted().items():
        if not _text(fields, name):
            faults.setdefault(name, wanted)
    if faults or design is None or share is None:
        return None, faults
    told = {number: (finding, note) for number, (finding, note) in findings.items() if finding}
    return Evaluation(told, design, _text(fields, "made_by"), share), {}


def _wanted() -> dict[str, str]:
    return {
        "made_by": _("Say who has made the evaluation: a role or a unit is enough."),
        "anyway": _("Say what would have happened without the project. “Nobody can know” is an answer."),
        "else_changed": _("Say what else changed. If nothing did, say so."),
        "confidence": _("Say in words how sure the shares are, and why."),
        "lesson": _("Say what others can learn from it, in a sentence or two."),
    }


def _finding(fields: Fields, number: int, faults: Faults) -> tuple[Finding | None, str]:
    finding, note = _member(Finding, fields, f"finding-{number}"), _text(fields, f"note-{number}")
    if finding is None:
        faults.setdefault(f"finding-{number}", _("Choose what came of it. “Cannot be known” is an answer."))
    if not note:
        faults.setdefault(f"note-{number}", _("Say how you know, in a sentence or two."))
    return finding, note


def _share(fields: Fields, faults: Faults) -> Range[int] | None:
    share = share_of(fields)
    low, base, high = share.low, share.base, share.high
    for name, part in zip(SHARES, (low, base, high), strict=True):
        if part is None:
            faults[name] = _("Write a whole number from 0 to 100.")
    if low is None or base is None or high is None:
        return None
    if not low <= base <= high:
        faults["share_base"] = _("The expected share lies between the lowest and the highest.")
        return None
    return Range(low, base, high)


def share_of(fields: Fields) -> Range[int | None]:
    """How many per cent of the change are due to the project, as they are written; None for what is no number."""
    low, base, high = (per_cent(_text(fields, name)) for name in SHARES)
    return Range(low, base, high)


def per_cent(text: str) -> int | None:
    """A share in whole per cent, 0 to 100, with or without its sign; None for anything else."""
    digits = text.removesuffix("%").strip()
    return int(digits) if digits.isdecimal() and len(digits) <= 3 and int(digits) <= 100 else None


def _member(enum: type[E], fields: Fields, name: str) -> E | None:
    return next((member for member in enum if member.value == _text(fields, name)), None)


def _text_faults(fields: Fields, names: Sequence[str]) -> Faults:
    return {name: fault for name in names if (fault := _text_fault(_text(fields, name)))}


def _text_fault(text: str) -> str:
    if len(text) > LONGEST:
        return str(_("Shorten the text to %(longest)s characters.", longest=LONGEST))
    return personal_number_fault(text)


def _text(fields: Fields, name: str) -> str:
    return fields.get(name, "").strip()
