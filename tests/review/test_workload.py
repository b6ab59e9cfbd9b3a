"""How many open cases each coordinator has, and who can take a case over."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlmodel import Session

from sifapp.access import Role, Whose
from sifapp.accounts.models import RoleGrant
from sifapp.applications.operations import add_member, take_case
from sifapp.db import utc_now
from sifapp.review.workload import Workload, colleagues_for, workloads
from sifapp.statuses import LOOKED_AFTER, Status
from tests.factories import make_call, make_cases, make_sent
from tests.people import People

CountQueries = Callable[[], AbstractContextManager[list[str]]]


def test_workload_counts_open_cases_of_active_coordinators(session: Session, people: People) -> None:
    amira, kim, lena, call = people.user("amira"), people.user("kim"), people.user("lena"), make_call(session)
    for status in Status:
        make_cases(session, amira, call, 1, status=status, coordinator_id=kim.id)
    make_cases(session, amira, call, 1, coordinator_id=kim.id, deleted_at=utc_now())
    make_cases(session, amira, call, 1)
    gone = people.person("siv")
    gone.is_active = False
    session.add_all((gone, RoleGrant(person_id=gone.id, role=Role.COORDINATOR)))
    session.commit()

    assert workloads(session) == [Workload(kim.id, "Kim", len(LOOKED_AFTER)), Workload(lena.id, "Lena", 0)]


def test_workload_counts_no_further_than_1001(session: Session, people: People) -> None:
    kim = people.user("kim")
    make_cases(session, people.user("amira"), make_call(session), 1_003, coordinator_id=kim.id)

    assert [colleague.count for colleague in workloads(session)] == [1_001]


def test_workload_takes_one_statement_for_any_number_of_coordinators(
    session: Session, people: People, count_queries: CountQueries
) -> None:
    lengths = []

    for name in ("kim", "lena"):
        people.person(name)
        with count_queries() as statements:
            workloads(session)
        lengths.append(len(statements))

    assert lengths == [1, 1]


def test_colleagues_are_neither_the_lead_nor_tied_to_the_case(session: Session, people: People) -> None:
    amira, kim, lena = people.user("amira"), people.user("kim"), people.user("lena")
    siv = people.person("siv")
    session.add(RoleGrant(person_id=siv.id, role=Role.COORDINATOR))
    application = make_sent(session, amira, make_call(session))
    add_member(session, application, lena.person, Whose.VIEWER, by=amira)
    take_case(session, application, kim)
    session.commit()

    assert [colleague.name for colleague in colleagues_for(session, application)] == ["Siv"]
