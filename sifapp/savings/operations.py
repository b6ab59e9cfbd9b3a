"""The verbs of savings: ask an administration for its word, give it, and freeze what is known when it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from sifapp.accounts.models import Administration
from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.models import Application, LogEntry, Submission
from sifapp.applications.operations import change_if
from sifapp.db import upsert, utc_now
from sifapp.savings.models import SavingAnswer, SavingsRequest, SentSaving
from sifapp.savings.rules import SavingLine, Standing, State, Verdict, by_administration, remark_field
from sifapp.statuses import APPLYING


@dataclass(frozen=True)
class Word:
    """What somebody says of a line now. ``reason``: what would be right, of one that disputes."""

    line: SavingLine
    verdict: Verdict
    reason: str = ""


def hold(session: Session, application: Application) -> None:
    """Lock the case as long as its application has not been sent: what is read after this does not change under way.

    Raises TransitionNotAllowedError when it has been sent.
    """
    is_open = col(Application.status).in_(APPLYING), col(Application.deleted_at).is_(None)
    change_if(session, application, *is_open, changed_at=col(Application.changed_at))


def ask(session: Session, application: Application, administration: Administration, *, by: User) -> SavingsRequest:
    """Ask an administration to answer for its lines, or ask it again.

    Raises TransitionNotAllowedError when the application has been sent.
    """
    hold(session, application)
    upsert(
        session,
        SavingsRequest,
        ("application_id", "administration_id"),
        application_id=application.id,
        administration_id=administration.id,
        asked_at=utc_now(),
        asked_by_id=by.id,
    )
    log.record(session, "savings_asked", application_id=application.id, by=by.id, administration=administration.name_sv)
    return session.exec(
        select(SavingsRequest)
        .where(SavingsRequest.application_id == application.id, SavingsRequest.administration_id == administration.id)
        .execution_options(populate_existing=True)
    ).one()


def answer(
    session: Session, application: Application, administration: Administration, words: Sequence[Word], *, by: User
) -> LogEntry:
    """Add what somebody of ``administration`` says of its lines; the last answer to a line holds, all are kept.

    The caller holds the case, so that no line changes under way.
    """
    now = utc_now()
    for word in words:
        session.add(
            SavingAnswer(
                application_id=application.id,
                row=word.line.row,
                said=word.line.said,
                verdict=word.verdict,
                reason=word.reason,
                answered_at=now,
                answered_by_id=by.id,
            )
        )
    session.flush()
    return log.record(
        session,
        "savings_answered",
        application_id=application.id,
        by=by.id,
        administration=administration.name_sv,
        confirmed=[word.line.effect.unit for word in words if word.verdict is Verdict.CONFIRMED],
        disputed=[f"{word.line.effect.unit}: {word.reason}" for word in words if word.verdict is Verdict.DISPUTED],
    )


def freeze(session: Session, submission: Submission, found: Sequence[Standing], remarks: Mapping[str, str]) -> None:
    """Keep how each line stood when the application was sent. ``remarks``: by field, as `remark_field` names it."""
    for code, lines in by_administration(found).items():
        remark = remarks.get(remark_field(code, lines), "").strip()
        session.add_all(
            SentSaving(
                submission_id=submission.id,
                row=one.line.row,
                said=one.line.said,
                state=one.state,
                asked_at=one.asked_at,
                answer_id=one.answer.id if one.answer else None,
                remark="" if one.state is State.CONFIRMED else remark,
            )
            for one in lines
        )
    session.flush()
