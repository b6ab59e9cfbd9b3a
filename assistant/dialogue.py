"""What does the assistant say in one turn of a conversation?

A turn either answers a question, or takes in an idea and advises, or takes "yes" or "no" as the answer to the
question asked last. It then asks the open question that would decide most. The state is plain data and holds
everything; nothing is remembered elsewhere.
"""

from __future__ import annotations

from dataclasses import replace

from assistant import answers, areas, funds, questions
from assistant.advice import advise
from assistant.knowledge import load
from assistant.language import read
from assistant.types import Advice, DialogueState, Language, Reply


def start(language: Language | None = None) -> tuple[DialogueState, Reply]:
    """A new conversation and its first words. ``language``: fixed, or each turn's own if None."""
    return DialogueState(language=language), Reply(_say("welcome", language or "sv"))


def turn(state: DialogueState, text: str) -> tuple[DialogueState, Reply]:
    """The next state, and the reply to what the user wrote."""
    language = state.language or read(text).language
    if state.asked and (yes := _yes_or_no(text)) is not None:
        told = replace(state, answers={**state.answers, state.asked: yes}, asked="")
        return _advised(told, language)
    advice = advise(text, language=language)
    if advice.kind == "idea":
        joined = f"{state.idea}\n{text}".strip() if state.asked else text
        kept = state.answers if state.asked else {}
        return _advised(replace(state, idea=joined, answers=kept, asked=""), language)
    reply = answers.answer(text, language=language)
    if state.asked and _asks_why(text):
        return state, Reply(questions.question(state.asked).why[language], asked=state.asked)
    again = f"\n\n{questions.question(state.asked).text[language]}" if state.asked else ""
    return state, Reply(reply.text + again, asked=state.asked, answer=reply)


def _advised(state: DialogueState, language: Language) -> tuple[DialogueState, Reply]:
    """The verdict on what is known, and the next question."""
    advice = advise(state.idea, language=language, answers=state.answers)
    asked = advice.ask_next[0] if advice.ask_next else ""
    closing = questions.question(asked).text[language] if asked else _say("no_more_questions", language)
    return replace(state, asked=asked), Reply(f"{verdict(advice)}\n\n{closing}", asked=asked, advice=advice)


def verdict(advice: Advice) -> str:
    """The advice on an idea as a few plain sentences, in the advice's own language."""
    language = advice.language
    if advice.kind != "idea":
        return _say(advice.kind, language)
    best = funds.fund(advice.best_fund)
    lines = [_say("fund", language).format(fund=best.name[language])]
    lines += [f"- {item.reason}" for item in advice.funds[0].conditions if item.met != "unknown"]
    lines.append(best.next_step[language])
    if advice.primary_area:
        lines.insert(0, _say("area", language).format(area=areas.area(advice.primary_area).name[language]))
    return "\n".join(lines)


def _yes_or_no(text: str) -> bool | None:
    """Whether a short text says yes or no; None if it says neither, or both."""
    words = {word.text for word in read(text).words[:3]}
    entry = load("dialogue").child("words")
    yes, no = bool(words & set(entry.strings("yes"))), bool(words & set(entry.strings("no")))
    return yes if yes != no else None


def _asks_why(text: str) -> bool:
    return bool({word.text for word in read(text).words} & set(load("dialogue").child("words").strings("why")))


def _say(name: str, language: Language) -> str:
    return load("dialogue").child("say").text(name)[language]
