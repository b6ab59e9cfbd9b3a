"""How does a case read as an officer's statement to the executive board, in the city's own order?

Source: the order of headings is that of the city's tjänsteutlåtanden, for example Östermalm's on this fund in 2016.
Pure: `decisions.kinds` gathers the facts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from sifapp.calculation.lines import Range
from sifapp.calculation.rules import Sums
from sifapp.calculation.showing import ResultPage
from sifapp.documents.model import Block, Document, Heading, Note, Paragraph, Points, Signatures, Table
from sifapp.i18n import language, show_date, show_number, show_sek
from sifapp.scoring.pages import CriterionLine, Figures
from sifapp.scoring.papers import scores
from sifapp.wizard.paper import answers, savings_told
from sifapp.wizard.reading import Section


@dataclass(frozen=True)
class CouncilFacts:
    """What the council thinks. ``outcome``: in words, or "". ``aside``: how many had a conflict of interest."""

    meeting: str
    held_on: date
    figures: Figures | None
    criteria: Sequence[CriterionLine]
    aside: int
    outcome: str
    reasons: Sequence[str]


@dataclass(frozen=True)
class ProposalFacts:
    """What the city director proposes: whole kronor, days and conditions when granted, else why and the way on."""

    grants: bool
    amount_sek: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    conditions: Sequence[str] = ()
    criterion: str = ""
    reason: str = ""
    way_on: str = ""


@dataclass(frozen=True)
class BoardFacts:
    """What the executive board has said of the case before. ``answer``: in words."""

    decided_on: date
    protocol: str
    answer: str
    reason: str
    reservations: str


@dataclass(frozen=True)
class PreStudyFacts:
    """The last pre-study that was carried out. ``spent_sek``: what it cost; ``found``: each question and its answer."""

    spent_sek: int
    found: Sequence[tuple[str, str]]
    learnt: str


@dataclass(frozen=True)
class Sent:
    """A time that the applicant has sent the case: as a sketch or as an application."""

    sent_at: datetime
    is_application: bool = False


@dataclass(frozen=True)
class CaseFacts:
    """All that the statement tells. ``sent``: each time that the applicant has sent it, the first one first.

    ``diary_number``: "" when none is given. ``result``: of the application's costs and effects.
    ``savings``: what other administrations say of each line by which they would save.
    """

    reference: str
    title: str
    lead: str
    partners: Sequence[str]
    call: str
    diary_number: str
    written_on: date
    writer: str
    idea: str
    sections: Sequence[Section]
    sent: Sequence[Sent]
    pre_study: PreStudyFacts | None = None
    council: CouncilFacts | None = None
    proposal: ProposalFacts | None = None
    board: Sequence[BoardFacts] = ()
    result: ResultPage | None = None
    attachments: Sequence[str] = ()
    savings: Sequence[str] = ()

    @property
    def is_application(self) -> bool:
        """Whether what the board is to decide on is an application."""
        return self.sent[-1].is_application


def statement(facts: CaseFacts) -> Document:
    """The officer's statement (tjänsteutlåtande), in the language that texts are made in. It asks no database."""
    number = facts.diary_number or facts.reference
    return Document(
        title=_("Grant from the Social Investment Fund: %(title)s", title=facts.title),
        language=language(),
        running=" · ".join((_("The Executive Office"), _("Officer’s statement"), number)),
        blocks=[
            *_head(facts),
            Heading(_("Proposed decision")),
            *_proposal(facts),
            Signatures([_("City director"), _("Officer")]),
            Heading(_("Summary")),
            *_summary(facts),
            Heading(_("Preparation of the case")),
            *_preparation(facts),
            Heading(_("Background")),
            *_background(facts),
            *_pre_study(facts.pre_study),
            Heading(_("The case")),
            *answers(facts.sections, level=2),
            *savings_told(facts.savings, level=2),
            Heading(_("The Executive Office’s views and proposal")),
            *_views(facts),
            *_consequences(facts),
            Heading(_("Attachments")),
            Points([_what_was_sent(facts), *facts.attachments], numbered=True),
        ],
    )


def _head(facts: CaseFacts) -> list[Block]:
    return [
        Paragraph(facts.diary_number or _("to be filled in"), _("Diary number")),
        Paragraph(show_date(facts.written_on), _("Date")),
        Paragraph(facts.writer, _("Officer")),
        Paragraph(_("The Executive Board"), _("To")),
    ]


def _owners(facts: CaseFacts) -> str:
    return ", ".join([facts.lead, *facts.partners])


def _proposal(facts: CaseFacts) -> list[Block]:
    proposal = facts.proposal
    if proposal is None:
        return [Note(_("The proposal is not made yet. Write here what the board is to decide."))]
    if not proposal.grants:
        refused = _(
            "The application “%(title)s” (%(reference)s) is refused.", title=facts.title, reference=facts.reference
        )
        return [_the_board(), Points([refused], numbered=True)]
    granted = _(
        "%(owners)s is granted %(amount)s from the Social Investment Fund for “%(title)s” (%(reference)s).",
        owners=_owners(facts),
        amount=show_sek(proposal.amount_sek),
        title=facts.title,
        reference=facts.reference,
    )
    points = [granted, *proposal.conditions]
    if proposal.starts_on and proposal.ends_on:
        days = {"start": show_date(proposal.starts_on), "end": show_date(proposal.ends_on)}
        points.insert(1, _("The money is for the time from %(start)s to %(end)s.", **days))
    return [_the_board(), Points(points, numbered=True)]


def _the_board() -> Paragraph:
    return Paragraph(_("The Executive Board decides as follows."))


def _summary(facts: CaseFacts) -> list[Block]:
    asks = _(
        "%(owners)s has written to the Social Investment Fund about “%(title)s”.",
        owners=_owners(facts),
        title=facts.title,
    )
    blocks: list[Block] = [Paragraph(asks), Paragraph(facts.idea)]
    if facts.council and facts.council.outcome:
        blocks.append(Paragraph(_("The council’s view: %(outcome)s.", outcome=facts.council.outcome)))
    return blocks


def _preparation(facts: CaseFacts) -> list[Block]:
    blocks: list[Block] = [Paragraph(" ".join(_arrivals(facts)))]
    if council := facts.council:
        day = show_date(council.held_on)
        met = _("The fund’s council dealt with it on %(day)s (%(meeting)s).", day=day, meeting=council.meeting)
        aside = ngettext(
            "%(num)s member had a conflict of interest and took no part.",
            "%(num)s members had a conflict of interest and took no part.",
            council.aside,
        )
        blocks.append(Paragraph(f"{met} {aside}" if council.aside else met))
    for board in facts.board:
        blocks += _earlier(board)
    return [*blocks, _to_fill_in(_("When and in which group were the unions informed?"))]


def _arrivals(facts: CaseFacts) -> Iterator[str]:
    """How the case came in, one sentence for each time."""
    seen: set[bool] = set()
    for sent in facts.sent:
        day = show_date(sent.sent_at)
        if sent.is_application in seen:
            yield _("It was completed on %(day)s.", day=day)
        elif sent.is_application:
            yield _("The application came in on %(day)s.", day=day)
        else:
            yield _("The sketch came in on %(day)s, within “%(call)s”.", day=day, call=facts.call)
        seen.add(sent.is_application)


def _earlier(board: BoardFacts) -> list[Block]:
    """What the board has said before, as when it has sent the case back."""
    said = _(
        "The Executive Board dealt with it on %(day)s (%(protocol)s): %(answer)s.",
        day=show_date(board.decided_on),
        protocol=board.protocol,
        answer=board.answer,
    )
    blocks: list[Block] = [Paragraph(said)]
    if board.reason:
        blocks.append(Paragraph(board.reason, _("Reasons")))
    if board.reservations:
        blocks.append(Paragraph(board.reservations, _("Reservations")))
    return blocks


def _background(facts: CaseFacts) -> list[Block]:
    return [
        Paragraph(
            _(
                "The City of Stockholm has set up a Social Investment Fund of SEK 300 million. It pays for long-term "
                "preventive work that develops new methods, where one administration often bears the cost and another "
                "gets the gain. What a project saves is returned to the fund."
            )
        ),
        Paragraph(_("The idea came in within the call “%(call)s”.", call=facts.call)),
    ]


def _pre_study(study: PreStudyFacts | None) -> list[Block]:
    if study is None:
        return []
    cost = _(
        "The fund paid for a pre-study before the application was written. It cost %(amount)s.",
        amount=show_sek(study.spent_sek),
    )
    return [
        Heading(_("The pre-study"), level=2),
        Paragraph(cost),
        *(Paragraph(answer, question) for question, answer in study.found),
        Paragraph(study.learnt, _("What was learnt")),
    ]


def _views(facts: CaseFacts) -> list[Block]:
    return [*_office(facts.proposal), *_council(facts)]


def _office(proposal: ProposalFacts | None) -> list[Block]:
    """Why a case is to be refused stands in the proposal; why it is to be granted, whoever writes must say."""
    if proposal is None or proposal.grants:
        return [_to_fill_in(_("What does the Executive Office think of it, and why?"))]
    texts = (
        (_("Criterion"), proposal.criterion),
        (_("Reasons"), proposal.reason),
        (_("Way on"), proposal.way_on),
    )
    return [Paragraph(text, label) for label, text in texts if text]


def _council(facts: CaseFacts) -> list[Block]:
    council = facts.council
    if council is None:
        return []
    blocks: list[Block] = [Heading(_("The council’s view"), 2)]
    if council.outcome:
        blocks += [Paragraph(f"{council.outcome}."), *(Paragraph(text) for text in council.reasons)]
    return [*blocks, *scores(council.figures, facts.title, council.criteria)]


def _to_fill_in(what: str) -> Note:
    return Note(_("To be filled in: %(what)s", what=what))


def _consequences(facts: CaseFacts) -> list[Block]:
    blocks: list[Block] = [Heading(_("Consequences"), 2)]
    if facts.result is None:
        what = _("What does it mean for the city’s economy, for gender equality and for children?")
        return [*blocks, _to_fill_in(what)]
    blocks += [Heading(_("The city’s economy"), 3), *_economy(facts.result)]
    return [*blocks, _to_fill_in(_("What does it mean for gender equality and for children?"))]


def _economy(result: ResultPage) -> list[Block]:
    """The application's own calculation: sentences, then low, base and high beside each other."""
    city = result.calculation.city
    rows = [
        _row(_("The city’s cost"), Range(city.cost_sek, city.cost_sek, city.cost_sek)),
        _row(_("The city's saving that counts for repayment"), city.counted_sek),
        *(_row(_("Saving of %(name)s", name=name), sums.counted_sek) for name, sums in _savers(result)),
        _row(_("All saving less all cost"), city.net_sek),
        *(_row(_("Outside the city: %(name)s", name=name), saving) for name, saving in result.others),
    ]
    heads = ["", _("Low"), _("Base"), _("High")]
    caption = _("What the project costs and saves, in kronor, as the applicants have calculated it")
    return [
        *(Paragraph(sentence) for sentence in result.sums),
        Table(caption, heads, rows, (8, 4, 4, 4), frozenset({1, 2, 3})),
    ]


def _savers(result: ResultPage) -> list[tuple[str, Sums]]:
    """Who saves in the city."""
    return [(name, sums) for name, sums in result.administrations if sums.counted_sek.high]


def _row(name: str, values: Range[int]) -> list[str]:
    return [name, *map(show_number, (values.low, values.base, values.high))]


def _what_was_sent(facts: CaseFacts) -> str:
    if facts.is_application:
        return str(_("The application as it was sent, %(reference)s", reference=facts.reference))
    return str(_("The sketch as it was sent, %(reference)s", reference=facts.reference))
