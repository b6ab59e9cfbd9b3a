"""What do the pages of a pre-study show? Built here, so that templates only draw."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.calculation.amounts import parse_sek
from sifapp.i18n import show_date, show_sek
from sifapp.prestudy.models import PreStudy, Result, State
from sifapp.prestudy.rules import LEADER, LINES, QUESTIONS, Fields, asked_questions, planned_sek

# Label and endpoint of what coordinators can answer, the page's main action first.
ANSWERS: Mapping[State, Sequence[tuple[LazyString, str]]] = {
    State.PROPOSED: (
        (_l("Approve the pre-study"), "prestudy.approve"),
        (_l("Ask for changes in the plan"), "prestudy.ask_for_changes"),
    ),
    State.REPORTED: (
        (_l("Invite to apply"), "prestudy.go"),
        (_l("Ask for changes in the sketch"), "prestudy.rework"),
        (_l("Stop here"), "prestudy.stop"),
    ),
}
RESULT_LABELS: Mapping[Result, LazyString] = {
    Result.GO: _l("The pre-study led to an invitation to apply"),
    Result.REWORK: _l("The pre-study led to changes in the sketch"),
    Result.STOP: _l("The idea was stopped after the pre-study"),
}
# So many empty fields stand ready at first; one more comes when they are filled in.
AT_FIRST = 2


class Fact(NamedTuple):
    """One line of a summary list."""

    label: str
    value: str


def plan_facts(fields: Fields) -> list[Fact]:
    """The plan as it was sent."""
    questions = [f"{place}. {fields[f'question-{n}'].strip()}" for place, n in enumerate(asked_questions(fields), 1)]
    lines = [
        f"{fields.get(f'line-{n}-what', '').strip()}: {_money(typed)}"
        for n in LINES
        if (typed := fields.get(f"line-{n}-amount", "").strip())
    ]
    return [
        Fact(_("What shall it find out?"), "\n".join(questions)),
        Fact(
            _("What does it cost?"), "\n".join([*lines, _("Together: %(total)s", total=show_sek(planned_sek(fields)))])
        ),
        Fact(_("Who leads it?"), fields.get(LEADER, "").strip()),
        Fact(_("First and last day"), f"{_day(fields, 'starts_on')} – {_day(fields, 'ends_on')}"),
    ]


def report_facts(fields: Fields, study: PreStudy) -> list[Fact]:
    """The report as it was sent."""
    approved, spent = show_sek(study.approved_sek or 0), show_sek(study.spent_sek or 0)
    return [
        *(
            Fact(fields[f"question-{n}"].strip(), fields.get(f"answer-{n}", "").strip())
            for n in asked_questions(fields)
        ),
        Fact(_("Money spent"), _("%(spent)s of the approved %(approved)s", spent=spent, approved=approved)),
        Fact(_("What was learnt"), fields.get("learnt", "").strip()),
    ]


def _money(typed: str) -> str:
    amount = parse_sek(typed)
    return typed if amount is None else show_sek(amount)


def _day(fields: Fields, name: str) -> str:
    typed = fields.get(name, "").strip()
    try:
        return show_date(date.fromisoformat(typed))
    except ValueError:
        return typed


def question_rows(fields: Fields) -> Sequence[int]:
    """Which fields for questions the form shows: those in use, and an empty one."""
    used = [number for number in QUESTIONS if fields.get(f"question-{number}")]
    return QUESTIONS[: _shown(used)]


def budget_rows(fields: Fields) -> Sequence[int]:
    """Which rows of the budget the form shows: those in use, and an empty one."""
    used = [n for n in LINES if fields.get(f"line-{n}-what") or fields.get(f"line-{n}-amount")]
    return LINES[: _shown(used)]


def _shown(used: Sequence[int]) -> int:
    return max(AT_FIRST, (used[-1] if used else 0) + 2)


def total_line(fields: Fields, ceiling_sek: int | None) -> str:
    """What the budget comes to, beside what the fund pays at most."""
    total = show_sek(planned_sek(fields))
    if ceiling_sek is None:
        return str(_("Together: %(total)s", total=total))
    return str(_("Together: %(total)s. The fund pays %(most)s at most.", total=total, most=show_sek(ceiling_sek)))


def council_questions(words: str) -> dict[str, str]:
    """What the council asked, one question a line, as first words of a plan; what is left over shares a field."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    last = len(QUESTIONS) - 1
    first = {f"question-{number}": line for number, line in enumerate(lines[:last])}
    return first | ({f"question-{last}": "\n".join(lines[last:])} if lines[last:] else {})
