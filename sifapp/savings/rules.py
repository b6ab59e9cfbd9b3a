"""Which effect lines need the word of another administration, and what has it said of them? Pure.

An answer is about what a line says, not about its place in the form: a line that says the same keeps its answer, one
that says something else waits for a new one.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sifapp.calculation.lines import Effect, OpenEffect, Payer
from sifapp.calculation.reading import Reading

# What a line says, in words that do not change with the language.
Said = Mapping[str, str]


class Verdict(StrEnum):
    """What an administration says of a line."""

    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


class State(StrEnum):
    """How a line stands with the administration that is to save."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    CHANGED = "changed"  # it was answered, and says something else now


@dataclass(frozen=True)
class SavingLine:
    """An effect line that another administration is to save by. ``row``: its place in the form."""

    row: int
    effect: Effect | OpenEffect

    @property
    def administration(self) -> str:
        """The code of who is to save, as it exists now."""
        return self.effect.administration

    @property
    def said(self) -> dict[str, str]:
        """What is said of it, apart from what it rests on."""
        return _said(self.effect)

    @property
    def mark(self) -> str:
        """A short mark of what is said, for forms (16 hex digits)."""
        return hashlib.sha256(json.dumps(self.said, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Given:
    """An answer that somebody has given. ``id`` grows with time; ``who``: a name, ``reason``: of one that disputes."""

    id: int
    row: int
    said: Said
    verdict: Verdict
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """A line and how it stands. ``answer``: the one that holds, or the earlier one of a line that has changed.

    ``remark``: what the applicant said of it when the application was sent without a yes.
    """

    line: SavingLine
    state: State
    answer: Given | None = None
    asked_at: datetime | None = None
    remark: str = ""


@dataclass(frozen=True)
class Sent:
    """A line as it stood when its application was sent; otherwise as `Standing`."""

    row: int
    said: Said
    state: State
    answer: Given | None
    asked_at: datetime | None
    remark: str


def _said(effect: Effect | OpenEffect) -> dict[str, str]:
    said = {"payer": effect.administration, "unit": effect.unit}
    if isinstance(effect, OpenEffect):
        return {**said, "reason": effect.reason}
    change, price = effect.change, effect.price
    return {
        **said,
        "baseline": "" if effect.baseline is None else str(effect.baseline),
        "change": f"{change.low} {change.base} {change.high}",
        "price": f"{price.amount_sek} {price.per} {price.year} {price.source}",
        "times": str(effect.times),
        "years": f"{effect.starts.year}-{effect.starts.number} {effect.ends.year}-{effect.ends.number}",
    }


def lines_of(reading: Reading, lead: str) -> list[SavingLine]:
    """The lines by which an administration other than ``lead`` is to save, as far as they can be read.

    ``lead``: the code of the administration that leads the case, as it exists now.
    """
    return [
        SavingLine(row, effect)
        for row, effect in reading.by_row.items()
        if effect.payer is Payer.CITY and effect.administration != lead
    ]


def standings(
    lines: Sequence[SavingLine], answers: Sequence[Given], asked: Mapping[str, datetime], codes: Mapping[str, str]
) -> list[Standing]:
    """How each line stands. ``answers``: all of the case, the earliest first: the last one about a line holds.

    ``asked``: when each administration was asked last, by its present code. ``codes``: each code, old ones too, with
    the present one: whoever takes over from an administration has said what it said.
    """
    present = [(_present(given.said, codes), given) for given in answers]
    current = [line.said for line in lines]
    return [_standing(line, present, current, asked.get(line.administration)) for line in lines]


def _present(said: Said, codes: Mapping[str, str]) -> dict[str, str]:
    payer = said.get("payer", "")
    return {**said, "payer": codes.get(payer, payer)}


def _standing(
    line: SavingLine,
    answers: Sequence[tuple[dict[str, str], Given]],
    current: Sequence[dict[str, str]],
    asked_at: datetime | None,
) -> Standing:
    held = [given for said, given in answers if said == line.said]
    if held:
        return Standing(line, State(held[-1].verdict.value), held[-1], asked_at)
    # An answer about a line that still stands elsewhere in the form is not about this one.
    before = [given for said, given in answers if given.row == line.row and said not in current]
    if before:
        return Standing(line, State.CHANGED, before[-1], asked_at)
    return Standing(line, State.ASKED if asked_at else State.NOT_ASKED, None, asked_at)


def lacks_yes(found: Sequence[Standing]) -> bool:
    """Whether some line is not confirmed."""
    return any(one.state is not State.CONFIRMED for one in found)


def by_administration(found: Sequence[Standing]) -> dict[str, list[Standing]]:
    """The lines of each administration, by code, in the order of the form."""
    groups: dict[str, list[Standing]] = {}
    for one in found:
        groups.setdefault(one.line.administration, []).append(one)
    return groups


def remark_field(code: str, found: Sequence[Standing]) -> str:
    """The field in which the applicant says why an administration's lines go on as they are; "" when all are confirmed.

    A line that is disputed needs other words than one that nobody has answered: each has a field of its own.
    """
    if any(one.state is State.DISPUTED for one in found):
        return f"disputed-{code}"
    return f"unconfirmed-{code}" if lacks_yes(found) else ""
