"""By what does the council judge the sketches and the applications of a call, on which scale, with which weights?"""

import tomllib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from sifapp.accounts.queries import User
from sifapp.applications.changes import record_change
from sifapp.applications.models import Application, Call, LogHead
from sifapp.db import insert_new
from sifapp.errors import InvalidInputError
from sifapp.scoring.models import CouncilCase, Criterion, Stage

# In the file, by stage.
TABLES = {Stage.SKETCH: "criterion", Stage.APPLICATION: "application_criterion"}
FILE = Path(__file__).with_name("criteria.toml")
DEFAULT: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
HIGHEST: int = DEFAULT["highest"]
# Judged apart, in no total: it must not favour those who are easy to count.
MEASURING = "follow_up"
DISCUSS_FROM = Fraction(str(DEFAULT["discuss_from"]))


def criteria_of(session: Session, call_id: int, stage: Stage = Stage.SKETCH) -> Sequence[Criterion]:
    """The criteria of a call, in their order; empty before its first case of that stage is put to a meeting."""
    return session.exec(
        select(Criterion)
        .where(Criterion.call_id == call_id, Criterion.stage == stage)
        .order_by(col(Criterion.position))
    ).all()


def is_frozen(session: Session, call_id: int, stage: Stage) -> bool:
    """Whether a case of the call has been put to a meeting at that stage, so that its criteria stand."""
    used = select(CouncilCase.id).join(Application, col(Application.id) == CouncilCase.application_id)
    return (
        session.exec(used.where(Application.call_id == call_id, CouncilCase.stage == stage).limit(1)).first()
        is not None
    )


def change_criteria(
    session: Session, call: Call, stage: Stage, changes: Mapping[str, Mapping[str, Any]], *, by: User
) -> bool:
    """Change names, texts and weights of a call's criteria of one stage; False when nothing was different.

    ``changes``: by code. Raises InvalidInputError when the criteria are in use, or when no criterion would count.
    Ease of measuring keeps its weight of 0, whatever ``changes`` say.
    """
    # Whoever puts the first case to a meeting logs it, so that it waits here, or this waits for it.
    session.execute(sa.update(LogHead).values(number=LogHead.number))
    if is_frozen(session, call.id, stage):
        raise InvalidInputError("criteria", _("The council judges by these criteria already, so they stand."))
    freeze_criteria(session, call.id, stage)
    changed = False
    for row in criteria_of(session, call.id, stage):
        values = {**changes.get(row.code, {}), **({"weight": 0} if row.code == MEASURING else {})}
        told = {"call": call.code, "stage": stage.value, "criterion": row.code}
        changed |= record_change(session, "criterion_changed", row, values, by=by, **told)
    if not any(row.weight for row in criteria_of(session, call.id, stage)):
        raise InvalidInputError("criteria", _("Give at least one criterion a weight above 0."))
    return changed


def freeze_criteria(session: Session, call_id: int, stage: Stage) -> None:
    """Give the call its own copy of the default, once: what its cases are judged by never changes midway."""
    if criteria_of(session, call_id, stage):
        return
    key = ("call_id", "stage", "code")
    for position, row in enumerate(DEFAULT[TABLES[stage]]):
        insert_new(session, Criterion, key, call_id=call_id, stage=stage, position=position, highest=HIGHEST, **row)
