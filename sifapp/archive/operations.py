"""Set a retention rule, and let it remove what its time is over for. Nothing goes without rule, authority and log."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, SQLModel, col

from sifapp.accounts.queries import User
from sifapp.applications import log
from sifapp.applications.models import Application, LogDetails, LogEntry
from sifapp.applications.operations import change_if
from sifapp.archive.models import RetentionRule
from sifapp.archive.queries import (
    ARCHIVED,
    delete_sent_mail,
    due_cases,
    last_entry,
    rows_of_case,
    takes,
    way_to_case,
)
from sifapp.archive.rules import GOES, Kind
from sifapp.db import utc_now
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.statuses import SENT

# In one transaction.
MOST = 200
# What refuses DELETE otherwise: see the migrations.
PROTECTED = ("log_details", "submission")


def set_rule(
    session: Session, kind: Kind, days: int, *, in_force: bool, authority: str, decided_on: date | None, by: User
) -> RetentionRule:
    """Set a rule anew; the one before stays in the history.

    ``authority``: who has decided, and under which number. Raises InvalidInputError when a rule would be in force
    without it.
    """
    if in_force and not (authority and decided_on):
        raise InvalidInputError("authority", _("Write who has decided it, and when. Nothing is removed without that."))
    rule = RetentionRule(
        kind=kind,
        days=days,
        in_force=in_force,
        authority=authority,
        decided_on=decided_on,
        set_by_id=by.id,
        set_at=utc_now(),
    )
    session.add(rule)
    session.flush()
    log.record(session, "retention_rule_set", by=by.id, kind=kind, days=days, in_force=in_force, authority=authority)
    return rule


def apply(session: Session, rule: RetentionRule, *, by: User | None) -> int:
    """Remove what the rule takes, `MOST` cases at most; returns how many cases or mails that was.

    ``by``: None for the worker. Raises TransitionNotAllowedError when the rule is not in force.
    """
    if not rule.in_force:
        raise TransitionNotAllowedError(f"the rule on {rule.kind} is not in force")
    if rule.kind is Kind.SENT_MAIL:
        removed = int(session.execute(delete_sent_mail(rule)).rowcount)  # type: ignore[attr-defined]  # a DELETE has it
        if removed:
            _record(session, rule, None, by, rows={"outbox_mail": removed}, entries=[])
        return removed
    cases = due_cases(session, rule, MOST)
    if not cases:  # the worker asks every few minutes, and lifting the protection holds everybody else up
        return 0
    with _unprotected(session):
        return sum(_empty(session, case, rule, by) for case in cases)


def _empty(session: Session, case: Application, rule: RetentionRule, by: User | None) -> bool:
    """Remove all that people have written in a case. False when somebody has just taken it up again."""
    # The name of a draft that never left its administration goes too.
    values = {} if case.status in SENT else {"title": ""}
    try:
        change_if(session, case, *takes(rule), changed_at=utc_now(), **values)
    except TransitionNotAllowedError:
        return False
    rows = rows_of_case(session, case.id)
    for name in reversed(GOES):
        table = SQLModel.metadata.tables[name]
        if key := way_to_case(table, rows.keys()):
            parents = [row["id"] for row in rows[key.column.table.name]]
            session.execute(sa.delete(table).where(key.parent.in_(parents)))
    # What an earlier removal took is told for good: the chain is checked by it.
    disposed = {row["number"] for row in rows["log_entry"] if row["event"] == log.DISPOSED}
    entries = [row["number"] for row in rows["log_details"] if row["number"] not in disposed]
    session.execute(sa.delete(LogDetails).where(col(LogDetails.number).in_(entries)))
    session.expire_all()
    _record(session, rule, case.id, by, rows={name: len(rows[name]) for name in GOES if rows[name]}, entries=entries)
    return True


def _record(
    session: Session,
    rule: RetentionRule,
    case_id: int | None,
    by: User | None,
    *,
    rows: dict[str, int],
    entries: list[int],
) -> LogEntry:
    return log.record(
        session,
        log.DISPOSED,
        application_id=case_id,
        by=by.id if by else None,
        rule=rule.kind,
        days=rule.days,
        authority=rule.authority,
        rows=rows,
        entries=entries,
    )


def note_archived(session: Session, case: Application, sha256: str, *, seen: int) -> bool:
    """Write down that a package of the case has been made for the e-archive.

    ``seen``: the last entry of the case's log before it was made. False when there is another one by now: what it
    tells of is not in the package, and the caller takes all back.
    """
    # Nobody else writes in the log from here until the end of the transaction.
    entry = log.record(session, ARCHIVED, application_id=case.id, sha256=sha256)
    return last_entry(session, case.id, before=entry.number) == seen


@contextmanager
def _unprotected(session: Session) -> Iterator[None]:
    """Lift the triggers that refuse to delete, until the end of the block; other transactions never see them lifted."""
    if session.get_bind().dialect.name == "postgresql":
        for table in PROTECTED:
            session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER {table}_protected"))
        yield
        for table in PROTECTED:
            session.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER {table}_protected"))
        return
    names = [f"{table}_delete_protected" for table in PROTECTED]
    kept = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name IN :names")
    triggers = session.execute(kept.bindparams(sa.bindparam("names", names, expanding=True))).scalars().all()
    for name in names:
        session.execute(sa.text(f"DROP TRIGGER {name}"))
    yield
    for trigger in triggers:
        session.execute(sa.text(trigger))
