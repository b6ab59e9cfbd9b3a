"""The verbs of the decision: propose, write down what the board has decided, release it; set the frame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.changes import record_change
from sifapp.applications.models import Application, LogHead
from sifapp.applications.operations import hold, transition
from sifapp.applications.seals import seal
from sifapp.db import insert_new, upsert, utc_now
from sifapp.decisions.models import (
    Condition,
    Decision,
    DiaryNumber,
    EarlierGrant,
    FrameAmount,
    Proposal,
    ProposalDraft,
    Ruling,
)
from sifapp.decisions.queries import FROM_THE_START, frame_of, held_decision, left_sek
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.i18n import show_sek, today
from sifapp.review.criteria import criterion_by_id
from sifapp.review.letters import Mailing
from sifapp.review.operations import move_and_write
from sifapp.statuses import Move

MOVES = {Ruling.GRANT: Move.GRANT, Ruling.REFUSE: Move.REFUSE, Ruling.REMIT: Move.REMIT}


@dataclass(frozen=True)
class Terms:
    """What is proposed or decided. A grant has amount and period; a refusal criterion, reason and way on."""

    ruling: Ruling
    amount_sek: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    criterion: str = ""
    reason: str = ""
    way_on: str = ""


@dataclass(frozen=True)
class Sitting:
    """When the executive board decided, where its minutes say so, and who noted that they disagree (reservationer)."""

    decided_on: date
    protocol: str
    reservations: str = ""


def save_draft(session: Session, application: Application, fields: Mapping[str, str], seen: int, *, by: User) -> bool:
    """Keep the proposal as it was typed, whatever it is worth; False, and nothing is kept, when somebody was first.

    ``seen``: the version that the page was opened on; 0 when there was none.
    """
    values = {"fields": dict(fields), "saved_by_id": by.id, "saved_at": utc_now()}
    if seen == 0:
        key = {"application_id": application.id}
        return insert_new(session, ProposalDraft, tuple(key), **key, version=1, **values)
    changed = session.execute(
        sa.update(ProposalDraft)
        .where(col(ProposalDraft.application_id) == application.id, col(ProposalDraft.version) == seen)
        .values(version=seen + 1, **values)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE always has it


def propose(
    session: Session,
    application: Application,
    terms: Terms,
    conditions: Sequence[str] = (),
    *,
    by: User,
    request_id: str = "",
) -> Proposal:
    """Put a proposal before the executive board. Earlier proposals are kept.

    Raises InvalidInputError for terms that do not hang together, TransitionNotAllowedError when the case has moved.
    """
    if terms.ruling is Ruling.REMIT:
        raise InvalidInputError("ruling", _("Choose what you propose."))
    _check(terms)
    transition(session, application, Move.PROPOSE, by=by, request_id=request_id, ruling=terms.ruling.value)
    proposal = Proposal(application_id=application.id, proposed_by_id=by.id, proposed_at=utc_now(), **_facts(terms))
    session.add(proposal)
    session.flush()
    texts = conditions if terms.ruling is Ruling.GRANT else ()
    session.add_all(
        Condition(application_id=application.id, proposal_id=proposal.id, position=position, text=text)
        for position, text in enumerate(texts)
    )
    session.flush()
    return proposal


def _facts(terms: Terms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in Terms.__dataclass_fields__}


def _check(terms: Terms) -> None:
    """Whether a ruling says what it must. The forms say so first, in the same words."""
    if terms.ruling is Ruling.GRANT:
        if terms.amount_sek is None or terms.amount_sek <= 0:
            raise InvalidInputError("amount", _("Write an amount above 0, or choose to refuse."))
        if terms.starts_on is None:
            raise InvalidInputError("starts_on", _("Choose the first day of the project."))
        if terms.ends_on is None or terms.ends_on < terms.starts_on:
            raise InvalidInputError("ends_on", _("Choose a last day that is not before the first day."))
        return
    if terms.ruling is Ruling.REFUSE and criterion_by_id(terms.criterion) is None:
        raise InvalidInputError("criterion", _("Choose the criterion that decides."))
    if not terms.reason.strip():
        raise InvalidInputError("reason", _("Say why. Nobody should have to guess."))
    if terms.ruling is Ruling.REFUSE and not terms.way_on.strip():
        raise InvalidInputError(
            "way_on", _("Name a way on: other money, somebody to talk to, or what would change the answer.")
        )


def record_decision(
    session: Session,
    application: Application,
    proposal: Proposal,
    terms: Terms,
    sitting: Sitting,
    letters: Mapping[str, Mapping[str, str]],
    conditions: Sequence[str] = (),
    *,
    by: User,
) -> Decision:
    """Write down what the executive board has decided. Nothing is told before `release`; the case stays where it is.

    ``letters``: by language, subject and body. ``conditions``: those that the board set; one that the director proposed
    in the same words keeps its number. Call it for one case in a transaction: it locks the case, then the frame.
    Raises InvalidInputError for a grant beyond what is left, a day that has not been, or terms that do not hang
    together; TransitionNotAllowedError when the case has moved or its decision is written down already.
    """
    _check(terms)
    if sitting.decided_on > today():
        raise InvalidInputError("decided_on", _("The day of the decision cannot be after today."))
    hold(session, application, MOVES[terms.ruling])
    lock_frame(session)
    if held_decision(session, application.id) is not None:
        raise TransitionNotAllowedError("the decision is written down already")
    if terms.ruling is Ruling.GRANT:
        require_left(session, terms.amount_sek or 0)
    decision = Decision(
        application_id=application.id,
        proposal_id=proposal.id,
        decided_on=sitting.decided_on,
        protocol=sitting.protocol,
        reservations=sitting.reservations,
        letters={code: dict(letter) for code, letter in letters.items()},
        recorded_by_id=by.id,
        recorded_at=utc_now(),
        **_facts(terms),
    )
    session.add(decision)
    session.flush()
    _take_over(session, decision, conditions if terms.ruling is Ruling.GRANT else ())
    # What was decided is not said: the log is read by more people than a held decision.
    log.record(session, "decision_recorded", application_id=application.id, by=by.id, decision=decision.id)
    return decision


def lock_frame(session: Session) -> None:
    """Let whoever grants money wait for whoever is granting it: two at once could grant more than there is."""
    # All that is decided is logged, and whoever logs waits for the log's head.
    session.execute(sa.update(LogHead).values(number=LogHead.number))


def require_left(session: Session, amount_sek: int) -> None:
    """Raises InvalidInputError when the fund has not so much left."""
    left = max(left_sek(session), 0)
    if amount_sek > left:
        raise InvalidInputError(
            "amount",
            _(
                "%(amount)s is more than the fund has left: %(left)s. Grant less, or ask for a larger frame first.",
                amount=show_sek(amount_sek),
                left=show_sek(left),
            ),
        )


def _take_over(session: Session, decision: Decision, texts: Sequence[str]) -> None:
    """The board's conditions: those of the proposal that it kept, and its own."""
    proposed = session.exec(select(Condition).where(Condition.proposal_id == decision.proposal_id)).all()
    by_text = {condition.text: condition for condition in proposed}
    for position, text in enumerate(texts):
        condition = by_text.get(text) or Condition(application_id=decision.application_id, position=position, text=text)
        condition.decision_id = decision.id
        session.add(condition)
    session.flush()


def release(
    session: Session, application: Application, decision: Decision, mailing: Mailing, *, by: User, request_id: str = ""
) -> None:
    """Tell the board's answer: the status moves, the letter goes.

    Raises TransitionNotAllowedError when the case has moved, or the decision was released or taken back meanwhile.
    """
    held = _hold(session, application, decision)
    held.released_by_id, held.released_at = by.id, utc_now()
    session.add(held)
    facts = {name: value for name in ("criterion", "reason", "way_on") if (value := getattr(held, name))}
    if held.ruling is Ruling.GRANT:
        facts = {"amount_sek": held.amount_sek}
    about = {"decided_on": held.decided_on.isoformat(), "protocol": held.protocol, **facts}
    move_and_write(session, application, MOVES[held.ruling], mailing, by, request_id, **about, **seal(session, held))


def _hold(session: Session, application: Application, decision: Decision) -> Decision:
    """Lock the case, with the decision as somebody has read it."""
    read = decision.recorded_at
    hold(session, application, MOVES[decision.ruling])
    held = held_decision(session, application.id)
    # A number may be used again for the next decision on the case; the moment is not.
    if held is None or held.recorded_at != read:
        raise TransitionNotAllowedError("the decision was released or taken back")
    return held


def take_back(session: Session, application: Application, decision: Decision, *, by: User) -> None:
    """Take a decision back that has not been released, for example to correct it. The log keeps that it was there.

    Raises TransitionNotAllowedError when it has been released or taken back already.
    """
    held = _hold(session, application, decision)
    for condition in session.exec(select(Condition).where(Condition.decision_id == held.id)).all():
        condition.decision_id = None
        if condition.proposal_id is None:
            session.delete(condition)
    session.flush()
    session.delete(held)
    session.flush()
    log.record(session, "decision_taken_back", application_id=application.id, by=by.id, decision=decision.id)


def set_diary_numbers(session: Session, application: Application, numbers: Mapping[int, str], *, by: User) -> None:
    """Note under which number each authority has registered the case. ``numbers``: administration → number or ""."""
    held = {
        row.administration_id: row.number
        for row in session.exec(select(DiaryNumber).where(DiaryNumber.application_id == application.id))
    }
    changed = {key: number for key, number in numbers.items() if number != held.get(key, "")}
    for administration_id, number in changed.items():
        key = {"application_id": application.id, "administration_id": administration_id}
        upsert(session, DiaryNumber, tuple(key), **key, number=number)
    if changed:
        new = {str(key): number for key, number in changed.items()}
        log.record(session, "diary_numbers_noted", application_id=application.id, by=by.id, numbers=new)


def set_frame(session: Session, amount_sek: int, source: str, *, by: User) -> FrameAmount:
    """Set how much money the fund has. Raises InvalidInputError when more than that has been used already."""
    lock_frame(session)
    frame = frame_of(session, 0)
    if amount_sek < frame.used_sek:
        raise InvalidInputError(
            "amount", _("%(used)s is granted or reserved already. Write no less.", used=show_sek(frame.used_sek))
        )
    row = FrameAmount(amount_sek=amount_sek, source=source, set_by_id=by.id, set_at=utc_now())
    session.add(row)
    session.flush()
    log.record(session, "frame_changed", by=by.id, old=frame.amount_sek, new=amount_sek, source=source)
    return row


def enter_earlier_grant(session: Session, code: str, values: Mapping[str, Any], *, by: User) -> None:
    """Enter money that was granted before this system, or correct what stands of it; the old values go into the log.

    ``values``: fields of `EarlierGrant` but its code. Raises InvalidInputError when the fund has not had so much.
    """
    lock_frame(session)
    row = session.get(EarlierGrant, code, populate_existing=True)
    most_sek = max(left_sek(session), 0) + (row.amount_sek if row else 0)
    if values["amount_sek"] > most_sek:
        facts = {"most": show_sek(most_sek)}
        too_much = _("The fund has had %(most)s for it at most. Write no more, or change the frame first.", **facts)
        raise InvalidInputError("amount", too_much)
    if row is None:
        session.add(EarlierGrant(code=code, **values))
        session.flush()
        log.record(session, "earlier_grant_entered", by=by.id, grant=code, **values)
        return
    record_change(session, "earlier_grant_changed", row, values, by=by, grant=code)
    session.flush()


def load_earlier_grants(session: Session) -> None:
    """Enter what was granted before this system. Safe to repeat: what is there already is left alone."""
    for row in FROM_THE_START["grant"]:
        insert_new(session, EarlierGrant, ("code",), **{"area": None, **row})
