"""Finding cases by words, by reference and by likeness."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.applications.operations import index_text
from sifapp.applications.search import found_cases, similar_cases
from sifapp.statuses import Status
from tests.factories import ANSWERS, make_call, make_cases, make_draft, make_sent
from tests.people import People

CountQueries = Callable[[], AbstractContextManager[list[str]]]


def search(session: Session, text: str) -> list[int] | None:
    """The ids of the cases found, in order; None when the text narrows nothing."""
    found = found_cases(session, text)
    return None if found is None else sorted(session.scalars(sa.select(found.c.id)))


def make_indexed(session: Session, people: People, *texts: str) -> list[Application]:
    """One case for each text, indexed by it."""
    cases = make_cases(session, people.user("amira"), make_call(session), len(texts))
    for case, text in zip(cases, texts, strict=True):
        case.title = text
        index_text(session, case, text)
    session.commit()
    return cases


def test_search_finds_cases_that_hold_every_word(session: Session, people: People) -> None:
    both, _one = make_indexed(session, people, "hembesök hos familjer", "hembesök hos äldre")

    assert search(session, "familjer hembesök") == [both.id]


def test_search_finds_other_forms_of_a_word(session: Session, people: People) -> None:
    (case,) = make_indexed(session, people, "Lotsar för familjer")

    assert search(session, "familj") == [case.id]


def test_search_finds_a_part_of_a_compound(session: Session, people: People) -> None:
    (case,) = make_indexed(session, people, "Problematisk skolfrånvaro")

    assert search(session, "frånvaro") == [case.id]


def test_search_finds_nothing_for_a_word_that_no_case_holds(session: Session, people: People) -> None:
    make_indexed(session, people, "hembesök hos familjer")

    assert search(session, "hembesök rymdraket") == []


@pytest.mark.parametrize("text", ["", "  ", "och", "!"])
def test_search_without_a_word_narrows_nothing(session: Session, text: str) -> None:
    assert search(session, text) is None


def test_search_finds_a_reference(session: Session, people: People) -> None:
    first, second = make_indexed(session, people, "ett", "två")

    assert search(session, f" {second.reference.lower()} ") == [second.id]
    assert search(session, first.reference) == [first.id]


@pytest.mark.parametrize("text", ["%", "' OR 1=1 --", "\u202eabc", "å" * 300, "sif-2026-999999999", "a b " * 200])
def test_search_takes_any_text(session: Session, people: People, text: str) -> None:
    make_indexed(session, people, "hembesök")

    assert search(session, text) in (None, [], [999_999_999])


def test_search_keeps_to_the_newest_1000_cases_of_the_rarest_word(session: Session, people: People) -> None:
    cases = make_cases(session, people.user("amira"), make_call(session), 1_005)
    for case in cases:
        index_text(session, case, "hembesök familj")
    session.commit()

    found = search(session, "hembesök familj")

    assert found == sorted(case.id for case in cases)[-1_000:]


def test_search_sends_one_statement_before_the_list(
    session: Session, people: People, count_queries: CountQueries
) -> None:
    make_indexed(session, people, "hembesök hos familjer", "hembesök", "familjer")

    with count_queries() as statements:
        found_cases(session, "hembesök familjer barn")

    assert len(statements) == 1


def test_similar_case_is_found_with_the_words_they_share(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    earlier, case = make_sent(session, amira, call), make_sent(session, amira, call)
    text = f"{ANSWERS['idea']['title']}\n{ANSWERS['idea']['idea']}"

    found = similar_cases(session, case, text)

    assert [(one.id, one.reference, one.title, one.status) for one in found] == [
        (earlier.id, earlier.reference, earlier.title, Status.SUBMITTED)
    ]
    assert {"lotsar", "familjer"} <= set(found[0].words)


def test_similar_cases_leave_out_drafts_and_other_subjects(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    case, draft = make_sent(session, amira, call), make_draft(session, amira, call)
    index_text(session, draft, ANSWERS["idea"]["idea"])
    (other,) = make_cases(session, amira, call, 1, title="Cykelbanor längs kajen")
    index_text(session, other, "Cykelbanor längs kajen")
    session.commit()

    assert similar_cases(session, case, ANSWERS["idea"]["idea"]) == []


def test_similar_cases_take_two_statements(session: Session, people: People, count_queries: CountQueries) -> None:
    amira, call = people.user("amira"), make_call(session)
    case, *_others = [make_sent(session, amira, call) for _number in range(3)]

    with count_queries() as statements:
        found = similar_cases(session, case, ANSWERS["idea"]["idea"])

    assert (len(found), len(statements)) == (2, 2)
