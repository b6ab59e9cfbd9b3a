"""Which cases hold these words, and which resemble this one? By the index of terms, never by reading all cases."""

import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from sifapp.advice import search_terms, similar
from sifapp.applications.models import Application, SearchTerm, Submission
from sifapp.statuses import SENT, Status

# A list shows at most this many of the cases that a word leads to: the newest.
MOST = 1_000
MOST_WORDS = 8
# How many cases are compared with one, word by word, and how many of its terms lead to them.
MOST_COMPARED = 200
MOST_TERMS = 20
# Below this, two ideas share words but no subject (0 to 1; own convention, from the demonstration's sketches).
LEAST_LIKENESS = 0.35

REFERENCE = re.compile(r"sif-\d{4}-(\d{1,9})", re.IGNORECASE)

term, application_id = col(SearchTerm.term), col(SearchTerm.application_id)


@dataclass(frozen=True)
class SimilarCase:
    """An earlier case that resembles another. ``words``: words of the other's text that both hold."""

    id: int
    reference: str
    title: str
    status: Status
    words: tuple[str, ...]


def found_cases(session: Session, text: str) -> sa.CTE | None:
    """The cases that hold every word of ``text``, or that carry it as reference, as a CTE with a column ``id``.

    However often a statement speaks of it, the database searches once.

    None when the text has no word to look for. At most 1,000 cases, the newest that hold the rarest word. A word that
    is split into parts is found by any of them. Sends one statement, to learn which word is rarest.
    """
    if match := REFERENCE.fullmatch(text.strip()):
        return sa.select(sa.literal(int(match[1])).label("id")).cte("found")
    words = [terms for word in text.split()[:MOST_WORDS] if (terms := _terms(word))]
    if not words:
        return None
    counts = session.execute(sa.select(*(_frequency(terms) for terms in words))).one()
    rarest = counts.index(min(counts))
    newest = _newest(words[rarest])
    others = [_holds(newest.c.id, terms) for index, terms in enumerate(words) if index != rarest]
    return sa.select(newest.c.id).where(*others).cte("found")


def similar_cases(session: Session, application: Application, text: str) -> list[SimilarCase]:
    """The sent cases most like this one, best first, at most five.

    ``text``: the case's title and idea. Sends two statements: one for the case's rare terms, one for the cases that
    share most of them; `advice.similar` then compares the texts.
    """
    terms = _rare_terms(session, application.id)
    if not terms:
        return []
    shared = (
        sa.select(application_id.label("id"), sa.func.count().label("terms"))
        .where(term.in_(terms), application_id != application.id)
        .group_by(application_id)
        .order_by(sa.desc("terms"), application_id.desc())
        .limit(MOST_COMPARED)
        .subquery("shared")
    )
    rows = session.execute(
        sa.select(Application, col(Submission.answers)["idea"]["idea"].as_string())
        .join(shared, shared.c.id == col(Application.id))
        .outerjoin(
            Submission, (col(Submission.application_id) == Application.id) & (col(Submission.round) == _last_round())
        )
        .where(col(Application.status).in_(SENT))
    ).all()
    return _ranked(text, {case.id: (case, f"{case.title}\n{idea or ''}") for case, idea in rows})


def _ranked(text: str, candidates: dict[int, tuple[Application, str]]) -> list[SimilarCase]:
    ranked = similar(text, [(id, other) for id, (_case, other) in candidates.items()])
    found = []
    for match in (match for match in ranked if match.score >= LEAST_LIKENESS):
        case, _other = candidates[match.id]
        words = _words_for(text, frozenset(match.words))
        found.append(SimilarCase(case.id, case.reference, case.title, case.status, words))
    return found


def _words_for(text: str, stems: frozenset[str]) -> tuple[str, ...]:
    """The words of ``text`` behind some stems, as people wrote them, each once."""
    words = (word.lower() for word in re.findall(r"\w+", text))
    return tuple(dict.fromkeys(word for word in words if search_terms(word) & stems))[:8]


def _terms(word: str) -> list[str]:
    """What the index holds of a word; the column is 60 characters wide."""
    return sorted({found[:60] for found in search_terms(word)})


def _frequency(terms: list[str]) -> sa.ColumnElement[int]:
    """How many cases hold any of ``terms``, counted no further than 1,000 for each."""
    counted = [
        sa.select(sa.func.count())
        .select_from(sa.select(sa.literal(1)).where(term == one).limit(MOST).subquery())
        .scalar_subquery()
        for one in terms
    ]
    total: sa.ColumnElement[int] = counted[0]
    for another in counted[1:]:
        total = total + another
    return total


def _newest(terms: list[str]) -> sa.Subquery:
    """The newest cases that hold any of ``terms``. Each term is limited for itself, or a common one is read whole."""
    each: list[sa.Select[int]] = [
        sa.select(application_id.label("id")).where(term == one).order_by(application_id.desc()).limit(MOST)
        for one in terms
    ]
    together = sa.union(*(sa.select(branch.subquery().c.id) for branch in each)).subquery()
    return sa.select(together.c.id).order_by(together.c.id.desc()).limit(MOST).subquery("newest")


def _holds(case_id: sa.ColumnElement[int], terms: list[str]) -> sa.ColumnElement[bool]:
    return sa.exists(sa.select(sa.literal(1)).where(application_id == case_id, term.in_(terms)))


def _rare_terms(session: Session, case_id: int) -> list[str]:
    """The case's terms that some other case holds too, but fewer than 200 do; rarest first."""
    other = sa.alias(SearchTerm.__table__)  # type: ignore[attr-defined]  # SQLModel hides __table__
    holders = sa.select(sa.literal(1)).where(other.c.term == term).limit(MOST_COMPARED).correlate(SearchTerm)
    frequency = sa.select(sa.func.count()).select_from(holders.subquery()).scalar_subquery()
    own = sa.select(term, frequency.label("cases")).where(application_id == case_id).subquery()
    return list(
        session.scalars(
            sa.select(own.c.term)
            .where(own.c.cases.between(2, MOST_COMPARED - 1))
            .order_by(own.c.cases, own.c.term)
            .limit(MOST_TERMS)
        )
    )


def _last_round() -> sa.ScalarSelect[int]:
    rounds = sa.alias(Submission.__table__)  # type: ignore[attr-defined]  # SQLModel hides __table__
    return (
        sa.select(sa.func.max(rounds.c.round))
        .where(rounds.c.application_id == col(Application.id), rounds.c.form_version.startswith("sketch-"))
        .correlate(Application)
        .scalar_subquery()
    )
