"""The inbox, the queue with its filters and pages, and the counts behind the support report."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlmodel import Session

from sifapp.access import Role
from sifapp.accounts.models import RoleGrant
from sifapp.applications.models import Application, Origin
from sifapp.applications.operations import index_text, take_case, write_message
from sifapp.db import at_moment, utc_now
from sifapp.i18n import today
from sifapp.review.filters import NOBODY, Cursor, Filters, Sort
from sifapp.review.operations import log_support, return_for_completion
from sifapp.review.queries import PAGE, Page, filter_options, inbox, review_queue, support_counts
from sifapp.review.rules import Group, end_of
from sifapp.statuses import SENT, Status
from tests.factories import make_call, make_cases, make_draft, make_mailing, make_sent
from tests.people import People

CountQueries = Callable[[], AbstractContextManager[list[str]]]


def titles(page: Page) -> list[str]:
    """The titles on a page, in order."""
    return [row.title for row in page.rows]


def heaps(session: Session, me: int) -> dict[Group, list[str]]:
    """The titles on each heap of the inbox."""
    return {heap.group: [row.title for row in heap.rows] for heap in inbox(session, me)}


def test_queue_holds_sent_cases_alone(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    for status in Status:
        make_cases(session, amira, call, 1, title=status.value, status=status)
    make_cases(session, amira, call, 1, title="deleted", deleted_at=utc_now())

    page = review_queue(session, Filters(), people.user("kim").id)

    assert set(titles(page)) == {status.value for status in SENT}
    assert page.count == len(SENT)


def test_queue_shows_latest_change_of_status_first(session: Session, people: People) -> None:
    make_cases(session, people.user("amira"), make_call(session), 3)

    page = review_queue(session, Filters(), people.user("kim").id)

    assert titles(page) == ["Case 1", "Case 2", "Case 3"]


def test_queue_shows_longest_in_its_status_first(session: Session, people: People) -> None:
    make_cases(session, people.user("amira"), make_call(session), 3)

    page = review_queue(session, Filters(sort=Sort.LONGEST), people.user("kim").id)

    assert titles(page) == ["Case 3", "Case 2", "Case 1"]


@pytest.mark.parametrize("group", [None, Group.NEEDS_ME])
def test_queue_by_last_day_holds_only_cases_that_have_one(
    session: Session, people: People, group: Group | None
) -> None:
    amira, call, now = people.user("amira"), make_call(session), utc_now()
    for days in (3, 1, 2):
        make_cases(session, amira, call, 1, title=f"in {days}", due_at=now + timedelta(days=days))
    make_cases(session, amira, call, 1, title="none")

    page = review_queue(session, Filters(sort=Sort.LAST_DAY, group=group), people.user("kim").id)

    assert (titles(page), page.count) == (["in 1", "in 2", "in 3"], 3)


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("same_moment", [True, False])
def test_queue_pages_lose_and_repeat_nothing_in_both_directions(
    session: Session, people: People, sort: Sort, same_moment: bool
) -> None:
    ties = {"status_since": utc_now()} if same_moment else {}
    made = make_cases(session, people.user("amira"), make_call(session), 2 * PAGE + 7, **ties)
    for number, case in enumerate(made):
        case.due_at = made[0].status_since + timedelta(days=0 if same_moment else number % 40)
    session.commit()
    filters, kim = Filters(sort=sort), people.user("kim").id

    forwards = [review_queue(session, filters, kim)]
    while following := forwards[-1].next:
        forwards.append(review_queue(session, filters, kim, following))
    backwards = [forwards[-1]]
    while before := backwards[-1].previous:
        backwards.append(review_queue(session, filters, kim, before))

    moment = "due_at" if sort is Sort.LAST_DAY else "status_since"
    key = [(getattr(case, moment), case.id) for case in made]
    seen = [(getattr(row, moment), row.id) for page in forwards for row in page.rows]
    assert seen == sorted(key, reverse=sort is Sort.LATEST)
    assert [len(page.rows) for page in forwards] == [PAGE, PAGE, 7]
    assert [titles(page) for page in backwards[::-1]] == [titles(page) for page in forwards]
    assert forwards[0].previous is None


def test_queue_page_that_has_emptied_leads_nowhere(session: Session, people: People) -> None:
    made = make_cases(session, people.user("amira"), make_call(session), 1)[0]

    page = review_queue(session, Filters(), people.user("kim").id, Cursor(made.status_since, made.id))

    assert (list(page.rows), page.count, page.previous, page.next) == ([], 1, None, None)


def test_queue_is_narrowed_by_each_filter(session: Session, people: People) -> None:
    amira, didrik, kim = people.user("amira"), people.user("didrik"), people.user("kim")
    call, other = make_call(session), make_call(session, code="other")
    make_cases(session, amira, call, 1, title="plain")
    make_cases(session, amira, call, 1, title="status", status=Status.COUNCIL)
    make_cases(session, amira, call, 1, title="area", area="work_income")
    make_cases(session, didrik, call, 1, title="administration")
    make_cases(session, amira, call, 1, title="lead", coordinator_id=kim.id)
    make_cases(session, amira, other, 1, title="call")
    narrowed = {
        "status": Filters(status=Status.COUNCIL),
        "area": Filters(area="work_income"),
        "administration": Filters(administration=didrik.administration.id),
        "lead": Filters(lead=kim.id),
        "call": Filters(call=other.id),
    }

    found = {name: titles(review_queue(session, filters, kim.id)) for name, filters in narrowed.items()}
    without_lead = review_queue(session, Filters(lead=NOBODY), kim.id)

    assert found == {name: [name] for name in narrowed}
    assert set(titles(without_lead)) == {"plain", "status", "area", "administration", "call"}


def test_queue_filters_narrow_together(session: Session, people: People) -> None:
    amira, kim, call = people.user("amira"), people.user("kim"), make_call(session)
    make_cases(session, amira, call, 1, title="both", status=Status.COUNCIL, area="work_income")
    make_cases(session, amira, call, 1, title="one", status=Status.COUNCIL)

    page = review_queue(session, Filters(status=Status.COUNCIL, area="work_income"), kim.id)

    assert titles(page) == ["both"]


def test_queue_finds_words_and_keeps_its_order(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    texts = ["hembesök hos barn", "skola", "fler hembesök"]
    for case, text in zip(make_cases(session, amira, call, 3), texts, strict=True):
        index_text(session, case, text)
    session.commit()

    page = review_queue(session, Filters(text="hembesök"), people.user("kim").id)

    assert titles(page) == ["Case 1", "Case 3"]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (Filters(text="hembesök"), ["Case 1", "Case 2", "Case 3"]),
        (Filters(text="hembesök", status=Status.COUNCIL), ["Case 3"]),
        (Filters(text="hembesök", group=Group.NEEDS_ME), ["Case 1", "Case 2"]),
        (Filters(text="hembesök", sort=Sort.LAST_DAY), ["Case 1", "Case 2"]),
        (Filters(text="något annat"), []),
    ],
)
def test_queue_counts_what_it_finds(session: Session, people: People, filters: Filters, wanted: list[str]) -> None:
    made = make_cases(session, people.user("amira"), make_call(session), 4)
    made[2].status = Status.COUNCIL
    made[0].due_at = made[1].due_at = utc_now()
    for case in made[:3]:
        index_text(session, case, "hembesök")
    session.commit()

    page = review_queue(session, filters, people.user("kim").id)

    assert (sorted(titles(page)), page.count) == (wanted, len(wanted))


def test_queue_counts_no_further_than_1001(session: Session, people: People) -> None:
    make_cases(session, people.user("amira"), make_call(session), 1_003)

    page = review_queue(session, Filters(), people.user("kim").id)

    assert page.count == 1_001


@pytest.mark.parametrize("filters", [Filters(), Filters(text="hembesök"), Filters(group=Group.NEEDS_ME)])
def test_queue_sends_as_many_statements_for_one_case_as_for_three(
    session: Session, people: People, count_queries: CountQueries, filters: Filters
) -> None:
    amira, kim, call = people.user("amira"), people.user("kim").id, make_call(session)
    lengths = []

    for more in (1, 2):
        for case in make_cases(session, amira, call, more):
            index_text(session, case, "hembesök")
        session.commit()
        with count_queries() as statements:
            review_queue(session, filters, kim)
        lengths.append(len(statements))

    assert lengths == ([2, 2] if filters.text else [1, 1])


def test_inbox_needs_me_for_what_is_mine_or_nobodys(session: Session, people: People) -> None:
    amira, kim, lena = people.user("amira"), people.user("kim").id, people.user("lena").id
    call = make_call(session)
    make_cases(session, amira, call, 1, title="nobody's")
    make_cases(session, amira, call, 1, title="mine", coordinator_id=kim)
    make_cases(session, amira, call, 1, title="Lena's", coordinator_id=lena)
    make_cases(session, amira, call, 1, title="mine, returned", coordinator_id=kim, status=Status.RETURNED)
    make_cases(session, amira, call, 1, title="nobody's, council", status=Status.COUNCIL)
    make_cases(session, amira, call, 1, title="mine, to be started", coordinator_id=kim, status=Status.GRANTED)
    make_cases(session, amira, call, 1, title="declined", status=Status.DECLINED)

    assert heaps(session, kim) == {
        Group.NEEDS_ME: ["nobody's", "mine", "mine, to be started"],
        Group.WAITS: ["Lena's", "mine, returned", "nobody's, council"],
        Group.LATE: [],
    }


def test_message_from_the_applicant_moves_a_case_to_my_heap(session: Session, people: People) -> None:
    amira, kim = people.user("amira"), people.user("kim")
    made = make_cases(session, amira, make_call(session), 1, status=Status.COUNCIL, coordinator_id=kim.id)[0]
    before = heaps(session, kim.id)

    write_message(session, made, "När möts rådet?", by=amira, from_fund=False)
    asked = heaps(session, kim.id)
    write_message(session, made, "I mars.", by=kim, from_fund=True)
    answered = heaps(session, kim.id)

    assert (before[Group.NEEDS_ME], before[Group.WAITS]) == ([], ["Case 1"])
    assert (asked[Group.NEEDS_ME], asked[Group.WAITS]) == (["Case 1"], [])
    assert (answered[Group.NEEDS_ME], answered[Group.WAITS]) == ([], ["Case 1"])


def test_message_in_a_draft_is_on_no_heap(session: Session, people: People) -> None:
    amira, kim = people.user("amira"), people.user("kim")
    draft = make_draft(session, amira, make_call(session))

    write_message(session, draft, "Hur lång?", by=amira, from_fund=False)

    assert heaps(session, kim.id) == {group: [] for group in Group}


def test_inbox_late_holds_what_is_past_its_day_and_open(session: Session, people: People) -> None:
    amira, call, now = people.user("amira"), make_call(session), utc_now()
    yesterday, tomorrow = now - timedelta(days=1), now + timedelta(days=1)
    make_cases(session, amira, call, 1, title="late", due_at=yesterday)
    make_cases(session, amira, call, 1, title="in time", due_at=tomorrow)
    make_cases(session, amira, call, 1, title="closed", due_at=yesterday, status=Status.DECLINED)

    assert heaps(session, people.user("kim").id)[Group.LATE] == ["late"]


def test_inbox_late_starts_with_the_earliest_last_day(session: Session, people: People) -> None:
    amira, call, now = people.user("amira"), make_call(session), utc_now()
    # The later a case changed its status, the longer its last day has passed; two statuses, and more than are listed.
    for days in range(1, 8):
        status = Status.RETURNED if days % 2 else Status.SUBMITTED
        dates = {"due_at": now - timedelta(days=days), "status_since": now - timedelta(days=30 - days)}
        make_cases(session, amira, call, 1, title=f"{days} late", status=status, **dates)

    late = heaps(session, people.user("kim").id)[Group.LATE]

    assert late == ["7 late", "6 late", "5 late", "4 late", "3 late"]


def test_returned_case_is_late_when_the_last_day_is_over(session: Session, people: People) -> None:
    amira, kim, call, day = people.user("amira"), people.user("kim"), make_call(session), today() + timedelta(days=3)
    application = make_sent(session, amira, call)
    return_for_completion(
        session, application, call, steps=["need"], note="Hur?", answer_by=day, mailing=make_mailing(), by=kim
    )
    session.commit()

    late = []
    for moment in (end_of(day) - timedelta(hours=1), end_of(day) + timedelta(hours=1)):
        with at_moment(moment):
            late.append([row.id for row in inbox(session, kim.id)[2].rows])

    assert late == [[], [application.id]]


def test_inbox_lists_are_short_and_counts_are_capped(session: Session, people: People) -> None:
    make_cases(session, people.user("amira"), make_call(session), 1_003)

    heap = inbox(session, people.user("kim").id)[0]

    assert (heap.count, len(heap.rows)) == (1_001, 5)
    assert heap.rows[0].status_since < heap.rows[4].status_since


def test_inbox_counts_days_from_the_message_that_waits(session: Session, people: People) -> None:
    amira, kim, now = people.user("amira"), people.user("kim"), utc_now()
    long_ago = {"status_since": now - timedelta(days=30), "coordinator_id": kim.id}
    made = make_cases(session, amira, make_call(session), 2, **long_ago)
    moments = [now - timedelta(days=days) for days in (9, 8, 4, 2)]
    for moment, from_fund in zip(moments, (False, True, False, False), strict=True):
        with at_moment(moment):
            write_message(session, made[0], "Hej?", by=amira, from_fund=from_fund)

    rows = inbox(session, kim.id)[0].rows

    # The two that came after the fund's answer wait together, since the first of them.
    assert [(row.id, row.waits_since) for row in rows] == [
        (made[1].id, made[1].status_since),
        (made[0].id, moments[2]),
    ]


def test_inbox_sends_five_statements_whatever_it_holds(
    session: Session, people: People, count_queries: CountQueries
) -> None:
    amira, kim, call = people.user("amira"), people.user("kim").id, make_call(session)
    lengths = []

    for more in (1, 2):
        make_cases(session, amira, call, more)
        with count_queries() as statements:
            inbox(session, kim)
        lengths.append(len(statements))

    assert lengths == [5, 5]


def test_queue_of_a_heap_holds_the_same_cases(session: Session, people: People) -> None:
    amira, kim, call = people.user("amira"), people.user("kim"), make_call(session)
    for case in make_cases(session, amira, call, 3, status=Status.RETURNED):
        take_case(session, case, kim)
    make_cases(session, amira, call, 1, title="mine", coordinator_id=kim.id)
    session.commit()

    pages = {group: titles(review_queue(session, Filters(group=group), kim.id)) for group in Group}

    assert pages == {Group.NEEDS_ME: ["mine"], Group.WAITS: ["Case 1", "Case 2", "Case 3"], Group.LATE: []}


def test_options_hold_administrations_calls_and_coordinators(session: Session, people: People) -> None:
    call, kim = make_call(session), people.person("kim")
    people.person("amira")

    options = filter_options(session)

    assert list(options.calls) == [(call.id, "Höstens utlysning", "The autumn call")]
    assert list(options.leads) == [(kim.id, "Kim", "Kim")]
    assert "Järva stadsdelsförvaltning" in [name for _id, name, _english in options.administrations]


def test_options_keep_former_administrations_apart(session: Session) -> None:
    options = filter_options(session)

    assert "Rinkeby-Kista stadsdelsförvaltning" in [name for _id, name, _english in options.former]
    assert {name for _id, name, _english in options.former}.isdisjoint(name for _id, name, _ in options.administrations)


def test_options_are_in_swedish_order(session: Session) -> None:
    for name in ("Ö", "Ä", "Å", "Z", "é", "d"):
        make_call(session, code=name, name_sv=name)

    assert [name for _id, name, _english in filter_options(session).calls] == ["d", "é", "Z", "Å", "Ä", "Ö"]


def test_options_name_a_coordinator_with_two_roles_once(session: Session, people: People) -> None:
    kim = people.person("kim")
    session.add(RoleGrant(person_id=kim.id, role=Role.APPLICANT))
    session.commit()

    assert list(filter_options(session).leads) == [(kim.id, "Kim", "Kim")]


def test_support_counts_cases_by_half_hours_and_help_of_none(session: Session, people: People) -> None:
    amira, kim, call = people.user("amira"), people.user("kim"), make_call(session)
    made = make_cases(session, amira, call, 3)
    log_support(session, made[0], by=kim)
    log_support(session, made[0], by=kim)
    make_cases(session, amira, call, 1, status=Status.DRAFT)
    make_cases(session, amira, call, 1, origin=Origin.COMMISSION)
    session.commit()

    counts = [(count.origin, count.half_hours, count.cases) for count in support_counts(session, None)]

    assert sorted(counts) == [(Origin.ADMINISTRATION, 0, 2), (Origin.ADMINISTRATION, 2, 1), (Origin.COMMISSION, 0, 1)]


def test_support_counts_one_call_alone(session: Session, people: People) -> None:
    amira, call, other = people.user("amira"), make_call(session), make_call(session, code="other")
    make_cases(session, amira, call, 2)
    make_cases(session, amira, other, 1)

    assert [count.cases for count in support_counts(session, other.id)] == [1]


def test_real_submission_is_in_the_queue_with_administration_and_lead(session: Session, people: People) -> None:
    amira, kim = people.user("amira"), people.user("kim")
    application: Application = make_sent(session, amira, make_call(session))
    take_case(session, application, kim)
    session.commit()

    row = review_queue(session, Filters(), kim.id).rows[0]

    assert (row.id, row.administration_en, row.lead) == (application.id, "Järva District Administration", "Kim")
