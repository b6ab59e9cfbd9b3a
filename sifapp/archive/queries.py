"""Which rules hold, and what would they take today? What stands in the database of one case, or of one person?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from sifapp.accounts.models import Person
from sifapp.applications.log import DISPOSED
from sifapp.applications.models import Application, LogEntry
from sifapp.archive.models import RetentionRule
from sifapp.archive.rules import CASE, Kind
from sifapp.db import utc_now
from sifapp.mail.models import MailState, OutboxMail
from sifapp.statuses import CLOSED, CLOSED_WITHOUT_GRANT, SENT, Status

ARCHIVED = "archived"  # the event in the log
SHOWN = 50

Row = dict[str, Any]


class EmptiedError(Exception):
    """A package of the case would hold less than the one before."""


@dataclass(frozen=True)
class Due:
    """What one rule takes today. ``shown``: the first of the cases; ``unarchived``: closed cases whose package
    it waits for.
    """

    rule: RetentionRule
    count: int
    shown: Sequence[Application]
    unarchived: int = 0


def rules(session: Session) -> dict[Kind, RetentionRule]:
    """The rule of each kind that somebody has set last."""
    rows = session.exec(select(RetentionRule).order_by(col(RetentionRule.id)))
    return {row.kind: row for row in rows}


def history(session: Session) -> Sequence[tuple[RetentionRule, Person]]:
    """All rules as they have been set, latest first, with who set them."""
    found = select(RetentionRule, Person).join(Person, col(Person.id) == col(RetentionRule.set_by_id))
    return session.exec(found.order_by(col(RetentionRule.id).desc())).all()


def due(session: Session, rule: RetentionRule) -> Due:
    """What ``rule`` would take now, whether or not it is in force."""
    if rule.kind is Kind.SENT_MAIL:
        count = sa.select(sa.func.count()).select_from(OutboxMail).where(*_sent_mail(rule))
        return Due(rule, session.execute(count).scalar_one(), ())
    wanted = takes(rule)
    shown = session.exec(select(Application).where(*wanted).order_by(col(Application.id)).limit(SHOWN)).all()
    waits = _count(session, *_over(rule), sa.not_(_is_archived())) if rule.kind is Kind.CLOSED_CASES else 0
    return Due(rule, _count(session, *wanted), shown, waits)


def _count(session: Session, *wanted: Any) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(Application).where(*wanted)).scalar_one())


def due_cases(session: Session, rule: RetentionRule, most: int) -> Sequence[Application]:
    """The first ``most`` cases that the rule takes now."""
    return session.exec(select(Application).where(*takes(rule)).order_by(col(Application.id)).limit(most)).all()


def delete_sent_mail(rule: RetentionRule) -> sa.Delete:
    """The statement that removes the mail that the rule takes."""
    return sa.delete(OutboxMail).where(*_sent_mail(rule)).execution_options(synchronize_session=False)


def _sent_mail(rule: RetentionRule) -> tuple[Any, ...]:
    return col(OutboxMail.state) == MailState.SENT, col(OutboxMail.sent_at) < _before(rule)


def takes(rule: RetentionRule) -> tuple[Any, ...]:
    """What holds of a case that the rule takes: a closed one is in the e-archive as it stands, before its texts go."""
    return (*_over(rule), _is_archived()) if rule.kind is Kind.CLOSED_CASES else _over(rule)


def _over(rule: RetentionRule) -> tuple[Any, ...]:
    """The cases of a kind whose time is over, and in which there is something to remove."""
    never_sent = col(Application.status).in_(sorted(set(Status) - SENT))
    of_kind = {
        Kind.DELETED_DRAFTS: (never_sent, col(Application.deleted_at) < _before(rule)),
        Kind.LEFT_DRAFTS: (
            never_sent,
            col(Application.deleted_at).is_(None),
            col(Application.changed_at) < _before(rule),
        ),
        Kind.CLOSED_CASES: (
            col(Application.status).in_(sorted(CLOSED_WITHOUT_GRANT)),
            col(Application.status_since) < _before(rule),
        ),
    }
    return (*of_kind[rule.kind], sa.not_(_is_emptied()))


def _before(rule: RetentionRule) -> datetime:
    return utc_now() - timedelta(days=rule.days)


def _is_archived() -> Any:
    """Nothing has been written in the case since its package was made: that is the last thing its log tells."""
    return _ends_with(ARCHIVED)


def _is_emptied() -> Any:
    """A rule has removed what people had written, and nobody has written since. A draft is written without a log."""
    return _ends_with(DISPOSED, col(LogEntry.at) >= col(Application.changed_at))


def _ends_with(event: str, *more: Any) -> Any:
    """Whether ``event`` is the last thing that the log tells of the case."""
    later = aliased(LogEntry)
    is_last = ~(
        sa.select(col(later.number))
        .where(col(later.application_id) == col(LogEntry.application_id), col(later.number) > col(LogEntry.number))
        .exists()
    )
    return (
        sa.select(col(LogEntry.number))
        .where(col(LogEntry.application_id) == col(Application.id), col(LogEntry.event) == event, is_last, *more)
        .exists()
    )


def is_emptied(session: Session, case: Application) -> bool:
    """Whether a rule has removed what people had written in the case, and nobody has written since."""
    found = select(Application.id).where(Application.id == case.id, _is_emptied())
    return session.exec(found).first() is not None


def times_emptied(session: Session, case_id: int) -> int:
    """How often a rule has removed what people had written in the case: they may write again afterwards."""
    wanted = col(LogEntry.application_id) == case_id, col(LogEntry.event) == DISPOSED
    return int(session.execute(sa.select(sa.func.count()).select_from(LogEntry).where(*wanted)).scalar_one())


def last_entry(session: Session, case_id: int, *, before: int | None = None) -> int:
    """The number of the last entry of the case's log; 0 for none. ``before``: of those with a smaller number."""
    wanted = [col(LogEntry.application_id) == case_id]
    wanted += [col(LogEntry.number) < before] if before is not None else []
    return session.execute(sa.select(sa.func.max(col(LogEntry.number))).where(*wanted)).scalar_one() or 0


def unarchived(session: Session) -> Sequence[Application]:
    """The closed cases that no package holds as they stand now, oldest first."""
    wanted = col(Application.status).in_(sorted(CLOSED)), sa.not_(_is_archived()), sa.not_(_is_emptied())
    return session.exec(select(Application).where(*wanted).order_by(col(Application.id))).all()


def case_by_reference(session: Session, reference: str) -> Application | None:
    """The case that people call so, "SIF-2026-0017"."""
    number = reference.rpartition("-")[2]
    case = session.get(Application, int(number)) if number.isdecimal() and len(number) < 10 else None
    return case if case is not None and case.reference == reference.upper() else None


def rows_of_case(session: Session, case_id: int) -> dict[str, list[Row]]:
    """Everything that is stored of a case, by table: what points at it, and what points at that.

    Tables are found by their foreign keys, so that a new one cannot be forgotten.
    """
    found: dict[str, list[Row]] = {}
    for table in SQLModel.metadata.sorted_tables:
        key = way_to_case(table, found.keys())
        if table.name == CASE:
            wanted = table.c.id == case_id
        elif key is not None and key.column.table.name == CASE:
            wanted = key.parent == case_id
        elif key is not None:
            wanted = key.parent.in_([row[key.column.name] for row in found[key.column.table.name]])
        else:
            continue
        rows = session.execute(sa.select(table).where(wanted).order_by(*table.primary_key.columns)).mappings()
        found[table.name] = [dict(row) for row in rows]
    return found


def way_to_case(table: sa.Table, of_case: Collection[str]) -> sa.ForeignKey | None:
    """The key that points at a case; else one that points at a row of a case, as a score does at its sheet.

    One that every row has: a column that may be empty would lose some.
    """
    keys = [key for key in table.foreign_keys if key.column.table.name in (CASE, *of_case)]
    keys.sort(key=lambda key: (key.column.table.name != CASE, key.parent.nullable, key.parent.name))
    return keys[0] if keys else None
