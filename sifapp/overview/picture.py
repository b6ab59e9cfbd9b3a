"""Which figures make the fund's own picture? Read once, for the page and for the spreadsheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from sifapp.accounts.models import Administration
from sifapp.accounts.queries import present_administrations
from sifapp.accounts.succession import successor_of
from sifapp.conversation.models import About
from sifapp.overview import queries
from sifapp.overview.groups import group_lines
from sifapp.overview.pages import ShownGroup, StageLine, StepLine, duration, shown_groups, stage_lines, step_lines
from sifapp.review.differences import Tally, tallies
from sifapp.review.queries import support_counts
from sifapp.scoring.pages import named
from sifapp.statuses import Status
from sifapp.wizard.application_steps import APPLICATION
from sifapp.wizard.steps import SKETCH


@dataclass(frozen=True)
class Agreement:
    """How often the assistant's advice on money agreed with what was decided."""

    agree: int
    differ: int

    @property
    def decided(self) -> int:
        """All that advice was given on, and that has been decided."""
        return self.agree + self.differ


@dataclass(frozen=True)
class Picture:
    """All of it. ``absent``: names of administrations that have never sent a sketch. ``to_send``: "" when none was."""

    stages: list[StageLine]
    sketch_steps: list[StepLine]
    application_steps: list[StepLine]
    by_administration: list[ShownGroup]
    by_origin: list[ShownGroup]
    absent: list[str]
    sent: int
    to_send: str
    agreement: Agreement


def picture_of(session: Session, day: date) -> Picture:
    """The fund as it is on ``day``; administrations that are gone count with those that have taken over."""
    known = {one.id: one for one in session.exec(select(Administration))}
    counts, support = queries.counts(session), support_counts(session, None, helped_only=True)
    leads = group_lines(
        counts,
        support,
        lambda count: successor_of(count.lead_id, day, known),
        lambda given: successor_of(given.administration.id, day, known),
    )
    origins = group_lines(counts, support, lambda count: count.origin, lambda given: given.origin)
    present = {line.key for line in leads}
    to_send = queries.time_to_send(session)
    return Picture(
        stages=stage_lines(counts, queries.standing(session), queries.times(session)),
        sketch_steps=step_lines(SKETCH, queries.last_steps(session, SKETCH, Status.DRAFT)),
        application_steps=step_lines(APPLICATION, queries.last_steps(session, APPLICATION, Status.INVITED)),
        by_administration=shown_groups(leads, known),
        by_origin=shown_groups(origins, known),
        absent=[named(one) for one in present_administrations(session, day) if one.id not in present],
        sent=to_send.cases if to_send else 0,
        to_send=duration(to_send.median_s) if to_send else "",
        agreement=_agreement(tallies(session, About.FUND).values()),
    )


def _agreement(found: Iterable[Tally]) -> Agreement:
    rows = list(found)
    return Agreement(sum(row.agree for row in rows), sum(row.differ for row in rows))
