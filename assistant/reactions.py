"""What becomes known by a turn of the conversation, and what is to be said of it?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from assistant import areas, funds, intent, questions
from assistant.advice import advise, stated_features
from assistant.asking import by_rules
from assistant.change import sentence, what_would_change
from assistant.facts import Facts, said_of_call
from assistant.features import find, passing
from assistant.hearing import answer_to, goes_on, hear, names_parties, tells_facts, tells_more, without_what_if
from assistant.language import read, search_terms
from assistant.phrases import BELONGS, NEW_IDEA, OWN_QUESTIONS, existing, own_text, variant
from assistant.types import Advice, Answer, AreaId, Language, Turn

MOST_QUESTIONS = 6
# Under which name a text of nothing but a cost is kept among the replies.
COST = "cost"
# A text so long that shares no word with the idea, and is about another area, is hardly an addition to it.
_LEAST_NEW_IDEA_WORDS = 10
_LEAST_WORDS_THAT_MAY_BELONG = 3
_LEAST_IDEA_WORDS = 4
# Of unseen questions answered with less confidence a third were about something else; with more, one in fifty.
_SURE = 0.7
# The words that a reason shows, with the bracket around them.
_SHOWN = re.compile(r" \([“”][^()]*\)")


@dataclass(frozen=True)
class Known:
    """What is known after some turns. ``waiting``: a text of which we asked where it belongs, under ``pending``.

    ``idea``: all that was told of it; ``described``: the same without ``replies``, which are by their question.
    """

    language: Language
    idea: str = ""
    described: str = ""
    replies: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    area: AreaId | None = None
    # Where ``idea`` names only who takes part: the police as a partner make no idea one of safety.
    apart: areas.Spans = ()
    pending: str = ""
    waiting: str = ""
    # The names of what has been said, each as often as it was said.
    said: tuple[str, ...] = ()
    topic: str = ""
    facts: Facts | None = None


@dataclass(frozen=True)
class Said:
    """What is said in a turn, before the question that follows."""

    known: Known
    names: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    answer: Answer | None = None
    why: str = ""
    interrupts: bool = False
    changes: bool = False
    adds: bool = False


def react(known: Known, done: Turn) -> Said:
    """What becomes known by a turn, and what is to be said of it."""
    if done.kind == "corrected":
        area = areas.area(done.value)
        after = replace(known, area=area.id)
        return Said(after, ("corrected",), {"area": area.name[known.language]}, changes=True)
    if done.kind == "asked_why":
        return _react_to_why(known, done.question)
    if done.kind == "answered":
        return _react_to_answer(known, done)
    return _react_to_text(known, done.text, existing(done.asked))


def _react_to_why(known: Known, question_id: str) -> Said:
    if not (question_id := existing(question_id)):
        return Said(known, ("no_question",))
    own = question_id in OWN_QUESTIONS
    why = own_text(question_id, "why") if own else questions.question(question_id).why
    return Said(known, (), why=why[known.language], interrupts=True)


def _react_to_answer(known: Known, done: Turn) -> Said:
    if done.question in OWN_QUESTIONS:
        return _react_to_own_answer(known, done)
    if not existing(done.question):
        return Said(known, ("same",))
    change = ("changed",) if done.question in known.answers else ()
    rest = {question_id: value for question_id, value in known.answers.items() if question_id != done.question}
    after = replace(known, answers={**rest, done.question: done.value}, pending="", waiting="")
    if done.value == "skip":
        return Said(after, (*change, "skipped"))
    if not tells_more(done.text):
        return Said(after, change, changes=True)
    item = questions.question(done.question)
    told = (item.if_yes if done.value == "yes" else item.if_no)[known.language]
    return Said(_replying(after, done.question, done.text), (*change, "understood"), {"told": told}, changes=True)


def _react_to_own_answer(known: Known, done: Turn) -> Said:
    """Where the waiting text belongs."""
    settled, text = replace(known, pending="", waiting=""), known.waiting
    if not text or done.value == "skip":
        return Said(settled, ("not_added",))
    if done.question == NEW_IDEA and done.value == "yes":
        fresh = Known(known.language, said=known.said, facts=known.facts)
        return Said(_telling(fresh, text), ("new_start",), changes=True)
    if done.question == BELONGS and done.value == "no":
        return Said(settled, ("not_added",))
    return Said(_telling(settled, text), (), adds=True, changes=True)


def _react_to_text(known: Known, text: str, asked: str) -> Said:
    heard = hear(text, asked=asked, has_idea=bool(known.idea))
    known = replace(known, pending="", waiting="")
    if heard == "question":
        return _react_to_question(known, text)
    if heard in ("reasons", "next", "would_change"):
        return _explain(known, heard)
    if heard == "questions_left":
        return Said(known, ("questions_left",), {"left": str(MOST_QUESTIONS - len(known.answers))}, interrupts=True)
    if heard == "new_idea" and len(read(text).words) >= _LEAST_NEW_IDEA_WORDS:
        return Said(replace(known, pending=NEW_IDEA, waiting=without_what_if(text)), ("looks_new",))
    if heard == "new_idea":
        return Said(known, ("tell_new",), interrupts=True)
    return _react_to_telling(known, heard, text, asked)


def _react_to_telling(known: Known, heard: str, text: str, asked: str) -> Said:
    """What was neither asked nor announced: a part of an idea, or something beside it."""
    if heard == "cost":
        return Said(_replying(known, COST, text), ("cost",), changes=True)
    if heard == "repeated":
        return _leave(known, asked)
    if not known.idea:
        return _first_words(known, heard, text)
    if heard in ("idea", "off_topic", "unclear", "yes", "no", "skip", "why"):
        return _addition(known, text, asked)
    return Said(known, ("greeting_again" if heard == "greeting" else heard,), interrupts=True)


def _leave(known: Known, asked: str) -> Said:
    """Somebody has had enough of a question: it is not put again."""
    if not asked or asked in OWN_QUESTIONS:
        return Said(known, ("repeated",))
    return Said(replace(known, answers={**known.answers, asked: "skip"}), ("repeated",))


def _first_words(known: Known, heard: str, text: str) -> Said:
    if heard == "idea":
        return Said(_telling(known, text), (), changes=True)
    return Said(known, ("unclear" if heard in ("yes", "no", "skip", "why") else heard,))


def _addition(known: Known, text: str, asked: str) -> Said:
    """More about the idea; another idea, or something that does not seem to belong, is asked about."""
    after = _telling(known, text)
    if _looks_new(known, text):
        return Said(replace(known, pending=NEW_IDEA, waiting=text), ("looks_new",))
    more = advise(text).kind == "idea" or tells_facts(text) or names_parties(text)
    tells = advice_on(after) is not None and (more or _gains(known, after))
    if not tells and asked == BELONGS:
        return Said(known, ("nothing_told",))
    if not tells and len(read(text).words) < _LEAST_WORDS_THAT_MAY_BELONG:
        return Said(known, ("unclear_reply" if asked else "unclear",))
    if not tells:
        return Said(replace(known, pending=BELONGS, waiting=text), ("belongs",))
    return Said(after, (), adds=True, changes=True)


def _looks_new(known: Known, text: str) -> bool:
    if len(read(text).words) < _LEAST_NEW_IDEA_WORDS or goes_on(text):
        return False
    other, own = advise(text), advice_on(known)
    if other.kind != "idea" or other.primary_area is None or own is None or own.primary_area is None:
        return False
    return other.primary_area != own.primary_area and not search_terms(text) & search_terms(known.idea)


def _gains(before: Known, after: Known) -> bool:
    """Whether the text between the two told anything that the rules look at; that a text grows longer is nothing."""
    own, other = (advice_on(known) for known in (before, after))
    if own is None or other is None:
        return other is not None
    scores = [{area.id: area.score for area in advice.areas} for advice in (own, other)]
    return scores[0] != scores[1] or not _features(after) <= _features(before)


def _features(known: Known) -> frozenset[str]:
    return stated_features(known.idea, area=known.area, answers=settled(known.answers)) - passing()


def _react_to_question(known: Known, text: str) -> Said:
    found = answer_to(text, known.language, after=known.topic, facts=known.facts)
    if found.topic == "out_of_scope":
        return Said(
            known, ("elsewhere" if _is_elsewhere(text, has_idea=bool(known.idea)) else "unknown",), interrupts=True
        )
    if found.topic == "deadlines" and known.facts:
        return _tell_dates(known, known.facts, found)
    topic = found.about or found.topic
    # One word that names a topic can hardly be misunderstood.
    is_sure = bool(found.about) or found.confidence >= _SURE or len(read(text).words) < _LEAST_IDEA_WORDS
    if topic == known.topic:
        return Said(known, ("same_answer" if is_sure else "unknown",), interrupts=True)
    names, facts, lines = ((), {}, ()) if found.about else _of_this_idea(known, topic)
    names = names if is_sure else ("uncertain", *names)
    return Said(replace(known, topic=topic), names, facts, lines, answer=found, interrupts=True)


def _is_elsewhere(text: str, *, has_idea: bool) -> bool:
    """Whether a question is for another desk, or names nothing that an idea or the fund is about."""
    document = read(text)
    # Beside an idea "does the health centre not count?" asks about a partner.
    if not has_idea and "out_of_scope" in by_rules(document):
        return True
    return intent.kind(document) == "off_topic" and not any(find(document).values())


def _tell_dates(known: Known, facts: Facts, found: Answer) -> Said:
    """The dates of the call as they are today."""
    name, values = said_of_call(facts)
    text = variant(name, known.said.count(name), known.language).format(**values[known.language])
    after = replace(known, topic=found.topic, said=(*known.said, name))
    return Said(after, (), answer=replace(found, text=text), interrupts=True)


def _of_this_idea(known: Known, topic: str) -> tuple[tuple[str, ...], dict[str, str], tuple[str, ...]]:
    """What to say beside an answer when it can be told of the very idea: its area, or where its money is."""
    advice, language = advice_on(known), known.language
    if topic == "four_areas" and advice is not None and advice.primary_area:
        return ("area",), {"area": areas.area(advice.primary_area).name[language]}, ()
    if topic == "other_funds" and advice is not None and advice.best_fund != "sif":
        return (), {}, (funds.fund(advice.best_fund).next_step[language],)
    return (), {}, ()


def _explain(known: Known, heard: str) -> Said:
    """The reasons for the advice, the next step, or what would make the advice another."""
    advice, language = advice_on(known), known.language
    if advice is None or not advice.funds:
        return Said(known, ("no_advice",))
    best = funds.fund(advice.best_fund)
    if heard == "next":
        return Said(known, ("next",), lines=(best.next_step[language],), interrupts=True)
    if heard == "would_change":
        change = what_would_change(known.idea, area=known.area, answers=settled(known.answers))
        return Said(known, ("would_change",), lines=(sentence(change, advice.best_fund, language),), interrupts=True)
    lines = [item.reason for item in advice.funds[0].conditions if item.met != "unknown"]
    return Said(
        known, ("reasons",), {"fund": best.name[language]}, (*lines, *against_sif(advice, language)), interrupts=True
    )


def against_sif(advice: Advice, language: Language) -> tuple[str, ...]:
    """Why the Social Investment Fund is not the best, when it is not."""
    if advice.best_fund == "sif":
        return ()
    conditions = next((fund.conditions for fund in advice.funds if fund.id == "sif"), ())
    against = [_without_shown(item.reason, advice) for item in conditions if item.met == "no"][:1]
    heading = variant("not_sif", 0, language).format(sif=funds.fund("sif").name[language])
    return (heading, *against) if against else ()


def _without_shown(reason: str, advice: Advice) -> str:
    """A reason without the words that speak for it, when the reasons for the best fund show them already."""
    shown = _SHOWN.search(reason)
    said = any(shown and shown[0] in item.reason for item in advice.funds[0].conditions if item.met == "yes")
    return _SHOWN.sub("", reason) if said else reason


def advice_on(known: Known) -> Advice | None:
    """The advice on what is known; None before there is an idea of more than a word or two."""
    if len(read(known.idea).words) < _LEAST_IDEA_WORDS:
        return None
    return _advise(known.idea, known.area, known.apart, tuple(settled(known.answers).items()), known.language)


@lru_cache(maxsize=256)
def _advise(
    idea: str, area: AreaId | None, apart: areas.Spans, answers: tuple[tuple[str, bool], ...], language: Language
) -> Advice | None:
    advice = advise(idea, language=language, area=area, answers=dict(answers), apart=apart)
    return advice if advice.kind == "idea" else None


def settled(answers: Mapping[str, str]) -> dict[str, bool]:
    return {question_id: value == "yes" for question_id, value in answers.items() if value != "skip"}


def _telling(known: Known, text: str) -> Known:
    """What is known with a text that tells of the idea."""
    return replace(known, idea=_joined(known.idea, text), described=_joined(known.described, text))


def _replying(known: Known, question_id: str, text: str) -> Known:
    """What is known with a reply: it counts for the advice as well, and is kept by the question that it answers."""
    replies = {**known.replies, question_id: _joined(known.replies.get(question_id, ""), text)}
    idea = _joined(known.idea, text)
    names_parties = question_id != COST and questions.question(question_id).parties
    apart = (*known.apart, (len(idea) - len(text.strip()), len(idea))) if names_parties else known.apart
    return replace(known, idea=idea, replies=replies, apart=apart)


def _joined(idea: str, text: str) -> str:
    return f"{idea}\n\n{text}".strip()
