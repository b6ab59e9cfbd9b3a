"""Is a plan of a pre-study, or the report of one, fit to be sent, and what does it cost? Pure.

The fund pays a project leader's time and the like, as the administrations asked for. The call says how much at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from sifapp.advice import find_personal_data
from sifapp.calculation.amounts import HIGHEST_SEK, parse_sek
from sifapp.i18n import is_in_calendar, show_sek
from sifapp.wizard.rules import personal_number_fault

LONGEST = 10_000
LINES = range(5)
QUESTIONS = range(5)

LEADER = "leader"
PLAN_FIELDS = (
    *(f"question-{number}" for number in QUESTIONS),
    *(f"line-{number}-{part}" for number in LINES for part in ("what", "amount")),
    LEADER,
    "starts_on",
    "ends_on",
)
REPORT_FIELDS = (*(f"answer-{number}" for number in QUESTIONS), "spent", "learnt")

Fields = Mapping[str, str]
Faults = dict[str, str]


@dataclass(frozen=True)
class Plan:
    """A plan without faults. ``lines``: what is paid and what it costs, whole kronor."""

    questions: tuple[str, ...]
    lines: tuple[tuple[str, int], ...]
    leader: str
    starts_on: date
    ends_on: date

    @property
    def asked_sek(self) -> int:
        """What the whole pre-study costs."""
        return sum(amount for _what, amount in self.lines)


@dataclass(frozen=True)
class Report:
    """A report without faults. ``answers``: one for each question of the plan."""

    answers: tuple[str, ...]
    spent_sek: int
    learnt: str


def asked_questions(fields: Fields) -> tuple[int, ...]:
    """The numbers of the questions that are filled in."""
    return tuple(number for number in QUESTIONS if _text(fields, f"question-{number}"))


def read_plan(fields: Fields, ceiling_sek: int | None) -> tuple[Plan | None, Faults]:
    """The plan that the fields tell of, or by field what stops it from being sent. ``ceiling_sek``: None for none."""
    faults = _text_faults(fields, PLAN_FIELDS)
    questions = tuple(_text(fields, f"question-{number}") for number in asked_questions(fields))
    if not questions:
        faults.setdefault("question-0", _("Write at least one question."))
    lines = _lines(fields, faults, ceiling_sek)
    leader = _text(fields, LEADER)
    if not leader:
        faults.setdefault(LEADER, _("Say who leads the pre-study: a role or a unit is enough."))
    starts_on = _day(fields, "starts_on", faults, _("Choose the first day."))
    ends_on = _day(fields, "ends_on", faults, _("Choose the last day."))
    if starts_on and ends_on and ends_on < starts_on:
        faults["ends_on"] = _("Choose a last day that is not before the first.")
    if faults or starts_on is None or ends_on is None:
        return None, faults
    return Plan(questions, lines, leader, starts_on, ends_on), {}


def _lines(fields: Fields, faults: Faults, ceiling_sek: int | None) -> tuple[tuple[str, int], ...]:
    found = []
    for number in LINES:
        what, typed = _text(fields, f"line-{number}-what"), _text(fields, f"line-{number}-amount")
        if not (what or typed):
            continue
        amount = parse_sek(typed)
        if not amount:
            faults[f"line-{number}-amount"] = _("Write an amount in whole kronor, such as 120 000.")
        elif not what:
            faults.setdefault(f"line-{number}-what", _("Say what the money is for."))
        else:
            found.append((what, amount))
    total = sum(amount for _what, amount in found)
    # Without a ceiling of the call's, no sum beyond what one amount may be: the database holds no larger number.
    most_sek = HIGHEST_SEK if ceiling_sek is None else ceiling_sek
    if total > most_sek:
        faults["line-0-amount"] = _(
            "The lines come to %(total)s. The fund pays %(ceiling)s at most for a pre-study.",
            total=show_sek(total),
            ceiling=show_sek(most_sek),
        )
    elif not found:
        faults.setdefault("line-0-amount", _("Write at least one line with what it costs."))
    return tuple(found)


def planned_sek(fields: Fields) -> int:
    """What the lines come to, as far as they can be read."""
    return sum(parse_sek(_text(fields, f"line-{number}-amount")) or 0 for number in LINES)


def read_report(fields: Fields) -> tuple[Report | None, Faults]:
    """The report that the fields tell of, or by field what stops it from being sent. More spent than approved is told
    as it is: the coordinators see it.
    """
    faults, numbers = _text_faults(fields, REPORT_FIELDS), asked_questions(fields)
    for number in numbers:
        if not _text(fields, f"answer-{number}"):
            faults.setdefault(f"answer-{number}", _("Answer the question. “We could not find out” is an answer."))
    spent, learnt = parse_sek(_text(fields, "spent")), _text(fields, "learnt")
    if spent is None:
        faults["spent"] = _("Write an amount in whole kronor, such as 120 000. Write 0 if nothing was spent.")
    if not learnt:
        faults.setdefault("learnt", _("Say what you have learnt, in a sentence or two."))
    if faults or spent is None:
        return None, faults
    return Report(tuple(_text(fields, f"answer-{number}") for number in numbers), spent, learnt), {}


def lesson_fault(text: str) -> str:
    """What stops a lesson from being read by everyone: the first words in it that can point to a person; "" if none."""
    found = next(iter(find_personal_data(text)), None)
    if found is None:
        return ""
    words = text[found.start : found.end]
    return str(
        _("“%(words)s” can point to a person. Take it out: everyone signed in can read the lesson.", words=words)
    )


def _text_faults(fields: Fields, names: tuple[str, ...]) -> Faults:
    return {name: fault for name in names if (fault := _text_fault(_text(fields, name)))}


def _text_fault(text: str) -> str:
    if len(text) > LONGEST:
        return str(_("Shorten the text to %(longest)s characters.", longest=LONGEST))
    return personal_number_fault(text)


def _day(fields: Fields, name: str, faults: Faults, wanted: str) -> date | None:
    try:
        day = date.fromisoformat(_text(fields, name))
    except ValueError:
        faults[name] = wanted
        return None
    if not is_in_calendar(day):
        faults[name] = _("Write a day that exists, between 1990 and 2099, such as 2026-11-22.")
        return None
    return day


def _text(fields: Fields, name: str) -> str:
    return fields.get(name, "").strip()
