"""What cases have taught is read and searched on one page, by whoever works in the city, and nothing more is told."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.applications.models import Application, Call
from sifapp.applications.operations import transition
from sifapp.followup.operations import accept_evaluation
from sifapp.prestudy.operations import stop
from sifapp.review.criteria import CRITERIA
from sifapp.review.operations import OTHER_FUNDS, decline, refer
from sifapp.statuses import Move
from tests.factories import ANSWERS, make_call, make_draft, make_invited, make_mailing, make_sent
from tests.followup.conftest import case as granted  # noqa: F401 - a fixture under a name of its own
from tests.followup.conftest import sent_evaluation, started
from tests.people import People
from tests.prestudy.conftest import letter, reported
from tests.review.reading import ENGLISH, text_of
from tests.scoring.conftest import make_council_cases

CountQueries = Callable[[], AbstractContextManager[list[str]]]

# The pages know of no database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def eva(client: FlaskClient, people: People) -> FlaskClient:
    """The browser of somebody who has no case."""
    people.sign_in(client, "eva")
    return client


def make_stopped(session: Session, people: People, lesson: str, call: Call | None = None) -> Application:
    """A case whose pre-study has left a lesson."""
    case = make_council_cases(session, people, 1, call)[0]
    transition(session, case, Move.PROPOSE_PRE_STUDY, by=people.user("kim"))
    study = reported(session, people, case)
    stop(session, case, study, reason="För få.", lesson=lesson, mailing=letter(people), by=people.user("kim"))
    session.commit()
    return case


def test_stopped_pre_study_teaches_but_its_reasons_stay_in_the_letter(
    eva: FlaskClient, session: Session, people: People
) -> None:
    case = make_stopped(session, people, "Räkna målgruppen först.")

    page = text_of(eva.get("/lessons").text)

    assert ("Räkna målgruppen först." in page, case.title in page, "För få." in page) == (True, True, False)


def test_declined_and_referred_sketches_tell_why_in_the_funds_words_alone(
    eva: FlaskClient, session: Session, people: People
) -> None:
    call, kim, mailing = make_call(session), people.user("kim"), make_mailing(people.person("amira"))
    first, second = (make_sent(session, people.user("amira"), call) for _case in range(2))
    criterion = CRITERIA[0]
    said_no = {"criterion": criterion.id, "reason": "Åsa vill inte.", "way_on": "Fråga Åsa."}
    decline(session, first, **said_no, mailing=mailing, by=kim)
    refer(session, second, fund_id=OTHER_FUNDS[0].id, reason="Åsa vill inte.", mailing=mailing, by=kim)
    session.commit()

    page = text_of(eva.get("/lessons", headers=ENGLISH).text)

    assert (str(criterion.text) in page, OTHER_FUNDS[0].name["en"] in page, "Åsa" in page) == (True, True, False)


def test_accepted_evaluation_teaches_with_its_range_and_certainty(
    eva: FlaskClient,
    session: Session,
    people: People,
    granted: Application,  # noqa: F811 - the fixture
) -> None:
    started(session, people, granted)
    report = sent_evaluation(session, people, granted)
    before = eva.get("/lessons").text
    accept_evaluation(session, granted, report, by=people.user("kim"))
    session.commit()

    page = text_of(eva.get("/lessons").text)

    assert ("Börja med skulderna." in before, "Börja med skulderna." in page) == (False, True)
    assert "40 procent, minst 20 och högst 60" in page
    assert "Osäkert: grupperna är små." in page


def test_lessons_are_searched_and_chosen_by_kind(eva: FlaskClient, session: Session, people: People) -> None:
    make_stopped(session, people, "Räkna målgruppen först.")

    pages = [eva.get(f"/lessons?{query}").text for query in ("words=målgrupp", "words=rymdfärder", "kind=project")]

    assert ["Räkna målgruppen först." in page for page in pages] == [True, False, False]


@pytest.mark.parametrize(
    "words",
    [
        *("\0", "%", "_", "'", '"', '"målgrupp', "NEAR(målgrupp sedan)", "mål*", "title:målgrupp", "målgrupp OR 1=1"),
        *("(", "[a-", "\\", "^$.*+?{}", "\u202eppurglåm", "\u0301" * 50, "🦊", " \t\n ", "x" * 10_000, "mål " * 2_500),
    ],
)
def test_odd_search_finds_nothing_or_something_and_never_fails(
    eva: FlaskClient, session: Session, people: People, words: str
) -> None:
    make_stopped(session, people, "Räkna målgruppen först.")

    answers = [eva.get("/lessons", query_string={name: words}) for name in ("words", "area", "kind")]
    wrong = [eva.get("/lessons", query_string={name: words}).status_code for name in ("page", "like")]

    assert ([answer.status_code for answer in answers], wrong) == ([200, 200, 200], [200, 200])


def test_lessons_like_a_strangers_case_are_not_found(eva: FlaskClient, session: Session, people: People) -> None:
    case = make_sent(session, people.user("amira"), make_call(session))

    assert eva.get(f"/lessons?like={case.id}").status_code == 404


def test_lessons_of_like_ideas_are_shown_beside_the_conversation_to_the_citys_people_alone(
    eva: FlaskClient, session: Session, people: People
) -> None:
    make_stopped(session, people, "Räkna målgruppen först.")
    idea, stranger = {"text": ANSWERS["idea"]["title"]}, eva.application.test_client()

    pages = [browser.post("/conversation", data=idea, follow_redirects=True).text for browser in (eva, stranger)]

    assert ["Räkna målgruppen först." in page for page in pages] == [True, False]


def test_lessons_are_linked_from_each_step_that_is_written(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira, call = people.user("amira"), make_call(session)
    draft, invited = make_draft(session, amira, call), make_invited(session, amira, call, people.user("kim"))
    people.sign_in(client, "amira")

    steps = ((draft, "idea"), (invited, "aim"))
    found = [
        f'href="/lessons?like={case.id}"' in client.get(f"/sketches/{case.id}/{step}").text for case, step in steps
    ]

    assert found == [True, True]


@pytest.mark.parametrize("is_referred", [False, True])
def test_lessons_are_linked_from_the_case_of_whoever_was_turned_away(
    client: FlaskClient, session: Session, people: People, *, is_referred: bool
) -> None:
    case = make_sent(session, people.user("amira"), make_call(session))
    people.sign_in(client, "amira")
    link, before = f'href="/lessons?like={case.id}"', client.get(f"/cases/{case.id}").text
    kim, mailing = people.user("kim"), make_mailing(people.person("amira"))
    if is_referred:
        refer(session, case, fund_id=OTHER_FUNDS[0].id, reason="Annat.", mailing=mailing, by=kim)
    else:
        said_no = {"criterion": CRITERIA[0].id, "reason": "Nej.", "way_on": "Hör av er."}
        decline(session, case, **said_no, mailing=mailing, by=kim)
    session.commit()

    after = client.get(f"/cases/{case.id}").text

    assert (link in before, link in after) == (False, True)


def test_more_lessons_send_no_more_statements(
    eva: FlaskClient, session: Session, people: People, count_queries: CountQueries
) -> None:
    call = session.get_one(Call, make_stopped(session, people, "Räkna.").call_id)
    counts = []
    for _round in range(2):
        with count_queries() as statements:
            eva.get("/lessons")
        counts.append(len(statements))
        for _case in range(2):
            make_stopped(session, people, "Räkna.", call)

    assert counts[0] == counts[1]
