"""What does a case file say? Reads that several steps of the process share."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from sifapp.access import Role
from sifapp.accounts.models import Administration, Person
from sifapp.accounts.queries import people_with_role
from sifapp.applications.models import (
    Application,
    Attachment,
    Call,
    CaseMember,
    CasePartner,
    CompletionRequest,
    LogDetails,
    LogEntry,
    Message,
    OutsideAccess,
    Submission,
)
from sifapp.statuses import Status

# The page of a case asks them all; building them anew would take longer than running them.
LOG_OF_CASE = (
    select(LogEntry, Person, LogDetails.details)
    .outerjoin(Person, col(Person.id) == LogEntry.actor_id)
    .outerjoin(LogDetails, col(LogDetails.number) == LogEntry.number)
    .where(LogEntry.application_id == sa.bindparam("case"))
    .order_by(col(LogEntry.number))
)
MEMBERS_OF_CASE = (
    select(CaseMember, Person)
    .join(Person, col(Person.id) == CaseMember.person_id)
    .where(CaseMember.application_id == sa.bindparam("case"))
    .order_by(Person.name)
)
PARTNERS_OF_CASE = (
    select(Administration)
    .join(CasePartner, col(CasePartner.administration_id) == Administration.id)
    .where(CasePartner.application_id == sa.bindparam("case"))
    .order_by(Administration.name_sv)
)

COMPLETION_OF_CASE = (
    select(CompletionRequest)
    .where(CompletionRequest.application_id == sa.bindparam("case"), col(CompletionRequest.answered_at).is_(None))
    .order_by(col(CompletionRequest.id).desc())
    .limit(1)
)
SENT_LAST = (
    select(Submission.answers)
    .where(Submission.application_id == sa.bindparam("case"))
    .order_by(col(Submission.round).desc())
    .limit(1)
)

# A file goes with what was sent while it belonged to the case: a change of files and a sending wait for each other.
WENT_WITH = (
    (col(Submission.application_id) == Attachment.application_id)
    & (col(Submission.submitted_at) >= Attachment.added_at)
    & (col(Attachment.removed_at).is_(None) | (col(Submission.submitted_at) < Attachment.removed_at))
)
WAS_SENT = sa.exists().where(WENT_WITH)
ATTACHMENTS_OF_CASE = (
    select(
        Attachment,
        Person,
        sa.select(sa.func.max(Submission.submitted_at)).where(WENT_WITH).correlate(Attachment).scalar_subquery(),
        sa.select(sa.func.max(Submission.submitted_at))
        .where(col(Submission.application_id) == sa.bindparam("case"))
        .scalar_subquery(),
    )
    .join(Person, col(Person.id) == Attachment.added_by_id)
    .where(Attachment.application_id == sa.bindparam("case"))
    .order_by(col(Attachment.id))
)

# The first page asks it.
ALL_CALLS = select(Call).order_by(col(Call.opens_on))


@dataclass(frozen=True)
class Attached:
    """A file of a case, who added it, and when it was last sent; None when never.

    ``case_sent_at``: when the case itself was last sent.
    """

    attachment: Attachment
    added_by: Person
    sent_at: datetime | None
    case_sent_at: datetime | None

    @property
    def is_present(self) -> bool:
        """Whether it belongs to the case now."""
        return self.attachment.removed_at is None

    @property
    def is_with_last(self) -> bool:
        """Whether it belongs to what was sent last; before anything was sent, to the case as it is."""
        return self.is_present if self.case_sent_at is None else self.sent_at == self.case_sent_at


def call_to_show(session: Session, today: date) -> Call | None:
    """The call that is open today, else the next to open, else the one that closed last."""
    calls = session.exec(ALL_CALLS).all()
    current = [c for c in calls if c.opens_on <= today <= c.closes_on]
    coming = [c for c in calls if c.opens_on > today]
    past = sorted((c for c in calls if c.closes_on < today), key=lambda c: c.closes_on, reverse=True)
    return next(iter([*current, *coming, *past]), None)


def submissions_of(session: Session, application_id: int) -> Sequence[Submission]:
    """What was sent, round by round, first round first."""
    return session.exec(
        select(Submission).where(Submission.application_id == application_id).order_by(col(Submission.round))
    ).all()


def answers_sent_last(session: Session, application_id: int) -> Mapping[str, Mapping[str, str]]:
    """The answers as they were sent in the last round; empty before the first."""
    return session.exec(SENT_LAST, params={"case": application_id}).first() or {}


def open_completion(session: Session, application_id: int) -> CompletionRequest | None:
    """The request for completion that waits for an answer, if any."""
    return session.exec(COMPLETION_OF_CASE, params={"case": application_id}).first()


def conversation_of(session: Session, application_id: int) -> Sequence[tuple[Message, Person]]:
    """The conversation with its authors, oldest first."""
    return session.exec(
        select(Message, Person)
        .join(Person, col(Person.id) == Message.author_id)
        .where(Message.application_id == application_id)
        .order_by(col(Message.id))
    ).all()


def attachments_of(session: Session, application_id: int) -> Sequence[Attached]:
    """All files of a case, also removed ones, oldest first."""
    return [Attached(*row) for row in session.execute(ATTACHMENTS_OF_CASE, {"case": application_id})]


def files_sent_last(session: Session, application_id: int) -> list[Attachment]:
    """The files that went with what was sent last."""
    return [one.attachment for one in attachments_of(session, application_id) if one.is_with_last]


def attachments_for(session: Session, application_id: int, *, is_own: bool) -> Sequence[Attached]:
    """The files of a case that one side may know of: the fund's side knows those that were sent to it."""
    files = attachments_of(session, application_id)
    return files if is_own else [file for file in files if file.sent_at or file.is_with_last]


def messages_about(session: Session, application_id: int, step: str) -> Sequence[tuple[Message, Person]]:
    """What both sides have written to each other about one step, with the authors, oldest first."""
    return session.exec(
        select(Message, Person)
        .join(Person, col(Person.id) == Message.author_id)
        .where(Message.application_id == application_id, Message.step == step)
        .order_by(col(Message.id))
    ).all()


def log_of(session: Session, application_id: int) -> Sequence[tuple[LogEntry, Person | None, dict[str, object] | None]]:
    """All events of a case with who and what, oldest first."""
    return session.exec(LOG_OF_CASE, params={"case": application_id}).all()  # type: ignore[return-value]  # the outer joins may give None


def members_of(session: Session, application_id: int) -> Sequence[tuple[CaseMember, Person]]:
    """Invited colleagues, by name."""
    return session.exec(MEMBERS_OF_CASE, params={"case": application_id}).all()


def partners_of(session: Session, application_id: int) -> Sequence[Administration]:
    """Administrations that own the case together with the lead."""
    return session.exec(PARTNERS_OF_CASE, params={"case": application_id}).all()


def let_in(session: Session, person_id: int, on: date) -> Sequence[OutsideAccess]:
    """Which cases somebody from outside may read on that day."""
    return session.exec(
        select(OutsideAccess).where(OutsideAccess.person_id == person_id, OutsideAccess.until >= on)
    ).all()


def ended_access(session: Session, person_id: int, on: date) -> Sequence[tuple[OutsideAccess, Application, Person]]:
    """Which cases somebody from outside could read until a day that is over, and who let them in; the latest first."""
    return session.exec(
        select(OutsideAccess, Application, Person)
        .join(Application, col(Application.id) == OutsideAccess.application_id)
        .join(Person, col(Person.id) == OutsideAccess.given_by_id)
        .where(
            OutsideAccess.person_id == person_id,
            OutsideAccess.until < on,
            col(Application.deleted_at).is_(None),
        )
        .order_by(col(OutsideAccess.until).desc(), col(Application.id))
    ).all()


def readers_on(session: Session, person_ids: Collection[int], on: date) -> set[int]:
    """Who of them may read any case from outside on that day."""
    return set(
        session.exec(
            select(OutsideAccess.person_id).where(
                col(OutsideAccess.person_id).in_(person_ids), OutsideAccess.until >= on
            )
        )
    )


def outsiders_of(session: Session, application_id: int) -> Sequence[tuple[OutsideAccess, Person]]:
    """Who from outside has been let in to a case, also until a day that is over; the last day first."""
    return session.exec(
        select(OutsideAccess, Person)
        .join(Person, col(Person.id) == OutsideAccess.person_id)
        .where(OutsideAccess.application_id == application_id)
        .order_by(col(OutsideAccess.until).desc(), Person.name)
    ).all()


def cases_of_person(session: Session, person_id: int) -> Sequence[tuple[Application, Administration, Person]]:
    """Cases that a person owns, was invited to or shall sign off; latest change first, with lead and owner."""
    owner = aliased(Person)
    invited = sa.select(col(CaseMember.application_id)).where(col(CaseMember.person_id) == person_id)
    return session.exec(
        select(Application, Administration, owner)
        .join(Administration, col(Administration.id) == Application.lead_administration_id)
        .join(owner, owner.id == Application.owner_id)  # type: ignore[arg-type]  # a column comparison
        .where(
            sa.or_(
                col(Application.owner_id) == person_id,
                col(Application.manager_id) == person_id,
                col(Application.id).in_(invited),
            ),
            col(Application.deleted_at).is_(None),
        )
        .order_by(col(Application.changed_at).desc())
        .limit(200)
    ).all()


def count_by_status(session: Session, statuses: Collection[Status]) -> dict[Status, int]:
    """How many cases stand in each of ``statuses``."""
    status = col(Application.status)
    counted = sa.select(status, sa.func.count()).where(status.in_(statuses), col(Application.deleted_at).is_(None))
    return dict.fromkeys(statuses, 0) | {row[0]: row[1] for row in session.execute(counted.group_by(status))}


def coordinators_for(session: Session, application: Application) -> Sequence[Person]:
    """Who at the fund hears of a message: the case's lead, or all coordinators while it has none."""
    coordinators = people_with_role(session, Role.COORDINATOR)
    lead = [person for person in coordinators if person.id == application.coordinator_id]
    return lead or coordinators
