"""What does the assistant say of a sketch? It reads the text, and need not guess at what was asked outright."""

from typing import Literal

from sifapp.advice import KNOWLEDGE_VERSION, Advice, advise
from sifapp.applications.models import Submission
from sifapp.calculation.amounts import parse_year
from sifapp.wizard.questions import Answers, Step
from sifapp.wizard.reading import text_of
from sifapp.wizard.rules import filled_rows, total_sek
from sifapp.wizard.which_form import step_by_id

Language = Literal["sv", "en"]

NEW = frozenset({"new", "tested_elsewhere"})
SAVERS = frozenset({"same", "other", "several"})

# The mark of a paragraph ends a sentence, as a line break does not; and it is one character too.
PARAGRAPH = "\u2029"


def advise_on(answers: Answers, language: Language | None = None) -> Advice:
    """The advice on a sketch, in ``language`` or else in the one that it is written in; the verdict is the same.

    The words that count stand where they stand in ``text_of(answers)``; the sum stands behind it.
    """
    total = total_sek(_step("cost"), answers.get("cost", {}))
    text = text_of(answers, between=PARAGRAPH)
    if total is not None:
        text += f"{PARAGRAPH}{total} kr"
    return advise(text, language=language, answers=settled(answers))


def stored_advice(submission: Submission, language: Language) -> Advice:
    """The advice that was stored with a sketch, in ``language`` when it was given by the rules of today.

    Its reasons stand in the sketch's language. The same rules give the same verdict in the other; older rules are not
    at hand any more, so what they said stays as it was said.
    """
    stored = Advice.from_dict(submission.advice)
    if stored.language == language or stored.knowledge_version != KNOWLEDGE_VERSION:
        return stored
    again = advise_on(submission.answers, language)
    is_same = (again.primary_area, again.best_fund) == (stored.primary_area, stored.best_fund)
    return again if is_same else stored


def settled(answers: Answers) -> dict[str, bool]:
    """The assistant's questions that the sketch answers with "yes", by their ids.

    What is left empty or not known settles nothing: then the text alone speaks. So it does for what runs already, since
    that page asks what will be different.
    """
    cost, partners = _step("cost").questions[0], _step("partners").questions[0]
    years = {parse_year(row["year"]) for row in filled_rows(cost, answers.get("cost", {}))} - {None}
    said = {
        "new_method": answers.get("novelty", {}).get("novelty") in NEW,
        "saving": answers.get("saving", {}).get("saver") in SAVERS,
        "several_units": bool(filled_rows(partners, answers.get("partners", {}))),
        "several_years": len(years) > 1,
    }
    return {question: True for question, yes in said.items() if yes}


def _step(step_id: str) -> Step:
    step = step_by_id(step_id)
    if step is None:
        raise ValueError(f"no step {step_id}")
    return step
