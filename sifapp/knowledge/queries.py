"""What do the funds with a name say now, what did they say then, and who changed it?"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import cast
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sifapp.accounts.models import Person
from sifapp.advice import FUNDS, ConcreteFund, KnowledgeError, edited, stated
from sifapp.knowledge.models import FundEdit
from sifapp.knowledge.rules import version_of
from sifapp.web import LARGEST_ROW_NUMBER

log = logging.getLogger(__name__)

# The funds as the files have them, each with the kind of money that it stands beneath.
IN_FILES: Mapping[str, ConcreteFund] = {money.id: money for kind in FUNDS for money in kind.concrete}
# How long a process may go on saying what was true before an edit.
KNOWN_FOR_S = 10

EDITION = sa.select(sa.func.coalesce(sa.func.max(col(FundEdit.id)), 0))
EDITS = (
    sa.select(col(FundEdit.id), col(FundEdit.fund_id), col(FundEdit.changes))
    .where(col(FundEdit.id) <= sa.bindparam("up_to"))
    .order_by(col(FundEdit.id))
)


@dataclass(frozen=True)
class Catalogue:
    """The funds with a name, by id, as one edition says them. ``edition``: the last edit's number, 0 for none."""

    edition: int
    funds: Mapping[str, ConcreteFund]

    def beneath(self, kind: str) -> list[ConcreteFund]:
        """The funds beneath a kind of money, in the order of the files."""
        return [self.funds[money.id] for each in FUNDS if each.id == kind for money in each.concrete]


# When each process last looked, and what it found there.
_known: WeakKeyDictionary[sa.Engine | sa.Connection, tuple[float, Catalogue]] = WeakKeyDictionary()


def catalogue(session: Session, *, at_once: bool = False) -> Catalogue:
    """What the funds say, at most ten seconds late: advice asks it each time, and edits are rare.

    ``at_once``: look whether there are new edits, however short ago somebody looked.
    """
    database, now = session.get_bind(), monotonic()
    looked_at, found = _known.get(database, (now, None))
    if found is None or at_once or not 0 <= now - looked_at < KNOWN_FOR_S:
        if found is None or found.edition != edition(session):
            found = catalogue_of(session)
        _known[database] = now, found
    return found


def catalogue_of(session: Session, up_to: int = LARGEST_ROW_NUMBER) -> Catalogue:
    """What the funds said after edit number ``up_to``; without it, what they say now."""
    values, last = _edited_values(session, up_to)
    return Catalogue(last, {fund_id: _laid_over(money, values.get(fund_id)) for fund_id, money in IN_FILES.items()})


def _edited_values(session: Session, up_to: int = LARGEST_ROW_NUMBER) -> tuple[dict[str, dict[str, str]], int]:
    """What edits let each fund say, by id and field, and the number of the last edit."""
    values: dict[str, dict[str, str]] = {}
    rows = session.execute(EDITS, {"up_to": up_to}).all()
    for _number, fund_id, changes in rows:
        values.setdefault(fund_id, {}).update({field: new for field, (_old, new) in changes.items()})
    return values, rows[-1][0] if rows else 0


def _laid_over(money: ConcreteFund, values: Mapping[str, str] | None) -> ConcreteFund:
    try:
        return edited(money, values) if values else money
    except KnowledgeError as error:  # newer files may ask for more than an old edit has; `flask knowledge check` tells
        log.warning("an edit of a fund is left out: %s", error)
        return money


def edition(session: Session) -> int:
    """The number of the last edit; 0 when there is none."""
    return cast(int, session.execute(EDITION).scalar_one())


def knowledge_version(session: Session) -> str:
    """The version that advice is stored with."""
    return version_of(edition(session))


def edits_of(session: Session, fund_id: str) -> Sequence[tuple[FundEdit, Person]]:
    """The edits of a fund with who made them, latest first."""
    return session.exec(
        select(FundEdit, Person)
        .join(Person, col(Person.id) == FundEdit.edited_by_id)
        .where(FundEdit.fund_id == fund_id)
        .order_by(col(FundEdit.id).desc())
    ).all()


def last_round(session: Session, fund_id: str) -> int:
    """How often a fund has been edited."""
    rounds = sa.select(sa.func.coalesce(sa.func.max(col(FundEdit.round)), 0)).where(col(FundEdit.fund_id) == fund_id)
    return cast(int, session.execute(rounds).scalar_one())


def stated_at(session: Session, fund_id: str, round: int) -> dict[str, str]:
    """What a fund said after its edit number ``round``; nothing when there has been no such edit."""
    edits = edits_of(session, fund_id)
    if not 0 <= round <= len(edits):
        return {}
    said = stated(catalogue_of(session).funds[fund_id])
    for edit, _person in edits[: len(edits) - round]:
        said |= {field: old for field, (old, _new) in edit.changes.items()}
    return said


def edit_faults(session: Session) -> list[str]:
    """What is wrong with the edits, in words: a fund that the files no longer have, a value that it cannot have."""
    values, _last = _edited_values(session)
    return [fault for fund_id, said in values.items() if (fault := _fault(fund_id, said))]


def hidden_facts(session: Session) -> list[str]:
    """Where the files say something else now than when somebody edited it, and the edit still wins: fund and field."""
    before: dict[tuple[str, str], str] = {}
    for _number, fund_id, changes in session.execute(EDITS, {"up_to": LARGEST_ROW_NUMBER}):
        for field, (old, _new) in changes.items():
            before.setdefault((fund_id, field), old)
    return [
        f"{fund_id}: {field}"
        for (fund_id, field), old in before.items()
        if fund_id in IN_FILES and stated(IN_FILES[fund_id]).get(field) != old
    ]


def _fault(fund_id: str, values: Mapping[str, str]) -> str:
    if fund_id not in IN_FILES:
        return f"edit[{fund_id}]: calls.toml has no such fund any more"
    try:
        edited(IN_FILES[fund_id], values)
    except KnowledgeError as error:
        return str(error)
    return ""
