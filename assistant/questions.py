"""What should be asked next, because the answer decides most?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from assistant import funds
from assistant.features import names_with_combined
from assistant.knowledge import load
from assistant.types import AssistantError, Question

# More questions than this at once is an interrogation.
_MOST_ASKED = 3
# A question must be able to move the lead between the two best funds by this much to be worth asking.
_LEAST_DIFFERENCE = 0.015


@cache
def _questions() -> dict[str, Question]:
    return {
        row.string("id"): Question(
            row.string("id"),
            row.text("text"),
            row.text("why"),
            row.strings("yes"),
            row.strings("no"),
            row.number("likely"),
            row.child("if").text("yes"),
            row.child("if").text("no"),
            row.strings("short_yes"),
            row.strings("short_no"),
            row.text("again"),
            row.flag("parties"),
        )
        for row in load("questions").children("question")
    }


QUESTIONS: tuple[Question, ...] = tuple(_questions().values())


def question(question_id: str) -> Question:
    """The question with this id. Raises AssistantError if there is none."""
    try:
        return _questions()[question_id]
    except KeyError:
        raise AssistantError(f"no question {question_id!r}; there are {', '.join(_questions())}") from None


def settled(answers: Mapping[str, bool]) -> frozenset[str]:
    """The features that the user's answers (question id -> yes or no) settle. Unknown ids raise AssistantError."""
    return frozenset(
        feature
        for question_id, yes in answers.items()
        for feature in (question(question_id).yes if yes else question(question_id).no)
    )


def ask_next(features: frozenset[str], answered: Collection[str]) -> tuple[str, ...]:
    """Ids of the open questions, the one whose answer would move the verdict most first; at most three.

    ``answered``: ids of the questions that are not to be asked (again).
    """
    values = {item.id: _difference(item, features) for item in QUESTIONS if _open(item, features, answered)}
    ranked = sorted(values, key=lambda question_id: -values[question_id])
    return tuple(item for item in ranked if values[item] >= _LEAST_DIFFERENCE)[:_MOST_ASKED]


def features_if(features: frozenset[str], item: Question, *, yes: bool) -> frozenset[str]:
    """The features as they would be with this answer, whatever the text says."""
    added, dropped = (item.yes, item.no) if yes else (item.no, item.yes)
    return features.difference(dropped).union(added)


def _open(item: Question, features: frozenset[str], answered: Collection[str]) -> bool:
    return item.id not in answered and not features & {*item.yes, *item.no}


def _difference(item: Question, features: frozenset[str]) -> float:
    """How much the answer may change the verdict: a new best fund counts most, then the shift of the scores."""
    yes, no = (funds.score(names_with_combined(features.union(settled))) for settled in (item.yes, item.no))
    changed = max(yes, key=lambda fund: yes[fund]) != max(no, key=lambda fund: no[fund])
    # Cubed: what is nearly always "no" is hardly ever worth a question.
    uncertainty = (4 * item.likely * (1 - item.likely)) ** 3
    return uncertainty * (changed + max(abs(yes[fund] - no[fund]) for fund in yes))
