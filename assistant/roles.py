"""Which sentences of a long text say what is wanted, and which are told by the way?

Who writes a long mail greets, tells of the weather, of relatives and of what others do. So in a long text the sentences
weigh differently: most where something is proposed, less beside it, hardly at all in asides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import product
from typing import Literal, TypeAlias, cast, get_args

from assistant.knowledge import KnowledgeError, load
from assistant.language import LANGUAGES, Document, is_number
from assistant.matching import mentions
from assistant.types import Language

# In a text of so many words, and so many sentences, some are told by the way.
_LONG_WORDS = 90
_LEAST_SENTENCES = 5
# So much counts what a sentence says (own judgement): where something is proposed, next after it, elsewhere, aside.
_PROPOSAL, _NEXT, _OTHER, ASIDE = 1.0, 0.8, 0.6, 0.1
# A sentence that tells more of an idea than so much for each aside in it is none.
_MOST_IN_ASIDE = 1
# A sentence that tells so many things of an idea is one, even when nobody says "we want".
_ENOUGH_TOLD = 3

# The places of the words by which each sentence shows a role.
_Said: TypeAlias = Mapping[int, set[int]]
_Role: TypeAlias = Literal["proposal", "aside"]
_ROLES: tuple[_Role, ...] = get_args(_Role)
# How cues are written (roles.toml).
_MOST_WORDS, _LEAST_BEGINNING, _NUMBER = 3, 3, "#"
_BEGINNING = re.compile(r"[^\W_][\w-]{2,}\*")


@lru_cache(maxsize=16)
def weights(document: Document) -> Mapping[int, float]:
    """How much each sentence of a long text counts, 0-1, by its number; empty for a short text, where all count."""
    last = document.words[-1].sentence if document.words else 0
    if len(document.words) < _LONG_WORDS or last + 1 < _LEAST_SENTENCES:
        return {}
    said = _said(document)
    proposed, aside = said["proposal"], said["aside"]
    substance = _substance(document, aside)
    return {
        sentence: _PROPOSAL
        if sentence in proposed
        else ASIDE
        if len(substance.get(sentence, ())) <= _MOST_IN_ASIDE * len(aside.get(sentence, ())) and sentence in aside
        else _NEXT
        if sentence - 1 in proposed or not proposed
        else _OTHER
        for sentence in range(last + 1)
    }


def weight(document: Document, place: int) -> float:
    """How much the word at ``place`` counts, 0-1."""
    return weights(document).get(document.words[place].sentence, 1.0)


def is_aside(document: Document, place: int) -> bool:
    """Whether the word at ``place`` is told by the way."""
    return weight(document, place) <= ASIDE


def is_chat(document: Document) -> bool:
    """Whether a long text proposes nothing, and is told by the way for the most part; nor says much in one place."""
    counts = list(weights(document).values())
    if not counts or _PROPOSAL in counts or 2 * counts.count(ASIDE) < len(counts):
        return False
    return max(map(len, _substance(document, {}).values()), default=0) < _ENOUGH_TOLD


def words_that_count(document: Document) -> int:
    """How many words the text has outside of what is told by the way."""
    if not weights(document):
        return len(document.words)
    return sum(not is_aside(document, place) for place in range(len(document.words)))


def _said(document: Document) -> Mapping[_Role, _Said]:
    words = [_NUMBER if is_number(word.text) else word.text for word in document.words]
    said: dict[_Role, dict[int, set[int]]] = {role: defaultdict(set) for role in _ROLES}
    cues = [_cues(language) for language in sorted(document.languages)]
    for place, word in enumerate(document.words):
        near = words[place : place + _MOST_WORDS]
        for whole, beginnings in cues:
            found = [whole[key] for end in range(len(near)) if (key := tuple(near[: end + 1])) in whole]
            for beginning, role in beginnings.get(word.text[:_LEAST_BEGINNING], ()):
                if word.text.startswith(beginning):
                    found.append(role)
            for role in found:
                said[role][word.sentence].add(place)
    return said


def _substance(document: Document, aside: _Said) -> Mapping[int, set[int]]:
    """The words by which each sentence tells outright of an idea, beside those of an aside."""
    told: dict[int, set[int]] = defaultdict(set)
    for group in ("concept", "feature"):
        for mention in mentions(document, group):
            sentence = document.words[mention.words[0]].sentence
            if not mention.weak and aside.get(sentence, set()).isdisjoint(mention.words):
                told[sentence].add(mention.words[0])
    return told


@cache
def _cues(language: Language) -> tuple[Mapping[tuple[str, ...], _Role], Mapping[str, list[tuple[str, _Role]]]]:
    """The role that words in a row show; and, by its first letters, what a word that shows a role begins with."""
    whole: dict[tuple[str, ...], _Role] = {}
    beginnings: dict[str, list[tuple[str, _Role]]] = defaultdict(list)
    for row in load("roles").children("role"):
        role = cast("_Role", row.string("id"))
        for term in row.terms(language):
            slots = term.split()
            if len(slots) > _MOST_WORDS or ("*" in term and not _BEGINNING.fullmatch(term)):
                raise KnowledgeError(
                    f"{row.where}: {term!r} should be up to {_MOST_WORDS} words, or one such as 'ord*'"
                )
            if term.endswith("*"):
                beginnings[term[:_LEAST_BEGINNING]].append((term[:-1], role))
            else:
                whole |= dict.fromkeys(product(*(slot.split("|") for slot in slots)), role)
    return whole, beginnings


def check_roles() -> int:
    """How many cues are known. Raises KnowledgeError when one is written wrongly."""
    return sum(len(whole) + sum(map(len, beginnings.values())) for whole, beginnings in map(_cues, LANGUAGES))
