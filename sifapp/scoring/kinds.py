"""Which documents come from the council's work, who may have them, and what goes into them?"""

from collections.abc import Sequence

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlmodel import Session, select

from sifapp.access import Permission, Whose, allowed_by_role
from sifapp.accounts.gate import current_user
from sifapp.accounts.models import Administration, Person
from sifapp.accounts.queries import roles_of
from sifapp.applications.conflict import team_of
from sifapp.applications.models import Application, Call
from sifapp.applications.queries import partners_of, submissions_of
from sifapp.db import get_session
from sifapp.documents.model import Document
from sifapp.errors import NotFoundError
from sifapp.i18n import today
from sifapp.jobs.kinds import Kind
from sifapp.jobs.models import Job
from sifapp.savings.queries import sent_in
from sifapp.savings.showing import sent_told, told
from sifapp.scoring import queries
from sifapp.scoring.models import Meeting
from sifapp.scoring.pages import OUTCOME_LABELS, PackCase, criterion_lines, figures, meeting_lines, named, pack
from sifapp.scoring.papers import minutes_document, pack_document
from sifapp.scoring.queries import CaseScores
from sifapp.scoring.statement import CaseFacts, CouncilFacts, statement
from sifapp.wizard.economy import names_sent
from sifapp.wizard.paper import sent_case
from sifapp.wizard.reading import sections
from sifapp.wizard.savings import parties_sent


def pack_for(
    session: Session, meeting_id: int, reader_id: int, *, is_coordinator: bool
) -> tuple[list[PackCase], list[CaseScores]]:
    """The meeting's cases whose scores a reader may see, best first; and what is known of them all."""
    rows = queries.rows_of_meeting(session, meeting_id)
    ids = [row.application.id for row in rows]
    cases = queries.scores_of(session, rows)
    lines = meeting_lines(cases, reader_id, is_coordinator=is_coordinator, team=team_of(session, ids))
    return pack(cases, lines, queries.sent_answers(session, ids), _savings(session, ids)), cases


def _savings(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """Case → what other administrations say of each line by which they would save."""
    sent = sent_in(session, ids)
    names = {one.code: named(one) for one in session.exec(select(Administration))} if sent else {}
    return {case_id: [sent_told(one, names) for one in lines] for case_id, lines in sent.items()}


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
        aside={one.id: _aside(one) for one in known},
        reasons=queries.reasons_of_outcomes(session, [one.id for one in known]),
    )


def _aside(case: CaseScores) -> list[str]:
    return [member.person.name for member in case.members if member.tie is Whose.RECUSED]


def _make_statement(session: Session, job: Job) -> Document:
    application, writer = session.get(Application, job.subject_id), session.get_one(Person, job.asked_by_id)
    if application is None:
        raise NotFoundError
    return statement(case_facts(session, application, writer))


def case_facts(session: Session, application: Application, writer: Person) -> CaseFacts:
    """What a statement tells of a case, as far as the council's step knows it. Raises NotFoundError for a draft.

    A later step puts its own in with ``dataclasses.replace``: the proposal, the consequences, the attachments.
    """
    submissions = submissions_of(session, application.id)
    if not submissions:
        raise NotFoundError
    sent = submissions[-1]
    return CaseFacts(
        reference=application.reference,
        title=application.title or application.reference,
        lead=named(session.get_one(Administration, application.lead_administration_id)),
        partners=[named(partner) for partner in partners_of(session, application.id)],
        call=named(session.get_one(Call, application.call_id)),
        diary_number="",
        written_on=today(),
        writer=", ".join(filter(None, (writer.name, writer.title, writer.email))),
        idea=sent.answers.get("idea", {}).get("idea", "") or sent.answers.get("aim", {}).get("purpose", ""),
        sections=sections(sent.answers, sent.form_version, names_sent(session, sent)),
        sent_at=[submission.submitted_at for submission in submissions],
        council=_council_facts(session, application.id),
        savings=[text for party in parties_sent(session, application, sent) for text in told(party)],
    )


def _council_facts(session: Session, application_id: int) -> CouncilFacts | None:
    row = queries.row_of_case(session, application_id)
    if row is None:
        return None
    case = queries.scores_of(session, [row])[0]
    return CouncilFacts(
        meeting=row.meeting.name,
        held_on=row.meeting.held_on,
        figures=figures(case) if case.result.count else None,
        criteria=criterion_lines(case),
        aside=len(_aside(case)),
        outcome=str(OUTCOME_LABELS[row.case.outcome]) if row.case.outcome else "",
        reasons=queries.reasons_of_outcomes(session, [application_id]).get(application_id, ()),
    )


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
STATEMENT = Kind(
    name="statement",
    title=_l("Officer’s statement"),
    file_name="sif-tjansteutlatande",
    permission=Permission.WRITE_STATEMENT,
    cases=sent_case,
    make=_make_statement,
    page=lambda application_id: url_for("casefile.case", application_id=application_id),
)
KINDS: Sequence[Kind] = (PACK, MINUTES, STATEMENT)
