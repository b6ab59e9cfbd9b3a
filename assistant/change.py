"""What would have to be different for another fund to fit best?

The idea's features are tried with one other answer, then with two; the fewest that make the wanted fund the best are
told. The Social Investment Fund is what people come for, so it is the one that is looked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import combinations

from assistant import funds, questions
from assistant.advice import stated_features
from assistant.features import names_with_combined
from assistant.knowledge import load
from assistant.types import AreaId, Change, FundId, Language, Question

_WANTED: FundId = "sif"
# More than two things at once are another idea.
_MOST_CHANGED = 2
# Nobody is asked for what is hardly ever so: whether it costs ten million after all.
_LEAST_LIKELY = 0.1

_Answer = tuple[Question, bool]


def what_would_change(idea: str, *, area: AreaId | None = None, answers: Mapping[str, bool]) -> Change | None:
    """The one or two answers that would make the Social Investment Fund the best; arguments as in `advise`.

    When it is the best already: the one answer that would make another the best. None when nothing of the kind does.
    """
    features = stated_features(idea, area=area, answers=answers)
    best = _best(features)
    possible = [(item, yes) for item in questions.QUESTIONS for yes in (True, False) if answers.get(item.id) is not yes]
    if best == _WANTED:
        return next((found for found in _tried(features, best, possible, 1) if found.fund != best), None)
    return _to_wanted(features, possible)


def _to_wanted(features: frozenset[str], possible: Iterable[_Answer]) -> Change | None:
    """The fewest of the possible answers that make the wanted fund the best."""
    helpful = [answer for answer in possible if _score(features, answer) > _score(features)]
    tried = _tried(features, _best(features), helpful, _MOST_CHANGED)
    return next((found for found in tried if found.fund == _WANTED), None)


def questions_that_lead_to_sif(features: frozenset[str], passed: Collection[str]) -> tuple[str, ...]:
    """Ids of the one or two questions whose answers would make the Social Investment Fund the best; none if none do.

    What the text tells already is among them: it may have been understood wrongly. ``passed``: ids of the questions
    that are not to be asked (again).
    """
    asked = [item for item in questions.QUESTIONS if item.id not in passed]
    likely = [(item, item.likely if yes else 1 - item.likely, yes) for item in asked for yes in (True, False)]
    possible = [(item, yes) for item, probability, yes in likely if probability >= _LEAST_LIKELY]
    change = _to_wanted(features, possible)
    return tuple(question_id for question_id, _yes in change.answers) if change else ()


def sentence(change: Change | None, best: FundId, language: Language) -> str:
    """What would change the advice, in one sentence. ``best``: the fund that fits best now."""
    row = load("dialogue").child("change")
    names = {fund_id: funds.fund(fund_id).name[language] for fund_id in (_WANTED, best)}
    if change is None:
        return row.text("never" if best != _WANTED else "always")[language].format(sif=names[_WANTED], best=names[best])
    parts = [
        (item.if_yes if yes else item.if_no)[language]
        for item, yes in ((questions.question(question_id), yes) for question_id, yes in change.answers)
    ]
    condition = f" {row.text('and')[language]} ".join(parts)
    fund = funds.fund(change.fund).name[language]
    return row.text("if")[language].format(condition=condition, fund=fund)


def _tried(features: frozenset[str], best: FundId, possible: Iterable[_Answer], most: int) -> Iterable[Change]:
    """What each answer, then each pair of answers, would lead to; the ones nearest to the truth first."""
    for count in range(1, most + 1):
        for chosen in combinations(possible, count):
            if len({item.id for item, _yes in chosen}) == count:
                fund = _best(_changed(features, chosen))
                yield Change(fund, best, tuple((item.id, yes) for item, yes in chosen))


def _changed(features: frozenset[str], chosen: Iterable[_Answer]) -> frozenset[str]:
    for item, yes in chosen:
        features = questions.features_if(features, item, yes=yes)
    return features


def _best(features: frozenset[str]) -> FundId:
    scores = funds.score(names_with_combined(features))
    return max(scores, key=lambda fund_id: scores[fund_id])


def _score(features: frozenset[str], *chosen: _Answer) -> float:
    return funds.score(names_with_combined(_changed(features, chosen)))[_WANTED]
