"""Is there such a case for this person, and may they do this with it? Loading and authorising is one call."""

from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa
from flask import g
from sqlmodel import col

from sifapp.access import TEAM, Permission, Role, Whose, allowed
from sifapp.accounts.gate import current_user
from sifapp.accounts.models import Administration
from sifapp.accounts.queries import User
from sifapp.applications.conflict import ties
from sifapp.applications.models import Application, Call, CaseMember, Message
from sifapp.db import get_session
from sifapp.errors import NotAllowedError, NotFoundError, TransitionNotAllowedError
from sifapp.statuses import OF_APPLICATION, WITH_MANAGER, Status

# Each page of a case asks it; building it anew would take longer than running it.
CASE_FOR_PERSON = (
    sa.select(
        Application,
        Call,
        Administration,
        col(CaseMember.may),
        sa.exists().where(col(Message.application_id) == Application.id, col(Message.step).is_not(None)),
    )
    .join(Call, col(Call.id) == Application.call_id)
    .join(Administration, col(Administration.id) == Application.lead_administration_id)
    .outerjoin(
        CaseMember,
        (col(CaseMember.application_id) == Application.id) & (col(CaseMember.person_id) == sa.bindparam("person")),
    )
    .where(col(Application.id) == sa.bindparam("case"))
)


@dataclass(frozen=True)
class Case:
    """A case as one person meets it."""

    application: Application
    call: Call
    lead: Administration
    whose: Whose
    user: User
    # Some message is about a single step; it rides on a statement that is asked anyway.
    has_step_messages: bool = False

    @property
    def is_own(self) -> bool:
        """Whether this person works on the case for the applicant."""
        return self.whose in TEAM

    @property
    def is_application(self) -> bool:
        """Whether it is about an application, no longer about a sketch."""
        return self.application.status in OF_APPLICATION

    def allows(self, permission: Permission) -> bool:
        """Whether this person may do this now; buttons ask it."""
        return allowed(permission, self.user.roles, self.whose, self.application.status)


def open_case(application_id: int, *, deleted: bool = False, to: Permission | None = None) -> Case:
    """The case, for the permission that the route names, or ``to`` do something on a page of several cases.

    Raises NotFoundError for a stranger, who shall not learn that the case exists, NotAllowedError for somebody who may
    see it but not do this, and TransitionNotAllowedError when they could have done it before the case moved on.
    ``deleted``: look among the deleted drafts instead.
    """
    user = current_user()
    row = get_session().execute(CASE_FOR_PERSON, {"case": application_id, "person": user.id}).first()
    if row is None or (row[0].deleted_at is not None) != deleted:
        raise NotFoundError
    application, call, lead, may, has = cast(tuple[Application, Call, Administration, Whose | None, bool], row)
    case = Case(application, call, lead, _whose(application, may, user), user, bool(has))
    permission = to or cast(Permission, g.permission)
    if not (case.allows(Permission.SEE_CASE) or case.allows(permission)):
        raise NotFoundError
    if not case.allows(permission):
        in_another_status = any(allowed(permission, user.roles, case.whose, status) for status in Status)
        raise TransitionNotAllowedError if in_another_status else NotAllowedError
    return case


def _whose(application: Application, may: Whose | None, user: User) -> Whose:
    if application.owner_id == user.id:
        return Whose.OWNER
    is_manager = application.manager_id == user.id
    # Who signs a sketch off may also write in it; then the one tie holds before, the other after.
    if is_manager and (may is None or application.status in WITH_MANAGER):
        return Whose.MANAGER
    if may is None and Role.COUNCIL in user.roles:
        return ties(get_session(), [application.id], [user.person])[application.id, user.id]
    return may or Whose.NOBODY
