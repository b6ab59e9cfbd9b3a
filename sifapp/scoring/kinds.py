"""Which documents come from the council's work, who may have them, and what goes into them?"""

from collections.abc import Sequence

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlmodel import Session

from sifapp.access import Permission, Whose, allowed_by_role
from sifapp.accounts.gate import current_user
from sifapp.accounts.queries import roles_of
from sifapp.applications.conflict import team_of
from sifapp.db import get_session
from sifapp.documents.model import Document
from sifapp.errors import NotFoundError
from sifapp.jobs.kinds import Kind
from sifapp.jobs.models import Job
from sifapp.scoring import queries
from sifapp.scoring.models import Meeting
from sifapp.scoring.pages import PackCase, meeting_lines, pack
from sifapp.scoring.papers import minutes_document, pack_document
from sifapp.scoring.queries import CaseScores


def pack_for(
    session: Session, meeting_id: int, reader_id: int, *, is_coordinator: bool
) -> tuple[list[PackCase], list[CaseScores]]:
    """The meeting's cases whose scores a reader may see, best first; and what is known of them all."""
    rows = queries.rows_of_meeting(session, meeting_id)
    ids = [row.application.id for row in rows]
    cases = queries.scores_of(session, rows)
    lines = meeting_lines(cases, reader_id, is_coordinator=is_coordinator, team=team_of(session, ids))
    return pack(cases, lines, queries.sent_answers(session, ids)), cases


def _readable(meeting_id: int) -> list[int]:
    """The cases of the pack that the person asking may read."""
    session, user = get_session(), current_user()
    if session.get(Meeting, meeting_id) is None:
        raise NotFoundError
    is_coordinator = allowed_by_role(Permission.MANAGE_MEETINGS, user.roles)
    cases, _scores = pack_for(session, meeting_id, user.id, is_coordinator=is_coordinator)
    return [case.line.case_id for case in cases]


def _asked_for(session: Session, job: Job) -> tuple[Meeting, list[PackCase], list[CaseScores]]:
    meeting = session.get(Meeting, job.subject_id)
    if meeting is None:
        raise NotFoundError
    roles = frozenset(roles_of(session, [job.asked_by_id])[job.asked_by_id])
    is_coordinator = allowed_by_role(Permission.MANAGE_MEETINGS, roles)
    cases, known = pack_for(session, meeting.id, job.asked_by_id, is_coordinator=is_coordinator)
    # A case that has been put to the meeting since was not asked for, and nobody has looked whether it may be read.
    wanted = [case for case in cases if case.line.case_id in job.case_ids]
    return meeting, wanted, [one for one in known if one.id in job.case_ids]


def _make_pack(session: Session, job: Job) -> Document:
    meeting, cases, _known = _asked_for(session, job)
    return pack_document(meeting, cases)


def _make_minutes(session: Session, job: Job) -> Document:
    meeting, cases, known = _asked_for(session, job)
    return minutes_document(
        meeting,
        cases,
        members=list(dict.fromkeys(member.person.name for one in known for member in one.members)),
        aside={one.id: names_aside(one) for one in known},
        reasons=queries.reasons_of_outcomes(session, [one.row.case for one in known]),
    )


def names_aside(case: CaseScores) -> list[str]:
    """The members who have stepped aside from a case."""
    return [member.person.name for member in case.members if member.tie is Whose.RECUSED]


PACK = Kind(
    name="meeting_pack",
    title=_l("Meeting pack"),
    file_name="sif-motesunderlag",
    permission=Permission.SEE_MEETINGS,
    cases=_readable,
    make=_make_pack,
    page=lambda meeting_id: url_for("scoring.pack", meeting_id=meeting_id),
)
MINUTES = Kind(
    name="minutes",
    title=_l("Draft of minutes"),
    file_name="sif-protokoll",
    permission=Permission.MANAGE_MEETINGS,
    cases=_readable,
    make=_make_minutes,
    page=lambda meeting_id: url_for("scoring.meeting", meeting_id=meeting_id),
)
KINDS: Sequence[Kind] = (PACK, MINUTES)
