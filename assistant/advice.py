"""What is the verdict on one idea: which area, which money, what to ask next?"""

from __future__ import annotations

from collections.abc import Mapping

from assistant import areas, features, funds, intent, questions
from assistant.knowledge import KNOWLEDGE_VERSION
from assistant.language import Document, read
from assistant.privacy import find_personal_data
from assistant.types import Advice, AreaId, AreaScore, Language

# Below this nothing speaks plainly for any fund (own convention).
_LEAST_SCORE = 0.45
# That it is in an area and one sign more is too little for the Social Investment Fund (own convention).
_LEAST_MET = 3


def advise(
    text: str,
    *,
    language: Language | None = None,
    area: AreaId | None = None,
    answers: Mapping[str, bool] | None = None,
    apart: areas.Spans = (),
) -> Advice:
    """The advice on one idea, the same every time for the same input.

    ``text``: as the user wrote it, any length. ``language``: of the texts in the advice; the text's own if None.
    ``area``: the user's correction of the area; it then wins. ``answers``: question id -> yes or no.
    ``apart``: where the text names only who takes part, which says nothing of the area.
    Raises AssistantError if ``area`` or a question id does not exist.

    >>> advice = advise("Hembesök hos nyblivna föräldrar tillsammans med BVC i tre år")
    >>> advice.primary_area, advice.best_fund
    ('growing_up_education', 'sif')
    """
    document = read(text)
    ranked = areas.rank(document, apart)
    if area is not None:
        ranked = areas.correct(ranked, areas.area(area).id)
    primary = areas.primary(document, ranked, apart)
    stated = _features(document, ranked[0] if primary else None, answers or {})
    found = features.with_combined(stated)
    kind = "idea" if area or answers else intent.kind(document)
    is_idea = kind == "idea"
    best = funds.rank(found, language or document.language) if is_idea else ()
    return Advice(
        language=language or document.language,
        kind=kind,
        primary_area=primary if is_idea else None,
        areas=ranked,
        best_fund=best[0].id if best else "none",
        funds=best,
        ask_next=questions.ask_next(frozenset(stated), answers or {}) if is_idea else (),
        personal_data=find_personal_data(text),
        knowledge_version=KNOWLEDGE_VERSION,
        foreign=document.foreign,
    )


def is_early(advice: Advice) -> bool:
    """Whether too little is known to say which money fits best.

    True when the best fund fits but little, and for the Social Investment Fund also when no area is known, or fewer
    than three of its conditions are met: nothing speaking against it is no reason for it.
    """
    if advice.kind != "idea":
        return True
    best = advice.funds[0]
    if best.id != "sif":
        return best.score < _LEAST_SCORE
    met = sum(item.met == "yes" for item in best.conditions)
    return advice.primary_area is None or met < _LEAST_MET


def stated_features(text: str, *, area: AreaId | None, answers: Mapping[str, bool]) -> frozenset[str]:
    """What text, area and answers state outright, by the names of features.toml; arguments as in :func:`advise`."""
    document = read(text)
    ranked = areas.rank(document)
    if area is not None:
        ranked = areas.correct(ranked, area)
    return frozenset(_features(document, ranked[0] if areas.primary(document, ranked) else None, answers))


def _features(document: Document, primary: AreaScore | None, answers: Mapping[str, bool]) -> features.Features:
    """The features of the text, with the area it is about and what the user has answered."""
    found = dict(features.find(document))
    found["in_an_area" if primary else "no_area"] = primary.evidence if primary else ()
    for question_id, yes in answers.items():
        item = questions.question(question_id)
        for name in item.no if yes else item.yes:
            found.pop(name, None)
    settled = {name: found.get(name, ()) for name in questions.settled(answers)}
    return found | settled
