"""Does this text mention that concept, where, and how surely?

A *term* of the knowledge is written as words:

``stöd``            the word in any inflection (compared by stem)
``=åt``             exactly this form
``skol*``           words that begin so, and "skol" itself
``*skola``          longer words that end so, inflected too; ``*hjälp*`` words with it anywhere
``bygg*|anlägg*``   one of these, in one place
``..``              up to four words in between; a term never crosses a comma or a full stop
``#``               a number, in figures or words

Misspelling is allowed for in three steps, each only for a word that nothing before it knew: a doubled or missing
letter, missing å ä ö, and last a likeness in long words. Short words must be right: "unga" is not in "tunga".
Every use of rapidfuzz and every cutoff of the assistant is in this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias

from rapidfuzz import fuzz, process, utils
from rapidfuzz.distance import OSA

from assistant.knowledge import Entry, KnowledgeError, load
from assistant.language import (
    LANGUAGES,
    LONGEST_WORD,
    Document,
    Word,
    is_function_word,
    is_number,
    single,
    skeleton,
    stem,
)
from assistant.types import Evidence, Language

GAP = ".."
GAP_WORDS = 4
# Below seven letters one wrong letter is too often another real word.
FUZZY_LETTERS = 7
# One wrong letter in seven (0.857), two in fourteen; not two in seven.
FUZZY_CUTOFF = 0.85
# Words typed without å ä ö are recognised from this length on; shorter ones are often other words ("rad", "råd").
FOLD_LETTERS = 5
# "Who" and "we" tell next to nothing, however few entries use them.
FUNCTION_WORD_RARITY = 0.1
# A word is looked for inside others only from this length on: "unga" is in "tunga".
INNER_LETTERS = 4
# Wording is compared on the beginning: a longer text says no more about likeness and costs time.
LIKENESS_LETTERS = 4000

# Where the terms are: group -> (file, list of entries).
_GROUPS = {
    "concept": ("concepts", "concept"),
    "feature": ("features", "feature"),
    "topic": ("answers", "topic"),
    "hint": ("completeness", "mention"),
}


# (language, way to compare, letters) -> the words of terms that fit.
_Table: TypeAlias = dict[tuple[str, str, str], set[str]]
_Change: TypeAlias = Callable[[str], str]


_REJECTION = "rejection"


@dataclass(frozen=True)
class Mention:
    """A place where the text names a concept. ``rejected``: the text says that it is not about this.

    ``rarity``: one for each word that no other entry of the group has, less for words that many have.
    """

    group: str
    id: str
    words: tuple[int, ...]
    letters: int
    rarity: float
    rejected: bool
    evidence: Evidence


@dataclass(frozen=True)
class _Term:
    group: str
    id: str
    slots: tuple[frozenset[str] | None, ...]  # None is a gap
    letters: int


def mentions(document: Document, group: str) -> tuple[Mention, ...]:
    """All that the text mentions of one group, in the order of the text.

    A mention inside a longer one is left out: "trygg anknytning" is not also "trygg".
    """
    return tuple(mention for mention in _all_mentions(document) if mention.group == group)


@lru_cache(maxsize=64)
def _all_mentions(document: Document) -> tuple[Mention, ...]:
    rejected = _rejected_words(document)
    found: dict[tuple[str, str, tuple[int, ...]], Mention] = {}
    for term, places in _lexicon().find(document):
        key = (term.group, term.id, places)
        if term.group != _REJECTION and (key not in found or found[key].letters < term.letters):
            found[key] = _mention(document, term, places, rejected)
    at: dict[tuple[str, int], list[Mention]] = defaultdict(list)
    for mention in found.values():
        for place in mention.words:
            at[mention.group, place].append(mention)
    kept = [item for item in found.values() if not _inside_longer(item, at[item.group, item.words[0]])]
    return tuple(sorted(kept, key=lambda mention: (mention.words, mention.group, mention.id)))


def _mention(document: Document, term: _Term, places: tuple[int, ...], rejected: frozenset[int]) -> Mention:
    start, end = document.words[places[0]].start, document.words[places[-1]].end
    evidence = Evidence(document.text[start:end], start, end)
    rarity = _lexicon().rarity(term, tuple(document.words[place].text for place in places), document.languages)
    return Mention(term.group, term.id, places, term.letters, rarity, places[0] in rejected, evidence)


def _inside_longer(mention: Mention, neighbours: Iterable[Mention]) -> bool:
    """Whether one of the mentions that share its first word covers it and says more."""
    mine = set(mention.words)
    return any(
        mine < set(other.words) or (mine == set(other.words) and mention.letters < other.letters)
        for other in neighbours
    )


def _rejected_words(document: Document) -> frozenset[int]:
    """The words a text says it is *not* about: after "we do not want to …", to the end of the clause."""
    rejected: set[int] = set()
    for term, places in _lexicon().find(document):
        if term.group != _REJECTION:
            continue
        clause = document.words[places[-1]].clause
        for index in range(places[-1] + 1, len(document.words)):
            word = document.words[index]
            if word.clause != clause or word.text in _contrasts():
                break
            rejected.add(index)
    return frozenset(rejected)


@cache
def _contrasts() -> frozenset[str]:
    return frozenset(load("words").strings("contrast"))


class _Lexicon:
    """All terms of the knowledge, found by the words they are made of."""

    def __init__(self, terms: Iterable[tuple[str, str, Language, str]]) -> None:
        self._atoms = _Atoms()
        self._starting: dict[str, list[_Term]] = defaultdict(list)
        self._users: dict[tuple[str, str], set[str]] = defaultdict(set)
        for group, term_id, language, pattern in terms:
            term = self._compile(group, term_id, language, pattern)
            for atom in term.slots[0] or ():
                self._starting[atom].append(term)
            for atom in frozenset[str]().union(*(slot for slot in term.slots if slot)):
                self._users[group, atom].add(term_id)
        self.atoms_of = lru_cache(maxsize=20_000)(self._atoms.of)

    def _compile(self, group: str, term_id: str, language: Language, pattern: str) -> _Term:
        if fault := _fault(pattern, language):
            raise KnowledgeError(f"{_GROUPS.get(group, (group,))[0]}.toml[{term_id}]: the term {pattern!r} {fault}")
        slots = tuple(
            None if slot == GAP else frozenset(self._atoms.add(word, language) for word in slot.split("|"))
            for slot in pattern.split()
        )
        return _Term(group, term_id, slots, sum(char.isalpha() for char in pattern))

    def rarity(self, term: _Term, words: tuple[str, ...], languages: frozenset[Language]) -> float:
        """How telling the words of a term are: the sum of 1 / (entries of its group that use the word)."""
        slots = (slot for slot in term.slots if slot)
        return sum(
            FUNCTION_WORD_RARITY
            if is_function_word(word)
            else max(1 / len(self._users[term.group, atom]) for atom in slot & self.atoms_of(word, languages))
            for slot, word in zip(slots, words, strict=True)
        )

    def find(self, document: Document) -> Iterator[tuple[_Term, tuple[int, ...]]]:
        """Each term and the places of its words in the text."""
        atoms = [self.atoms_of(word.text, document.languages) for word in document.words]
        for place, here in enumerate(atoms):
            for atom in here & self._starting.keys():
                for term in self._starting[atom]:
                    if places := _follow(term.slots[1:], atoms, document.words, (place,)):
                        yield term, places


def _follow(
    slots: tuple[frozenset[str] | None, ...],
    atoms: list[frozenset[str]],
    words: tuple[Word, ...],
    places: tuple[int, ...],
) -> tuple[int, ...]:
    """The places of all words of a term whose first words stand at ``places``; empty if the rest does not follow."""
    if not slots:
        return places
    gap = slots[0] is None
    wanted = slots[1] if gap else slots[0]
    for place in range(places[-1] + 1, places[-1] + 2 + (GAP_WORDS if gap else 0)):
        if place >= len(words) or words[place].clause != words[places[-1]].clause:
            break
        if wanted and wanted & atoms[place]:
            return _follow(slots[2 if gap else 1 :], atoms, words, (*places, place))
    return ()


class _Atoms:
    """The single words that terms are made of, and which of them a word of a text may be."""

    def __init__(self) -> None:
        # For each step of misspelling, what is done to the table and to the word: as written, doubled letters
        # single, and without diacritics (only the term: a word with them is spelt on purpose).
        self._steps: tuple[tuple[_Table, _Change, _Change], ...] = (
            (defaultdict(set), str, str),
            (defaultdict(set), single, single),
            (defaultdict(set), skeleton, single),
        )
        self._inside: dict[tuple[Language, str], str] = {}
        self._literals: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def add(self, word: str, language: Language) -> str:
        """Take in one word of a term; the name of its atom."""
        atom = f"{language}:{word}"
        way, letters = _way(word)
        form = stem(letters, language) if way in ("stem", "suffix") else letters
        if way == "inside":
            self._inside[language, letters] = atom
        for table, change, _ in self._steps if way != "suffix" or len(letters) >= FUZZY_LETTERS else self._steps[:1]:
            table[language, way, change(form)].add(atom)
        if way in ("stem", "prefix") and len(letters) >= FUZZY_LETTERS - 1:
            for literal in {letters, form}:
                self._literals[language + skeleton(literal[0])][skeleton(literal)].add(atom)
        return atom

    def of(self, word: str, languages: frozenset[Language]) -> frozenset[str]:
        """The atoms that ``word`` may be in one of ``languages``; by likeness only if no whole word fits."""
        found: set[str] = set()
        if len(word) > LONGEST_WORD:
            return frozenset()
        for table, _, change in self._steps if len(word) >= FOLD_LETTERS else self._steps[:2]:
            for language in languages:
                found.update(*(table.get((language, *key), ()) for key in _keys(word, language, change)))
            if found:
                break
        found.update(atom for (language, part), atom in self._inside.items() if language in languages and part in word)
        if len(word) >= FUZZY_LETTERS and word not in _common_words() and not any(map(_is_telling, found)):
            found.update(*(self._alike(word, language) for language in languages))
        return frozenset(found)

    def _alike(self, word: str, language: Language) -> set[str]:
        literals = self._literals[language + skeleton(word[0])]
        for form in (word, stem(word, language)):
            match = process.extractOne(
                skeleton(form), literals.keys(), scorer=OSA.normalized_similarity, score_cutoff=FUZZY_CUTOFF
            )
            if match:
                return literals[match[0]]
        return set()


def _fault(pattern: str, language: Language) -> str:
    """What is wrong with a term as written; empty when nothing is."""
    slots = pattern.split()
    if not slots or GAP in (slots[0], slots[-1]):
        return "should begin and end with a word"
    for word in (word for slot in slots for word in slot.split("|")):
        if word.startswith("*") and len(stem(word.strip("*"), language)) < INNER_LETTERS:
            return f"should have {INNER_LETTERS} letters or more after *, but the stem of {word} has fewer"
    return ""


def _is_telling(atom: str) -> bool:
    """Whether a word that fits this atom is surely known: a whole word, or a long part of one."""
    way, letters = _way(atom.partition(":")[2])
    return way in ("stem", "form", "number") or len(letters) >= FUZZY_LETTERS - 1


def _way(word: str) -> tuple[str, str]:
    """How one word of a term is compared, and its letters."""
    letters = word.strip("=*")
    if word == "#":
        return "number", word
    if word.startswith("="):
        return "form", letters
    if word.startswith("*"):
        return ("inside" if word.endswith("*") else "suffix"), letters
    return ("prefix" if word.endswith("*") else "stem"), letters


def _keys(word: str, language: Language, change: _Change) -> Iterator[tuple[str, str]]:
    """The ways to compare and the letters under which the atoms that fit ``word`` stand in a table."""
    whole, stemmed = change(word), change(stem(word, language))
    yield from (("form", whole), ("stem", stemmed))
    if is_number(word):
        yield "number", "#"
    yield from (("prefix", whole[:end]) for end in range(1, len(whole) + 1))
    yield from (("suffix", stemmed[start:]) for start in range(1, len(stemmed) - INNER_LETTERS + 1))


@cache
def _common_words() -> frozenset[str]:
    """Ordinary words that look like a term with one letter wrong, but are none."""
    return frozenset(load("words").string("common").split())


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon([*_terms(_REJECTION, load("words").child("rejection"), _REJECTION), *_group_terms()])


def _group_terms() -> Iterator[tuple[str, str, Language, str]]:
    for group, (file, key) in _GROUPS.items():
        for entry in load(file).children(key):
            yield from _terms(group, entry, entry.string("id"))


def _terms(group: str, entry: Entry, term_id: str) -> Iterator[tuple[str, str, Language, str]]:
    for language in LANGUAGES:
        for pattern in entry.strings(language):
            yield group, term_id, language, pattern


def likeness(text: str, other: str) -> float:
    """How alike two texts are in wording, 0-1, whatever the order of their words. 1.0 is the same words."""
    score = fuzz.token_sort_ratio(text[:LIKENESS_LETTERS], other[:LIKENESS_LETTERS], processor=utils.default_process)
    return score / 100
