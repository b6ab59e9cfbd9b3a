"""What does the assistant say in one turn of a conversation?

A conversation is what the user did, turn by turn, as plain data; nothing else is stored. The idea, the answers, what is
asked now, the advice and every reply are worked out from it by :func:`replay`, so that a stored conversation can be
held again with newer knowledge. Each turn remembers which question stood open, so that "yes" stays an answer to it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from assistant import areas, funds, questions
from assistant.advice import is_early, stated_features
from assistant.change import questions_that_lead_to_sif
from assistant.facts import Facts
from assistant.hearing import answer_to_another, correction, hear
from assistant.language import read
from assistant.phrases import OWN_QUESTIONS, VALUES, choices, existing, question_again, question_text, variant
from assistant.privacy import MASK, mask
from assistant.reactions import MOST_QUESTIONS, Known, Said, advice_on, against_sif, react, settled
from assistant.types import Advice, AssistantError, DialogueState, Exchange, Language, Reply, Talk, Turn

__all__ = [
    "MASK", "answered", "asked_why", "choices", "corrected", "mask", "masked", "question_text", "replay", "settled",
    "start", "turn", "verdict", "wrote",
]  # fmt: skip

# A shift of a score that is worth a word.
_NOTABLE = 0.02
# A question that was met so often by something else, or put so often in all, is left open.
_MOST_ASKED_AGAIN, _MOST_PUT = 2, 4
# With one of these a person is offered.
_HANDS_OVER = frozenset({"unknown", "elsewhere", "uncertain", "hand_over", "same_answer", "sorry", "frustrated"})
# After one of these nobody wants to be asked again at once.
_RESTS = frozenset({"next", "hand_over", "goodbye", "sorry", "enough"})
# What names the fund that fits best.
_NAME_THE_FUND = frozenset({"fund", "now_best", "more", "less"})
# What is not worth a word beside the thanks for a cost.
_SMALL_EFFECTS = frozenset({"same", "more", "less", "still_early"})
# Reasons in the first reply; the rest stand beside the conversation.
_MOST_REASONS = 2


# --- What the user does


def start(language: Language | None = None) -> tuple[DialogueState, Reply]:
    """A new conversation and its first words. ``language``: of the replies; each text's own if None."""
    welcome = variant("welcome", 0, language or "sv")
    return DialogueState(language=language), Reply(welcome, said=welcome)


def turn(state: DialogueState, text: str, *, facts: Facts | None = None) -> tuple[DialogueState, Reply]:
    """The next state, and the reply to what the user wrote. ``facts``: as in :func:`replay`."""
    later = wrote(state, text)
    return later, replay(later, facts=facts).exchanges[-1].reply


def wrote(state: DialogueState, text: str) -> DialogueState:
    """The conversation with a text of the user's. "Yes" is kept as the answer to the question that stands open."""
    talk = replay(state)
    corrects = talk.idea and correction(text, talk.answers, asked=talk.asked)
    if told := corrects or (talk.asked and answer_to_another(text, asked=talk.asked)):
        question_id, value = told
        return _with(state, Turn("answered", text=text, question=question_id, value=value, asked=talk.asked))
    heard = hear(text, asked=talk.asked, has_idea=bool(talk.idea))
    if heard in VALUES:
        return _with(state, Turn("answered", text=text, question=talk.asked, value=heard, asked=talk.asked))
    if heard == "why":
        return _with(state, Turn("asked_why", text=text, question=talk.asked, asked=talk.asked))
    if heard == "wrong_area" and (named := areas.rank(read(text))[0]).score >= areas.LOWEST_SCORE:
        return _with(state, Turn("corrected", text=text, value=named.id, asked=talk.asked))
    return _with(state, Turn("wrote", text=text, asked=talk.asked))


def answered(state: DialogueState, question_id: str, value: str) -> DialogueState:
    """The conversation with an answer, given by a press or changed later. Raises AssistantError for an unknown one."""
    if question_id not in OWN_QUESTIONS:
        questions.question(question_id)
    if value not in VALUES:
        raise AssistantError(f"no answer {value!r}; there are {', '.join(VALUES)}")
    return _with(state, Turn("answered", question=question_id, value=value, asked=replay(state).asked))


def corrected(state: DialogueState, area_id: str) -> DialogueState:
    """The conversation with the user's own choice of area. Raises AssistantError if there is no such area."""
    return _with(state, Turn("corrected", value=areas.area(area_id).id, asked=replay(state).asked))


def asked_why(state: DialogueState) -> DialogueState:
    """The conversation with "why do you ask?"."""
    asked = replay(state).asked
    return _with(state, Turn("asked_why", question=asked, asked=asked))


def masked(state: DialogueState, number: int) -> DialogueState:
    """The conversation with the personal data of turn ``number`` (from 0) taken out of its text for good."""
    turns = list(state.turns)
    turns[number] = replace(turns[number], text=mask(turns[number].text))
    return replace(state, turns=tuple(turns))


def _with(state: DialogueState, added: Turn) -> DialogueState:
    return replace(state, turns=(*state.turns, added))


# --- What the assistant makes of it


@lru_cache(maxsize=128)
def replay(state: DialogueState, language: Language | None = None, *, facts: Facts | None = None) -> Talk:
    """The whole conversation as the knowledge of today holds it, in ``language`` (else its own).

    ``facts``: the dates and funds that questions are answered by; they change no advice and no question.
    """
    known = Known(language or state.language or "sv", facts=facts)
    exchanges: list[Exchange] = []
    asked = ""
    for number, done in enumerate(state.turns):
        if not (language or state.language):
            known = replace(known, language=_language_of(done.text, known.language))
        before = advice_on(known)
        said = react(known, done)
        known = said.known
        following = state.turns[number + 1 : number + 2]
        # What was asked then stays asked, whatever newer knowledge would ask.
        asked = existing(following[0].asked) if following else _next_question(said, was_asked=done.asked)
        known, reply = _reply(said, before, asked, was_asked=done.asked)
        exchanges.append(Exchange(done, reply))
    told = (known.idea, known.described, known.replies)
    return Talk(tuple(exchanges), *told, known.answers, known.area, asked, advice_on(known))


def verdict(advice: Advice) -> str:
    """The advice on an idea as a few plain sentences, in the advice's own language."""
    language = advice.language
    if advice.kind != "idea":
        name = {"smalltalk": "greeting", "question": "unclear"}.get(advice.kind, advice.kind)
        name = "foreign" if advice.foreign else name
        return variant(name, 0, language)
    best = funds.fund(advice.best_fund)
    lines = [variant("fund", 0, language).format(fund=best.name[language])]
    lines += [f"- {item.reason}" for item in advice.funds[0].conditions if item.met != "unknown"]
    lines.append(best.next_step[language])
    if advice.primary_area:
        lines.insert(0, variant("area", 0, language).format(area=areas.area(advice.primary_area).name[language]))
    return "\n".join(lines)


def _language_of(text: str, before: Language) -> Language:
    """The language that a text is in; a word or two say too little."""
    document = read(text)
    return before if len(document.words) < 2 or len(document.languages) > 1 else document.language


def _reply(said: Said, before: Advice | None, asked: str, *, was_asked: str) -> tuple[Known, Reply]:
    """The words of a turn. Each is said in its next variant, which is remembered in what is known."""
    known, language = said.known, said.known.language
    names, facts, lines = _said_of(said, before, asked)
    now = advice_on(known)
    is_over = bool(_RESTS & set(said.names))
    given_up = bool(was_asked) and was_asked not in (asked, *known.answers) and _put_often(known, was_asked)
    given_up = given_up and not is_over
    texts = [variant(name, known.said.count(name), language).format(**facts) for name in names]
    texts += [text for text in (said.why, said.answer.text if said.answer else "") if text]
    texts += lines
    if given_up:
        names = (*names, "left_open")
        texts.append(variant("left_open", known.said.count("left_open"), language))
    following: tuple[str, ...] = ()
    nothing_asked = "put" not in {name.partition(" ")[0] for name in known.said}
    if asked and asked == was_asked:
        following = ("back" if said.interrupts else "again",)
    elif not asked and now is not None and _may_end(said, now, given_up=given_up):
        following = ("no_more_questions",)
    if following == ("no_more_questions",) and nothing_asked and now is not None and now.best_fund != "sif":
        following = ("nothing_to_ask",)
    closing = [variant(name, known.said.count(name), language) for name in following]
    if {"no_more_questions", "nothing_to_ask"} & set(following):
        texts, closing = [*texts, *closing, *_ending(known, now, told=bool(_NAME_THE_FUND & set(names)))], []
    question = _question(known, asked)
    known = replace(
        known,
        said=(
            *known.said,
            *names,
            *following,
            *([_put(asked)] if asked else []),
            *([_again(asked)] if "again" in following else ()),
        ),
        topic=known.topic if said.answer else _topic(said),
    )
    spoken = "\n".join(texts)
    whole = "\n\n".join(filter(None, (spoken, " ".join([*closing, *filter(None, [question])]))))
    hands_over = bool(_HANDS_OVER & set(names))
    return known, Reply(whole, asked, now if said.changes else None, said.answer, spoken, hands_over, question)


def _said_of(said: Said, before: Advice | None, asked: str) -> tuple[tuple[str, ...], dict[str, str], tuple[str, ...]]:
    """What a turn says, with what it has changed: the names of what to say, the facts in it, and further lines."""
    now = advice_on(said.known)
    if not said.changes:
        return said.names, dict(said.facts), said.lines
    if now is None:
        return (*said.names, "tell_more"), dict(said.facts), said.lines
    compared = None if "new_start" in said.names else before
    effect, facts, lines = _effect(compared, now, said.known.language, announced="corrected" in said.names, asked=asked)
    if "cost" in said.names:
        effect = tuple(name for name in effect if name not in _SMALL_EFFECTS)
    if "understood" in said.names:
        # How it was understood is thanks enough.
        effect = tuple(name for name in effect if name not in ("same", "still_early"))
    effect = tuple("added" if name == "same" and said.adds else name for name in effect)
    return (*said.names, *effect), {**facts, **said.facts}, (*said.lines, *lines)


def _again(question_id: str) -> str:
    """Under which name it is remembered that a question was met by something else."""
    return f"again {question_id}"


def _put(question_id: str) -> str:
    """Under which name it is remembered that a question was put."""
    return f"put {question_id}"


def _may_end(said: Said, now: Advice, *, given_up: bool) -> bool:
    """Whether to say that nothing more is asked: of the Social Investment Fund each time, of other money once."""
    ends = said.changes or given_up or bool({"skipped", "repeated"} & set(said.names))
    return ends and (now.best_fund == "sif" or {"no_more_questions", "nothing_to_ask"}.isdisjoint(said.known.said))


def _put_often(known: Known, question_id: str) -> bool:
    """Whether a question was put so often that it is left open."""
    again, put = known.said.count(_again(question_id)), known.said.count(_put(question_id))
    return again >= _MOST_ASKED_AGAIN or put >= _MOST_PUT


def _question(known: Known, asked: str) -> str:
    """The words of a question, never twice the same in a row."""
    if not asked:
        return ""
    times = known.said.count(_put(asked))
    return (question_again(asked) if times % 2 else question_text(asked))[known.language]


def _ending(known: Known, advice: Advice | None, *, told: bool) -> tuple[str, ...]:
    """What it has come to, unless that has just been ``told``, and the next step; said once."""
    if advice is None or {"no_more_questions", "nothing_to_ask"} & set(known.said):
        return ()
    best = funds.fund(advice.best_fund)
    name = "fund_nearest" if is_early(advice) else "fund"
    verdict = variant(name, 0, known.language).format(fund=best.name[known.language])
    return (best.next_step[known.language],) if told else (verdict, best.next_step[known.language])


def _topic(said: Said) -> str:
    """The topic that was talked about last, as long as the same is asked again."""
    return said.known.topic if "same_answer" in said.names else ""


def _effect(
    before: Advice | None, now: Advice, language: Language, *, announced: bool, asked: str
) -> tuple[tuple[str, ...], dict[str, str], tuple[str, ...]]:
    """What a turn has changed: the names of what to say, the facts in it, and further lines."""
    facts = {"fund": funds.fund(now.best_fund).name[language]} if now.best_fund != "none" else {}
    if now.primary_area:
        facts["area"] = areas.area(now.primary_area).name[language]
    changed: tuple[str, ...] = ()
    if before is None:
        changed = ("area" if now.primary_area else "no_area",)
    elif now.primary_area and now.primary_area != before.primary_area and not announced:
        changed = ("now_area",)
    if is_early(now):
        # When nothing is left to ask, the end of it all says what comes nearest.
        early = ("fund_early" if before is None else "still_early",) if asked else ()
        return (*changed, *early), facts, ()
    if before is None or is_early(before):
        return (*changed, "fund"), facts, (*_reasons(now), *against_sif(now, language))
    if now.best_fund != before.best_fund:
        return (*changed, "now_best"), facts, against_sif(now, language)
    shift = now.funds[0].score - before.funds[0].score
    return (*changed, "more" if shift > _NOTABLE else "less" if shift < -_NOTABLE else "same"), facts, ()


def _reasons(advice: Advice) -> list[str]:
    """Why the best fund is the best; which area it belongs to has just been said."""
    met = (item for item in advice.funds[0].conditions if item.met == "yes" and item.id != "in_an_area")
    return [item.reason for item in met][:_MOST_REASONS]


def _next_question(said: Said, *, was_asked: str) -> str:
    """The question whose answer would change the advice most; at most six are put."""
    known = said.known
    # Whoever has asked for no more questions gets none.
    if _RESTS & set(said.names) or "enough" in known.said:
        return ""
    if known.pending:
        return known.pending
    advice = advice_on(known)
    if advice is None or len(known.answers) >= MOST_QUESTIONS:
        return ""
    features = stated_features(known.idea, area=known.area, answers=settled(known.answers))
    left_open = {item.id for item in questions.QUESTIONS if _put_often(known, item.id)}
    # What has just been explained is not left open, however often it was put.
    passed = {*known.answers, *left_open - ({was_asked} if said.why else set())}
    if is_early(advice) or advice.best_fund == "sif":
        return next(iter(questions.ask_next(features, passed)), "")
    # Other money fits: only what would make the Social Investment Fund fit is worth a question.
    leading = questions_that_lead_to_sif(features, passed)
    return next((item for item in questions.ask_next(features, passed) if item in leading), next(iter(leading), ""))
