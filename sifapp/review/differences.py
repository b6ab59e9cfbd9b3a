"""Where does the assistant's advice differ from what was decided, so that its knowledge can be mended?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sifapp.applications.models import Application, Submission, case_reference
from sifapp.conversation.models import About, Objection
from sifapp.review.queries import IS_SENT
from sifapp.review.rules import SMALLEST_GROUP
from sifapp.statuses import TAKEN_ON, Status

PAGE = 25
# What advice says when nothing in the text speaks for any area.
NO_AREA = "no_area"

advised_area, area = col(Application.advised_area), col(Application.area)
advised_fund, referred_fund = col(Application.advised_fund), col(Application.referred_fund)
status = col(Application.status)

# Whether advice and decision agree; NULL while nothing is decided, and where no advice was stored. To decline says
# only that this fund does not fit, so advice on any other money agrees with it.
FUND_AGREES = sa.case(
    (status.in_(sorted(TAKEN_ON)), advised_fund == "sif"),
    (status == Status.REFERRED, advised_fund == referred_fund),
    (status == Status.DECLINED, advised_fund != "sif"),
)
# The applicant's own choice decides the area.
AREA_AGREES = sa.case((advised_fund.is_not(None) & area.is_not(None), sa.func.coalesce(advised_area, "") == area))
SAID: Mapping[About, sa.ColumnElement[Any]] = {
    About.AREA: sa.func.coalesce(advised_area, NO_AREA),
    About.FUND: sa.type_coerce(advised_fund, sa.String),
}
AGREES = {About.AREA: AREA_AGREES, About.FUND: FUND_AGREES}

# The index on all columns of a verdict holds both counts; no case is read.
COUNTS = {
    about: sa.select(SAID[about], AGREES[about], sa.func.count())
    .where(IS_SENT, AGREES[about].is_not(None))
    .group_by(SAID[about], AGREES[about])
    for about in About
}
PRESSES = sa.select(col(Objection.about), col(Objection.said), sa.func.count()).group_by(
    col(Objection.about), col(Objection.said)
)


@dataclass(frozen=True)
class Tally:
    """How often advice that said one thing agreed with what was decided, and how often people said it was not right."""

    said: str
    agree: int = 0
    differ: int = 0
    presses: int = 0

    @property
    def agree_percent(self) -> int | None:
        """How many of 100 agree; None for a group too small to say."""
        decided = self.agree + self.differ
        return round(100 * self.agree / decided) if decided >= SMALLEST_GROUP else None


@dataclass(frozen=True)
class DifferingCase:
    """One case where advice and decision differ. ``words``: those of the text that spoke for what was advised."""

    id: int
    title: str
    created_at: datetime
    advised_area: str | None
    advised_fund: str
    area: str | None
    status: Status
    referred_fund: str | None
    words: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        return case_reference(self.id, self.created_at)


def tallies(session: Session, about: About) -> dict[str, Tally]:
    """For each area or kind of money that advice has named, how it went; by its id. Two statements."""
    counted: dict[str, dict[str, int]] = {}
    for said, agrees, count in session.execute(COUNTS[about]):
        counted.setdefault(said, {})["agree" if agrees else "differ"] = count
    for pressed_about, said, count in session.execute(PRESSES):
        if pressed_about == about:
            counted.setdefault(said, {})["presses"] = count
    return {said: Tally(said, **counts) for said, counts in counted.items()}


def differing_cases(
    session: Session, about: About, *, said: str = "", decided: str = "", before: int | None = None
) -> list[DifferingCase]:
    """Cases where advice on the area, or on the money, differs from what was decided.

    The newest first, one more than a page. ``said``: only where advice named this. ``decided``: only where this was
    decided: an area; or a kind of money, or "declined". ``before``: only cases older than this one. Two statements.
    """
    query = (
        sa.select(
            col(Application.id),
            col(Application.title),
            col(Application.created_at),
            advised_area,
            advised_fund,
            area,
            status,
            referred_fund,
        )
        .where(IS_SENT, AGREES[about].is_(False))
        .order_by(col(Application.id).desc())
        .limit(PAGE + 1)
    )
    if said:
        query = query.where(SAID[about] == said)
    if decided:
        query = query.where(_decided(about, decided))
    if before is not None:
        query = query.where(col(Application.id) < before)
    cases = [DifferingCase(*row) for row in session.execute(query)]
    words = _words(session, about, [case.id for case in cases])
    return [replace(case, words=words.get(case.id, ())) for case in cases]


def _decided(about: About, decided: str) -> sa.ColumnElement[bool]:
    if about is About.AREA:
        return area == decided
    if decided == "sif":
        return status.in_(sorted(TAKEN_ON))
    return status == Status.DECLINED if decided == Status.DECLINED else referred_fund == decided


def _words(session: Session, about: About, case_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The words that spoke for what was advised in the last submission of each case."""
    rows = session.execute(
        sa.select(col(Submission.application_id), col(Submission.advice))
        .where(col(Submission.application_id).in_(case_ids))
        .order_by(col(Submission.round))
    )
    return {case_id: spoken(about, advice) for case_id, advice in rows}


def spoken(about: About, advice: Mapping[str, Any]) -> tuple[str, ...]:
    """The words of the text that spoke for the advised area, or for the advised money; each once, as they stand there.

    ``advice``: as it is stored.
    """
    if about is About.AREA:
        rows = [row for row in advice.get("areas", ()) if row["id"] == advice["primary_area"]]
    else:
        best = [row for row in advice.get("funds", ()) if row["id"] == advice["best_fund"]]
        rows = [condition for row in best for condition in row["conditions"] if condition["met"] == "yes"]
    return tuple(dict.fromkeys(" ".join(one["phrase"].split()) for row in rows for one in row["evidence"]))
