"""Which cases wait for a proposal or a decision, what has been proposed and decided, and what is left of the money?"""

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration, Person
from sifapp.applications.models import Application, Call, CasePartner, Submission
from sifapp.applications.search import MOST
from sifapp.calculation import written
from sifapp.decisions.models import (
    Condition,
    Decision,
    DiaryNumber,
    EarlierGrant,
    FrameAmount,
    Proposal,
    ProposalDraft,
    Ruling,
    UnusedMoney,
)
from sifapp.decisions.rules import Frame
from sifapp.prestudy import queries as prestudy
from sifapp.statuses import FUNDED, Status
from sifapp.wizard.rules import total_sek
from sifapp.wizard.which_form import step_by_id

FROM_THE_START: dict[str, Any] = tomllib.loads(Path(__file__).with_name("frame.toml").read_text(encoding="utf-8"))

# Cases that ask for money: applications that have been sent and wait for an answer.
ASKING = (Status.APPLIED, Status.APPLICATION_RETURNED, Status.APPLICATION_COUNCIL, Status.PROPOSAL, Status.DECISION)
# The administration that keeps the executive board's register.
BOARDS_OFFICE = "stadsledning"


@dataclass(frozen=True)
class Waiting:
    """A case on the desk. ``proposal``: the last one; ``decision``: held until it is released."""

    application: Application
    call: Call
    lead: Administration
    proposal: Proposal | None
    decision: Decision | None


@dataclass(frozen=True)
class Sums:
    """Kronor of one call or area, in the order of the table."""

    granted_sek: int = 0
    held_sek: int = 0
    applied_sek: int = 0

    def plus(self, **more: int) -> "Sums":
        """These sums with something added to some of them."""
        return Sums(**{name: getattr(self, name) + more.get(name, 0) for name in Sums.__dataclass_fields__})


@dataclass
class Money:
    """The fund's money, whole and by call and area. Area None: none chosen."""

    frame: Frame
    by_call: dict[int, Sums] = field(default_factory=dict)
    by_area: dict[str | None, Sums] = field(default_factory=dict)

    def add(self, call_id: int, area: str | None, **amounts: int) -> None:
        """Count a case's kronor with its call and its area."""
        self.by_call[call_id] = self.by_call.get(call_id, Sums()).plus(**amounts)
        self.by_area[area] = self.by_area.get(area, Sums()).plus(**amounts)


LAST_PROPOSAL = (
    sa.select(sa.func.max(col(Proposal.id)))
    .where(col(Proposal.application_id) == col(Application.id))
    .correlate(Application)
    .scalar_subquery()
)
WAITING = (
    sa.select(Application, Call, Administration, Proposal, Decision)
    .join(Call, col(Call.id) == Application.call_id)
    .join(Administration, col(Administration.id) == Application.lead_administration_id)
    .outerjoin(Proposal, col(Proposal.id) == LAST_PROPOSAL)
    .outerjoin(
        Decision,
        (col(Decision.application_id) == col(Application.id)) & col(Decision.released_at).is_(None),
    )
    .where(col(Application.status).in_((Status.PROPOSAL, Status.DECISION)), col(Application.deleted_at).is_(None))
    .order_by(col(Application.status_since), col(Application.id))
)


def waiting(session: Session, application_ids: Collection[int] | None = None) -> list[Waiting]:
    """Cases that wait for a proposal or a decision, the longest wait first; at most 1,000.

    ``application_ids``: only these.
    """
    wanted = WAITING if application_ids is None else WAITING.where(col(Application.id).in_(application_ids))
    return [Waiting(*row) for row in session.execute(wanted.limit(MOST))]


def draft_of(session: Session, application_id: int) -> ProposalDraft | None:
    """The proposal as somebody has begun to write it."""
    return session.exec(
        select(ProposalDraft)
        .where(ProposalDraft.application_id == application_id)
        .execution_options(populate_existing=True)
    ).first()


def proposals_of(session: Session, application_id: int) -> Sequence[tuple[Proposal, Person]]:
    """All proposals of a case with who made them, the last one first."""
    return session.exec(
        select(Proposal, Person)
        .join(Person, col(Person.id) == Proposal.proposed_by_id)
        .where(Proposal.application_id == application_id)
        .order_by(col(Proposal.id).desc())
    ).all()


def decisions_of(session: Session, application_id: int, *, released_only: bool) -> Sequence[tuple[Decision, Person]]:
    """The board's answers on a case with who wrote them down, the last one first."""
    found = (
        select(Decision, Person)
        .join(Person, col(Person.id) == Decision.recorded_by_id)
        .where(Decision.application_id == application_id)
        .order_by(col(Decision.id).desc())
    )
    return session.exec(found.where(col(Decision.released_at).is_not(None)) if released_only else found).all()


def held_decision(session: Session, application_id: int) -> Decision | None:
    """The board's answer that waits to be released."""
    return session.exec(
        select(Decision)
        .where(Decision.application_id == application_id, col(Decision.released_at).is_(None))
        .execution_options(populate_existing=True)
    ).first()


def conditions_of(session: Session, application_ids: Iterable[int]) -> dict[int, list[Condition]]:
    """All conditions that were ever proposed or decided, by case, in their order."""
    found: dict[int, list[Condition]] = {}
    for condition in session.exec(
        select(Condition)
        .where(col(Condition.application_id).in_(list(application_ids)))
        .order_by(col(Condition.position), col(Condition.id))
    ):
        found.setdefault(condition.application_id, []).append(condition)
    return found


def authorities_of(session: Session, application_ids: Iterable[int]) -> dict[int, list[tuple[Administration, str]]]:
    """By case: the authorities that register it, each with its diary number or ""; the board's office first."""
    ids = list(application_ids)
    case: sa.Label[int] = sa.label("case", col(Application.id))
    lead: sa.Label[int] = sa.label("authority", col(Application.lead_administration_id))
    own = sa.select(case, lead)
    partners = sa.select(col(CasePartner.application_id), col(CasePartner.administration_id))
    office = sa.select(col(Application.id), col(Administration.id)).join(
        Administration, col(Administration.code) == BOARDS_OFFICE
    )
    parties = sa.union(
        own.where(col(Application.id).in_(ids)),
        partners.where(col(CasePartner.application_id).in_(ids)),
        office.where(col(Application.id).in_(ids)),
    ).subquery()
    rows = session.execute(
        sa.select(parties.c.case, Administration, sa.func.coalesce(col(DiaryNumber.number), ""))
        .join(Administration, col(Administration.id) == parties.c.authority)
        .outerjoin(
            DiaryNumber,
            (col(DiaryNumber.application_id) == parties.c.case)
            & (col(DiaryNumber.administration_id) == parties.c.authority),
        )
        .order_by(col(Administration.code) != BOARDS_OFFICE, col(Administration.name_sv))
    )
    found: dict[int, list[tuple[Administration, str]]] = {}
    for case_id, administration, number in rows:
        found.setdefault(case_id, []).append((administration, number))
    return found


def frame_amounts(session: Session) -> Sequence[tuple[FrameAmount, Person]]:
    """How much money administrators have said that the fund has; what holds now comes first."""
    return session.exec(
        select(FrameAmount, Person)
        .join(Person, col(Person.id) == FrameAmount.set_by_id)
        .order_by(col(FrameAmount.id).desc())
    ).all()


def earlier_grants(session: Session) -> Sequence[EarlierGrant]:
    """What was granted before this system, the named investments first."""
    return session.exec(select(EarlierGrant).order_by(col(EarlierGrant.investments), EarlierGrant.name_sv)).all()


def reserved_sek(session: Session) -> int:
    """What pre-studies have reserved or spent, in kronor."""
    return sum(part.amount_sek for part in prestudy.reserved_sek(session))


def unused_sek(session: Session, application_id: int) -> int:
    """What a project has given back of its grant, in kronor."""
    given_back = sa.select(_sum(UnusedMoney.amount_sek))
    return int(session.execute(given_back.where(col(UnusedMoney.application_id) == application_id)).scalar_one())


def left_sek(session: Session) -> int:
    """What can still be granted, in kronor."""
    return frame_of(session, 0).left_sek


def frame_of(session: Session, applied_sek: int) -> Frame:
    """The fund's money as one."""
    amount = sa.select(col(FrameAmount.amount_sek)).order_by(col(FrameAmount.id).desc()).limit(1)
    sums = (
        sa.select(_sum(EarlierGrant.amount_sek)),
        _granted(_sum(Decision.amount_sek), held=False),
        sa.select(_sum(UnusedMoney.amount_sek)),
        _granted(_sum(Decision.amount_sek), held=True),
    )
    row = session.execute(sa.select(*(part.scalar_subquery() for part in (amount, *sums)))).one()
    set_sek, (earlier, granted, unused, held) = row[0], (int(part) for part in row[1:])
    return Frame(
        amount_sek=FROM_THE_START["frame"]["amount_sek"] if set_sek is None else set_sek,
        earlier_sek=earlier,
        granted_sek=granted,
        unused_sek=unused,
        held_sek=held,
        reserved_sek=reserved_sek(session),
        applied_sek=applied_sek,
    )


def _sum(column: Any) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(col(column)), 0)


def _granted(*columns: Any, held: bool) -> "sa.Select[Any]":
    """Grants that have been released; or ``held`` ones, of cases that still wait: one that was withdrawn is off."""
    found = (
        sa.select(*columns)
        .select_from(Decision)
        .join(Application, col(Application.id) == col(Decision.application_id))
        .where(col(Decision.ruling) == Ruling.GRANT)
    )
    if held:
        return found.where(col(Decision.released_at).is_(None), col(Application.status) == Status.DECISION)
    return found.where(col(Decision.released_at).is_not(None), col(Application.status).in_(sorted(FUNDED)))


def money(session: Session) -> Money:
    """The fund's money, whole and by call and area, in five statements."""
    by_group = col(Application.call_id), col(Application.area)
    total = sa.func.sum(col(Decision.amount_sek))
    asked = _asked(session)
    found = Money(frame_of(session, sum(amount for _call, _area, amount in asked)))
    for held, name in ((False, "granted_sek"), (True, "held_sek")):
        for call_id, area, amount in session.execute(_granted(*by_group, total, held=held).group_by(*by_group)):
            found.add(call_id, area, **{name: int(amount)})
    for call_id, area, amount in asked:
        found.add(call_id, area, applied_sek=amount)
    return found


def _asked(session: Session) -> list[tuple[int, str | None, int]]:
    """What each case that waits for an answer asks for: (call, area, kronor). One with a held decision asks no more."""
    held = sa.select(col(Decision.application_id)).where(col(Decision.released_at).is_(None))
    last = (
        sa.select(sa.func.max(col(Submission.id)))
        .where(col(Submission.application_id) == col(Application.id))
        .correlate(Application)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(
            col(Application.call_id),
            col(Application.area),
            col(Submission.answers)["cost"],
            col(Submission.answers)["economy"],
        )
        .join(Submission, col(Submission.id) == last)
        .where(
            col(Application.status).in_(ASKING),
            col(Application.deleted_at).is_(None),
            col(Application.id).not_in(held),
        )
    )
    return [(call_id, area, asked_sek(cost, economy)) for call_id, area, cost, economy in rows]


def asked_of(session: Session, application_id: int) -> int:
    """What the case asks the fund for, as it was last sent, in kronor; 0 when nothing can be read."""
    answers: Mapping[str, Any] | None = session.execute(
        sa.select(col(Submission.answers))
        .where(col(Submission.application_id) == application_id)
        .order_by(col(Submission.id).desc())
        .limit(1)
    ).scalar()
    return asked_sek(answers.get("cost"), answers.get("economy")) if answers else 0


def asked_sek(cost: Mapping[str, str] | None, economy: Mapping[str, str] | None = None) -> int:
    """What the fund is asked to pay, in kronor; 0 when nothing can be read.

    ``cost``: the sketch's answers about it. ``economy``: the application's, which hold where there are any.
    """
    if economy:
        return written.asked_sek(economy)
    step = step_by_id("cost")
    return (total_sek(step, cost or {}) or 0) if step else 0
