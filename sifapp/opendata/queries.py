"""What has the fund granted, as everybody may read it, and what came of it?

Public is a case from before this system, and one whose grant has been released: never a draft, an application, a
refusal or a decision that is still held. Only columns that are public are read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration
from sifapp.applications.models import Application, Call, CasePartner, LogDetails, LogEntry, Submission, case_reference
from sifapp.calculation.lines import Range
from sifapp.decisions.models import Decision, EarlierGrant, Ruling, UnusedMoney
from sifapp.followup.models import Project as StartedProject
from sifapp.followup.models import ProjectReport, Promise, State
from sifapp.followup.pages import DESIGNS, FINDINGS, share_told
from sifapp.followup.queries import EVALUATION
from sifapp.followup.rules import Design, Kind, share_of
from sifapp.followup.rules import Finding as Outcome
from sifapp.opendata.rules import public_text, without_sources
from sifapp.repayment.queries import returned
from sifapp.statuses import FUNDED, Status
from sifapp.wizard.models import StepDraft

PAGE_SIZE = 25


@dataclass(frozen=True)
class Filters:
    """Which projects are wanted. ``leads``: numbers of administrations, an old one beside the present one."""

    area: str | None = None
    leads: frozenset[int] | None = None
    year: int | None = None
    status: Status | None = None


@dataclass(frozen=True)
class Project:
    """What is public of one case. ``amount_sek``: None where no source says; ``unused_sek``: given back of it."""

    id: int
    title: str
    status: Status
    area: str | None
    lead_id: int
    created_at: datetime
    call_sv: str
    call_en: str
    amount_sek: int | None
    starts_on: date | None
    ends_on: date | None
    decided_on: date | None
    protocol: str | None
    unused_sek: int

    @property
    def reference(self) -> str:
        """The number that people use."""
        return case_reference(self.id, self.created_at)


@dataclass(frozen=True)
class GroupSum:
    """Projects and kronor of one area, administration, status and year. ``year``: None before this system."""

    area: str | None
    lead_id: int
    status: Status
    year: int | None
    projects: int
    granted_sek: int


@dataclass(frozen=True)
class Aim:
    """What a project is for, in the words that the applicant sent; "" where nothing was written."""

    purpose: str = ""
    target_group: str = ""


@dataclass(frozen=True)
class Finding:
    """What was found of one promise, and how sure it is: in words, and as codes and numbers for programs.

    ``effect``: what was to become fewer. ``share_percent``: of the change, what is due to the project.
    """

    words: str
    certainty: str
    effect: str
    outcome: Outcome
    design: Design
    share_percent: Range[int | None]


# Each case that is public, with its decision; without one, when it was granted before this system. Two halves: so the
# database begins with the few grants, not with the many cases.
_PUBLIC = sa.union_all(
    sa.select(col(Application.id).label("case"), col(Decision.id).label("decision"))
    .select_from(Decision)
    .join(Application, col(Application.id) == col(Decision.application_id))
    .where(
        col(Decision.ruling) == Ruling.GRANT,
        col(Decision.released_at).is_not(None),
        col(Application.status).in_(sorted(FUNDED)),
        col(Application.deleted_at).is_(None),
    ),
    sa.select(col(Application.id), sa.cast(sa.null(), sa.Integer)).where(
        col(Application.status) == Status.RECORDED, col(Application.deleted_at).is_(None)
    ),
).subquery("public")
# The year of the board's decision; none for what was granted before.
_YEAR = sa.extract("year", col(Decision.decided_on))
# What sums are grouped by: the first fields of `GroupSum`.
_GROUP: tuple[Any, ...] = (
    col(Application.area),
    col(Application.lead_administration_id),
    col(Application.status),
    _YEAR,
)


def _from_public(*columns: Any) -> "sa.Select[Any]":
    """Columns of public cases, and of their decisions where there are any."""
    return (
        sa.select(*columns)
        .select_from(_PUBLIC)
        .join(Application, col(Application.id) == _PUBLIC.c.case)
        .outerjoin(Decision, col(Decision.id) == _PUBLIC.c.decision)
    )


# As the fields of `Project`.
_COLUMNS: tuple[Any, ...] = (
    col(Application.id),
    col(Application.title),
    col(Application.status),
    col(Application.area),
    col(Application.lead_administration_id),
    col(Application.created_at),
    col(Call.name_sv),
    col(Call.name_en),
    sa.func.coalesce(col(Decision.amount_sek), col(EarlierGrant.amount_sek)),
    col(Decision.starts_on),
    # A change may have moved it since the decision.
    sa.func.coalesce(col(StartedProject.ends_on), col(Decision.ends_on)),
    col(Decision.decided_on),
    col(Decision.protocol),
    sa.select(sa.func.coalesce(sa.func.sum(col(UnusedMoney.amount_sek)), 0))
    .where(col(UnusedMoney.application_id) == col(Application.id))
    .correlate(Application)
    .scalar_subquery(),
)
_PROJECTS = (
    _from_public(*_COLUMNS)
    .join(Call, col(Call.id) == col(Application.call_id))
    .outerjoin(StartedProject, col(StartedProject.application_id) == col(Application.id))
    # The sources name the amount of few investments from before this system, each by its name.
    .outerjoin(
        EarlierGrant,
        (col(Application.status) == Status.RECORDED) & (col(EarlierGrant.name_sv) == col(Application.title)),
    )
)


def groups(session: Session) -> list[GroupSum]:
    """All that is public, summed: one row for each area, administration, status and year that there is."""
    granted_sek = sa.func.coalesce(sa.func.sum(col(Decision.amount_sek)), 0)
    return _summed(session, _from_public(*_GROUP, sa.func.count(), granted_sek))


def _summed(session: Session, sums: "sa.Select[Any]") -> list[GroupSum]:
    return [
        GroupSum(area, lead_id, status, int(year) if year else None, number, int(amount))
        for area, lead_id, status, year, number, amount in session.execute(sums.group_by(*_GROUP))
    ]


def projects(session: Session, filters: Filters, *, page: int = 1, size: int | None = PAGE_SIZE) -> list[Project]:
    """One page of the projects, the latest decision first, history last; all when ``size`` is None."""
    found = _matching(_PROJECTS, filters).order_by(
        col(Decision.decided_on).is_(None), col(Decision.decided_on).desc(), col(Application.id).desc()
    )
    if size is not None:
        found = found.limit(size).offset((page - 1) * size)
    return [Project(*row) for row in session.execute(found)]


def count_of(groups: Sequence[GroupSum], filters: Filters) -> int:
    """How many projects there are on all pages. ``groups``: of all that is public."""
    return sum(
        group.projects
        for group in groups
        if (filters.area is None or group.area == filters.area)
        and (filters.leads is None or group.lead_id in filters.leads)
        and (filters.year is None or group.year == filters.year)
        and (filters.status is None or group.status == filters.status)
    )


def project(session: Session, case_id: int) -> Project | None:
    """One project; None when there is none that is public."""
    row = session.execute(_PROJECTS.where(col(Application.id) == case_id)).first()
    return Project(*row) if row else None


def _matching(found: "sa.Select[Any]", filters: Filters) -> "sa.Select[Any]":
    if filters.area is not None:
        found = found.where(col(Application.area) == filters.area)
    if filters.leads is not None:
        found = found.where(col(Application.lead_administration_id).in_(sorted(filters.leads)))
    if filters.year is not None:
        first, next_first = date(filters.year, 1, 1), date(filters.year + 1, 1, 1)
        found = found.where(col(Decision.decided_on) >= first, col(Decision.decided_on) < next_first)
    if filters.status is not None:
        found = found.where(col(Application.status) == filters.status)
    return found


def administrations(session: Session) -> dict[int, Administration]:
    """All administrations, present and past, by number."""
    return {one.id: one for one in session.exec(select(Administration))}


def partners_of(session: Session, case_ids: Sequence[int]) -> dict[int, list[int]]:
    """By case: the numbers of the administrations that own it together with the lead."""
    found: dict[int, list[int]] = {}
    for case_id, partner_id in session.execute(
        sa.select(col(CasePartner.application_id), col(CasePartner.administration_id))
        .where(col(CasePartner.application_id).in_(case_ids))
        .order_by(col(CasePartner.administration_id))
    ):
        found.setdefault(case_id, []).append(partner_id)
    return found


def aims_of(session: Session, case_ids: Sequence[int]) -> dict[int, Aim]:
    """By case: what it is for. Of what was sent only purpose and target group are ever read here."""
    last = (
        sa.select(sa.func.max(col(Submission.id)))
        .where(col(Submission.application_id).in_(case_ids))
        .group_by(col(Submission.application_id))
    )
    sent = session.execute(
        sa.select(
            col(Submission.application_id),
            col(Submission.answers)["aim"]["purpose"].as_string(),
            col(Submission.answers)["aim"]["target_group"].as_string(),
        )
        .join(Application, col(Application.id) == col(Submission.application_id))
        .where(col(Submission.id).in_(last), col(Application.status).in_(sorted(FUNDED)))
    )
    return {
        **{
            case_id: Aim(public_text(purpose or ""), public_text(target_group or ""))
            for case_id, purpose, target_group in sent
        },
        **{case_id: Aim(public_text(idea)) for case_id, idea in _recorded_ideas(session, case_ids).items()},
    }


def _recorded_ideas(session: Session, case_ids: Sequence[int]) -> dict[int, str]:
    """Investments from before this system never sent anything: their text was entered from public sources."""
    sources = sources_of(session, case_ids)
    rows = session.execute(
        sa.select(col(StepDraft.application_id), col(StepDraft.fields)["idea"].as_string())
        .join(Application, col(Application.id) == col(StepDraft.application_id))
        .where(
            col(StepDraft.application_id).in_(case_ids),
            col(StepDraft.step) == "idea",
            col(Application.status) == Status.RECORDED,
        )
    )
    return {case_id: without_sources(text or "", "\n".join(sources.get(case_id, ()))) for case_id, text in rows}


def sources_of(session: Session, case_ids: Sequence[int]) -> dict[int, list[str]]:
    """By case from before this system: where what is known of it stands."""
    rows = session.execute(
        sa.select(col(LogEntry.application_id), col(LogDetails.details))
        .join(LogDetails, col(LogDetails.number) == col(LogEntry.number))
        .where(col(LogEntry.application_id).in_(case_ids), col(LogEntry.event) == "granted_recorded")
    )
    return {case_id: list(details.get("sources", ())) for case_id, details in rows}


def findings_of(session: Session, case_ids: Sequence[int]) -> Mapping[int, Sequence[Finding]]:
    """What the fund has accepted of each case's effects: never without the range that is due to the project."""
    rows = session.execute(
        sa.select(col(Promise.application_id), col(Promise.text), col(Promise.finding), col(ProjectReport.fields))
        .join(ProjectReport, col(ProjectReport.application_id) == col(Promise.application_id))
        .where(
            col(Promise.application_id).in_(case_ids),
            col(Promise.kind) == Kind.EFFECT,
            col(ProjectReport.part) == EVALUATION,
            col(ProjectReport.state) == State.ACCEPTED,
        )
        .order_by(col(Promise.id))
    )
    found: dict[int, list[Finding]] = {}
    for case_id, text, finding, fields in rows:
        found.setdefault(case_id, []).append(_finding(public_text(text), finding, fields))
    return found


def _finding(effect: str, outcome: Outcome, fields: Mapping[str, str]) -> Finding:
    design, told = Design(fields["design"].strip()), share_told(fields)
    return Finding(
        _("What was to become fewer: %(what)s. %(finding)s.", what=effect, finding=FINDINGS[outcome]),
        _("The project’s share of the change: %(share)s %(design)s.", share=told, design=DESIGNS[design]),
        effect,
        outcome,
        design,
        share_of(fields),
    )


def returned_groups(session: Session) -> list[GroupSum]:
    """As `groups`, of the projects that return anything: the kronor that have gone back."""
    by_case = returned()
    return _summed(
        session,
        _from_public(*_GROUP, sa.func.count(), sa.func.sum(by_case.c.sek))
        .join(by_case, by_case.c.case == col(Application.id))
        .where(col(Application.status).in_((Status.REPAYING, Status.SETTLED))),
    )
