"""Which money fits the idea, why, and what would change the answer?

The rules are rows in ``knowledge/funds.toml``: each fund has a base and conditions over features. This module
evaluates them; it knows no fund by name except that "none" is never recommended for an idea.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast, get_args

from assistant.features import Features
from assistant.knowledge import Entry, load
from assistant.types import (
    AssistantError,
    CallStatus,
    ConcreteFund,
    Condition,
    Evidence,
    Fund,
    FundId,
    FundScore,
    Language,
    Met,
    Text,
)

FUND_IDS: tuple[FundId, ...] = get_args(FundId)
# More quotations than this in one reason are hard to read.
_MOST_QUOTED = 3
_OWN_ANSWER = Text(sv="enligt svaret", en="as answered")


@dataclass(frozen=True)
class _Rule:
    """One row: met when a feature of ``yes`` is there and none of ``no``; broken when one of ``no`` is."""

    id: str
    yes: frozenset[str]
    no: frozenset[str]
    weight: float
    against: float
    source: str
    reasons: dict[Met, Text]

    def met(self, features: Iterable[str]) -> Met:
        if not self.no.isdisjoint(features):
            return "no"
        return "unknown" if self.yes.isdisjoint(features) else "yes"


@dataclass(frozen=True, eq=False)
class _FundRules:
    """The rules of one fund. ``decisive``: the features that any of them asks for."""

    id: FundId
    base: float
    rules: tuple[_Rule, ...]
    decisive: frozenset[str]


def score(features: Iterable[str]) -> dict[FundId, float]:
    """The score (0-1) of every fund for a set of features. Pure arithmetic, no texts."""
    present = frozenset(features)
    return {fund_rules.id: _score(fund_rules, present & fund_rules.decisive) for fund_rules in _rules()}


# Asking back weighs a dozen sets of features that differ in one or two: most funds see no difference.
@lru_cache(maxsize=5_000)
def _score(fund_rules: _FundRules, present: frozenset[str]) -> float:
    total = fund_rules.base
    for rule in fund_rules.rules:
        if not rule.no.isdisjoint(present):
            total += rule.against
        elif not rule.yes.isdisjoint(present):
            total += rule.weight
    return round(1 / (1 + math.exp(-total)), 3)


def rank(features: Features, language: Language) -> tuple[FundScore, ...]:
    """Every fund with its score and conditions, best first; ties in the order of the file."""
    scores = score(features)
    ranked = [
        FundScore(
            fund_rules.id,
            scores[fund_rules.id],
            tuple(_condition(rule, features, language) for rule in fund_rules.rules),
        )
        for fund_rules in _rules()
    ]
    return tuple(sorted(ranked, key=lambda item: -item.score))


def _condition(rule: _Rule, features: Features, language: Language) -> Condition:
    met = rule.met(features)
    reason = rule.reasons[met][language]
    if met == "unknown":
        return Condition(rule.id, met, reason, rule.source, ())
    shown = (rule.yes if met == "yes" else rule.no) & features.keys()
    said = dict.fromkeys(item for name in sorted(shown) for item in features[name])
    evidence = tuple(sorted(said, key=_place))
    return Condition(rule.id, met, reason.replace("{seen}", _quoted(evidence, language)), rule.source, evidence)


def _place(evidence: Evidence) -> tuple[int, int]:
    return evidence.start, evidence.end


def _covers(other: Evidence, item: Evidence) -> bool:
    longer = other.end - other.start > item.end - item.start
    return longer and other.start <= item.start and item.end <= other.end


def _quoted(evidence: tuple[Evidence, ...], language: Language) -> str:
    """The words that counted, each once, in quotation marks; the user's own answer if there are none."""
    outermost = [item for item in evidence if not any(_covers(other, item) for other in evidence)]
    phrases = list(dict.fromkeys(" ".join(item.phrase.split()) for item in outermost))[:_MOST_QUOTED]
    marks = "”{}”" if language == "sv" else "“{}”"
    return ", ".join(marks.format(phrase) for phrase in phrases) or _OWN_ANSWER[language]


@cache
def _rules() -> tuple[_FundRules, ...]:
    return tuple(
        _FundRules(
            cast("FundId", row.string("id")),
            row.number("base"),
            rules := tuple(_rule(condition) for condition in row.children("condition")),
            frozenset().union(*(rule.yes | rule.no for rule in rules)),
        )
        for row in load("funds").children("fund")
        if row.children("condition")
    )


def _rule(row: Entry) -> _Rule:
    reasons = row.child("reason")
    return _Rule(
        row.string("id"),
        frozenset(row.strings("yes")),
        frozenset(row.strings("no")),
        row.number("weight", 0),
        row.number("against", 0),
        row.string("source"),
        {met: reasons.text(met) for met in cast("tuple[Met, ...]", get_args(Met)) if met in reasons},
    )


@cache
def _funds() -> dict[str, Fund]:
    return {row.string("id"): _fund(row) for row in load("funds").children("fund")}


def _fund(row: Entry) -> Fund:
    fund_id = row.string("id")
    beneath = load("calls").children("call")
    return Fund(
        cast("FundId", fund_id),
        row.text("name"),
        row.text("description"),
        row.text("owner"),
        row.text("size"),
        row.text("next_step"),
        row.sources(),
        tuple(_concrete(call) for call in beneath if call.string("beneath") == fund_id),
    )


def _concrete(row: Entry) -> ConcreteFund:
    return ConcreteFund(
        row.string("id"),
        row.text("name"),
        row.text("owner"),
        row.text("who"),
        row.text("purpose"),
        row.text("size"),
        row.sources(),
        row.string("address"),
        int(row.number("year")),
        cast("CallStatus", row.string("status")),
        row.string("last_checked"),
        row.text("next_step"),
        row.string("opens_on", ""),
        row.string("closes_on", ""),
    )


FUNDS: tuple[Fund, ...] = tuple(_funds().values())


def fund(fund_id: str) -> Fund:
    """The fund with this id. Raises AssistantError if there is none."""
    try:
        return _funds()[fund_id]
    except KeyError:
        raise AssistantError(f"no fund {fund_id!r}; there are {', '.join(FUND_IDS)}") from None
