"""What do the pages of a conversation show? Built here, so that templates only draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sifapp.advice import (
    KNOWLEDGE_VERSION,
    Advice,
    Answer,
    DialogueState,
    Exchange,
    Talk,
    Turn,
    area,
    change_sentence,
    choices,
    examples_for,
    existing,
    fund,
    is_early,
    question,
    question_text,
    replay,
    settled,
    source,
    start,
    what_would_change,
)
from sifapp.conversation.facts import facts_of
from sifapp.conversation.models import KeptConversation
from sifapp.conversation.rules import differs, is_full
from sifapp.db import get_session
from sifapp.i18n import language, today
from sifapp.knowledge.queries import catalogue
from sifapp.knowledge.rules import rules_of
from sifapp.wizard.remarks import persons_in
from sifapp.wizard.showing import ShownArea, ShownFund, area_names, shown_areas, shown_funds

# Title and address.
ShownSource = tuple[str, str]
# How many funds the small picture has room for.
MOST_FUNDS = 3


@dataclass(frozen=True)
class ShownTurn:
    """What the person did and what the assistant said. ``number``: the turn's place, from 0.

    ``personal_data``: words that tell of a person, and what they are.
    ``asked``: the question that was put then; "" when none was, or when it had been put before and still stood open.
    """

    number: int
    text: str
    said: tuple[str, ...]
    asked: str
    sources: tuple[ShownSource, ...]
    hands_over: bool
    personal_data: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ShownAnswer:
    """An earlier answer, with what else could be answered: (value, words, is it the present answer)."""

    id: str
    question: str
    answer: str
    choices: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class ShownExample:
    """A granted or refused case to learn from."""

    name: str
    is_granted: bool
    what: str
    lesson: str
    sources: tuple[ShownSource, ...]


@dataclass(frozen=True)
class Picture:
    """What stands beside the conversation: areas, money, what would change it, cases to learn from.

    ``is_early``: too little is known to say which money fits. ``state``: area and money in a line.
    """

    advice: Advice
    idea: str
    is_early: bool
    state: str
    areas: list[ShownArea]
    funds: list[ShownFund]
    change: str
    examples: tuple[ShownExample, ...]
    area_names: dict[str, str]


@dataclass(frozen=True)
class TalkPage:
    """A conversation as it is shown. ``picture``: None before there is an idea."""

    welcome: str
    turns: tuple[ShownTurn, ...]
    asked: str
    asked_text: str
    choices: tuple[tuple[str, str], ...]
    answers: tuple[ShownAnswer, ...]
    picture: Picture | None
    is_full: bool


@dataclass(frozen=True)
class KeptPage:
    """A kept conversation, then and now. ``now``: today's advice in words when it is another one."""

    turns: tuple[ShownTurn, ...]
    knowledge_version: str
    then: str
    now: str
    rules_changed: bool


def talk_page(state: DialogueState) -> TalkPage:
    """The conversation with its picture, in the reader's language."""
    talk, lang = replay(state, facts=facts_of(get_session(), today())), language()
    return TalkPage(
        welcome=start(lang)[1].text,
        turns=_turns(talk),
        asked=talk.asked,
        asked_text=talk.exchanges[-1].reply.question if talk.exchanges else "",
        choices=tuple((value, words[lang]) for value, words in choices(talk.asked)) if talk.asked else (),
        answers=tuple(_answer(question_id, value) for question_id, value in talk.answers.items()),
        picture=_picture(talk) if talk.advice else None,
        is_full=is_full(state),
    )


def kept_page(kept: KeptConversation, state: DialogueState) -> KeptPage:
    """A conversation that was kept, with the advice then and now."""
    talk = replay(state, facts=facts_of(get_session(), kept.kept_at.date()))
    return KeptPage(
        turns=_turns(talk),
        knowledge_version=kept.knowledge_version,
        then=_advice_in_words(kept.advice.get("primary_area"), kept.advice.get("best_fund")),
        now=_advice_today(talk.advice) if differs(kept.advice, talk.advice) else "",
        rules_changed=rules_of(kept.knowledge_version) != KNOWLEDGE_VERSION,
    )


def _advice_today(advice: Advice | None) -> str:
    return _advice_in_words(advice.primary_area, advice.best_fund) if advice else _("No idea to advise on")


def _advice_in_words(area_id: str | None, fund_id: str | None) -> str:
    """Area and fund by name, as they are called today."""
    if not fund_id or fund_id == "none":
        return str(_("No idea to advise on"))
    name = area(area_id).name[language()] if area_id else _("no clear area")
    return f"{fund(fund_id).name[language()]} ({name})"


def said_name(about: str, said: str) -> str:
    """The name of what somebody says is not right: an area or a fund."""
    return str((area(said) if about == "area" else fund(said)).name[language()])


def _turns(talk: Talk) -> tuple[ShownTurn, ...]:
    return tuple(_turn(number, exchange) for number, exchange in enumerate(talk.exchanges))


def _turn(number: int, exchange: Exchange) -> ShownTurn:
    reply, turn = exchange.reply, exchange.turn
    is_new = reply.asked and reply.asked != turn.asked
    return ShownTurn(
        number=number,
        text=_done(turn),
        said=tuple(reply.said.split("\n")) if reply.said else (),
        asked=reply.question if is_new else "",
        sources=_answer_sources(reply.answer) if reply.answer else (),
        hands_over=reply.hands_over,
        personal_data=persons_in(turn.text),
    )


def _done(turn: Turn) -> str:
    """What the person did, in words."""
    if turn.text:
        return turn.text
    if turn.kind == "corrected":
        return str(_("The area is %(name)s.", name=area(turn.value).name[language()]))
    if turn.kind == "asked_why":
        return str(_("Why do you ask?"))
    words = {value: label[language()] for value, label in choices(turn.question)}
    answer = words.get(turn.value, turn.value)
    # A question that newer rules no longer ask has no words any more.
    if turn.question == turn.asked or not existing(turn.question):
        return answer
    return str(_("“%(question)s” %(answer)s", question=question_text(turn.question)[language()], answer=answer))


def _sources(keys: Sequence[str]) -> tuple[ShownSource, ...]:
    return tuple((source(key).title, source(key).address) for key in keys)


def _answer_sources(answer: Answer) -> tuple[ShownSource, ...]:
    """Where an answer stands; of a fund with a name its own page first."""
    money = catalogue(get_session()).funds.get(answer.about)
    own = ((money.name[language()], money.address),) if money else ()
    return (*own, *(found for found in _sources(answer.sources) if found[1] not in [address for _name, address in own]))


def _answer(question_id: str, value: str) -> ShownAnswer:
    words: Mapping[str, str] = {key: label[language()] for key, label in choices(question_id)}
    return ShownAnswer(
        question_id,
        question(question_id).text[language()],
        words[value],
        tuple((key, label, key == value) for key, label in words.items()),
    )


def _picture(talk: Talk) -> Picture:
    advice, lang = talk.advice, language()
    assert advice is not None  # noqa: S101 - for the type checker: asked before
    change = what_would_change(talk.idea, area=talk.area, answers=settled(talk.answers))
    return Picture(
        advice=advice,
        idea=talk.idea,
        is_early=is_early(advice),
        state=_state(advice),
        areas=shown_areas(advice),
        funds=_few(shown_funds(advice, catalogue(get_session()))),
        change=change_sentence(change, advice.best_fund, lang),
        examples=tuple(
            ShownExample(
                example.name[lang],
                example.outcome == "granted",
                example.what[lang],
                example.lesson[lang],
                _sources(example.sources),
            )
            for example in examples_for(talk.idea, advice.primary_area)
        ),
        area_names=area_names(),
    )


def _state(advice: Advice) -> str:
    """The advice in a line: area and money, or that it is too early to say."""
    area_name = area(advice.primary_area).name[language()] if advice.primary_area else str(_("No clear area yet"))
    money = str(_("too early to say which money fits")) if is_early(advice) else fund(advice.best_fund).name[language()]
    return str(_("%(area)s · %(money)s", area=area_name, money=money))


def _few(funds: list[ShownFund]) -> list[ShownFund]:
    """The best ones, and the fund that people came for."""
    return [fund for place, fund in enumerate(funds) if place < MOST_FUNDS or fund.id == "sif"]
