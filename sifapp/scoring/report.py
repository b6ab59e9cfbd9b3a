"""Do ideas of every origin, administration and area get as far, and is what is easy to measure favoured?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sifapp.review.rules import ORIGIN_LABELS, SMALLEST_GROUP
from sifapp.scoring.models import Outcome
from sifapp.scoring.pages import named, shown_figure
from sifapp.scoring.queries import CaseScores
from sifapp.wizard.reading import area_name

FURTHER = (Outcome.INVITED, Outcome.PRE_STUDY, Outcome.GRANT)
MEASURING = "follow_up"


@dataclass(frozen=True)
class GroupLine:
    """How far the cases of one group have come. ``further``: invited, to a pre-study, or recommended to be
    granted; None for too small a group.

    ``easy_further``, ``easy_others``: mean ease of measuring of those, and of the others, as it is shown.
    """

    name: str
    cases: int
    further: int | None
    easy_further: str
    easy_others: str

    @property
    def share(self) -> float:
        """How many of the cases came further, 0 to 1."""
        return (self.further or 0) / self.cases


def by_origin(cases: Sequence[CaseScores]) -> list[GroupLine]:
    """Where the ideas were born: the council is never told, so the shares should be alike."""
    return _lines(cases, lambda case: str(ORIGIN_LABELS[case.row.application.origin]))


def by_administration(cases: Sequence[CaseScores]) -> list[GroupLine]:
    """Who leads the cases."""
    return _lines(cases, lambda case: named(case.row.lead))


def by_area(cases: Sequence[CaseScores]) -> list[GroupLine]:
    """In which development area the cases are, as their applicants say."""
    return _lines(cases, lambda case: area_name(case.row.application.area))


def _lines(cases: Sequence[CaseScores], name_of: Callable[[CaseScores], str]) -> list[GroupLine]:
    groups: dict[str, list[CaseScores]] = {}
    for case in cases:
        groups.setdefault(name_of(case), []).append(case)
    return [_line(name, groups[name]) for name in sorted(groups)]


def _line(name: str, cases: Sequence[CaseScores]) -> GroupLine:
    if len(cases) < SMALLEST_GROUP:
        return GroupLine(name, len(cases), None, "", "")
    further = [case for case in cases if case.row.case.outcome in FURTHER]
    others = [case for case in cases if case.row.case.outcome not in FURTHER]
    return GroupLine(name, len(cases), len(further), _ease(further), _ease(others))


def _ease(cases: Sequence[CaseScores]) -> str:
    """The mean of the cases' own means by ease of measuring."""
    means = [mean for case in cases if (mean := ease_of_measuring(case)) is not None]
    return shown_figure(sum(means, Fraction(0)) / len(means) if means else None)


def ease_of_measuring(case: CaseScores) -> Fraction | None:
    """What the council thinks of how easy a case is to measure; None when nobody has said."""
    pairs = zip(case.criteria, case.lines, strict=True)
    return next((line.mean for criterion, line in pairs if criterion.code == MEASURING), None)
