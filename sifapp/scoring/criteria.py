"""By what does the council judge the sketches and the applications of a call, on which scale, with which weights?"""

import tomllib
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from sifapp.db import insert_new
from sifapp.scoring.models import Criterion, Stage

# In the file, by stage.
TABLES = {Stage.SKETCH: "criterion", Stage.APPLICATION: "application_criterion"}
FILE = Path(__file__).with_name("criteria.toml")
DEFAULT: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
HIGHEST: int = DEFAULT["highest"]
DISCUSS_FROM = Fraction(str(DEFAULT["discuss_from"]))


def criteria_of(session: Session, call_id: int, stage: Stage = Stage.SKETCH) -> Sequence[Criterion]:
    """The criteria of a call, in their order; empty before its first case of that stage is put to a meeting."""
    return session.exec(
        select(Criterion)
        .where(Criterion.call_id == call_id, Criterion.stage == stage)
        .order_by(col(Criterion.position))
    ).all()


def freeze_criteria(session: Session, call_id: int, stage: Stage) -> None:
    """Give the call its own copy of the default, once: what its cases are judged by never changes midway."""
    if criteria_of(session, call_id, stage):
        return
    key = ("call_id", "stage", "code")
    for position, row in enumerate(DEFAULT[TABLES[stage]]):
        insert_new(session, Criterion, key, call_id=call_id, stage=stage, position=position, highest=HIGHEST, **row)
