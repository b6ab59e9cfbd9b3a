"""What does a step of the application start with? What the sketch says, until somebody has looked at it. Pure."""

from collections.abc import Mapping

from sifapp.wizard.questions import Answers, Kind, Question, Step


def prefilled(step: Step, answers: Answers, lead: str = "") -> dict[str, str]:
    """Fields of a step that nobody has saved yet, taken from the sketch; empty once it has been saved.

    ``lead``: code of the administration that the sketch's costs are put on.
    """
    if step.id in answers:
        return {}
    return {name: text for question in step.questions for name, text in _taken(question, answers, lead).items()}


def _taken(question: Question, answers: Answers, lead: str) -> dict[str, str]:
    for step_id, field in question.taken_from:
        fields = answers.get(step_id, {})
        if question.kind is Kind.ROWS:
            found = {name: text for name, text in fields.items() if name.startswith(f"{field}-")}
        elif question.kind is Kind.CALCULATION:
            found = _costs(field, fields, lead)
        else:
            found = {question.name: fields[field]} if fields.get(field) else {}
        if found:
            return found
    return {}


def _costs(prefix: str, fields: Mapping[str, str], lead: str) -> dict[str, str]:
    """The sketch's costs, whose fields have the calculation's names; who has them and who pays is to be filled in."""
    rows = {name: text for name, text in fields.items() if name.startswith(f"{prefix}-")}
    return rows | {name.replace("-year", "-administration"): lead for name in rows if name.endswith("-year")}
