"""How do the meeting pack and the minutes read as documents? Minutes follow the order of the city's own."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from sifapp.documents.model import Blank, Block, Document, Heading, Note, Paragraph, Points, Signatures, Table
from sifapp.i18n import language, show_date
from sifapp.scoring.models import Meeting
from sifapp.scoring.pages import CriterionLine, Figures, PackCase
from sifapp.wizard.paper import savings_told

# What was said of an outcome when it was decided: why, and the way on.
Reasons = Mapping[int, Sequence[str]]


def pack_document(meeting: Meeting, cases: Sequence[PackCase]) -> Document:
    """The meeting pack: all cases at a glance, then each with its scores, what to talk about and the members' words."""
    count = ngettext("%(count)s case", "%(count)s cases", len(cases), count=len(cases))
    blocks: list[Block] = [Paragraph(f"{show_date(meeting.held_on)}. {count}.")]
    if cases:
        blocks += [Heading(_("All cases")), _overview(cases)]
    for case in cases:
        blocks += _pack_case(case)
    return _document(_("Meeting pack"), meeting, blocks)


def _document(name: str, meeting: Meeting, blocks: Sequence[Block]) -> Document:
    running = " · ".join((_("Social Investment Fund"), name))
    return Document(f"{name}: {meeting.name}", language(), running, blocks)


def _overview(cases: Sequence[PackCase]) -> Table:
    rows = []
    for case in cases:
        line, shown = case.line, case.line.figures
        assert shown is not None  # noqa: S101 - a pack holds no other cases
        name = f"{line.title}\n{line.reference}, {line.lead}"
        scored = f"{shown.count}/{shown.reviewers}"
        discuss = _("Discuss first") if shown.discuss_first else ""
        rows.append([name, str(line.rank or "–"), shown.mean, shown.spread, scored, discuss])
    heads = [_("Case"), _("Rank"), _("Mean"), _("Spread"), _("Scored by"), _("Open question")]
    return Table(_("Cases of the meeting"), heads, rows, (7, 2, 4, 3, 3, 4), frozenset({1, 2, 3, 4}))


def _pack_case(case: PackCase) -> list[Block]:
    line = case.line
    blocks: list[Block] = [
        Heading(f"{line.rank}. {line.title}" if line.rank else line.title, new_page=True),
        Paragraph(f"{line.reference}, {line.lead}"),
        *scores(line.figures, line.title, case.criteria),
    ]
    if points := open_questions(case):
        blocks += [Heading(_("To talk about"), 2), Points(points)]
    blocks += savings_told(case.savings, 2)
    if any(one.reasons for one in case.criteria):
        blocks.append(Heading(_("In the members’ words"), 2))
    for one in case.criteria:
        if one.reasons:
            blocks.append(Heading(one.name, 3))
            blocks.append(Points([f"{who}, {score}: {words}" for who, score, words in one.reasons]))
    return blocks


def scores(shown: Figures | None, title: str, criteria: Sequence[CriterionLine]) -> list[Block]:
    """A case's figures in a sentence, and the table of its scores."""
    if shown is None:
        return []
    figures = _(
        "Mean %(mean)s, median %(median)s, spread %(spread)s.",
        mean=shown.mean,
        median=shown.median,
        spread=shown.spread,
    )
    scored = ngettext(
        "%(count)s of %(num)s member has scored.",
        "%(count)s of %(num)s members have scored.",
        shown.reviewers,
        count=shown.count,
    )
    share = _("%(share)s%% of all scores are given.", share=shown.coverage)
    told = " ".join(filter(None, [figures, scored, share, shown.set_aside]))
    return [Paragraph(told), _score_table(title, criteria)]


def _score_table(title: str, criteria: Sequence[CriterionLine]) -> Table:
    rows = [
        [one.name, str(one.weight) if one.weight else _("Judged apart"), one.mean, one.scores, str(one.abstained)]
        for one in criteria
    ]
    heads = [_("Criterion"), _("Weight"), _("Mean"), _("Scores"), _("Abstained")]
    return Table(_("Scores of %(title)s", title=title), heads, rows, (7, 3, 4, 4, 3), frozenset({2, 4}))


def open_questions(case: PackCase) -> list[str]:
    """What the council has to talk about before it can say what comes of a case."""
    found = [_("The scores lie furthest apart on %(criterion)s.", criterion=name) for name in case.apart]
    missing = case.line.figures.reviewers - case.line.figures.count if case.line.figures else 0
    if missing:
        found.append(ngettext("%(num)s member has not scored.", "%(num)s members have not scored.", missing))
    if not case.gender:
        found.append(_("The sketch does not answer on the gender perspective."))
    return found


def minutes_document(
    meeting: Meeting,
    cases: Sequence[PackCase],
    *,
    members: Sequence[str],
    aside: Mapping[int, Sequence[str]],
    reasons: Reasons,
) -> Document:
    """A draft of the minutes (protokoll), with lines for what only those who were there know.

    ``members``: all who sit on the council. ``aside``: case → who has stepped aside from it.
    """
    blocks: list[Block] = [
        Note(_("Draft. Fill in what is missing and strike out what does not apply, before the minutes are approved.")),
        Paragraph(show_date(meeting.held_on), _("Date")),
        Blank(_("Place and time"), 1),
        Heading(_("Present")),
        Paragraph(_("Strike out whoever was not there.")),
        Points(members),
        Blank(_("Others who were present"), 2),
        Heading(_("§ %(number)s Who approves the minutes", number=1)),
        Blank(_("Chosen to approve the minutes together with the chair"), 1),
        Heading(_("§ %(number)s Conflicts of interest", number=2)),
        *_conflicts(cases, aside),
    ]
    for number, case in enumerate(cases, start=3):
        blocks += _decided_case(number, case, aside.get(case.line.case_id, ()), reasons.get(case.line.case_id, ()))
    blocks += [Heading(_("Signatures")), Signatures([_("Secretary"), _("Chair"), _("Approved by")])]
    return _document(_("Draft of minutes"), meeting, blocks)


def _conflicts(cases: Sequence[PackCase], aside: Mapping[int, Sequence[str]]) -> list[Block]:
    rows = [
        [case.line.title, case.line.reference, ", ".join(names)]
        for case in cases
        if (names := aside.get(case.line.case_id))
    ]
    if not rows:
        return [Paragraph(_("Nobody has a conflict of interest in any of the cases."))]
    heads = [_("Case"), _("Reference"), _("Stepped aside")]
    said = _("These members have taken no part in the handling of the case, neither in scoring nor in deciding.")
    return [Paragraph(said), Table(_("Conflicts of interest"), heads, rows, (6, 3, 5))]


def _decided_case(number: int, case: PackCase, aside: Sequence[str], reasons: Sequence[str]) -> list[Block]:
    line = case.line
    blocks: list[Block] = [
        Heading(f"§ {number} {line.title}"),
        Paragraph(f"{line.reference}, {line.lead}"),
        Heading(_("The council’s decision"), 2),
    ]
    if line.outcome:
        blocks += [Paragraph(line.outcome), *(Paragraph(text) for text in reasons)]
    else:
        blocks.append(Blank(_("Nothing has been written down yet."), 2))
    blocks += [Heading(_("Scores"), 2), *scores(line.figures, line.title, case.criteria)]
    if aside:
        blocks.append(Paragraph(_("Stepped aside: %(names)s.", names=", ".join(aside))))
    return [*blocks, Heading(_("What was said"), 2), Blank(_("In short:"), 4)]
