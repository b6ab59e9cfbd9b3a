"""How does a case read as an officer's statement to the executive board, in the city's own order?

Source: the order of headings is that of the city's tjänsteutlåtanden, for example Östermalm's on this fund in 2016.
The facts come from whoever asks: the council's step knows the sketch, the decision's step amount and conditions too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from sifapp.documents.model import Block, Document, Heading, Note, Paragraph, Points, Signatures
from sifapp.i18n import language, show_date, show_sek
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
    """What the city director proposes: whole kronor and conditions when granted. ``reasons``: in running text."""

    grants: bool
    amount_sek: int = 0
    conditions: Sequence[str] = ()
    reasons: str = ""


@dataclass(frozen=True)
class CaseFacts:
    """All that the statement tells. ``sent_at``: each time that the applicant has sent it, the first one first.

    ``consequences``: heading and text of each, such as the economy. ``diary_number``: "" when none is given.
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
    sent_at: Sequence[datetime]
    council: CouncilFacts | None = None
    proposal: ProposalFacts | None = None
    consequences: Sequence[tuple[str, str]] = ()
    attachments: Sequence[str] = ()
    savings: Sequence[str] = ()


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
            Heading(_("The case")),
            *answers(facts.sections, level=2),
            *savings_told(facts.savings, level=2),
            Heading(_("The Executive Office’s views and proposal")),
            *_views(facts),
            *_consequences(facts),
            Heading(_("Attachments")),
            Points(facts.attachments or [_("The sketch as it was sent, %(reference)s", reference=facts.reference)]),
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
    return [_the_board(), Points([granted, *proposal.conditions], numbered=True)]


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
    blocks: list[Block] = []
    if facts.sent_at:
        came = _("The sketch came in on %(day)s, within “%(call)s”.", day=show_date(facts.sent_at[0]), call=facts.call)
        later = [_("It was completed on %(day)s.", day=show_date(day)) for day in facts.sent_at[1:]]
        blocks.append(Paragraph(" ".join([came, *later])))
    if council := facts.council:
        day = show_date(council.held_on)
        met = _("The fund’s council dealt with it on %(day)s (%(meeting)s).", day=day, meeting=council.meeting)
        aside = ngettext(
            "%(num)s member had a conflict of interest and took no part.",
            "%(num)s members had a conflict of interest and took no part.",
            council.aside,
        )
        blocks.append(Paragraph(f"{met} {aside}" if council.aside else met))
    return [*blocks, _to_fill_in(_("When and in which group were the unions informed?"))]


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


def _views(facts: CaseFacts) -> list[Block]:
    blocks: list[Block] = []
    if facts.proposal and facts.proposal.reasons:
        blocks.append(Paragraph(facts.proposal.reasons))
    if council := facts.council:
        blocks.append(Heading(_("The council’s view"), 2))
        if council.outcome:
            blocks += [Paragraph(f"{council.outcome}."), *(Paragraph(text) for text in council.reasons)]
        blocks += scores(council.figures, facts.title, council.criteria)
    return blocks or [_to_fill_in(_("What does the Executive Office think of it, and why?"))]


def _to_fill_in(what: str) -> Note:
    return Note(_("To be filled in: %(what)s", what=what))


def _consequences(facts: CaseFacts) -> list[Block]:
    blocks: list[Block] = [Heading(_("Consequences"), 2)]
    if not facts.consequences:
        what = _("What does it mean for the city’s economy, for gender equality and for children?")
        return [*blocks, _to_fill_in(what)]
    for name, text in facts.consequences:
        blocks += [Heading(name, 3), Paragraph(text)]
    return blocks
