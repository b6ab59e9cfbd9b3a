"""What becomes of proposals, decisions and the fund's money: nothing half-done, nothing overdrawn, nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from sifapp.applications.models import Application, Call
from sifapp.applications.operations import transition
from sifapp.decisions.models import Condition, Decision, FrameAmount, Proposal, Ruling
from sifapp.decisions.operations import (
    Terms,
    load_earlier_grants,
    propose,
    record_decision,
    release,
    save_draft,
    set_diary_numbers,
    set_frame,
    take_back,
)
from sifapp.decisions.queries import (
    authorities_of,
    draft_of,
    earlier_grants,
    frame_of,
    held_decision,
    left_sek,
    money,
    proposals_of,
    waiting,
)
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.i18n import today
from sifapp.review.letters import Letter, Mailing
from sifapp.statuses import Move, Status
from tests.decisions.conftest import (
    LETTERS,
    PERIOD,
    grant,
    make_decision_case,
    make_held,
    make_proposal_case,
    refusal,
    sitting,
)
from tests.factories import make_call
from tests.people import People
from tests.review.reading import events_of, mails_of, status_of


@pytest.fixture(autouse=True)
def reader(app: Flask) -> Any:
    """Sentences are written for somebody."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def mailing(people: People) -> Mailing:
    return Mailing([people.person("amira")], {"sv": Letter("Beslut", "Hej!")})


def test_proposal_moves_the_case_and_keeps_the_conditions(session: Session, people: People) -> None:
    case, proposal = make_decision_case(session, people, conditions=["Följ upp varje termin.", "Ha en styrgrupp."])

    assert status_of(session, case) is Status.DECISION
    kept = session.exec(select(Condition).order_by(col(Condition.position))).all()
    assert [(one.proposal_id, one.decision_id, one.text) for one in kept] == [
        (proposal.id, None, "Följ upp varje termin."),
        (proposal.id, None, "Ha en styrgrupp."),
    ]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(Ruling.REMIT, reason="Mer."), "ruling"),
        (Terms(Ruling.GRANT, **PERIOD), "amount"),
        (Terms(Ruling.GRANT, amount_sek=0, **PERIOD), "amount"),
        (Terms(Ruling.GRANT, amount_sek=1_000_000), "starts_on"),
        (Terms(Ruling.GRANT, amount_sek=1_000_000, starts_on=date(2027, 1, 1), ends_on=date(2026, 1, 1)), "ends_on"),
        (refusal(criterion="nonsense"), "criterion"),
        (refusal(reason=" "), "reason"),
        (refusal(way_on=""), "way_on"),
    ],
)
def test_proposal_that_says_too_little_is_refused_and_changes_nothing(
    session: Session, people: People, terms: Terms, field: str
) -> None:
    case = make_proposal_case(session, people)

    with pytest.raises(InvalidInputError) as caught:
        propose(session, case, terms, by=people.user("siv"))

    assert caught.value.field == field
    assert status_of(session, case) is Status.PROPOSAL


@pytest.mark.parametrize(
    "values",
    [
        {"ruling": "grant"},
        {"ruling": "grant", "amount_sek": 5, "starts_on": date(2027, 1, 1), "ends_on": date(2026, 1, 1)},
        {"ruling": "refuse", "reason": "Nej"},
        {"ruling": "refuse", "criterion": "a", "reason": "b", "way_on": "c", "amount_sek": 5},
        {"ruling": "remit", "reason": "Mer"},
    ],
)
def test_table_refuses_a_proposal_whose_facts_do_not_hang_together(
    session: Session, people: People, values: dict[str, Any]
) -> None:
    case = make_proposal_case(session, people)
    siv = people.person("siv").id
    row = {"application_id": case.id, "proposed_by_id": siv, "proposed_at": case.created_at, **values}

    with pytest.raises(IntegrityError):
        session.execute(sa.insert(Proposal).values({"criterion": "", "reason": "", "way_on": "", **row}))


def test_second_proposal_after_remittal_keeps_the_first(session: Session, people: People) -> None:
    case, first = make_decision_case(session, people)
    decision = make_held(session, people, case, first, Terms(Ruling.REMIT, reason="Räkna om kostnaden."))
    release(session, case, decision, mailing(people), by=people.user("kim"))
    session.commit()

    second = propose(session, case, grant(3_000_000), by=people.user("siv"))

    assert [(one.id, one.amount_sek) for one, _who in proposals_of(session, case.id)] == [
        (second.id, 3_000_000),
        (first.id, 4_000_000),
    ]


def test_two_directors_at_once_make_one_proposal(session: Session, people: People) -> None:
    case = make_proposal_case(session, people)
    stale = Application(**case.model_dump())
    propose(session, case, grant(4_000_000), by=people.user("siv"))
    session.commit()

    with pytest.raises(TransitionNotAllowedError):
        propose(session, stale, grant(1_000_000), by=people.user("siv"))


def test_draft_of_somebody_who_was_first_is_not_overwritten(session: Session, people: People) -> None:
    case, siv = make_proposal_case(session, people), people.user("siv")

    first = save_draft(session, case, {"amount": "4 mnkr"}, 0, by=siv)
    again = save_draft(session, case, {"amount": "5 mnkr"}, 1, by=siv)
    late = save_draft(session, case, {"amount": "6 mnkr"}, 1, by=siv)
    later = save_draft(session, case, {"amount": "7 mnkr"}, 0, by=siv)

    draft = draft_of(session, case.id)
    assert draft is not None
    assert (first, again, late, later) == (True, True, False, False)
    assert (draft.fields, draft.version) == ({"amount": "5 mnkr"}, 2)


def test_held_decision_changes_nothing_that_the_applicant_sees(session: Session, people: People) -> None:
    case, proposal = make_decision_case(session, people)

    make_held(session, people, case, proposal, grant(4_000_000))

    assert status_of(session, case) is Status.DECISION
    assert mails_of(session, case, Move.GRANT) == []
    assert (events_of(session, case, "granted"), events_of(session, case, "decision_recorded")) == (0, 1)


def test_released_grant_moves_the_case_and_sends_the_letter(session: Session, people: People) -> None:
    case, proposal = make_decision_case(session, people)
    decision = make_held(session, people, case, proposal, grant(4_000_000))

    release(session, case, decision, mailing(people), by=people.user("siv"))
    session.commit()

    assert status_of(session, case) is Status.GRANTED
    assert [mail.subject for mail in mails_of(session, case, Move.GRANT)] == ["Beslut"]
    assert held_decision(session, case.id) is None
    assert session.get_one(Application, case.id).coordinator_id is None


def test_decision_released_twice_sends_one_letter(session: Session, people: People) -> None:
    case, proposal = make_decision_case(session, people)
    decision = make_held(session, people, case, proposal, refusal())
    release(session, case, decision, mailing(people), by=people.user("kim"))
    session.commit()

    with pytest.raises(TransitionNotAllowedError):
        release(session, case, decision, mailing(people), by=people.user("siv"))

    session.rollback()
    assert len(mails_of(session, case, Move.REFUSE)) == 1


@pytest.mark.parametrize(("count", "answers"), [(1, ["refused", "released"]), (2, ["released", "released"])])
def test_decisions_released_at_the_same_moment_are_each_told_once(
    app: Flask, session: Session, people: People, call: Call, count: int, answers: list[str]
) -> None:
    pairs = [make_decision_case(session, people, call) for _number in range(count)]
    held = [(case, make_held(session, people, case, proposal, refusal())) for case, proposal in pairs]
    kim, letter = people.user("kim"), mailing(people)
    start = Barrier(2)

    def let_go(case_id: int, decision_id: int) -> str:
        with app.test_request_context(), Session(app.extensions["engine"], expire_on_commit=False) as own:
            case, decision = own.get_one(Application, case_id), own.get_one(Decision, decision_id)
            own.commit()
            start.wait(timeout=10)
            try:
                release(own, case, decision, letter, by=kim)
            except TransitionNotAllowedError:
                own.rollback()
                return "refused"
            own.commit()
            return "released"

    # One decision by two people, or two decisions.
    ids = [(case.id, decision.id) for case, decision in held] * (2 // count)
    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(lambda pair: let_go(*pair), ids))

    session.expire_all()
    assert found == answers
    assert [status_of(session, case) for case, _decision in held] == [Status.REFUSED] * count
    assert [len(mails_of(session, case, Move.REFUSE)) for case, _decision in held] == [1] * count


def test_decision_is_written_down_once(session: Session, people: People) -> None:
    case, proposal = make_decision_case(session, people)
    make_held(session, people, case, proposal, grant(4_000_000))

    with pytest.raises(TransitionNotAllowedError):
        record_decision(session, case, proposal, refusal(), sitting(), LETTERS, by=people.user("siv"))


def test_decision_taken_back_can_be_written_anew_and_the_log_remembers(session: Session, people: People) -> None:
    case, proposal = make_decision_case(session, people, conditions=["Ha en styrgrupp."])
    kim = people.user("kim")
    texts = ["Ha en styrgrupp.", "Rapportera till nämnden."]
    wrong = record_decision(session, case, proposal, grant(4_000_000), sitting(), LETTERS, texts, by=kim)

    take_back(session, case, wrong, by=kim)
    decision = record_decision(session, case, proposal, grant(4_100_000), sitting(), LETTERS, texts[:1], by=kim)
    session.commit()

    assert [row.amount_sek for row in session.exec(select(Decision))] == [4_100_000]
    kept = session.exec(select(Condition)).all()
    assert [(one.proposal_id, one.decision_id, one.text) for one in kept] == [
        (proposal.id, decision.id, "Ha en styrgrupp.")
    ]
    assert events_of(session, case, "decision_taken_back") == 1


def test_boards_own_condition_has_no_proposal_and_a_struck_one_no_decision(session: Session, people: People) -> None:
    case, proposal = make_decision_case(session, people, conditions=["Ha en styrgrupp.", "Sök medfinansiering."])
    kim, kept = people.user("kim"), ["Ha en styrgrupp.", "Rapportera till nämnden."]

    decision = record_decision(session, case, proposal, grant(4_000_000), sitting(), LETTERS, kept, by=kim)

    rows = session.exec(select(Condition).order_by(col(Condition.id))).all()
    assert [(one.text, one.proposal_id, one.decision_id) for one in rows] == [
        ("Ha en styrgrupp.", proposal.id, decision.id),
        ("Sök medfinansiering.", proposal.id, None),
        ("Rapportera till nämnden.", None, decision.id),
    ]


def test_decision_of_tomorrow_is_refused(session: Session, people: People) -> None:
    case, proposal = make_decision_case(session, people)
    tomorrow = sitting(decided_on=today() + timedelta(days=1))

    with pytest.raises(InvalidInputError) as caught:
        record_decision(session, case, proposal, grant(1), tomorrow, LETTERS, by=people.user("kim"))

    assert caught.value.field == "decided_on"


def test_grant_beyond_what_is_left_is_refused(session: Session, people: People, call: Call) -> None:
    load_earlier_grants(session)
    first, proposal = make_decision_case(session, people, call)
    make_held(session, people, first, proposal, grant(70_000_000))
    case, proposal = make_decision_case(session, people, call)

    with pytest.raises(InvalidInputError) as caught:
        record_decision(session, case, proposal, grant(800_001), sitting(), LETTERS, by=people.user("kim"))

    assert caught.value.message == (
        "SEK\xa0800,001 is more than the fund has left: SEK\xa0800,000. Grant less, or ask for a larger frame first."
    )
    record_decision(session, case, proposal, grant(800_000), sitting(), LETTERS, by=people.user("kim"))
    assert left_sek(session) == 0


def test_two_grants_at_once_never_overdraw(app: Flask, session: Session, people: People, call: Call) -> None:
    cases = [make_decision_case(session, people, call) for _number in range(4)]
    kim, ids = people.user("kim"), [(case.id, proposal.id) for case, proposal in cases]

    def decide(case_id: int, proposal_id: int) -> str:
        with app.test_request_context(), Session(app.extensions["engine"], expire_on_commit=False) as own:
            case, proposal = own.get_one(Application, case_id), own.get_one(Proposal, proposal_id)
            own.commit()
            try:
                record_decision(own, case, proposal, grant(140_000_000), sitting(), LETTERS, by=kim)
            except InvalidInputError as error:
                own.rollback()
                return error.field
            own.commit()
            return "granted"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda pair: decide(*pair), ids))

    assert sorted(answers) == ["amount", "amount", "granted", "granted"]
    session.expire_all()
    assert left_sek(session) == 20_000_000


def test_record_of_the_past_leaves_70_point_8_million(session: Session) -> None:
    load_earlier_grants(session)
    load_earlier_grants(session)

    rows, frame = earlier_grants(session), frame_of(session, 0)

    assert (sum(row.investments for row in rows), frame.earlier_sek) == (13, 229_200_000)
    assert (frame.amount_sek, frame.left_sek) == (300_000_000, 70_800_000)


def test_money_of_each_kind_is_counted_once(session: Session, people: People, call: Call) -> None:
    other = make_call(session, code="other")
    granted, proposal = make_decision_case(session, people, call)
    decision = make_held(session, people, granted, proposal, grant(4_000_000))
    release(session, granted, decision, mailing(people), by=people.user("kim"))
    held, proposal = make_decision_case(session, people, call)
    make_held(session, people, held, proposal, grant(1_500_000))
    refused, proposal = make_decision_case(session, people, other)
    make_held(session, people, refused, proposal, refusal())
    make_decision_case(session, people, other)
    make_proposal_case(session, people, other)

    found = money(session)

    frame = found.frame
    # Each of Amira's sketches asks for 1.2 + 1.2 million.
    assert (frame.granted_sek, frame.held_sek, frame.applied_sek) == (4_000_000, 1_500_000, 4_800_000)
    assert {call_id: vars(sums) for call_id, sums in found.by_call.items()} == {
        call.id: {"granted_sek": 4_000_000, "held_sek": 1_500_000, "applied_sek": 0},
        other.id: {"granted_sek": 0, "held_sek": 0, "applied_sek": 4_800_000},
    }
    assert {area: sums.granted_sek for area, sums in found.by_area.items()} == {"work_income": 4_000_000}


def test_case_withdrawn_while_its_decision_is_held_frees_the_money(session: Session, people: People) -> None:
    case, proposal = make_decision_case(session, people)
    decision = make_held(session, people, case, proposal, grant(4_000_000))

    transition(session, case, Move.WITHDRAW, by=people.user("amira"), reason="Vi får pengar från annat håll.")

    assert left_sek(session) == 300_000_000
    with pytest.raises(TransitionNotAllowedError):
        release(session, case, decision, mailing(people), by=people.user("kim"))


def test_frame_is_never_set_below_what_is_used(session: Session, people: People) -> None:
    load_earlier_grants(session)
    ulla = people.user("ulla")

    with pytest.raises(InvalidInputError):
        set_frame(session, 229_199_999, "Budget 2027", by=ulla)
    set_frame(session, 350_000_000, "Budget 2027", by=ulla)

    assert frame_of(session, 0).left_sek == 120_800_000
    assert [(row.amount_sek, row.source) for row in session.exec(select(FrameAmount))] == [(350_000_000, "Budget 2027")]


def test_each_authority_has_its_own_diary_number(session: Session, people: People) -> None:
    case, _proposal = make_decision_case(session, people)
    kim = people.user("kim")
    office, lead = (administration for administration, _number in authorities_of(session, [case.id])[case.id])

    set_diary_numbers(session, case, {office.id: "KS 2027/12", lead.id: ""}, by=kim)
    set_diary_numbers(session, case, {office.id: "KS 2027/12", lead.id: "1.2.4-182-2027"}, by=kim)

    assert [(one.code, number) for one, number in authorities_of(session, [case.id])[case.id]] == [
        ("stadsledning", "KS 2027/12"),
        ("jarva", "1.2.4-182-2027"),
    ]
    assert events_of(session, case, "diary_numbers_noted") == 2


@pytest.mark.parametrize("count", [1, 3])
def test_desk_asks_as_often_for_many_cases_as_for_one(
    session: Session, people: People, call: Call, count_queries: Any, count: int
) -> None:
    for _number in range(count):
        make_decision_case(session, people, call)

    with count_queries() as statements:
        rows = waiting(session)
        money(session)

    assert (len(rows), len(statements)) == (count, 6)
