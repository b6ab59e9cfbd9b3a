"""Has anybody tampered with what is changed no more? The details of the log keep a digest of each such row, and the
log's chain guards them.

A seal is made where a row is written that only a later row corrects, or where what was written is accepted.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from sifapp.applications.log import digest
from sifapp.applications.models import LogDetails, LogEntry

SEALED = "sealed"
AT_ONCE = 500


def seal(session: Session, *rows: SQLModel) -> dict[str, Any]:
    """What the log shall keep of rows, as a detail: "table number" → digest (64 hex digits)."""
    session.flush()
    found: dict[str, str] = {}
    for row in rows:
        table, (number,) = sa.inspect(type(row)).local_table, sa.inspect(row).identity
        found |= {f"{table.name} {number}": mark for number, mark in _digests(session, table, [number])}
    return {SEALED: found}


def faults(session: Session) -> list[str]:
    """Every sealed row that is not what it was, in words."""
    told = _told(session)
    now: dict[str, str] = {}
    for name in {each.split()[0] for each in told}:
        numbers = [int(each.split()[1]) for each in told if each.split()[0] == name]
        table = SQLModel.metadata.tables[name]
        now |= {f"{name} {number}": mark for number, mark in _digests(session, table, numbers)}
    return [
        f"{each} of case {case} {'was changed' if each in now else 'is missing'}"
        for each, (case, mark) in sorted(told.items())
        if now.get(each) != mark
    ]


def _told(session: Session) -> dict[str, tuple[int | None, str]]:
    """Each sealed row with its case and digest, as the log says last."""
    found = session.execute(
        sa.select(col(LogEntry.application_id), col(LogDetails.details))
        .join(LogDetails, col(LogDetails.number) == col(LogEntry.number))
        .where(sa.cast(LogDetails.details, sa.Text).contains(f'"{SEALED}"'))
        .order_by(col(LogEntry.number))
        .execution_options(yield_per=1000)
    )
    return {
        each: (case, mark)
        for case, details in found
        if isinstance(marks := details.get(SEALED), dict)
        for each, mark in marks.items()
    }


def _digests(session: Session, table: Any, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
    (key,) = table.primary_key.columns
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        for row in session.execute(sa.select(table).where(key.in_(some))).mappings():
            # What is empty is left out: a column that is added later changes no digest.
            yield row[key.name], digest({name: value for name, value in row.items() if value is not None})
