"""The verbs of a request to change a project: write it, send it, take it back, ask about it, decide."""

from dataclasses import replace

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.models import Application
from sifapp.applications.operations import change_if
from sifapp.applications.seals import seal
from sifapp.changes.models import ChangedLine, ChangeRequest, State
from sifapp.changes.queries import open_request, standing_of
from sifapp.changes.rules import Asked, Standing, first_fields, read_asked, told
from sifapp.db import upsert, utc_now
from sifapp.decisions.models import UnusedMoney
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.followup.models import BudgetLine, Project
from sifapp.followup.reports import move
from sifapp.i18n import today
from sifapp.review.operations import require_written
from sifapp.statuses import RECONCILED


def begin(session: Session, application: Application) -> ChangeRequest:
    """The project's open request, begun with the plan as it stands when there is none.

    Raises TransitionNotAllowedError when no project runs.
    """
    found = open_request(session, application.id)
    if found is None:
        # Two colleagues may begin at the same moment.
        _hold(session, application)
        found = open_request(session, application.id)
    if found is None:
        standing = _standing(session, application)
        found = ChangeRequest(
            application_id=application.id,
            number=_last_number(session, application.id) + 1,
            fields=first_fields(standing),
            version=0,
            saved_at=utc_now(),
        )
        session.add(found)
        session.flush()
    return found


def _last_number(session: Session, application_id: int) -> int:
    numbers = sa.select(sa.func.coalesce(sa.func.max(col(ChangeRequest.number)), 0))
    return int(session.execute(numbers.where(col(ChangeRequest.application_id) == application_id)).scalar_one())


def _hold(session: Session, application: Application) -> None:
    """Lock the case while its project's money is followed."""
    change_if(session, application, col(Application.status).in_(RECONCILED), changed_at=utc_now())


def _standing(session: Session, application: Application) -> Standing:
    found = standing_of(session, application)
    if found is None:
        raise TransitionNotAllowedError("the project has not been started")
    return found


def _read(session: Session, application: Application, found: ChangeRequest) -> Asked:
    asked, faults = read_asked(found.fields, _standing(session, application), today())
    if asked is None:
        raise InvalidInputError(*next(iter(faults.items())))
    return asked


def send(session: Session, application: Application, found: ChangeRequest, *, by: User) -> None:
    """Send it to the city director.

    Raises InvalidInputError when an answer is missing or cannot be so, TransitionNotAllowedError when it has been sent.
    """
    _hold(session, application)
    _read(session, application, found)
    move(session, found, State.WRITTEN, State.SENT, sent_at=utc_now(), sent_by_id=by.id)
    log.record(session, "change_asked", application_id=application.id, by=by.id, number=found.number)


def take_back(session: Session, application: Application, found: ChangeRequest, *, by: User) -> None:
    """Let the project write it again. Raises TransitionNotAllowedError when it is not (or no longer) sent."""
    _hold(session, application)
    move(session, found, State.SENT, State.WRITTEN)
    log.record(session, "change_taken_back", application_id=application.id, by=by.id, number=found.number)


def send_back(session: Session, application: Application, found: ChangeRequest, questions: str, *, by: User) -> None:
    """Give it back with questions. Raises InvalidInputError without any, TransitionNotAllowedError as `take_back`."""
    require_written(questions=questions)
    _hold(session, application)
    move(session, found, State.SENT, State.WRITTEN, questions=questions)
    log.record(session, "change_returned", application_id=application.id, by=by.id, number=found.number, note=questions)


def grant(
    session: Session, application: Application, found: ChangeRequest, grounds: str, reference: str, *, by: User
) -> None:
    """Let the plan be as it is asked for. What the fund's lines take less is the fund's again.

    Raises InvalidInputError when it cannot be so any more, as when more has been spent since, or the same person has
    sent it; TransitionNotAllowedError when it is not (or no longer) sent.
    """
    _hold_to_decide(session, application, found, grounds, by)
    asked = _read(session, application, found)
    lines = _decide(session, application, found, State.GRANTED, asked, grounds=grounds, reference=reference, by=by)
    for line in lines:
        key = {name: getattr(line, name) for name in ("year", "administration_id", "financing")}
        key["application_id"] = application.id
        upsert(session, BudgetLine, tuple(key), **key, planned_sek=line.after_sek)
    if asked.ends_on:
        project = session.get_one(Project, application.id)
        project.ends_on = asked.ends_on
        session.add(project)
    if asked.unused_sek:
        session.add(
            UnusedMoney(
                application_id=application.id, amount_sek=asked.unused_sek, noted_by_id=by.id, noted_at=utc_now()
            )
        )
    session.flush()


def refuse(
    session: Session, application: Application, found: ChangeRequest, grounds: str, reference: str, *, by: User
) -> None:
    """Let the plan stand as it is. Raises as `grant` does, but not for what cannot be so."""
    _hold_to_decide(session, application, found, grounds, by)
    asked = replace(told(found.fields, _standing(session, application)), unused_sek=0)
    _decide(session, application, found, State.REFUSED, asked, grounds=grounds, reference=reference, by=by)


def _hold_to_decide(session: Session, application: Application, found: ChangeRequest, grounds: str, by: User) -> None:
    require_written(grounds=grounds)
    _hold(session, application)
    if found.sent_by_id == by.id:
        raise InvalidInputError("grounds", _("Whoever has sent a request does not decide on it."))


def _decide(
    session: Session,
    application: Application,
    found: ChangeRequest,
    to: State,
    asked: Asked,
    *,
    grounds: str,
    reference: str,
    by: User,
) -> list[ChangedLine]:
    """Close the request, and keep what stood before beside what was asked for."""
    days = (session.get_one(Project, application.id).ends_on, asked.ends_on) if asked.ends_on else (None, None)
    move(
        session,
        found,
        State.SENT,
        to,
        grounds=grounds,
        reference=reference,
        last_day_before=days[0],
        last_day_after=days[1],
        unused_sek=asked.unused_sek,
        decided_by_id=by.id,
        decided_at=utc_now(),
    )
    lines = [
        ChangedLine(
            request_id=found.id,
            year=line.cell.year,
            administration_id=line.cell.administration_id,
            financing=line.cell.financing,
            before_sek=line.cell.planned_sek,
            after_sek=line.after_sek,
        )
        for line in asked.lines
    ]
    session.add_all(lines)
    log.record(
        session,
        f"change_{to.value}",
        application_id=application.id,
        by=by.id,
        number=found.number,
        reason=grounds,
        reference=reference,
        amount_sek=asked.unused_sek,
        **seal(session, found, *lines),
    )
    return lines
