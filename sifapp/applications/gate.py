"""Is there such a case for this person, and may they do this with it? Loading and authorising is one call."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from flask import g
from sqlmodel import col

from sifapp.access import TEAM, Permission, Role, Whose, allowed
from sifapp.accounts.gate import current_user
from sifapp.accounts.models import Administration
from sifapp.accounts.queries import User
from sifapp.applications.conflict import ties
from sifapp.applications.models import Application, Attachment, Call, CaseMember, CasePartner, Message
from sifapp.applications.queries import ended_access, let_in
from sifapp.db import get_session
from sifapp.errors import AccessEndedError, NotAllowedError, NotFoundError, TransitionNotAllowedError
from sifapp.i18n import today
from sifapp.statuses import OF_APPLICATION, WITH_MANAGER, Status

CASES_FOR_PERSON = (
    sa.select(
        Application,
        Call,
        Administration,
        col(CaseMember.may),
        sa.exists().where(col(Message.application_id) == Application.id, col(Message.step).is_not(None)),
        *(
            sa.exists().where(col(table.application_id) == Application.id).correlate(Application)
            for table in (CaseMember, CasePartner, Attachment)
        ),
    )
    .join(Call, col(Call.id) == Application.call_id)
    .join(Administration, col(Administration.id) == Application.lead_administration_id)
    .outerjoin(
        CaseMember,
        (col(CaseMember.application_id) == Application.id) & (col(CaseMember.person_id) == sa.bindparam("person")),
    )
)
# Each page of a case asks it; building it anew would take longer than running it.
CASE_FOR_PERSON = CASES_FOR_PERSON.where(col(Application.id) == sa.bindparam("case"))


@dataclass(frozen=True)
class Case:
    """A case as one person meets it."""

    application: Application
    call: Call
    lead: Administration
    whose: Whose
    user: User
    # What there is of it, so that nobody asks for what there is not; it rides on a statement that is asked anyway.
    has_step_messages: bool
    has_members: bool
    has_partners: bool
    has_files: bool

    @property
    def is_own(self) -> bool:
        """Whether this person works on the case for the applicant."""
        return self.whose in TEAM

    @property
    def is_read_whole(self) -> bool:
        """Whether this person may read all of it; an evaluator from outside reads what judging it takes."""
        return self.allows(Permission.SEE_WHOLE_CASE)

    @property
    def is_application(self) -> bool:
        """Whether it is about an application, no longer about a sketch."""
        return self.application.status in OF_APPLICATION

    def allows(self, permission: Permission) -> bool:
        """Whether this person may do this now; buttons ask it."""
        return allowed(permission, self.user.roles, self.whose, self.application.status)


def open_case(application_id: int, *, deleted: bool = False, to: Permission | None = None) -> Case:
    """The case, for the permission that the route names, or ``to`` do something on a page of several cases.

    Raises NotFoundError for a stranger, who shall not learn that the case exists, AccessEndedError for an evaluator
    from outside who could read it until a day that is over, NotAllowedError for somebody who may
    see it but not do this, and TransitionNotAllowedError when they could have done it before the case moved on.
    ``deleted``: look among the deleted drafts instead.
    """
    user = current_user()
    row = get_session().execute(CASE_FOR_PERSON, {"case": application_id, "person": user.id}).first()
    if row is None or (row[0].deleted_at is not None) != deleted:
        raise NotFoundError
    case = _case(row, user, _ties(user, [application_id]) if row[3] is None else {})
    permission = to or cast(Permission, g.permission)
    if not (case.allows(Permission.SEE_CASE) or case.allows(permission)):
        raise _unknown(user, application_id)
    if not case.allows(permission):
        in_another_status = any(allowed(permission, user.roles, case.whose, status) for status in Status)
        raise TransitionNotAllowedError if in_another_status else NotAllowedError
    return case


def _unknown(user: User, application_id: int) -> NotFoundError:
    """What a stranger is told; an evaluator from outside whose last day is over, that it is."""
    if Role.EVALUATOR in user.roles:
        for access, application, by in ended_access(get_session(), user.id, today()):
            if application.id == application_id:
                return AccessEndedError(access.until, f"{by.name}, {by.email}" if by.is_active else "")
    return NotFoundError()


def open_cases(application_ids: Collection[int], *, to: Permission) -> dict[int, Case]:
    """Those of the cases that the person may do this with now, by number; no more statements for many than for one."""
    user = current_user()
    wanted = CASES_FOR_PERSON.where(col(Application.id).in_(application_ids), col(Application.deleted_at).is_(None))
    tied = _ties(user, application_ids)
    cases = [_case(row, user, tied) for row in get_session().execute(wanted, {"person": user.id})]
    return {case.application.id: case for case in cases if case.allows(to)}


def _case(row: "sa.Row[Any]", user: User, tied: Mapping[tuple[int, int], Whose]) -> Case:
    application, call, lead, may, *has = cast(
        tuple[Application, Call, Administration, Whose | None, *tuple[bool, ...]], row
    )
    return Case(application, call, lead, _whose(application, may, user, tied), user, *has)


def _ties(user: User, application_ids: Collection[int]) -> Mapping[tuple[int, int], Whose]:
    """How a member of the council or an outside evaluator stands to the cases; nothing is asked for anybody else."""
    if Role.EVALUATOR in user.roles:
        open_now = let_in(get_session(), user.id, today())
        return {(row.application_id, user.id): Whose.EVALUATOR for row in open_now}
    return ties(get_session(), application_ids, [user.person]) if Role.COUNCIL in user.roles else {}


def _whose(application: Application, may: Whose | None, user: User, tied: Mapping[tuple[int, int], Whose]) -> Whose:
    if application.owner_id == user.id:
        return Whose.OWNER
    is_manager = application.manager_id == user.id
    # Who signs a sketch off may also write in it; then the one tie holds before, the other after.
    if is_manager and (may is None or application.status in WITH_MANAGER):
        return Whose.MANAGER
    return may or tied.get((application.id, user.id), Whose.NOBODY)
