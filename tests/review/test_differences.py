"""Where advice and decisions differ: what is counted, which cases are shown, and what it costs."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.advice import advise, wrote
from sifapp.applications.models import Application
from sifapp.conversation.models import About
from sifapp.conversation.operations import object_to, take_turn
from sifapp.review.differences import NO_AREA, PAGE, Tally, differing_cases, spoken, tallies
from sifapp.review.operations import refer
from sifapp.statuses import Status
from tests.factories import make_call, make_cases, make_mailing
from tests.paging import every_page
from tests.people import People
from tests.review.reading import ENGLISH, cells_of

# What was advised, where the case went, and whether they agree: None is not counted.
VERDICTS: list[tuple[str | None, Status, str | None, bool | None]] = [
    ("sif", Status.COUNCIL, None, True),
    ("sif", Status.GRANTED, None, True),
    ("esf", Status.COUNCIL, None, False),
    ("esf", Status.REFERRED, "esf", True),
    ("esf", Status.REFERRED, "state_grant", False),
    ("sif", Status.REFERRED, "esf", False),
    ("sif", Status.DECLINED, None, False),
    ("ordinary_budget", Status.DECLINED, None, True),
    ("sif", Status.SUBMITTED, None, None),
    ("sif", Status.RETURNED, None, None),
    ("sif", Status.WITHDRAWN, None, None),
    (None, Status.GRANTED, None, None),
]
AREAS: list[tuple[str | None, str | None, bool | None]] = [
    ("work_income", "work_income", True),
    ("work_income", "housing_urban", False),
    (None, "housing_urban", False),
    ("work_income", None, None),
]


@pytest.fixture
def make(session: Session, people: People) -> Callable[..., list[Application]]:
    """Makes bare sent cases with the verdicts that a test names."""
    call, owner = make_call(session), people.user("amira")

    def making(count: int = 1, **values: Any) -> list[Application]:
        return make_cases(session, owner, call, count, **values)

    return making


@pytest.mark.parametrize(("advised", "status", "referred", "agrees"), VERDICTS)
def test_advice_on_money_agrees_with_what_was_decided(
    session: Session,
    make: Callable[..., list[Application]],
    advised: str | None,
    status: Status,
    referred: str | None,
    agrees: bool | None,
) -> None:
    (case,) = make(advised_fund=advised, status=status, referred_fund=referred)

    counted = {
        None: {},
        True: {advised: Tally(advised or "", agree=1)},
        False: {advised: Tally(advised or "", differ=1)},
    }
    assert tallies(session, About.FUND) == counted[agrees]
    assert [each.id for each in differing_cases(session, About.FUND)] == ([case.id] if agrees is False else [])


@pytest.mark.parametrize(("advised", "chosen", "agrees"), AREAS)
def test_advice_on_area_agrees_with_the_applicants_choice(
    session: Session,
    make: Callable[..., list[Application]],
    advised: str | None,
    chosen: str | None,
    agrees: bool | None,
) -> None:
    (case,) = make(advised_fund="sif", advised_area=advised, area=chosen)

    said = advised or NO_AREA
    counted = {None: {}, True: {said: Tally(said, agree=1)}, False: {said: Tally(said, differ=1)}}
    assert tallies(session, About.AREA) == counted[agrees]
    assert [each.id for each in differing_cases(session, About.AREA)] == ([case.id] if agrees is False else [])


def test_drafts_and_deleted_cases_are_not_counted(session: Session, make: Callable[..., list[Application]]) -> None:
    (deleted,) = make(advised_fund="esf", advised_area="work_income", area="housing_urban", status=Status.COUNCIL)
    deleted.deleted_at = deleted.created_at
    session.add(deleted)
    make(advised_fund="esf", advised_area="work_income", area="housing_urban", status=Status.DRAFT)
    session.commit()

    assert [tallies(session, about) for about in About] == [{}, {}]
    assert [differing_cases(session, about) for about in About] == [[], []]


def test_referring_a_case_keeps_to_which_money(session: Session, people: People, sent: Application) -> None:
    mailing = make_mailing(people.person("amira"))

    refer(session, sent, fund_id="esf", reason="Passar bättre.", mailing=mailing, by=people.user("kim"))
    session.commit()

    session.expire_all()
    assert session.get_one(Application, sent.id).referred_fund == "esf"
    assert tallies(session, About.FUND) == {sent.advised_fund: Tally(sent.advised_fund or "", differ=1)}


@pytest.mark.parametrize(("agree", "differ", "share"), [(4, 0, None), (4, 1, 80), (0, 5, 0), (2, 4, 33)])
def test_share_is_told_of_five_cases_or_more(agree: int, differ: int, share: int | None) -> None:
    assert Tally("sif", agree, differ).agree_percent == share


def test_page_shows_the_table_and_each_case_with_its_words(
    kim: FlaskClient, session: Session, people: People, sent: Application
) -> None:
    mailing = make_mailing(people.person("amira"))
    refer(session, sent, fund_id="esf", reason="Passar bättre.", mailing=mailing, by=people.user("kim"))
    conversation = take_turn(
        session, None, lambda state: wrote(state, "Vi vill pröva läxhjälp i tre år."), token="w", person_id=None, seen=0
    )
    object_to(session, conversation, About.FUND, "sif", "Nej.", person_id=None)
    session.commit()

    page = kim.get("/review/differences", headers=ENGLISH).text

    cells = cells_of(page)
    assert cells[0] == [
        "The Social Investment Fund",
        "0",
        "1: the cases where the advice said The Social Investment Fund",
        "–",
        "1: what people say of The Social Investment Fund",
    ]
    assert 'href="/review/not-right?about=fund&amp;said=sif"' in page
    title, advised, words, decided = cells[-1]
    assert title == f"{sent.title} {sent.reference}"
    assert advised == f"The Social Investment Fund The advice: {sent.title}"
    assert decided == "Referred: The European Social Fund+ and other EU support"
    assert "i tre år" in words
    assert page.count(f'href="/cases/{sent.id}"') == 1


def test_words_are_those_that_spoke_for_what_was_advised() -> None:
    advice = advise("Vi vill pröva läxhjälp för barn i Farsta under tre år tillsammans med biblioteket.")
    stored = advice.as_dict()

    best = next(fund for fund in advice.funds if fund.id == advice.best_fund)
    phrases = [e.phrase for condition in best.conditions if condition.met == "yes" for e in condition.evidence]
    assert spoken(About.AREA, stored) == tuple(dict.fromkeys(e.phrase for e in advice.areas[0].evidence))
    assert spoken(About.FUND, stored) == tuple(dict.fromkeys(phrases))
    assert spoken(About.AREA, {}) == spoken(About.FUND, {}) == ()


def test_filters_stand_in_the_address(kim: FlaskClient, make: Callable[..., list[Application]]) -> None:
    make(advised_fund="esf", status=Status.COUNCIL, title="A")
    make(advised_fund="sif", status=Status.REFERRED, referred_fund="esf", title="B")
    make(advised_fund="sif", status=Status.DECLINED, title="C")

    def titles(query: str) -> list[str]:
        return re.findall(r'href="/cases/\d+">(\w)</a>', kim.get(f"/review/differences?{query}").text)

    assert titles("") == ["C", "B", "A"]
    assert titles("said=esf") == ["A"]
    assert titles("decided=esf") == ["B"]
    assert titles("decided=declined") == ["C"]
    assert titles("decided=sif") == ["A"]
    assert titles("said=sif&decided=esf") == ["B"]
    assert titles("said=lottery&decided=nowhere&before=x") == ["C", "B", "A"]
    assert titles("about=area") == []


def test_area_filters_stand_in_the_address(kim: FlaskClient, make: Callable[..., list[Application]]) -> None:
    make(advised_fund="sif", advised_area="work_income", area="housing_urban", title="A")
    make(advised_fund="sif", area="work_income", title="B")

    def titles(query: str) -> list[str]:
        page = kim.get(f"/review/differences?about=area&{query}").text
        return re.findall(r'href="/cases/\d+">(\w)</a>', page)

    assert titles("") == ["B", "A"]
    assert titles(f"said={NO_AREA}") == ["B"]
    assert titles("decided=housing_urban") == ["A"]


def test_every_case_is_on_one_page_and_the_filter_stays(
    kim: FlaskClient, make: Callable[..., list[Application]]
) -> None:
    make(2 * PAGE + 1, advised_fund="esf", status=Status.COUNCIL)
    make(1, advised_fund="sif", status=Status.DECLINED, title="Other")

    pages = every_page(kim, "/review/differences?said=esf")

    shown = [title for page in pages for title in re.findall(r'href="/cases/\d+">(.*?)</a>', page)]
    assert shown == [f"Case {number}" for number in range(2 * PAGE + 1, 0, -1)]
    assert len(pages) == 3


def test_money_that_the_knowledge_no_longer_has_is_called_by_its_id(
    kim: FlaskClient, make: Callable[..., list[Application]]
) -> None:
    make(advised_fund="lottery", status=Status.REFERRED, referred_fund="raffle")

    row = cells_of(kim.get("/review/differences").text)[-1]

    assert (row[1].split()[0], row[3]) == ("lottery", "raffle")


@pytest.mark.parametrize("about", ["fund", "area"])
def test_as_many_statements_for_many_cases_as_for_few(
    kim: FlaskClient,
    make: Callable[..., list[Application]],
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    about: str,
) -> None:
    counts = []
    for more in (1, 30):
        make(more, advised_fund="esf", advised_area="work_income", area="housing_urban", status=Status.COUNCIL)
        with count_queries() as statements:
            kim.get(f"/review/differences?about={about}")
        counts.append(len(statements))

    # Who asks, two for the table, two for the cases.
    assert counts == [5, 5]
