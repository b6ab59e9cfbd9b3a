"""How is a saving line told, and how it stands? The same words for the applicant, whoever is asked, and the fund."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sifapp.calculation.labels import amount_per
from sifapp.calculation.lines import Effect, OpenEffect, Range
from sifapp.calculation.rules import whole_sek
from sifapp.calculation.telling import numbers_told
from sifapp.i18n import show_date, show_decimal, show_sek
from sifapp.savings.rules import Given, Sent, Standing, State, Verdict, by_administration

LABELS: Mapping[State, LazyString] = {
    State.NOT_ASKED: _l("Not asked"),
    State.ASKED: _l("Asked"),
    State.CONFIRMED: _l("Confirmed"),
    State.DISPUTED: _l("Disputed"),
    State.CHANGED: _l("Changed since the answer"),
}
# As `status_tag` colours them.
TONES: Mapping[State, str] = {State.CONFIRMED: "success", State.DISPUTED: "danger", State.CHANGED: "warning"}


@dataclass(frozen=True)
class ShownLine:
    """One line in words. ``facts``: what is said of it, ``money``: what that is in kronor a year, "" if not known.

    ``state``: how it stands, in a sentence; ``more``: the same beside ``label``, which says the first half of it.
    """

    row: int
    mark: str
    unit: str
    facts: str
    money: str
    label: str
    tone: str
    state: str
    more: str
    reason: str
    remark: str


@dataclass(frozen=True)
class Party:
    """An administration that is to save, with its lines. ``remark``: what the applicant said when it was sent."""

    code: str
    name: str
    lines: Sequence[ShownLine]
    remark: str


def parties(found: Sequence[Standing], names: Mapping[str, str]) -> list[Party]:
    """All who are to save, in the order of the form. ``names``: of administrations, by code."""
    return [
        Party(
            code,
            names.get(code, code),
            [shown_line(one) for one in lines],
            next((one.remark for one in lines if one.remark), ""),
        )
        for code, lines in by_administration(found).items()
    ]


def shown_line(standing: Standing) -> ShownLine:
    """A line and how it stands, in the reader's language."""
    line, answer = standing.line, standing.answer
    disputed = answer is not None and answer.verdict is Verdict.DISPUTED
    return ShownLine(
        row=line.row,
        mark=line.mark,
        unit=line.effect.unit,
        facts=facts_told(line.effect),
        money=money_told(line.effect),
        label=str(LABELS[standing.state]),
        tone=TONES.get(standing.state, "neutral"),
        state=state_told(standing.state, standing.answer, standing.asked_at),
        more=_more_told(standing.state, standing.answer, standing.asked_at),
        reason=answer.reason if answer and disputed else "",
        remark=standing.remark,
    )


def facts_told(effect: Effect | OpenEffect) -> str:
    """What a line says: how many fewer, of how many, at which price, when."""
    if isinstance(effect, OpenEffect):
        return str(_("It cannot be calculated: %(reason)s", reason=effect.reason))
    price = effect.price
    told = [
        _("Fewer a year: %(number)s.", number=numbers_told(effect.change)),
        _("There are %(number)s a year today.", number=show_decimal(effect.baseline))
        if effect.baseline is not None
        else _("How many there are today is not said."),
        _(
            "The price: %(price)s (%(year)s, %(source)s).",
            price=amount_per(price.amount_sek, price.per)
            if effect.times == 1
            else f"{amount_per(price.amount_sek, price.per)} × {show_decimal(effect.times)}",
            year=price.year,
            source=price.source,
        ),
        _("From %(first)s to %(last)s.", first=_month(*effect.starts), last=_month(*effect.ends)),
    ]
    return " ".join(map(str, told))


def _month(year: int, number: int) -> str:
    return f"{year}-{number:02d}"


def yearly_sek(effect: Effect) -> Range[int]:
    """What the line saves in a whole year."""
    one = effect.price.amount_sek * effect.times
    return effect.change.map(lambda units: whole_sek(units * one))


def money_told(effect: Effect | OpenEffect) -> str:
    """What a line means in kronor a year; "" when that cannot be calculated."""
    if isinstance(effect, OpenEffect):
        return ""
    yearly = yearly_sek(effect)
    low, base, high = map(show_sek, (yearly.low, yearly.base, yearly.high))
    if low == high:
        return str(_("That is %(amount)s less a year.", amount=base))
    return str(_("That is %(base)s less a year, at least %(low)s and at most %(high)s.", base=base, low=low, high=high))


def state_told(state: State, answer: Given | None, asked_at: datetime | None) -> str:
    """How a line stands, in a sentence."""
    if state is State.NOT_ASKED:
        return str(_("Nobody has been asked."))
    if state is State.ASKED and asked_at:
        return str(_("Asked on %(day)s. No answer yet.", day=show_date(asked_at)))
    if answer is None:
        return str(LABELS[state])
    who = {"name": answer.who, "day": show_date(answer.at)}
    if state is State.CONFIRMED:
        return str(_("Confirmed by %(name)s on %(day)s.", **who))
    if state is State.DISPUTED:
        return str(_("Disputed by %(name)s on %(day)s.", **who))
    if answer.verdict is Verdict.CONFIRMED:
        return str(_("Changed since %(name)s confirmed it on %(day)s. It needs a new answer.", **who))
    return str(_("Changed since %(name)s disputed it on %(day)s. It needs a new answer.", **who))


def _more_told(state: State, answer: Given | None, asked_at: datetime | None) -> str:
    """What `LABELS` does not say of how a line stands; "" when it says all."""
    if state is State.ASKED and asked_at:
        return str(_("On %(day)s. No answer yet.", day=show_date(asked_at)))
    if answer is None:
        return ""
    who = {"name": answer.who, "day": show_date(answer.at)}
    if state is not State.CHANGED:
        return str(_("By %(name)s on %(day)s.", **who))
    if answer.verdict is Verdict.CONFIRMED:
        return str(_("%(name)s confirmed it on %(day)s. It needs a new answer.", **who))
    return str(_("%(name)s disputed it on %(day)s. It needs a new answer.", **who))


def told(party: Party) -> list[str]:
    """An administration's lines for a document: what each says, how it stands, and what was said to that."""
    return [
        " ".join(filter(None, (f"{party.name}, {line.unit}:", line.facts, line.money, *_answered(line))))
        for line in party.lines
    ]


def _answered(line: ShownLine) -> list[str]:
    reason = _("The reason: %(reason)s", reason=line.reason) if line.reason else ""
    remark = _("The applicant says: %(remark)s", remark=line.remark) if line.remark else ""
    return [line.state, str(reason), str(remark)]


def sent_told(sent: Sent, names: Mapping[str, str]) -> str:
    """The same in short, for a paper with many cases."""
    unit, code = sent.said["unit"], sent.said["payer"]
    disputed = sent.answer is not None and sent.answer.verdict is Verdict.DISPUTED
    parts = [
        f"{names.get(code, code)}, {unit}:",
        state_told(sent.state, sent.answer, sent.asked_at),
        _("The reason: %(reason)s", reason=sent.answer.reason) if sent.answer and disputed else "",
        _("The applicant says: %(remark)s", remark=sent.remark) if sent.remark else "",
    ]
    return " ".join(filter(None, map(str, parts)))
