"""What do the council's pages show? Built here, so that templates only draw."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from sifapp.access import Whose
from sifapp.applications.models import Call
from sifapp.i18n import language, show_number
from sifapp.review.rules import STATUS_TEXTS
from sifapp.scoring.criteria import DISCUSS_FROM
from sifapp.scoring.models import STAGE_OF, Criterion, MeetingState, Outcome, Stage
from sifapp.scoring.queries import CaseScores, Row, View
from sifapp.scoring.rules import Line, one_decimal, ranked, to_read_next
from sifapp.scoring.sheets import ABSTAIN

STATE_LABELS: Mapping[MeetingState, tuple[LazyString, str]] = {
    MeetingState.PLANNED: (_l("Planned"), "neutral"),
    MeetingState.OPEN: (_l("Open for scores"), "info"),
    MeetingState.HELD: (_l("Held"), "success"),
}
OUTCOME_LABELS: Mapping[Outcome, LazyString] = {
    Outcome.INVITED: _l("Invited to apply"),
    Outcome.PRE_STUDY: _l("Pre-study first"),
    Outcome.RETURNED: _l("To be completed"),
    Outcome.REFERRED: _l("Referred to other money"),
    Outcome.DECLINED: _l("Declined"),
    Outcome.GRANT: _l("Recommended to grant"),
    Outcome.REFUSE: _l("Recommended to refuse"),
}
STAGE_LABELS: Mapping[Stage, LazyString] = {Stage.SKETCH: _l("Sketch"), Stage.APPLICATION: _l("Application")}
REPORT_TITLES: Mapping[Stage, LazyString] = {Stage.SKETCH: _l("Sketches"), Stage.APPLICATION: _l("Applications")}
PRE_STUDY = "scoring.pre_study"
# Label and endpoint, in the order in which they are offered; the first is the page's main action.
OUTCOMES: Mapping[Stage, Sequence[tuple[LazyString, str]]] = {
    Stage.SKETCH: (
        (_l("Invite to apply"), "scoring.invite"),
        (_l("Pre-study first"), PRE_STUDY),
        (_l("Ask for completion"), "scoring.return_for_completion"),
        (_l("Refer to other money"), "scoring.refer"),
        (_l("Decline"), "scoring.decline"),
    ),
    Stage.APPLICATION: (
        (_l("Recommend to grant"), "scoring.recommend_grant"),
        (_l("Ask for completion"), "scoring.return_for_completion"),
        (_l("Recommend to refuse"), "scoring.recommend_refusal"),
    ),
}


def outcomes_of(stage: Stage, call: Call) -> list[tuple[LazyString, str]]:
    """What can come of a case of the call; a pre-study only where the call allows it."""
    return [(label, endpoint) for label, endpoint in OUTCOMES[stage] if endpoint != PRE_STUDY or call.pre_study_allowed]


# The picture of one criterion, in the units of its viewBox.
WIDTH, HEIGHT, EDGE = 240, 32, 16


@dataclass(frozen=True)
class Dot:
    """A score in the picture: where, how large, and how many members gave it."""

    x: float
    radius: float
    count: int


@dataclass(frozen=True)
class CriterionLine:
    """One criterion with what all members think, in words and as a picture. ``mean_x``: None without scores."""

    name: str
    weight: int
    mean: str
    scores: str
    abstained: int
    dots: Sequence[Dot]
    steps: Sequence[float]
    mean_x: float | None
    reasons: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Figures:
    """A result as it is shown; "–" where there is none. ``set_aside``: what is said of scores that do not count."""

    mean: str
    median: str
    spread: str
    count: int
    reviewers: int
    coverage: int
    discuss_first: bool
    set_aside: str


@dataclass(frozen=True)
class MeetingLine:
    """A case of a meeting. ``figures``: None while they are closed to the reader; ``url``: None likewise."""

    case_id: int
    rank: int | None
    title: str
    reference: str
    lead: str
    stage: str
    url: str | None
    figures: Figures | None
    outcome: str


@dataclass(frozen=True)
class ToDo:
    """A case of a member's list. ``step``: what the member does next, in words."""

    title: str
    reference: str
    lead: str
    stage: str
    url: str
    step: str
    reviews: int
    held_on: object


def named(row: object) -> str:
    """The name of an administration or a criterion in the reader's language."""
    return str(getattr(row, "name_sv" if language() == "sv" else "name_en"))


def look_for(criterion: Criterion) -> str:
    """What a member shall look for, in the reader's language, and how much it counts."""
    question = criterion.look_for_sv if language() == "sv" else criterion.look_for_en
    if not criterion.weight:  # the question says that it is judged apart
        return question
    return str(_("%(question)s Weight: %(weight)s.", question=question, weight=criterion.weight))


def scale(criterion: Criterion) -> list[tuple[str, str]]:
    """The choices of one criterion: the scale, its ends in words, and to abstain."""
    ends = {1: _("1, hardly"), criterion.highest: _("%(highest)s, clearly", highest=criterion.highest)}
    steps = [(str(step), ends.get(step, str(step))) for step in range(1, criterion.highest + 1)]
    return [*steps, (ABSTAIN, _("I abstain"))]


def figures(case: CaseScores) -> Figures:
    """The figures of a case."""
    found = case.result
    return Figures(
        mean=shown_figure(found.mean),
        median=shown_figure(found.median),
        spread=shown_figure(found.spread if found.count else None),
        count=found.count,
        reviewers=sum(1 for member in case.members if member.tie is not Whose.RECUSED),
        coverage=round(100 * found.answered / found.asked) if found.asked else 0,
        discuss_first=found.discuss_first(DISCUSS_FROM),
        set_aside=_set_aside(case),
    )


def _set_aside(case: CaseScores) -> str:
    """Whoever reads a mean that has changed is told why: scores of members who are recused since. No names."""
    count = sum(1 for member in case.members if member.tie is Whose.RECUSED and member.has_sent)
    if not count:
        return ""
    return str(
        ngettext(
            "%(num)s member has stepped aside after scoring. Those scores are in no figure.",
            "%(num)s members have stepped aside after scoring. Those scores are in no figure.",
            count,
        )
    )


def shown_figure(value: Fraction | None) -> str:
    """A figure with one decimal; "–" where there is none."""
    return "–" if value is None else show_number(one_decimal(value))


def criterion_lines(case: CaseScores) -> list[CriterionLine]:
    """Criterion by criterion, for the case's page."""
    return [
        _criterion_line(criterion, line, case.views) for criterion, line in zip(case.criteria, case.lines, strict=True)
    ]


def _criterion_line(criterion: Criterion, line: Line, views: Sequence[View]) -> CriterionLine:
    def x(step: Fraction | int) -> float:
        return round(float(EDGE + (step - 1) * Fraction(WIDTH - 2 * EDGE, criterion.highest - 1)), 1)

    counts = {score: line.scores.count(score) for score in line.scores}
    return CriterionLine(
        name=named(criterion),
        weight=criterion.weight,
        mean=shown_figure(line.mean),
        scores=", ".join(map(str, line.scores)) or "–",
        abstained=line.abstained,
        dots=[Dot(x(score), min(7 + 2 * count, 15), count) for score, count in counts.items()],
        steps=[x(step) for step in range(1, criterion.highest + 1)],
        mean_x=None if line.mean is None else x(line.mean),
        reasons=[
            (view.person.name, _score_in_words(view.scores.get(criterion.id)), view.words.get(criterion.id, ""))
            for view in views
        ],
    )


def _score_in_words(score: int | None) -> str:
    return _("abstained") if score is None else str(score)


def meeting_lines(
    cases: Sequence[CaseScores], reader_id: int, *, is_coordinator: bool, team: Collection[tuple[int, int]]
) -> list[MeetingLine]:
    """The cases of a meeting as a reader may see them, best first.

    A case that is closed to the reader is left out, and the ranks are counted without it, so that no gap tells of it.
    ``team``: (case, person) of those who work on a case for the applicant.
    """
    shown = [
        case for case in cases if (case.id, reader_id) not in team and (is_coordinator or _is_open(case, reader_id))
    ]
    by_id = {case.id: case for case in shown}
    seen = {case.id: case.result for case in shown if is_coordinator or may_see_scores(case, reader_id)}
    order = [*ranked(seen), *((None, case_id) for case_id in by_id if case_id not in seen)]
    return [_meeting_line(by_id[case_id], rank, has_figures=case_id in seen) for rank, case_id in order]


def _is_open(case: CaseScores, reader_id: int) -> bool:
    return case.tie_of(reader_id) is not Whose.RECUSED


def may_see_scores(case: CaseScores, member_id: int) -> bool:
    """Whether a member may see others' scores: when their own are in, or when the meeting has been held."""
    if case.tie_of(member_id) is not Whose.REVIEWER:
        return False
    return case.has_view_of(member_id) or case.row.meeting.state is MeetingState.HELD


def _meeting_line(case: CaseScores, rank: int | None, *, has_figures: bool) -> MeetingLine:
    return MeetingLine(
        case_id=case.id,
        rank=rank,
        title=case.row.title,
        reference=case.row.application.reference,
        lead=named(case.row.lead),
        stage=str(STAGE_LABELS[case.row.case.stage]),
        url=url_for("scoring.result", application_id=case.id) if has_figures else None,
        figures=figures(case) if has_figures else None,
        outcome=_ending(case.row),
    )


def _ending(row: Row) -> str:
    """What has come of a case; its status when it left the council without an outcome; "" while it waits."""
    if row.case.outcome:
        return str(OUTCOME_LABELS[row.case.outcome])
    status = row.application.status
    return "" if status in STAGE_OF else str(STATUS_TEXTS[status].label)


def to_do(cases: Sequence[CaseScores], member_id: int) -> tuple[list[ToDo], list[ToDo], int]:
    """A member's list: what is left, the one with the fewest reviews first; what is done; and how many are closed."""
    mine = {case.id: case for case in cases if _is_open(case, member_id)}
    order = to_read_next({case_id: case.result.count for case_id, case in mine.items()})
    lines = [(mine[case_id].has_view_of(member_id), _to_do(mine[case_id], member_id)) for case_id in order]
    left, done = [line for is_in, line in lines if not is_in], [line for is_in, line in lines if is_in]
    return left, done, len(cases) - len(mine)


def _to_do(case: CaseScores, member_id: int) -> ToDo:
    is_reviewer = case.tie_of(member_id) is Whose.REVIEWER
    step = _("Say whether anything ties you to it")
    if is_reviewer:
        step = _("See all scores") if case.has_view_of(member_id) else _("Read and score")
    endpoint = "scoring.score" if is_reviewer else "scoring.conflict"
    return ToDo(
        title=case.row.title,
        reference=case.row.application.reference,
        lead=named(case.row.lead),
        stage=str(STAGE_LABELS[case.row.case.stage]),
        url=url_for("scoring.result" if case.has_view_of(member_id) else endpoint, application_id=case.id),
        step=step,
        reviews=case.result.count,
        held_on=case.row.meeting.held_on,
    )


@dataclass(frozen=True)
class PackCase:
    """A case in the meeting pack. ``apart``: where members disagree; ``gender``: what was sent answers on it.

    ``savings``: what other administrations say of each line by which they would save.
    """

    line: MeetingLine
    criteria: Sequence[CriterionLine]
    apart: Sequence[str]
    gender: bool
    savings: Sequence[str] = ()


def pack(
    cases: Sequence[CaseScores],
    lines: Sequence[MeetingLine],
    answers: Mapping[int, Mapping[str, Mapping[str, str]]],
    savings: Mapping[int, Sequence[str]],
) -> list[PackCase]:
    """The meeting pack: the cases whose figures the reader may see, in the order of ``lines``.

    ``answers``: case → what was sent last. ``savings``: case → as in `PackCase`.
    """
    by_id = {case.id: case for case in cases}
    return [
        PackCase(
            line,
            criterion_lines(by_id[line.case_id]),
            _apart(by_id[line.case_id]),
            _answers_on_gender(answers.get(line.case_id, {})),
            savings.get(line.case_id, ()),
        )
        for line in lines
        if line.figures
    ]


def _answers_on_gender(answers: Mapping[str, Mapping[str, str]]) -> bool:
    return any(answers.get("gender", {}).values()) or bool(answers.get("aim", {}).get("equality"))


def _apart(case: CaseScores) -> list[str]:
    """The criteria on which scores lie three steps or more apart: own convention, more than half the scale."""
    pairs = zip(case.criteria, case.lines, strict=True)
    return [named(criterion) for criterion, line in pairs if 2 * line.spread > criterion.highest]
