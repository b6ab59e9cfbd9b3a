"""What have evaluations, pre-studies and decisions taught? Only what may be shown to whoever works in the city.

Reasons in letters are the applicant's own, so of what was declined or referred only the criterion or the other money is
told. A board's decision is read once it is released. Text that people wrote is masked before it is shown.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from sifapp.accounts.models import Administration
from sifapp.advice import FUNDS, mask
from sifapp.applications.models import Application, LogDetails, LogEntry
from sifapp.decisions.models import Decision, Ruling
from sifapp.followup.models import ProjectReport, State
from sifapp.followup.pages import share_told
from sifapp.followup.queries import EVALUATION
from sifapp.i18n import day_of, language
from sifapp.lessons.rules import Kind, Lesson
from sifapp.opendata.queries import aims_of
from sifapp.prestudy import queries as prestudy
from sifapp.prestudy.rules import asked_questions
from sifapp.review.criteria import criterion_by_id
from sifapp.statuses import Move, Status

# Of each kind, the latest.
MOST = 200


def lessons(session: Session, kinds: Sequence[Kind] = tuple(Kind)) -> list[Lesson]:
    """The lessons of these kinds, the latest first; at most 200 from each source, in a fixed number of statements."""
    found = [lesson for kind, source in SOURCES.items() if kind in kinds for lesson in source(session)]
    if Kind.DECLINED in kinds or Kind.REFERRED in kinds:
        found += [lesson for lesson in _closed(session) if lesson.kind in kinds]
    told = (lesson for lesson in found if lesson.text)
    return sorted(told, key=lambda lesson: (lesson.on, lesson.case_id), reverse=True)


def _lesson(case: Application, lead: Administration, kind: Kind, text: str, **more: Any) -> Lesson:
    return Lesson(
        case_id=case.id,
        reference=case.reference,
        kind=kind,
        title=case.title,
        area=case.area,
        administration=lead.name_sv if language() == "sv" else lead.name_en,
        on=day_of(case.status_since),
        text=mask(text.strip()),
        **more,
    )


def _cases(*columns: Any) -> "sa.Select[Any]":
    """Cases with who leads them, the latest first."""
    return (
        sa.select(Application, Administration, *columns)
        .join(Administration, col(Administration.id) == col(Application.lead_administration_id))
        .where(col(Application.deleted_at).is_(None))
        .order_by(col(Application.status_since).desc(), col(Application.id).desc())
        .limit(MOST)
    )


def _projects(session: Session) -> list[Lesson]:
    rows = session.execute(
        _cases(col(ProjectReport.fields))
        .join(ProjectReport, col(ProjectReport.application_id) == col(Application.id))
        .where(col(ProjectReport.part) == EVALUATION, col(ProjectReport.state) == State.ACCEPTED)
    )
    return [
        _lesson(
            case,
            lead,
            Kind.PROJECT,
            fields.get("lesson", ""),
            result=share_told(fields),
            certainty=mask(fields.get("confidence", "").strip()),
        )
        for case, lead, fields in rows
    ]


def _stopped(session: Session) -> list[Lesson]:
    return [
        _lesson(
            case,
            lead,
            Kind.STOPPED,
            study.lesson,
            asked=[mask(study.fields[f"question-{number}"].strip()) for number in asked_questions(study.fields)],
        )
        for study, case, lead in prestudy.lessons(session)
    ]


def _refused(session: Session) -> list[Lesson]:
    rows = session.execute(
        _cases(col(Decision.criterion), col(Decision.reason))
        .join(Decision, col(Decision.application_id) == col(Application.id))
        .where(
            col(Application.status) == Status.REFUSED,
            col(Decision.ruling) == Ruling.REFUSE,
            col(Decision.released_at).is_not(None),
        )
    )
    return [
        _lesson(case, lead, Kind.REFUSED, f"{_criterion(criterion)} {reason}") for case, lead, criterion, reason in rows
    ]


def _closed(session: Session) -> list[Lesson]:
    """What triage has declined or referred, as the log says; nothing of what retention has emptied."""
    rows = session.execute(
        _cases(col(LogEntry.event), col(LogDetails.details))
        .join(LogEntry, col(LogEntry.application_id) == col(Application.id))
        .join(LogDetails, col(LogDetails.number) == col(LogEntry.number))
        .where(
            col(LogEntry.event).in_((Move.DECLINE.value, Move.REFER.value)),
            col(Application.status).in_((Status.DECLINED, Status.REFERRED)),
        )
    )
    return [_closed_lesson(case, lead, event, details) for case, lead, event, details in rows]


def _closed_lesson(case: Application, lead: Administration, event: str, details: Mapping[str, Any]) -> Lesson:
    if event == Move.REFER.value:
        return _lesson(case, lead, Kind.REFERRED, _other_money(str(details.get("fund", ""))))
    return _lesson(case, lead, Kind.DECLINED, _criterion(str(details.get("criterion", ""))))


def _other_money(fund_id: str) -> str:
    """Which money suited better; "" for one that is no more."""
    found = next((other for other in FUNDS if other.id == fund_id), None)
    if found is None:
        return ""
    told = _("Other money suited the idea better: %(fund)s.", fund=found.name[language()])
    return f"{told} {found.description[language()]}"


def _criterion(criterion_id: str) -> str:
    """On what it failed; "" for a criterion that is no more."""
    found = criterion_by_id(criterion_id)
    return str(_("It did not meet what the fund asks: %(criterion)s", criterion=found.text)) if found else ""


def _earlier(session: Session) -> list[Lesson]:
    rows = session.execute(_cases().where(col(Application.status) == Status.RECORDED)).all()
    aims = aims_of(session, [case.id for case, _lead in rows])
    return [_lesson(case, lead, Kind.EARLIER, aims[case.id].purpose) for case, lead in rows if case.id in aims]


SOURCES: Mapping[Kind, Callable[[Session], list[Lesson]]] = {
    Kind.PROJECT: _projects,
    Kind.STOPPED: _stopped,
    Kind.REFUSED: _refused,
    Kind.EARLIER: _earlier,
}
