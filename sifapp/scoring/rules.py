"""What do the members' scores add up to, and which cases should be discussed first? Pure, and exact.

A total is a mean over criteria that were answered, so a blank never lowers it. A criterion of weight 0 (ease of
measuring) is judged apart: it is in no total, no spread and no rank. Own convention: no source says how to weigh.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

Scores = Mapping[int, int | None]  # criterion → score from 1, None: abstained
Weights = Mapping[int, int]  # criterion → weight; 0: judged apart


@dataclass(frozen=True)
class Line:
    """What all members think of one criterion. ``scores``: by member, lowest first; empty when nobody answered."""

    criterion_id: int
    scores: tuple[int, ...]
    abstained: int

    @property
    def mean(self) -> Fraction | None:
        """Mean of the scores, abstentions left out; None without any."""
        return Fraction(sum(self.scores), len(self.scores)) if self.scores else None

    @property
    def spread(self) -> int:
        """Steps of the scale between the lowest and the highest score."""
        return self.scores[-1] - self.scores[0] if self.scores else 0


@dataclass(frozen=True)
class Result:
    """What the council thinks of a case.

    ``mean``, ``median``: of the members' totals, in steps of the scale; None before anybody has scored. ``spread``:
    between the lowest and the highest total. ``count``: members with a total. ``answered`` of ``asked``: how many
    scores there are of all that could be (members who may score × criteria that count).
    """

    mean: Fraction | None
    median: Fraction | None
    spread: Fraction
    count: int
    answered: int
    asked: int

    def discuss_first(self, limit: Fraction) -> bool:
        """Whether members lie so far apart that the case should be discussed first."""
        return self.count > 1 and self.spread >= limit


def total(scores: Scores, weights: Weights) -> Fraction | None:
    """One member's total: the weighted mean of what they answered; None when they abstained from all that counts.

    >>> total({1: 5, 2: 2, 3: None, 4: 1}, {1: 2, 2: 1, 3: 3, 4: 0})
    Fraction(4, 1)
    """
    counted = [(weights[criterion], score) for criterion, score in scores.items() if score and weights.get(criterion)]
    weight = sum(weight for weight, _score in counted)
    return Fraction(sum(weight * score for weight, score in counted), weight) if weight else None


def result(sheets: Sequence[Scores], weights: Weights, reviewers: int) -> Result:
    """All members' sheets of a case as one result. ``reviewers``: how many members may score it."""
    totals = [found for sheet in sheets if (found := total(sheet, weights)) is not None]
    counting = [criterion for criterion, weight in weights.items() if weight]
    answered = sum(1 for sheet in sheets for criterion in counting if sheet.get(criterion))
    asked = reviewers * len(counting)
    if not totals:
        return Result(None, None, Fraction(0), 0, answered, asked)
    mean = sum(totals, Fraction(0)) / len(totals)
    return Result(mean, Fraction(median(totals)), max(totals) - min(totals), len(totals), answered, asked)


def lines(sheets: Sequence[Scores], criteria: Sequence[int]) -> list[Line]:
    """Criterion by criterion, in the order of ``criteria``."""
    return [
        Line(
            criterion,
            tuple(sorted(score for sheet in sheets if (score := sheet.get(criterion)))),
            sum(1 for sheet in sheets if criterion in sheet and sheet[criterion] is None),
        )
        for criterion in criteria
    ]


def ranked(results: Mapping[int, Result]) -> list[tuple[int | None, int]]:
    """The cases with their rank, highest mean first; equal means share a rank, cases without scores have none, last.

    ``results``: case → result, of the cases that the reader may see: a gap in the ranks would tell of the others.
    """
    scored = sorted(((one.mean, case) for case, one in results.items() if one.mean is not None), key=_best_first)
    means = [mean for mean, _case in scored]
    unscored = sorted(case for case, one in results.items() if one.mean is None)
    return [(means.index(mean) + 1, case) for mean, case in scored] + [(None, case) for case in unscored]


def _best_first(pair: tuple[Fraction, int]) -> tuple[Fraction, int]:
    return -pair[0], pair[1]


def to_read_next(counts: Mapping[int, int]) -> list[int]:
    """Cases in the order in which a member should take them: those with the fewest reviews first.

    ``counts``: case → how many members have scored it.
    """
    return sorted(counts, key=lambda case: (counts[case], case))


def one_decimal(value: Fraction) -> float:
    """A figure as it is shown: one decimal, half a tenth rounded up.

    >>> one_decimal(Fraction(7, 4))
    1.8
    """
    return (value * 10 + Fraction(1, 2)).__floor__() / 10
