"""What do the pages of proposals, decisions and the frame show? Built here, so that templates only draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext
from flask_babel.speaklater import LazyString

from sifapp.advice import AREAS
from sifapp.applications.models import Call
from sifapp.decisions.models import Condition, Decision, EarlierGrant, Proposal, Ruling
from sifapp.decisions.queries import Money, Sums
from sifapp.decisions.rules import Frame, lengths
from sifapp.i18n import language, show_date, show_sek
from sifapp.review.criteria import criterion_by_id
from sifapp.scoring.models import CouncilCase
from sifapp.scoring.pages import OUTCOME_LABELS

RULING_LABELS: Mapping[str, LazyString] = {
    Ruling.GRANT.value: _l("Grant"),
    Ruling.REFUSE.value: _l("Refuse"),
    Ruling.REMIT.value: _l("More preparation"),
}
# The bars of the picture, in the units of its viewBox.
WIDTH, LEFT = 1000, 10


@dataclass(frozen=True)
class Fact:
    """One line of a summary list."""

    label: str
    value: str


@dataclass(frozen=True)
class Part:
    """A part of a bar: where it begins, how long it is, and how it is drawn (a class of app.css)."""

    name: str
    amount_sek: int
    look: str
    x: int
    length: int


@dataclass(frozen=True)
class Group:
    """One line of a table by call or area. ``budget_sek``: None where there is none."""

    name: str
    sums: Sums
    earlier_sek: int = 0
    budget_sek: int | None = None


def ruling_facts(row: Proposal | Decision, conditions: Sequence[Condition]) -> list[Fact]:
    """What a proposal or a decision says. ``conditions``: those that belong to it."""
    facts = [Fact(_("Answer"), str(RULING_LABELS[row.ruling.value]))]
    if row.amount_sek is not None:
        facts.append(Fact(_("Amount"), show_sek(row.amount_sek)))
    if row.starts_on and row.ends_on:
        facts.append(
            Fact(
                _("The project runs"),
                _("%(start)s to %(end)s", start=show_date(row.starts_on), end=show_date(row.ends_on)),
            )
        )
    if conditions:
        facts.append(Fact(_("Conditions"), "\n".join(f"{n}. {one.text}" for n, one in enumerate(conditions, 1))))
    criterion = criterion_by_id(row.criterion)
    texts = (
        (_("Criterion"), str(criterion.text) if criterion else ""),
        (_("Reasons"), row.reason),
        (_("Way on"), row.way_on),
    )
    return [*facts, *(Fact(label, text) for label, text in texts if text)]


def recommendation_facts(row: CouncilCase) -> list[Fact]:
    """What the council recommends of an application, and why. ``row``: one that has such an outcome."""
    criterion = criterion_by_id(row.criterion or "")
    facts = (
        (_("Recommendation"), str(OUTCOME_LABELS[row.outcome]) if row.outcome else ""),
        (_("Criterion"), str(criterion.text) if criterion else ""),
        (_("Reasons"), row.reason or ""),
        (_("Way on"), row.way_on or ""),
    )
    return [Fact(label, text) for label, text in facts if text]


def decision_facts(decision: Decision, conditions: Sequence[Condition]) -> list[Fact]:
    """A decision with where and when it was made."""
    return [
        Fact(_("Day of the decision"), show_date(decision.decided_on)),
        Fact(_("Minutes"), decision.protocol),
        *ruling_facts(decision, conditions),
        *([Fact(_("Reservations"), decision.reservations)] if decision.reservations else []),
    ]


def use_of(frame: Frame) -> list[Part]:
    """The frame as a bar: what is used, for what, and what is left; parts of nothing are left out."""
    amounts = [
        (_("Granted before this system"), frame.earlier_sek, "earlier"),
        (pgettext("sum of money", "Granted"), frame.granted_sek - frame.unused_sek, "granted"),
        (_("Decided, not yet told"), frame.held_sek, "held"),
        (_("Reserved by pre-studies"), frame.reserved_sek, "reserved"),
        (_("Left"), max(frame.left_sek, 0), "left"),
    ]
    whole = sum(amount for _name, amount, _look in amounts)
    if not whole:
        return []
    parts, x = [], LEFT
    for (name, amount, look), length in zip(amounts, lengths([row[1] for row in amounts], whole, WIDTH), strict=True):
        parts.append(Part(name, amount, look, x, length))
        x += length
    return [part for part in parts if part.amount_sek]


def asked_length(frame: Frame) -> int:
    """How long the bar of what is applied for is, on the scale of the frame; at most the whole width."""
    whole = max(frame.amount_sek, frame.used_sek, 1)
    return min(frame.applied_sek, whole) * WIDTH // whole


def frame_words(frame: Frame) -> str:
    """The picture in one sentence."""
    return str(
        _(
            "Of %(all)s the fund has used %(used)s. %(left)s is left before the cost of evaluation. "
            "%(asked)s is applied for.",
            all=show_sek(frame.amount_sek),
            used=show_sek(frame.used_sek),
            left=show_sek(max(frame.left_sek, 0)),
            asked=show_sek(frame.applied_sek),
        )
    )


def by_call(money: Money, calls: Sequence[Call]) -> list[Group]:
    """A line for each call that has money in it or a budget, the latest first."""
    return [
        Group(
            call.name_sv if language() == "sv" else call.name_en, money.by_call.get(call.id, Sums()), 0, call.budget_sek
        )
        for call in calls
        if call.id in money.by_call or call.budget_sek is not None
    ]


def by_area(money: Money, earlier: Sequence[EarlierGrant]) -> list[Group]:
    """A line for each of the Commission's areas, and one for money without area."""
    before: dict[str | None, int] = {}
    for row in earlier:
        before[row.area] = before.get(row.area, 0) + row.amount_sek
    names: dict[str | None, str] = {area.id: area.name[language()] for area in AREAS}
    names |= {area: _("No area named") for area in money.by_area.keys() | before.keys() if area not in names}
    return [Group(name, money.by_area.get(area, Sums()), before.get(area, 0)) for area, name in names.items()]
