"""What does the text mention, where, and does it say that it is not about it?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache
from itertools import islice, takewhile
from typing import Literal, NamedTuple, TypeAlias

from assistant.knowledge import load
from assistant.language import Document, is_number
from assistant.lexicon import REJECTION, TOPIC, Part, Place, lexicon
from assistant.terms import Term
from assistant.types import Evidence

# "denied": "we do not want a playground". "replaced": "instead of a playground", "no job", which still tell what the
# text is about.
Rejected: TypeAlias = Literal["", "denied", "replaced"]
# "Not a shelter, a hostel or beds": a denial goes on over a comma, into clauses of at most so many words.
_LISTED_WORDS = 3
# The sign of what is only counted, which is not rejected.
_COUNTED = "counted"
# "No EU money": holds for so many words.
_NEAR_WORDS = 3


class Mention(NamedTuple):
    """A place where the text names something of the knowledge. ``words``: the places of its words.

    ``weak``: the words often mean something else. ``rejected``: the text says that it is not about this.
    """

    group: str
    id: str
    words: Place
    letters: int
    weak: bool
    rejected: Rejected
    evidence: Evidence


@lru_cache(maxsize=64)
def mentions(document: Document, group: str) -> tuple[Mention, ...]:
    """All that the text mentions of one group, in the order of the text.

    A mention inside a longer one is left out: "trygg anknytning" is not also "trygg".
    """
    rejected = rejected_words(document)
    best: dict[tuple[str, Place], Term] = {}
    for item, places in _terms(document, "questions" if group == TOPIC else "ideas").get(group, ()):
        key = (item.id, places)
        if key not in best or _says_more(item, best[key]):
            best[key] = item
    found = [_mention(document, item, places, rejected) for (_, places), item in best.items()]
    return tuple(sorted(_outermost(found), key=lambda mention: (mention.words, mention.id)))


@lru_cache(maxsize=16)
def rejected_words(document: Document) -> Mapping[int, Rejected]:
    """The places of the words that the text says it is not about, and how it says so."""
    return _rejected_words(document, _terms(document, "ideas").get(REJECTION, ()))


@lru_cache(maxsize=16)
def counted_words(document: Document) -> frozenset[int]:
    """The places of the words that the text only counts: "we count nights in hostels" does not ask for a hostel."""
    words = document.words
    return frozenset(
        place
        for sign, places in _terms(document, "ideas").get(REJECTION, ())
        if sign.id == _COUNTED
        for place in range(places[-1] + 1, document.clause_ends[words[places[-1]].clause])
    )


@lru_cache(maxsize=16)
def _terms(document: Document, part: Part) -> Mapping[str, list[tuple[Term, Place]]]:
    """The terms in the text, by their group."""
    groups: dict[str, list[tuple[Term, Place]]] = defaultdict(list)
    for item, places in lexicon(part).find(document):
        groups[item.group].append((item, places))
    return groups


def _says_more(item: Term, other: Term) -> bool:
    return (not item.weak, item.letters) > (not other.weak, other.letters)


def _mention(document: Document, item: Term, places: Place, rejected: Mapping[int, Rejected]) -> Mention:
    start, end = document.words[places[0]].start, document.words[places[-1]].end
    evidence = Evidence(document.text[start:end], start, end)
    how = rejected.get(places[0], "")
    # "Does not need new benches": the verb belongs to the sign of rejection; but "no change" is said as it is meant.
    if not how and places[-1] in rejected and _negations().isdisjoint(document.words[place].text for place in places):
        how = rejected.get(places[-1], "")
    return Mention(item.group, item.id, places, item.letters, item.weak, how, evidence)


def _outermost(found: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions that are not inside a longer one."""
    at: dict[int, list[Mention]] = defaultdict(list)
    for mention in found:
        for place in mention.words:
            at[place].append(mention)
    return (item for item in found if not _inside_longer(item, at[item.words[0]]))


def _inside_longer(mention: Mention, neighbours: Iterable[Mention]) -> bool:
    """Whether one of the mentions that share its first word covers it and says more."""
    mine = set(mention.words)
    if mention.group == "feature" and mention.id not in _covering() and any(o.id in _covering() for o in neighbours):
        return True
    return any(
        mine < set(other.words)
        # One word may say several things of a question.
        or (mine == set(other.words) and mention.letters < other.letters and mention.group != TOPIC)
        for other in neighbours
        if other.id == mention.id or mention.group != "feature"
    )


@cache
def _covering() -> frozenset[str]:
    """The features whose longer phrases hide others: "building trust" is nothing built."""
    return frozenset(row.string("id") for row in load("features").children("feature") if row.flag("covers"))


def _rejected_words(document: Document, signs: Iterable[tuple[Term, Place]]) -> dict[int, Rejected]:
    """The words a text says it is *not* about: after "we do not want to …", before "… is not needed"."""
    rejected: dict[int, Rejected] = {}
    reached: dict[str, set[int]] = defaultdict(set)
    for sign, places in signs:
        if sign.id == _COUNTED:
            continue
        # What a sign within the reach of its like holds for is rejected already; thousands of "not" take no longer.
        if sign.id != "none" and places[-1] in reached[sign.id]:
            continue
        how: Rejected = "denied" if sign.id in ("denied", "afterwards") else "replaced"
        for place in _reach(document, sign.id, places, reached[sign.id]):
            reached[sign.id].add(place)
            if how == "denied" or place not in rejected:
                rejected[place] = how
    return rejected


def _reach(document: Document, sign: str, places: Place, reached: Set[int]) -> Iterable[int]:
    """The words that a sign of rejection holds for. ``reached``: those that its like before it hold for."""
    words = document.words
    if sign == "afterwards":
        clause = words[places[0]].clause
        back = range(places[0] - 1, -1, -1)
        return takewhile(lambda place: words[place].clause == clause and place not in reached, back)
    if sign == "none" and _answers(document, places[-1]):
        return ()
    if sign == "denied":
        return _to_end_of_list(document, places[-1])
    after = range(places[-1] + 1, document.clause_ends[words[places[-1]].clause])
    within = takewhile(lambda place: words[place].text not in _contrasts(), after)
    return islice(within, _NEAR_WORDS) if sign == "none" else within


def _answers(document: Document, place: int) -> bool:
    """Whether a "no" answers something instead of denying what follows: "no I don't think so"."""
    following = document.words[place + 1 : place + 2]
    return place == 0 and bool(following) and following[0].text in _subjects()


def _to_end_of_list(document: Document, sign: int) -> Iterator[int]:
    """The words after a sign, to a contrast or the end of the list that it begins."""
    clause = document.words[sign].clause
    for place in range(sign + 1, len(document.words)):
        word = document.words[place]
        if word.sentence != document.words[sign].sentence or word.text in _contrasts():
            return
        if word.clause != clause:
            if not _goes_on(document, place):
                return
            clause = word.clause
        yield place


def _goes_on(document: Document, place: int) -> bool:
    """Whether the clause that begins at ``place`` goes on with a list: it is short, or ends it with "or"."""
    clause = [word.text for word in document.words[place : document.clause_ends[document.words[place].clause]]]
    if not _joiners().isdisjoint(clause):
        return clause[0] not in _subjects() and len(clause) <= 2 * _LISTED_WORDS
    return clause[0] not in _subjects() and not is_number(clause[0]) and len(clause) <= _LISTED_WORDS


@cache
def _contrasts() -> frozenset[str]:
    return frozenset(load("words").strings("contrast"))


@cache
def _negations() -> frozenset[str]:
    return frozenset(load("words").strings("negations"))


@cache
def _subjects() -> frozenset[str]:
    return frozenset(load("words").strings("subjects"))


@cache
def _joiners() -> frozenset[str]:
    return frozenset(load("words").strings("joiners"))
