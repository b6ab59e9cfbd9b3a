"""How is advice shown: the marked text, the areas, the funds with their conditions, in the reader's language?"""

from dataclasses import dataclass
from datetime import date

from sifapp.advice import (
    AREAS,
    KNOWLEDGE_DATE,
    QUESTIONS,
    Advice,
    ConcreteFund,
    FundScore,
    fund,
    is_early,
    source,
    standing,
)
from sifapp.i18n import language, today
from sifapp.knowledge.queries import Catalogue
from sifapp.knowledge.rules import CLOSED


@dataclass(frozen=True)
class ShownArea:
    """One development area with how well it fits (0 to 1) and the words that spoke for it."""

    id: str
    name: str
    description: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class ShownCondition:
    """One condition of a fund: "yes", "no" or "unknown", why, and the number of its source in the fund's list."""

    met: str
    reason: str
    source_number: int


@dataclass(frozen=True)
class ShownMoney:
    """A fund with a name and an owner, beneath a kind of money."""

    name: str
    owner: str
    purpose: str
    size: str
    address: str
    status: str
    year: int
    last_checked: date
    opens_on: date | None
    closes_on: date | None
    next_step: str


@dataclass(frozen=True)
class ShownFund:
    """One kind of money. ``conditions``: what the text settles; ``open``: what it does not tell.

    While it is too early to say which money fits, none is the best and ``score`` is None.

    The first ``settled_sources`` of the sources speak of what the text settles, the rest only of what it does not.
    """

    id: str
    name: str
    description: str
    score: float | None
    is_best: bool
    conditions: tuple[ShownCondition, ...]
    open: tuple[ShownCondition, ...]
    sources: tuple[tuple[str, str], ...]  # (title, address), each once
    settled_sources: int
    last_checked: date
    next_step: str
    money: tuple[ShownMoney, ...]
    is_closed: bool  # all money of this kind that has a name


# How many funds are worth reading about beside the best.
OTHERS = 3
WORTH_SHOWING = 0.2
# What speaks for comes first.
ORDER = ("yes", "no", "unknown")


def shown_areas(advice: Advice) -> list[ShownArea]:
    """All four areas, best first."""
    known = {area.id: area for area in AREAS}
    return [
        ShownArea(
            a.id,
            known[a.id].name[language()],
            known[a.id].description[language()],
            a.score,
            tuple(dict.fromkeys(e.phrase for e in a.evidence)),
        )
        for a in advice.areas
    ]


def shown_funds(advice: Advice, catalogue: Catalogue) -> list[ShownFund]:
    """The best fund first, then the others that come close; each once. None of the named money is closed."""
    ranked = sorted(advice.funds, key=lambda f: (f.id != advice.best_fund, -f.score))
    close = [f for f in ranked[1:] if f.score >= WORTH_SHOWING][:OTHERS]
    # Whoever came for this fund wants to know about it, whatever the answer.
    close += [f for f in ranked[1:] if f.id == "sif" and f not in close]
    best = "" if is_early(advice) else advice.best_fund
    return [_fund(f, best, catalogue.beneath(f.id)) for f in [*ranked[:1], *close]]


def to_settle(advice: Advice) -> list[tuple[str, str]]:
    """What would decide most if the text told it, most deciding first: each question, and why it matters."""
    known = {question.id: question for question in QUESTIONS}
    asked = (known[each] for each in advice.ask_next if each in known)
    return [(question.text[language()], question.why[language()]) for question in asked]


def _fund(score: FundScore, best: str, named: list[ConcreteFund]) -> ShownFund:
    """One fund as it is shown; ``best``: the best one's id, "" while it is too early to say."""
    known, lang = fund(score.id), language()
    settled = {c.source for c in score.conditions if c.met != "unknown"}
    # Sources of what the text settles come first: the others stand with what is folded away.
    keys = sorted(dict.fromkeys(c.source for c in score.conditions), key=lambda key: key not in settled)
    conditions = [
        ShownCondition(c.met, c.reason, keys.index(c.source) + 1)
        for c in sorted(score.conditions, key=lambda c: ORDER.index(c.met))
    ]
    return ShownFund(
        id=score.id,
        name=known.name[lang],
        description=known.description[lang],
        score=score.score if best else None,
        is_best=score.id == best,
        conditions=tuple(c for c in conditions if c.met != "unknown"),
        open=tuple(c for c in conditions if c.met == "unknown"),
        sources=tuple((source(key).title, source(key).address) for key in keys),
        settled_sources=len(settled),
        last_checked=date.fromisoformat(KNOWLEDGE_DATE),
        # "Write a sketch" is no advice beneath money that fits worse than another.
        next_step="" if not best or (score.id == "sif" and score.id != best) else known.next_step[lang],
        money=tuple(_money(m) for m in named if standing(m, today()) != CLOSED),
        is_closed=bool(named) and all(standing(m, today()) == CLOSED for m in named),
    )


def _money(money: ConcreteFund) -> ShownMoney:
    lang = language()
    return ShownMoney(
        name=money.name[lang],
        owner=money.owner[lang],
        purpose=money.purpose[lang],
        size=money.size[lang],
        address=money.address,
        status=money.status,
        year=money.year,
        last_checked=date.fromisoformat(money.last_checked),
        opens_on=date.fromisoformat(money.opens_on) if money.opens_on else None,
        closes_on=date.fromisoformat(money.closes_on) if money.closes_on else None,
        next_step=money.next_step[lang],
    )


def marked(text: str, advice: Advice) -> list[tuple[str, str | None]]:
    """The text in pieces, each with the area that its words speak for (None for the rest).

    Where words speak for two areas, the better fitting area has them.
    """
    owners: list[str | None] = [None] * len(text)
    for area in sorted(advice.areas, key=lambda a: a.score):
        for evidence in area.evidence:
            owners[evidence.start : evidence.end] = [area.id] * (evidence.end - evidence.start)
    pieces: list[tuple[str, str | None]] = []
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or owners[i] != owners[start]:
            pieces.append((text[start:i], owners[start]))
            start = i
    return pieces


def area_names() -> dict[str, str]:
    """All areas' names in the reader's language."""
    return {area.id: area.name[language()] for area in AREAS}
