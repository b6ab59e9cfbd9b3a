"""The council's second stage: the same scoring for applications, by criteria of their own."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.models import Application, Call, Origin
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.mail.models import OutboxMail
from sifapp.scoring import criteria as default_criteria
from sifapp.scoring.criteria import criteria_of
from sifapp.scoring.models import Criterion, MeetingState, Outcome, Stage
from sifapp.scoring.operations import (
    declare_conflict,
    move_on,
    put_to_meeting,
    recommend_grant,
    recommend_refusal,
)
from sifapp.scoring.queries import decided_rows, recommendation_for, row_of_case, rows_to_score, scores_of
from sifapp.statuses import Status
from tests.people import People
from tests.review.reading import ENGLISH, fields_of, status_of
from tests.scoring.conftest import council_case, give, mailing_to, make_applications, make_council_cases, make_meeting


@pytest.fixture
def application(session: Session, people: People) -> Application:
    """An application that an open meeting of the council has."""
    case = make_applications(session, people, 1)[0]
    make_meeting(session, people, case)
    return case


def call_of(session: Session) -> Call:
    return session.exec(select(Call)).one()


def hold(session: Session, people: People, case: Application) -> None:
    row = row_of_case(session, case.id)
    assert row is not None
    move_on(session, row.meeting, MeetingState.HELD, by=people.user("kim"))
    session.commit()


def result_of(session: Session, case: Application) -> tuple[float | None, int]:
    row = row_of_case(session, case.id)
    assert row is not None
    found = scores_of(session, [row])[0].result
    return (None if found.mean is None else float(found.mean)), found.count


def test_application_is_judged_by_criteria_of_its_own(session: Session, application: Application) -> None:
    asked = criteria_of(session, application.call_id, Stage.APPLICATION)

    assert [(one.code, one.weight) for one in asked] == [
        ("need", 2),
        ("method", 3),
        ("implementation", 2),
        ("calculation", 2),
        ("across", 2),
        ("gender", 1),
        ("gains", 3),
        ("follow_up", 0),
    ]
    assert council_case(session, application).stage is Stage.APPLICATION


def test_database_refuses_to_let_ease_of_measuring_count(session: Session, application: Application) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(Criterion).where(sa.text("code = 'follow_up'")).values(weight=1))


def test_ease_of_measuring_moves_no_figure(session: Session, people: People, application: Application) -> None:
    give(session, application, people.user("rut"), 4, measuring=1)
    hard = result_of(session, application)
    give(session, application, people.user("rut"), 4, measuring=5)

    assert (hard, result_of(session, application)) == ((4.0, 1), (4.0, 1))


def test_member_recused_after_scoring_drops_out(session: Session, people: People, application: Application) -> None:
    give(session, application, people.user("rut"), 5)
    give(session, application, people.user("vera"), 2)

    declare_conflict(session, application, "Jag ska leda projektet.", by=people.user("rut"))

    assert result_of(session, application) == (2.0, 1)


def test_meeting_takes_sketches_and_applications(session: Session, people: People) -> None:
    application = make_applications(session, people, 1)[0]
    sketch = make_council_cases(session, people, 1, call_of(session))[0]
    make_meeting(session, people, sketch, application)

    assert {row.case.stage for row in rows_to_score(session)} == set(Stage)


def test_change_of_the_default_never_reaches_a_call_that_has_its_copy(
    session: Session, people: People, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = {**default_criteria.DEFAULT["application_criterion"][0], "code": "brand_new"}
    monkeypatch.setitem(default_criteria.DEFAULT, "application_criterion", [new])
    other = make_applications(session, people, 1, call_of(session))[0]

    put_to_meeting(session, make_meeting(session, people, state=MeetingState.PLANNED), other, by=people.user("kim"))

    codes = [one.code for one in criteria_of(session, application.call_id, Stage.APPLICATION)]
    assert (len(codes), "brand_new" in codes) == (8, False)


def test_recommendation_is_kept_for_the_proposal(session: Session, people: People, application: Application) -> None:
    hold(session, people, application)

    recommend_refusal(
        session,
        application,
        criterion="knowledge",
        reason="Metoden är oprövad.",
        way_on="Pröva i liten skala.",
        mailing=mailing_to(people.user("amira")),
        by=people.user("kim"),
    )

    kept = recommendation_for(session, application.id)
    assert kept is not None
    assert (kept.outcome, kept.criterion, kept.reason, kept.way_on) == (
        Outcome.REFUSE,
        "knowledge",
        "Metoden är oprövad.",
        "Pröva i liten skala.",
    )
    assert application.status is Status.PROPOSAL
    assert [row.application.id for row in decided_rows(session, Stage.APPLICATION)] == [application.id]


def test_refusal_needs_criterion_reason_and_way_on(session: Session, people: People, application: Application) -> None:
    hold(session, people, application)
    whole = {"criterion": "knowledge", "reason": "Oprövad.", "way_on": "Pröva i liten skala."}

    for missing in whole:
        with pytest.raises(InvalidInputError):
            recommend_refusal(
                session,
                application,
                **{**whole, missing: " "},
                mailing=mailing_to(people.user("amira")),
                by=people.user("kim"),
            )

    assert recommendation_for(session, application.id) is None


def test_second_outcome_is_refused_and_the_first_stands(
    session: Session, people: People, application: Application
) -> None:
    hold(session, people, application)
    mailing, kim = mailing_to(people.user("amira")), people.user("kim")
    recommend_grant(session, application, reason="Väl prövad.", mailing=mailing, by=kim)

    with pytest.raises(TransitionNotAllowedError):
        recommend_refusal(
            session, application, criterion="knowledge", reason="Nej.", way_on="Börja om.", mailing=mailing, by=kim
        )

    kept = recommendation_for(session, application.id)
    assert (kept and kept.outcome, kept and kept.reason) == (Outcome.GRANT, "Väl prövad.")


def test_coordinator_sees_the_letter_then_recommends(
    client: FlaskClient, session: Session, people: People, application: Application
) -> None:
    hold(session, people, application)
    people.sign_in(client, "kim")
    url = f"/council/{application.id}/grant"
    offered = client.get(f"/council/{application.id}/result", headers=ENGLISH).text
    letter = client.post(url, data={**fields_of(client.get(url).text), "reason": "Väl prövad.", "press": "letter"})

    client.post(url, data={**fields_of(letter.text), "press": "send"})

    assert [words in offered for words in ("Recommend to grant", "Recommend to refuse", "Pre-study first")] == [
        True,
        True,
        False,
    ]
    assert status_of(session, application) is Status.PROPOSAL
    mails = session.exec(select(OutboxMail.body).where(OutboxMail.application_id == application.id)).all()
    assert ["Väl prövad." in body for body in mails] == [True]


def test_outcome_of_a_sketch_does_not_fit_an_application(
    client: FlaskClient, session: Session, people: People, application: Application
) -> None:
    hold(session, people, application)
    people.sign_in(client, "kim")

    answer = client.get(f"/council/{application.id}/invite")

    assert (answer.status_code, answer.location) == (303, f"/council/{application.id}/result")


def test_council_is_never_told_where_an_idea_comes_from(
    client: FlaskClient, session: Session, people: People, application: Application
) -> None:
    application.origin = Origin.COMMISSION
    session.add(application)
    session.commit()
    give(session, application, people.user("rut"), 4)
    meeting = council_case(session, application).meeting_id
    people.sign_in(client, "rut")

    own = [f"/council/{application.id}/{page}" for page in ("conflict", "score", "result")]
    shared = ["/council/", f"/council/meetings/{meeting}", f"/council/meetings/{meeting}/pack"]
    pages = [client.get(url, headers=ENGLISH) for url in (*own, *shared, f"/cases/{application.id}")]

    assert {page.status_code for page in pages} == {200}
    assert [url for page, url in zip(pages, (*own, *shared, "case"), strict=True) if "Commission" in page.text] == []
