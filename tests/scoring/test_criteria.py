"""A call's own criteria: changed until the first case is judged, and never after."""

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.models import LogEntry
from sifapp.scoring.criteria import DEFAULT, criteria_of
from sifapp.scoring.models import Criterion, Stage
from tests.factories import make_call
from tests.people import People
from tests.review.reading import ENGLISH, text_of
from tests.scoring.conftest import make_council_cases, make_meeting

NAMES = ("name_sv", "name_en", "look_for_sv", "look_for_en", "weight")
USUAL = {f"{name}-{row['code']}": str(row[name]) for row in DEFAULT["criterion"] for name in NAMES}


@pytest.fixture
def ulla(client: FlaskClient, people: People) -> FlaskClient:
    """The administrator's browser."""
    people.sign_in(client, "ulla")
    return client


def weights(session: Session, call_id: int) -> dict[str, int]:
    session.expire_all()
    return {row.code: row.weight for row in criteria_of(session, call_id)}


def test_changed_weight_is_the_one_that_is_frozen(ulla: FlaskClient, session: Session, people: People) -> None:
    call = make_call(session)

    ulla.post(f"/council/calls/{call.id}/criteria", data={**USUAL, "weight-gender": "5", "weight-follow_up": "9"})
    make_meeting(session, people, *make_council_cases(session, people, 1, call))

    usual = {row["code"]: row["weight"] for row in DEFAULT["criterion"]}
    assert weights(session, call.id) == {**usual, "gender": 5, "follow_up": 0}
    assert [entry.event for entry in session.exec(select(LogEntry))].count("criterion_changed") == 1


def test_applications_have_weights_of_their_own(ulla: FlaskClient, session: Session, people: People) -> None:
    call = make_call(session)
    make_meeting(session, people, *make_council_cases(session, people, 1, call))
    names = [(row["code"], name) for row in DEFAULT["application_criterion"] for name in NAMES]
    usual = {row["code"]: row for row in DEFAULT["application_criterion"]}
    typed = {f"{name}-{code}": str(usual[code][name]) for code, name in names}
    url = f"/council/calls/{call.id}/criteria?stage=application"

    answer = ulla.post(url, data={**typed, "weight-calculation": "7"})

    changed = {row.code: row.weight for row in criteria_of(session, call.id, Stage.APPLICATION)}
    assert answer.status_code == 303
    assert changed == {**{code: row["weight"] for code, row in usual.items()}, "calculation": 7}
    assert weights(session, call.id) == {row["code"]: row["weight"] for row in DEFAULT["criterion"]}


def test_criteria_in_use_stand(ulla: FlaskClient, session: Session, people: People) -> None:
    call = make_call(session)
    make_meeting(session, people, *make_council_cases(session, people, 1, call))
    before = weights(session, call.id)

    answer = ulla.post(f"/council/calls/{call.id}/criteria", data={**USUAL, "weight-gender": "5"}, headers=ENGLISH)

    assert answer.status_code == 422
    assert "The council judges by these criteria already, so they stand." in text_of(answer.text)
    assert weights(session, call.id) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weight-gender": "-1"}, "Write a whole number from 0 to 10."),
        ({"weight-gender": "0100"}, "Write a whole number from 0 to 10."),
        ({"weight-gender": "½"}, "Write a whole number from 0 to 10."),
        ({"name_en-gender": " "}, "Write it in both languages."),
        ({"name_sv-gender": "x" * 121}, "Shorten it to 120 characters."),
        (
            {name: "0" for name in USUAL if "weight-" in name},
            "Give at least one criterion a weight above 0.",
        ),
    ],
)
def test_criteria_with_a_fault_are_not_kept_and_the_text_stays(
    ulla: FlaskClient, session: Session, change: dict[str, str], said: str
) -> None:
    call, typed = make_call(session), {**USUAL, "look_for_sv-across": "Min egen text.", **change}

    answer = ulla.post(f"/council/calls/{call.id}/criteria", data=typed, headers=ENGLISH)

    assert answer.status_code == 422
    assert said in text_of(answer.text)
    assert "Min egen text." in answer.text
    assert session.exec(select(Criterion)).all() == []


def test_criteria_of_another_call_are_shown_to_begin_with(ulla: FlaskClient, session: Session) -> None:
    old, new = make_call(session), make_call(session, code="new")
    ulla.post(f"/council/calls/{old.id}/criteria", data={**USUAL, "name_en-gender": "Everybody’s gain"})

    page = ulla.get(f"/council/calls/{new.id}/criteria?like={old.id}").text

    assert "Everybody’s gain" in page
    assert weights(session, new.id) == {}
