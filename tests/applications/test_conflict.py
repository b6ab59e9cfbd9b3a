"""Who of the council is too close to a case?"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from sifapp.access import ALL, Permission, Role, Whose, allowed, may_hold
from sifapp.accounts.operations import add_person
from sifapp.accounts.queries import administration_by_name
from sifapp.applications.conflict import declare, family, is_party, tie, ties
from sifapp.applications.models import CasePartner, Standing
from sifapp.applications.operations import add_member
from sifapp.errors import InvalidInputError
from tests.factories import make_call, make_cases
from tests.people import People

# 1 and 2 became 3, which became 4.
SUCCESSORS = {1: 3, 2: 3, 3: 4}


@pytest.mark.parametrize(
    ("own", "party", "is_own"), [(1, 1, True), (1, 2, True), (1, 4, True), (4, 2, True), (5, 4, False)]
)
def test_administrations_that_became_one_are_one(own: int, party: int, is_own: bool) -> None:
    assert is_party(own, [9, party], SUCCESSORS) is is_own


@given(st.dictionaries(st.integers(0, 6), st.integers(0, 6)), st.integers(0, 6))
def test_family_is_found_even_when_the_register_goes_round(successors: dict[int, int], start: int) -> None:
    assert family(start, successors) in {start, *successors.values()}


@pytest.mark.parametrize(
    ("standing", "is_own", "wanted"),
    [
        (None, False, Whose.NOBODY),
        (Standing.FREE, False, Whose.REVIEWER),
        (Standing.RECUSED, False, Whose.RECUSED),
        (None, True, Whose.RECUSED),
        # Somebody who moves to the applicant's administration after having declared no conflict has one.
        (Standing.FREE, True, Whose.RECUSED),
        (Standing.ADMITTED, True, Whose.REVIEWER),
        (Standing.ADMITTED, False, Whose.REVIEWER),
    ],
)
def test_tie_follows_from_what_was_said_and_the_administration(
    standing: Standing | None, is_own: bool, wanted: Whose
) -> None:
    assert tie(standing, is_own=is_own) is wanted


def test_recused_member_may_do_nothing_at_all() -> None:
    granted = [
        (permission, status)
        for permission in Permission
        for status in ALL
        if allowed(permission, frozenset(Role), Whose.RECUSED, status)
    ]

    assert granted == []


def test_lead_and_partners_recuse_their_own_by_old_names_too(session: Session, people: People) -> None:
    of_a_partner, of_nobody = make_cases(session, people.user("eva"), make_call(session), 2)
    # Rinkeby-Kista became part of Järva, where Sten works.
    old = administration_by_name(session, "rinkeby-kista", date(2020, 1, 1))
    assert old is not None
    session.add(CasePartner(application_id=of_a_partner.id, administration_id=old.id))
    session.commit()
    sten, rut = people.person("sten"), people.person("rut")

    found = ties(session, [of_a_partner.id, of_nobody.id], [sten, rut])

    assert found == {
        (of_a_partner.id, sten.id): Whose.RECUSED,
        (of_a_partner.id, rut.id): Whose.NOBODY,
        (of_nobody.id, sten.id): Whose.NOBODY,
        (of_nobody.id, rut.id): Whose.NOBODY,
    }


def test_whoever_works_on_the_case_is_recused_even_when_admitted(session: Session, people: People) -> None:
    amira, kim, rut = people.user("amira"), people.user("kim"), people.person("rut")
    case = make_cases(session, amira, make_call(session), 1)[0]
    add_member(session, case, rut, Whose.VIEWER, by=amira)
    declare(session, case, rut.id, Standing.ADMITTED, reason="Ingen annan kan.", by=kim)

    assert ties(session, [case.id], [rut]) == {(case.id, rut.id): Whose.RECUSED}


def test_ties_ask_as_often_for_one_case_as_for_many(
    session: Session, people: People, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    cases = make_cases(session, people.user("amira"), make_call(session), 3)
    members = [people.person("rut"), people.person("sten")]

    with count_queries() as for_one:
        ties(session, [cases[0].id], members[:1])
    with count_queries() as for_many:
        ties(session, [case.id for case in cases], members)

    assert len(for_one) == len(for_many) == 4


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.DIRECTOR, Role.CONTROLLER, Role.ADMINISTRATOR])
def test_council_member_holds_no_role_that_prepares_or_proposes(session: Session, people: People, role: Role) -> None:
    roles = frozenset({Role.COUNCIL, role})

    with pytest.raises(InvalidInputError):
        add_person(session, email="x@stad.example", name="X", administration=people.administration("rut"), roles=roles)

    assert may_hold(frozenset({Role.COUNCIL, Role.APPLICANT}))
