"""What happens to scores, conflicts and cases: nothing counts that should not, nothing is lost."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import pytest
from sqlmodel import Session, select

from sifapp.accounts.queries import User
from sifapp.applications.models import Application
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.mail.models import OutboxMail
from sifapp.scoring.criteria import criteria_of
from sifapp.scoring.letters import call_to_meeting
from sifapp.scoring.models import Assessment, Criterion, MeetingState, Outcome, Stage
from sifapp.scoring.operations import (
    declare_conflict,
    invite,
    move_on,
    note_outcome,
    override_conflict,
    put_to_meeting,
    save_draft,
    send_scores,
    take_from_meeting,
)
from sifapp.scoring.pages import meeting_lines, to_do
from sifapp.scoring.queries import CaseScores, cases_to_put, decided_rows, row_of_case, rows_of_meeting, scores_of
from sifapp.scoring.report import GroupLine, by_area
from sifapp.scoring.sheets import Given
from sifapp.statuses import Status
from sifapp.wizard.merging import Base, base_of
from tests.people import People
from tests.review.reading import events_of
from tests.scoring.conftest import council_case, give, mailing_to, make_council_cases, make_meeting


def scores_now(session: Session, case: Application) -> CaseScores:
    row = row_of_case(session, case.id)
    assert row is not None
    return scores_of(session, [row])[0]


def means(session: Session, case: Application) -> tuple[float | None, int]:
    found = scores_now(session, case).result
    return (None if found.mean is None else float(found.mean)), found.count


def test_scores_of_members_become_one_result(session: Session, people: People, case: Application) -> None:
    give(session, case, people.user("rut"), 5)
    give(session, case, people.user("vera"), 2)

    assert means(session, case) == (3.5, 2)


def test_member_recused_after_scoring_drops_out_and_the_history_stays(
    session: Session, people: People, case: Application
) -> None:
    rut = people.user("rut")
    give(session, case, rut, 5)
    give(session, case, people.user("vera"), 2)

    declare_conflict(session, case, "Jag ska leda projektet.", by=rut)
    session.commit()

    assert means(session, case) == (2.0, 1)
    assert [view.person.name for view in scores_now(session, case).views] == ["Vera"]
    assert len({row.sheet_id for row in session.exec(select(Assessment))}) == 2


def test_override_needs_a_reason_and_lets_the_scores_count_again(
    session: Session, people: People, case: Application
) -> None:
    rut, kim = people.user("rut"), people.user("kim")
    give(session, case, rut, 5)
    declare_conflict(session, case, "Min granne söker.", by=rut)
    with pytest.raises(InvalidInputError):
        override_conflict(session, case, rut.person, " ", by=kim)

    override_conflict(session, case, rut.person, "Grannen har lämnat projektet.", by=kim)

    assert means(session, case) == (5.0, 1)
    assert events_of(session, case, "conflict_overridden") == 1


def test_own_administration_is_recused_until_overridden(session: Session, people: People, case: Application) -> None:
    sten, kim = people.user("sten"), people.user("kim")
    rut = people.user("rut")
    give(session, case, rut, 4)

    before = scores_now(session, case).result.asked
    override_conflict(session, case, sten.person, "Ingen annan kan området.", by=kim)

    assert (before, scores_now(session, case).result.asked) == (7, 14)


def test_override_is_refused_for_who_is_not_recused(session: Session, people: People, case: Application) -> None:
    with pytest.raises(TransitionNotAllowedError):
        override_conflict(session, case, people.person("rut"), "Behövs inte.", by=people.user("kim"))


def test_scores_sent_again_replace_the_earlier_ones_which_are_kept(
    session: Session, people: People, case: Application
) -> None:
    rut = people.user("rut")
    give(session, case, rut, 1)
    give(session, case, rut, 4)

    assert means(session, case) == (4.0, 1)
    assert sorted({row.round for row in session.exec(select(Assessment))}) == [1, 2]


def test_abstaining_from_all_counts_as_no_review(session: Session, people: People, case: Application) -> None:
    give(session, case, people.user("rut"), None)
    give(session, case, people.user("vera"), 3)

    assert means(session, case) == (3.0, 1)


def test_draft_counts_nowhere(session: Session, people: People, case: Application) -> None:
    fields = {"score-gains": "5", "words-gains": "Stor nytta"}

    sheet = save_draft(session, council_case(session, case), criteria(session, case), fields, BLANK, by=rut(people))

    assert (sheet.fields, sheet.round) == (fields, 0)
    assert means(session, case) == (None, 0)


def test_two_windows_of_one_member_do_not_undo_each_other(session: Session, people: People, case: Application) -> None:
    member, council, asked = rut(people), council_case(session, case), criteria(session, case)
    first = save_draft(session, council, asked, {"words-gains": "Stor nytta"}, BLANK, by=member)
    opened_on = base_of(first.version, first.fields)
    save_draft(
        session, council, asked, {"words-gains": "Stor nytta", "words-gender": "Flickor nås"}, opened_on, by=member
    )

    last = save_draft(
        session, council, asked, {"words-gains": "Mycket stor nytta", "words-gender": ""}, opened_on, by=member
    )

    assert last.fields == {"words-gains": "Mycket stor nytta", "words-gender": "Flickor nås"}


def test_no_scores_are_taken_after_the_meeting(session: Session, people: People, case: Application) -> None:
    row = row_of_case(session, case.id)
    assert row is not None
    move_on(session, row.meeting, MeetingState.HELD, by=people.user("kim"))

    with pytest.raises(TransitionNotAllowedError):
        send_scores(session, row.case, [Given(1, 3, "Sent.")], by=rut(people))


def test_meeting_moves_one_way_and_once(session: Session, people: People, case: Application) -> None:
    meeting, kim = make_meeting(session, people, state=MeetingState.HELD), people.user("kim")

    for state in MeetingState:
        with pytest.raises(TransitionNotAllowedError):
            move_on(session, meeting, state, by=kim)


def test_case_is_put_to_one_coming_meeting_only(session: Session, people: People, case: Application) -> None:
    other = make_meeting(session, people, state=MeetingState.PLANNED)

    with pytest.raises(TransitionNotAllowedError):
        put_to_meeting(session, other, case, by=people.user("kim"))


def test_case_left_undecided_comes_to_the_next_meeting_with_its_scores(
    session: Session, people: People, case: Application
) -> None:
    give(session, case, people.user("rut"), 4)
    row, kim = row_of_case(session, case.id), people.user("kim")
    assert row is not None
    move_on(session, row.meeting, MeetingState.HELD, by=kim)
    following = make_meeting(session, people, state=MeetingState.PLANNED)
    assert [waiting.id for waiting in cases_to_put(session)] == [case.id]

    put_to_meeting(session, following, case, by=kim)

    assert means(session, case) == (4.0, 1)
    assert [row.application.id for row in rows_of_meeting(session, following.id)] == [case.id]


def test_case_that_somebody_scores_stays_in_its_meeting(session: Session, people: People) -> None:
    begun, untouched = make_council_cases(session, people, 2)
    meeting, kim = make_meeting(session, people, begun, untouched), people.user("kim")
    give(session, begun, people.user("rut"), 4)

    take_from_meeting(session, council_case(session, untouched), by=kim)
    with pytest.raises(InvalidInputError):
        take_from_meeting(session, council_case(session, begun), by=kim)

    assert [row.application.id for row in rows_of_meeting(session, meeting.id)] == [begun.id]


def test_outcome_waits_for_the_meeting(session: Session, people: People, case: Application) -> None:
    with pytest.raises(TransitionNotAllowedError):
        note_outcome(session, case, Outcome.INVITED)


def test_invitation_moves_the_case_and_keeps_its_letter(session: Session, people: People, case: Application) -> None:
    row, kim = row_of_case(session, case.id), people.user("kim")
    assert row is not None
    move_on(session, row.meeting, MeetingState.HELD, by=kim)

    note_outcome(session, case, Outcome.INVITED)
    invite(session, case, words="Visa kostnaden per år.", mailing=mailing_to(people.user("amira")), by=kim)

    assert case.status is Status.INVITED
    assert council_case(session, case).outcome is Outcome.INVITED
    assert [mail.subject for mail in session.exec(select(OutboxMail))] == ["Om er skiss"]


def test_criteria_are_frozen_with_the_first_case_of_a_call(session: Session, people: People, case: Application) -> None:
    found = criteria(session, case)

    assert [(one.code, one.weight, one.highest) for one in found] == [
        ("preventive", 2, 5),
        ("gains", 3, 5),
        ("knowledge", 2, 5),
        ("new_method", 1, 5),
        ("across", 2, 5),
        ("long_term", 2, 5),
        ("gender", 1, 5),
        ("follow_up", 0, 5),
    ]


def test_call_to_a_meeting_goes_to_who_may_read_and_names_no_case(
    session: Session, people: People, case: Application, texts: object
) -> None:
    people.person("rut"), people.person("sten")
    row = row_of_case(session, case.id)
    assert row is not None

    call_to_meeting(session, row.meeting, scores_of(session, [row]))

    mails = session.exec(select(OutboxMail)).all()
    assert [mail.to_address for mail in mails] == ["rut@stad.example"]
    assert case.title not in mails[0].body
    assert case.reference not in mails[0].body


def test_scores_ask_as_often_for_one_case_as_for_many(
    session: Session, people: People, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    cases = make_council_cases(session, people, 3)
    meeting = make_meeting(session, people, *cases)
    for case in cases[1:]:
        give(session, case, people.user("rut"), 4)
        give(session, case, people.user("vera"), 2)
    rows = rows_of_meeting(session, meeting.id)

    with count_queries() as for_one:
        scores_of(session, rows[:1])
    with count_queries() as for_many:
        scores_of(session, rows)

    assert len(for_one) == len(for_many) == 7


def test_ranks_leave_no_gap_for_a_case_that_is_closed(session: Session, people: People, texts: object) -> None:
    best, middle, last = make_council_cases(session, people, 3)
    meeting, member = make_meeting(session, people, best, middle, last), people.user("rut")
    for case, score in ((best, 5), (middle, 4), (last, 3)):
        give(session, case, people.user("vera"), score)
        give(session, case, member, score)
    declare_conflict(session, middle, "Jag har skrivit den.", by=member)
    scores = scores_of(session, rows_of_meeting(session, meeting.id))

    lines = meeting_lines(scores, member.id, is_coordinator=False, team=())

    assert [(line.rank, line.case_id) for line in lines] == [(1, best.id), (2, last.id)]


def test_members_list_has_the_least_read_first_and_counts_what_is_closed(
    session: Session, people: People, texts: object
) -> None:
    read, unread, closed, done = make_council_cases(session, people, 4)
    meeting, member = make_meeting(session, people, read, unread, closed, done), people.user("rut")
    give(session, read, people.user("vera"), 4)
    give(session, done, member, 4)
    declare_conflict(session, closed, "Jag har skrivit den.", by=member)

    left, finished, number = to_do(scores_of(session, rows_of_meeting(session, meeting.id)), member.id)

    assert [line.reference for line in left] == [unread.reference, read.reference]
    assert ([line.reference for line in finished], number) == ([done.reference], 1)


def test_report_tells_how_far_each_area_comes_and_how_easy_it_is_to_measure(
    session: Session, people: People, texts: object
) -> None:
    cases = make_council_cases(session, people, 6)
    meeting, member = make_meeting(session, people, *cases), people.user("rut")
    for number, case in enumerate(cases):
        case.area = "work_income" if number < 5 else None
        give(session, case, member, 3, measuring=5 if number < 2 else 2)
    move_on(session, meeting, MeetingState.HELD, by=people.user("kim"))
    for number, case in enumerate(cases):
        note_outcome(session, case, Outcome.INVITED if number < 2 else Outcome.DECLINED)

    lines = by_area(scores_of(session, decided_rows(session, Stage.SKETCH)))

    assert lines == [
        GroupLine("Unsure", 1, None, "", ""),
        GroupLine("Work and income", 5, 2, "5", "2"),
    ]


BLANK = Base(0, {})


def rut(people: People) -> User:
    return people.user("rut")


def criteria(session: Session, case: Application) -> Sequence[Criterion]:
    return criteria_of(session, case.call_id)
