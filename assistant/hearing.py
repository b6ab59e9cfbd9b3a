"""What does somebody mean by what they write in a conversation: an answer, a question, a greeting, an idea?

The words are in ``knowledge/dialogue.toml``. What is heard here depends on the text alone and on whether a question
stands open and an idea has been told; what follows from it is decided in ``dialogue``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import dropwhile, groupby
from typing import Literal, TypeAlias

from assistant import answers, features, intent, questions
from assistant.costs import tells_cost
from assistant.facts import Facts
from assistant.knowledge import load
from assistant.language import Document, read
from assistant.named_money import money_named
from assistant.phrases import OWN_QUESTIONS
from assistant.types import Answer, Kind, Language, Question

Heard: TypeAlias = Literal[
    "yes", "no", "skip", "why", "reasons", "next", "hand_over", "start_over", "new_idea",
    "greeting", "thanks", "okay", "goodbye", "question", "foreign", "idea", "off_topic", "unclear",
    "wrong_area", "objection", "sorry", "questions_left", "tell_more", "cost", "frustrated", "repeated", "write_for_me",
    "no_question", "who_are_you", "chitchat", "what_if_without", "would_change", "enough",
    "free", "superior",
]  # fmt: skip

# A reply to a question is short; a longer text that begins with "yes" tells more as well.
_SHORT_WORDS = 7
_LONGEST_BARE_WORDS = 4
_LEAST_TELLING_WORDS = 3
# "I do not know" and the like have so many words, at most.
_SKIP_WORDS = 3
# A question has an end; a longer text that holds a question mark is a story.
_LONGEST_QUESTION_WORDS = 30
_LONGEST_PHRASE_WORDS = 10
# Whoever says one of these answers no question, even if the sentence begins with "no".
_AT_ONCE: tuple[Heard, ...] = ("enough", "repeated", "frustrated", "write_for_me", "who_are_you", "chitchat", "free")
# A fund's bare name, with a word or two beside it, asks about it.
_LONGEST_NAMING_WORDS = 3
# "We instead", "vi i stället": so near the beginning.
_NEAR_WORDS = 3
# A reply that does nothing but name those who take part is no longer, and has one of these features.
_LONGEST_PARTIES_WORDS = 12
_PARTY, _PARTIES = "actor_", frozenset({"outside_partner", "ngo", "ngo_partner"})
_PHRASES: tuple[Heard, ...] = (
    "would_change", "reasons", "next", "hand_over", "start_over", "wrong_area", "objection", "sorry", "questions_left",
)  # fmt: skip
_SMALL_TALK: tuple[Heard, ...] = ("okay", "thanks", "greeting", "goodbye")


def hear(text: str, *, asked: str, has_idea: bool) -> Heard:
    """What ``text`` means. ``asked``: the question that stands open. ``has_idea``: an idea has been told before."""
    document = read(text)
    words = [word.text for word in document.words]
    if document.foreign:
        return "foreign"
    offered = asked in OWN_QUESTIONS and len(words) <= _SHORT_WORDS
    if has_idea and not offered and _holds(words, "new_idea"):
        return "new_idea"
    if has_idea and (supposed := _supposed(text)):
        return supposed
    if said := _answered_or_said(document, words, asked=asked, has_idea=has_idea):
        return said
    if _names_money(document):
        return "question"
    kind = _kind(document, has_idea=has_idea)
    if _is_question(document, kind, has_idea=has_idea) and (has_idea or kind != "idea" or _about_partners(document)):
        return "question"
    if kind == "idea":
        return "idea"
    return "unclear" if kind in ("unclear", "smalltalk", "question") else "off_topic"


def _kind(document: Document, *, has_idea: bool) -> Kind:
    """The kind of a text. "The district can take part" goes on with an idea, though it names what questions ask for."""
    names = len(document.words) >= _LEAST_TELLING_WORDS and _names_parties(document)
    if has_idea and names and not _looks_like_question(document):
        return "idea"
    return intent.kind(document)


def _supposed(text: str) -> Heard | None:
    """What "what if we …?" means: more about the idea, or less; None when it asks how something would go."""
    supposed = without_what_if(text)
    words = [word.text for word in read(supposed).words]
    if supposed == text or len(words) > _LONGEST_QUESTION_WORDS:
        return None
    if _holds(words, "what_if_without"):
        return "what_if_without"
    # "What if we instead …": whether that takes the place of the idea or adds to it is asked.
    if _holds(words[:_NEAR_WORDS], "instead"):
        return "new_idea"
    return "idea" if intent.kind(read(" ".join(words))) in ("idea", "unclear") else None


def without_what_if(text: str) -> str:
    """What is supposed, by itself: "we hire two people" of "OK, and what if we hire two people"."""
    document = read(text)
    words = _after_fillers([word.text for word in document.words])
    said = load("dialogue").child("phrases").strings("what_if")
    phrase = next((phrase for phrase in said if f"{' '.join(words)} ".startswith(f"{phrase} ")), "")
    first = len(document.words) - len(words) + len(phrase.split()) - 1
    return text[document.words[first].start :] if phrase else text


def _answered_or_said(document: Document, words: list[str], *, asked: str, has_idea: bool) -> Heard | None:
    """An answer to the question that stands open, what it costs, or a thing that is said in set words."""
    at_once = next((name for name in _AT_ONCE if _holds(words, name)), None)
    if at_once and len(words) <= _LONGEST_PHRASE_WORDS:
        return at_once
    if has_idea and _doubts_superior(document):
        return "superior"
    if asked and (reply := _answer_to_asked(document, words, asked)):
        return reply
    if tells_cost(document.text) and not _looks_like_question(document):
        return "cost"
    return _said(words, has_idea=has_idea) if len(words) <= _LONGEST_QUESTION_WORDS else None


def correction(text: str, answered: Mapping[str, str], *, asked: str) -> tuple[str, Literal["yes", "no"]] | None:
    """The question that "actually, make that one year" answers, first of those ``answered`` before, and how.

    "Two years" alone corrects as well when another length was answered. None when it corrects no answer, or answers
    the question that is ``asked``.
    """
    document = read(text)
    words = [word.text for word in document.words]
    corrects = _holds(words, "correction") or _holds(words, "objection")
    if len(words) > _LONGEST_QUESTION_WORDS or _looks_like_question(document) or _holds(words, "new_idea"):
        return None
    told = _told(document) or _told(read(_without(words, "correction")))
    again = [(question_id, value) for question_id, value in told if question_id in answered]
    if corrects:
        again = again or told
    elif len(words) > _SHORT_WORDS or asked in dict(told) or any(answered[name] == value for name, value in again):
        return None
    return again[0] if len(again) == 1 else None


def answer_to_another(text: str, *, asked: str) -> tuple[str, Literal["yes", "no"]] | None:
    """Which question a short reply with a yes or no answers, and how, when it is not the one that is ``asked``.

    "Yes, it's new" after a question about years; "no other administration, only us" after one about the method.
    """
    document = read(text)
    words = [word.text for word in document.words]
    if asked in OWN_QUESTIONS or _looks_like_question(document) or _reply(document, words) not in ("yes", "no"):
        return None
    told = _told(document)
    return told[0] if _answers_another(document, asked) and len(told) == 1 else None


def tells_more(text: str) -> bool:
    """Whether an answer comes with more than a bare yes, no or "I do not know"."""
    words = [word.text for word in read(text).words]
    bare = _words("yes") | _words("no") | _words("new") | _words("old")
    # "Yes, thank you very much" tells no more than yes.
    if set(words) <= bare | _words("thanks") | _words("greeting") | _words("goodbye"):
        return False
    return len(words) > _LONGEST_BARE_WORDS or not (
        bare & set(words) or _holds(words, "skip") or _holds(words, "unsure") or not words
    )


def goes_on(text: str) -> bool:
    """Whether a text goes on with what was said: it begins with "but", or tells what is asked of an idea."""
    words = read(text).words
    return tells_facts(text) or (bool(words) and words[0].text in _words("goes_on"))


def tells_facts(text: str) -> bool:
    """Whether a text answers one of the questions by its facts: "three years"."""
    return any(_told_by_facts(read(text), item) for item in questions.QUESTIONS)


def names_parties(text: str) -> bool:
    """Whether a short text names who takes part: "the district can take part"."""
    return _names_parties(read(text))


def answer_to(text: str, language: Language, *, after: str = "", facts: Facts | None = None) -> Answer:
    """The answer to a question that follows one on the topic ``after``.

    Who may take part is told with who may apply.
    """
    found = answers.answer(text, language=language, facts=facts)
    if _names_partner_only(read(text)):
        return answers.topic_answer("who_can_apply", found.confidence, language)
    followed = load("dialogue").child("follow_up").string(f"{after} {found.topic}", "")
    if followed and len(read(text).words) <= _SHORT_WORDS:
        return answers.topic_answer(followed, found.confidence, language)
    if found.topic == answers.OUT_OF_SCOPE and _about_partners(read(text)):
        return answers.topic_answer("who_can_apply", found.confidence, language)
    return found


def _answer_to_asked(document: Document, words: list[str], asked: str) -> Heard | None:
    """The reply to the question that stands open. "Maybe two years" tells the years."""
    reply = _reply(document, words)
    if reply and tells_cost(document.text):
        # "No idea, perhaps half a million" speaks of the cost, whatever was asked.
        return _told_of(document, asked)
    if reply in ("yes", "no") and _answers_another(document, asked):
        reply = None
    if reply in ("yes", "no") and (by_facts := _told_by_facts_outright(document, asked)):
        return by_facts
    if _knows_not_what(document, words):
        return reply
    return _told_of(document, asked) or reply if reply in (None, "skip") else reply


def _reply(document: Document, words: list[str]) -> Heard | None:
    """A yes, a no, "I do not know" or "why?" to the question that stands open."""
    if not words or len(words) > _LONGEST_QUESTION_WORDS:
        return None
    if _knows_not_what(document, words) or _skips(document, words):
        return "skip"
    asks_why = bool(_words("why") & set(words[:3])) and not _holds(words, "reasons") and len(words) <= _SHORT_WORDS
    in_set_words = _holds(words, "mean") or _holds(words, "why_ask")
    if asks_why or (in_set_words and len(words) <= _LONGEST_PHRASE_WORDS):
        return "why"
    # "Vi har inte bestämt var" is no answer; "nej, vi har inte bestämt var" is.
    seen = {words[0]} if len(words) > _LONGEST_BARE_WORDS else set(words)
    yes, no = bool(_words("yes") & seen), bool(_words("no") & seen)
    if _looks_like_question(document) or yes == no:
        return None
    return "yes" if yes else "no"


def _knows_not_what(document: Document, words: list[str]) -> bool:
    """Whether a short reply says what is not known: "we don't know what we save" tells of no saving."""
    is_short = len(words) <= _LONGEST_PHRASE_WORDS and not _looks_like_question(document)
    return is_short and _holds(words, "unknown")


def _skips(document: Document, words: list[str]) -> bool:
    """Whether it says "I do not know", alone or first of all: "I really don't know, I have just begun here"."""
    if len(words) > _SHORT_WORDS:
        first = words[: next(iter(document.clause_ends), 0)]
        ends_so = any(_holds(first[-count:], "skip") for count in range(1, _SKIP_WORDS + 1))
        return len(first) <= _SHORT_WORDS and ends_so and not _looks_like_question(document)
    # "Maybe two years" tells something, whatever was asked.
    return _holds(words, "skip") or (_holds(words, "unsure") and not tells_facts(document.text))


def _doubts_superior(document: Document) -> bool:
    """Whether somebody doubts that those who decide agree: "not sure our boss agrees" leaves no question open.

    "I do not know, I must ask my boss" does.
    """
    if len(document.words) > _LONGEST_PHRASE_WORDS or _looks_like_question(document):
        return False
    clauses = (
        [word.text for word in words] for _number, words in groupby(document.words, key=lambda word: word.clause)
    )
    return any(_words("superiors") & set(_without(clause, "skip").split()) for clause in clauses)


def _said(words: list[str], *, has_idea: bool) -> Heard | None:
    """A thing that is said in set words."""
    if has_idea and ((len(words) <= 2 and _words("why") & set(words)) or _is_whole(words, "reasons_bare")):
        return "reasons"
    bare = words and set(words) <= _words("yes") | _words("no")
    if has_idea and (bare or (len(words) <= _LONGEST_BARE_WORDS and _holds(words, "skip"))):
        return "no_question"
    if len(words) <= _SHORT_WORDS and _holds(words, "why_ask"):
        return "no_question"
    if len(words) > _LONGEST_PHRASE_WORDS:
        return None
    for name in _PHRASES:
        if _holds(words, name):
            return name
    if not has_idea and len(words) <= _SHORT_WORDS and _holds(words, "tell_more"):
        return "tell_more"
    return next((name for name in _SMALL_TALK if words and set(words) <= _words(name)), None) or _thanked(words)


def _thanked(words: list[str]) -> Heard | None:
    """Thanks with some friendly words beside: "jaja, tack snälla"."""
    friendly = frozenset[str]().union(_words("beside_thanks"), *(_words(name) for name in _SMALL_TALK))
    return "thanks" if _words("sure_thanks") & set(words) and set(words) <= friendly else None


def _told_of(document: Document, asked: str) -> Heard | None:
    """A yes or no that is told by the facts ("three years") or in the words of the reply that was offered."""
    if _looks_like_question(document) or len(document.words) > _LONGEST_QUESTION_WORDS:
        return None
    if asked in OWN_QUESTIONS:
        words = {word.text for word in document.words} if len(document.words) <= _SHORT_WORDS else set()
        yes, no = bool(words & _words("new")), bool(words & _words("old"))
    else:
        item = questions.question(asked)
        by_facts = _told_by_facts(document, item)
        yes, no = by_facts == "yes", by_facts == "no"
        if not yes and not no:
            yes, no = _told_in_short(document, item)
        if not yes and not no and item.parties:
            yes = _names_parties(document)
    if yes == no:
        return None
    return "yes" if yes else "no"


def _told_in_short(document: Document, item: Question) -> tuple[bool, bool]:
    """Whether a short sentence says yes or no in the words for it: "new"; "not new" says the other."""
    told: set[bool] = set()
    for _number, words in groupby(document.words, key=lambda word: word.sentence):
        said = {word.text for word in words}
        yes, no = bool(said & set(item.short_yes)), bool(said & set(item.short_no))
        if yes != no and len(said) <= _LONGEST_PHRASE_WORDS:
            told.add(yes != bool(said & _words("denies")))
    return True in told, False in told


def _names_parties(document: Document) -> bool:
    """Whether a short reply names who takes part: "the police", "soc + stadsdelen + bostadsbolaget"."""
    named = any(name.startswith(_PARTY) or name in _PARTIES for name in features.find(document))
    denied = _words("denies") & {word.text for word in document.words}
    return named and not denied and len(document.words) <= _LONGEST_PARTIES_WORDS


def _told(document: Document) -> list[tuple[str, Literal["yes", "no"]]]:
    """The questions that the facts in a text answer, and how."""
    return [(item.id, value) for item in questions.QUESTIONS if (value := _told_by_facts(document, item))]


def _told_by_facts_outright(document: Document, asked: str) -> Literal["yes", "no"] | None:
    """What the facts say where both yes and no have some: "no, nobody has tried it" tells that it is new."""
    if asked in OWN_QUESTIONS:
        return None
    item = questions.question(asked)
    told = _told_by_facts(document, item) if item.yes and item.no else None
    # "No, we won't do it together": the denial is of the fact, unless it is part of it.
    shown = [place for evidence in features.find(document).values() for place in evidence]
    denials = [word for word in document.words if word.text in _words("denies")]
    is_outright = all(any(item.start <= word.start < item.end for item in shown) for word in denials)
    return told if is_outright else None


def _told_by_facts(document: Document, item: Question) -> Literal["yes", "no"] | None:
    """The answer to a question that the facts in a text give: "three years"."""
    found = features.find(document)
    yes, no = any(name in found for name in item.yes), any(name in found for name in item.no)
    if yes == no:
        return None
    return "yes" if yes else "no"


def _answers_another(document: Document, asked: str) -> bool:
    """Whether "ja det är nytt" speaks of another question than the one that was put; "ja, …" answers it and goes on."""
    goes_on = document.clause_ends[document.words[0].clause] == 1 < len(document.words)
    if asked in OWN_QUESTIONS or goes_on or not _LEAST_TELLING_WORDS <= len(document.words) <= _SHORT_WORDS:
        return False
    told = {question_id for question_id, _value in _told(document)}
    return bool(told) and asked not in told


def _is_question(document: Document, kind: str, *, has_idea: bool) -> bool:
    """Whether it asks: by its form, or because it does nothing but name a topic ("deadline")."""
    length = len(document.words)
    # "Four years" after an idea tells more of it.
    tells = has_idea and (length > _LONGEST_BARE_WORDS or tells_facts(document.text))
    bare = kind == "question" and not tells
    return 0 < length <= _LONGEST_QUESTION_WORDS and (bare or _looks_like_question(document))


def _looks_like_question(document: Document) -> bool:
    words = _after_fillers([word.text for word in document.words])
    begins = len(words) > 1 and words[0] in answers.question_words()
    return begins or document.text.rstrip().endswith("?")


def _after_fillers(words: list[str]) -> list[str]:
    """The words after "okay, and …", which tell nothing of what follows."""
    return list(dropwhile(lambda word: word in _words("fillers"), words))


def _names_money(document: Document) -> bool:
    """Whether it asks about a fund with a name, or does little more than name it."""
    length = len(document.words)
    asks = length <= _LONGEST_NAMING_WORDS or (length <= _LONGEST_QUESTION_WORDS and _looks_like_question(document))
    return asks and bool(money_named(document))


def _names_partner_only(document: Document) -> bool:
    """Whether it names nothing but a partner: "the region?"."""
    is_short = len(document.words) <= _LONGEST_NAMING_WORDS
    return is_short and bool(_words("partners") & {word.text for word in document.words})


def _about_partners(document: Document) -> bool:
    begins = bool(document.words) and document.words[0].text in answers.question_words()
    return begins and bool(_words("partners") & {word.text for word in document.words})


def _without(words: list[str], name: str) -> str:
    """What is said after the set words: "tre år" of "ändra till tre år"."""
    text = f" {' '.join(words)} "
    phrases = (f" {phrase} " for phrase in load("dialogue").child("phrases").strings(name))
    return next((text.partition(phrase)[2].strip() for phrase in phrases if phrase in text), "")


def _is_whole(words: list[str], name: str) -> bool:
    return " ".join(words) in load("dialogue").child("phrases").strings(name)


def _holds(words: list[str], name: str) -> bool:
    text = f" {' '.join(words)} "
    return any(f" {phrase} " in text for phrase in load("dialogue").child("phrases").strings(name))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load("dialogue").child("words").strings(name))
