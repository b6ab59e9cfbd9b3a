"""How does a report grow, and go from one state to the next? For all that a project writes to the fund bit by bit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session

from sifapp.db import utc_now
from sifapp.errors import TransitionNotAllowedError
from sifapp.wizard.merging import Base, merge

WRITTEN = "written"


class Report(Protocol):
    """A row that is written in a form. ``fields``: their raw text. ``version``: grows with each change."""

    id: int
    state: Any  # a StrEnum of its own, whose first value is "written"
    fields: dict[str, str]
    version: int
    saved_at: datetime


def save_text(session: Session, report: Report, names: Sequence[str], fields: Mapping[str, str], base: Base) -> None:
    """Store the raw text of ``names``, whatever it is worth. ``base``: what the page was opened on.

    Raises TransitionNotAllowedError when the report has been sent.
    """
    while True:
        if report.state != WRITTEN:
            raise TransitionNotAllowedError(f"nothing is written as {report.state}")
        merged = merge(names, base, report.fields, fields, own=frozenset(names))
        # What is not asked about any more stays: a line may have left the budget since it was written of.
        kept = {name: text for name, text in report.fields.items() if name not in names} | merged.fields
        if _change(session, report, report.state, fields=kept, version=report.version + 1, saved_at=utc_now()):
            return


def move(session: Session, report: Report, source: StrEnum, to: StrEnum, **values: object) -> None:
    """Raises TransitionNotAllowedError when the report is not (or no longer) where this starts."""
    if not _change(session, report, source, state=to, version=report.version + 1, **values):
        raise TransitionNotAllowedError(f"{to} from {report.state}")


def _change(session: Session, report: Report, source: StrEnum, **values: object) -> bool:
    """Change the row if its state is still ``source`` and nobody has written since it was read."""
    row: Any = type(report)
    changed = session.execute(
        sa.update(row)
        .where(row.id == report.id, row.state == source, row.version == report.version)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(report)
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE always has it
