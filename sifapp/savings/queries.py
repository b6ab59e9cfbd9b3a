"""Who has been asked about which savings, what have they said, and who in the city could answer?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from sifapp.access import Role, Whose
from sifapp.accounts.models import Administration, Person, RoleGrant
from sifapp.applications.models import Application, CaseMember, Submission
from sifapp.savings.models import SavingAnswer, SavingsRequest, SentSaving
from sifapp.savings.rules import Given, Sent
from sifapp.statuses import APPLYING


def answers_in(session: Session, application_id: int) -> list[Given]:
    """All answers in a case, the earliest first."""
    return answers_by_case(session, [application_id]).get(application_id, [])


def answers_by_case(session: Session, application_ids: Collection[int]) -> dict[int, list[Given]]:
    """Case → all answers in it, the earliest first; in one statement."""
    found: dict[int, list[Given]] = {}
    for application_id, given in _given(session, col(SavingAnswer.application_id).in_(application_ids)):
        found.setdefault(application_id, []).append(given)
    return found


def _given(session: Session, wanted: sa.ColumnElement[bool]) -> list[tuple[int, Given]]:
    rows = session.exec(
        select(SavingAnswer, Person)
        .join(Person, col(Person.id) == SavingAnswer.answered_by_id)
        .where(wanted)
        .order_by(col(SavingAnswer.id))
    )
    return [
        (
            row.application_id,
            Given(row.id, row.row, row.said, row.verdict, row.reason, person.name, row.answered_at),
        )
        for row, person in rows
    ]


def asked_in(session: Session, application_id: int, codes: Mapping[str, str]) -> dict[str, datetime]:
    """When each administration was asked last, by its present code. ``codes``: each code, old ones too, with that."""
    rows = session.exec(
        select(Administration.code, SavingsRequest.asked_at)
        .join(Administration, col(Administration.id) == SavingsRequest.administration_id)
        .where(SavingsRequest.application_id == application_id)
        .order_by(col(SavingsRequest.asked_at))
    )
    return {codes.get(code, code): asked_at for code, asked_at in rows}


def sent_in(session: Session, application_ids: Collection[int]) -> dict[int, list[Sent]]:
    """Case → how its lines stood when it was sent last, in the order of the form; in two statements."""
    last = (
        sa.select(sa.func.max(col(Submission.id)))
        .where(col(Submission.application_id).in_(application_ids))
        .group_by(col(Submission.application_id))
    )
    rows = session.exec(
        select(Submission.application_id, SentSaving)
        .join(SentSaving, col(SentSaving.submission_id) == col(Submission.id))
        .where(col(Submission.id).in_(last))
        .order_by(col(SentSaving.submission_id), col(SentSaving.row))
    ).all()
    answers = _answers(session, [row for _case, row in rows])
    found: dict[int, list[Sent]] = {}
    for application_id, row in rows:
        found.setdefault(application_id, []).append(_sent(row, answers))
    return found


def sent_with(session: Session, submission_id: int) -> list[Sent]:
    """How the lines stood that were sent with one submission, in the order of the form."""
    kept = select(SentSaving).where(SentSaving.submission_id == submission_id).order_by(col(SentSaving.row))
    rows = session.exec(kept).all()
    answers = _answers(session, rows)
    return [_sent(row, answers) for row in rows]


def _answers(session: Session, rows: Sequence[SentSaving]) -> dict[int, Given]:
    ids = [row.answer_id for row in rows if row.answer_id]
    return {given.id: given for _case, given in _given(session, col(SavingAnswer.id).in_(ids))} if ids else {}


def _sent(row: SentSaving, answers: Mapping[int, Given]) -> Sent:
    return Sent(row.row, row.said, row.state, answers.get(row.answer_id or 0), row.asked_at, row.remark)


def people_to_ask(session: Session, administration_id: int, application: Application, on: date) -> Sequence[Person]:
    """Who of an administration, or of one that it has taken over from, may answer: they may apply, are active and do
    not write in the case themselves; by name.
    """
    return session.exec(
        select(Person)
        .join(RoleGrant, col(RoleGrant.person_id) == Person.id)
        .where(
            RoleGrant.role == Role.APPLICANT,
            col(Person.is_active),
            col(Person.administration_id).in_(_taken_over_by(administration_id, on)),
            Person.id != application.owner_id,
            ~_writes(sa.literal(application.id), col(Person.id)),
        )
        .order_by(Person.name, col(Person.id))
    ).all()


def _writes(
    application_id: "sa.ColumnExpressionArgument[int]", person_id: "sa.ColumnExpressionArgument[int]"
) -> sa.ColumnElement[bool]:
    """Whether a person was invited to write in the case; whoever owns it is not asked here."""
    return sa.exists().where(
        col(CaseMember.application_id) == application_id,
        col(CaseMember.person_id) == person_id,
        col(CaseMember.may) == Whose.EDITOR,
    )


def _taken_over_by(administration_id: int, on: date) -> "sa.Select[tuple[int]]":
    """The administration's id, and those of all that it has taken over from."""
    found = sa.select(sa.literal(administration_id).label("id")).cte("taken_over", recursive=True)
    before = sa.select(col(Administration.id)).where(
        col(Administration.successor_id) == found.c.id, col(Administration.valid_to) <= on
    )
    both = found.union(before)
    return sa.select(both.c.id)


def request_for(
    session: Session, request_id: int, administration_id: int, on: date
) -> tuple[SavingsRequest, Application, Administration] | None:
    """What was asked of an administration, or of one that it has taken over from, with the case and who leads it."""
    return session.exec(_requests(administration_id, on).where(SavingsRequest.id == request_id)).first()


def _requests(administration_id: int, on: date) -> "Select[SavingsRequest, Application, Administration]":
    return (
        select(SavingsRequest, Application, Administration)
        .join(Application, col(Application.id) == SavingsRequest.application_id)
        .join(Administration, col(Administration.id) == Application.lead_administration_id)
        .where(
            col(SavingsRequest.administration_id).in_(_taken_over_by(administration_id, on)),
            col(Application.deleted_at).is_(None),
        )
    )


def requests_to(
    session: Session, person: Person, administration_id: int, on: date
) -> Sequence[tuple[SavingsRequest, Application, Administration]]:
    """What an administration is asked in applications that have not been sent and that ``person`` does not write,
    the earliest first, with who leads; at most fifty. ``administration_id``: the person's present one.
    """
    return session.exec(
        _requests(administration_id, on)
        .where(
            col(Application.status).in_(APPLYING),
            Application.owner_id != person.id,
            ~_writes(col(Application.id), sa.literal(person.id)),
        )
        .order_by(col(SavingsRequest.asked_at), col(SavingsRequest.id))
        .limit(50)
    ).all()
