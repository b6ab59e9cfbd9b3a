"""Which fund with a name does somebody ask about, and what does it say?

By which words each is called stands in ``knowledge/dialogue.toml``; what it says is the catalogue's (``calls.toml``, as
administrators have edited it).
"""

from __future__ import annotations

from datetime import date
from functools import cache

from assistant.facts import Facts, standing, written_date
from assistant.funds import FUNDS
from assistant.knowledge import KnowledgeError, load
from assistant.language import Document
from assistant.types import Answer, ConcreteFund, Language

TOPIC = "other_funds"
# What a fund with a name answers; the rest is asked of the Social Investment Fund, whatever else is named.
_ANSWERED = frozenset({TOPIC, "deadlines", "who_can_apply", "budget_size", "out_of_scope", "what_is_sif", "smalltalk"})


def money_named(document: Document) -> str:
    """The id of the fund that a text names; "" when it names none, or several."""
    text = f" {' '.join(_said(document))} "
    named = {fund_id for fund_id, phrases in _called().items() if any(f" {phrase} " in text for phrase in phrases)}
    return named.pop() if len(named) == 1 else ""


def money_asked_about(document: Document, topic: str) -> str:
    """The id of the fund that a question on ``topic`` is about; "" when it is about none."""
    # "What is the difference to …?" has an answer of its own.
    applies = topic == "difference_social_dev_funds" and not _words("applying").isdisjoint(_said(document))
    return money_named(document) if topic in _ANSWERED or applies else ""


def _said(document: Document) -> list[str]:
    return [word.text for word in document.words]


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load("dialogue").child("money").strings(name))


def answer_about(money_id: str, confidence: float, language: Language, facts: Facts | None) -> Answer:
    """What the catalogue says of a fund: what it is for, who applies, whether it is open, and how to go on."""
    money = _money(money_id, facts)
    texts = load("dialogue").child("money")
    said = (
        texts.child("said")
        .string(language)
        .format(
            name=money.name[language],
            owner=f" ({money.owner[language]})" if money.owner != money.name else "",
            purpose=money.purpose[language],
            who=f"{money.who[language][:1].lower()}{money.who[language][1:]}",
            size=money.size[language],
            standing=_standing(money, language, facts),
            next_step=money.next_step[language],
            year=money.year,
            last_checked=written_date(date.fromisoformat(money.last_checked), language),
        )
    )
    return Answer(TOPIC, said, money.sources, confidence, money_id)


def _standing(money: ConcreteFund, language: Language, facts: Facts | None) -> str:
    """Whether it can be applied for, with its days as far as they are known."""
    texts = load("dialogue").child("money")
    stands = standing(money, facts.today) if facts else money.status
    days = [
        texts.child(name).string(language).format(day=written_date(date.fromisoformat(day), language))
        for name, day in (("opens_on", money.opens_on), ("closes_on", money.closes_on))
        if day
    ]
    return " ".join([texts.child("standing").child(stands).string(language), *days])


def _money(money_id: str, facts: Facts | None) -> ConcreteFund:
    return next((money for money in (facts.money if facts else ()) if money.id == money_id), _in_files()[money_id])


@cache
def _in_files() -> dict[str, ConcreteFund]:
    return {money.id: money for kind in FUNDS for money in kind.concrete}


@cache
def _called() -> dict[str, tuple[str, ...]]:
    called = load("dialogue").child("money").child("called")
    names = {fund_id: called.terms(fund_id) for fund_id in called.keys()}  # noqa: SIM118  # Entry is no dict
    if unknown := sorted(names.keys() - _in_files().keys()):
        raise KnowledgeError(f"{called.where}: no fund {', '.join(unknown)} in calls.toml")
    return names
