"""The desk: what the director writes, what the board decided, and what the applicant sees, and when."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from sifapp.access import Whose
from sifapp.applications.models import Application, Call, LogDetails
from sifapp.applications.operations import add_member
from sifapp.decisions.models import Condition, Decision, EarlierGrant, FrameAmount, Proposal
from sifapp.decisions.operations import load_earlier_grants
from sifapp.decisions.queries import draft_of, left_sek
from sifapp.i18n import today
from sifapp.mail.models import OutboxMail
from sifapp.scoring.models import CouncilCase, Outcome
from sifapp.statuses import Move, Status
from tests.decisions.conftest import (
    grant,
    make_decision_case,
    make_held,
    make_proposal_case,
)
from tests.people import People
from tests.review.reading import ENGLISH, cells_of, fields_of, mails_of, status_of, text_of

GRANT = {
    "ruling": "grant",
    "amount": "4,2 mnkr",
    "starts_on": "2027-01-01",
    "ends_on": "2029-12-31",
    "conditions": "Ha en styrgrupp.\n\nFölj upp varje termin.\n",
}
REFUSE = {"ruling": "refuse", "criterion": "preventive", "reason": "Insatsen kommer sent.", "way_on": "Sök tidigare."}


@pytest.fixture
def siv(client: FlaskClient, people: People) -> FlaskClient:
    """The city director's browser."""
    people.sign_in(client, "siv")
    return client


@pytest.fixture
def kim(client: FlaskClient, people: People) -> FlaskClient:
    """The coordinator's browser."""
    people.sign_in(client, "kim")
    return client


def entry(case: Application, **fields: str) -> dict[str, str]:
    """What the form sends of one case."""
    named = {f"case-{case.id}-{name}": text for name, text in fields.items()}
    return {f"case-{case.id}-since": case.status_since.isoformat(), **named}


def meeting(*cases: Application, press: str, **changes: Any) -> dict[str, Any]:
    """What the form sends of the meeting."""
    data = {"decided_on": today().isoformat(), "protocol": "KS 2027-03-10 § 12", "press": press}
    return {**data, "case": [case.id for case in cases], **changes}


def errors_of(page: str) -> list[str]:
    found = re.search(r'class="error-summary".*?</ul>', page, re.DOTALL)
    return re.findall(r"<li>(?:<a [^>]*>)?(.*?)(?:</a>)?</li>", found[0]) if found else []


def test_director_proposes_beside_the_councils_words(siv: FlaskClient, session: Session, people: People) -> None:
    case = make_proposal_case(session, people)
    page = siv.get(f"/decisions/{case.id}/propose", headers=ENGLISH).text

    answer = siv.post(f"/decisions/{case.id}/propose", data={**GRANT, "press": "propose", "seen": "0"})

    assert "Recommendation Recommended to grant Reasons Behovet är väl visat." in text_of(page)
    assert "The fund is asked for SEK 2,400,000." in text_of(page)
    assert fields_of(page)["amount"] == "2,400,000"
    assert answer.location == "/decisions"
    assert status_of(session, case) is Status.DECISION
    proposal = session.exec(select(Proposal)).one()
    assert (proposal.amount_sek, proposal.ends_on and proposal.ends_on.isoformat()) == (4_200_000, "2029-12-31")
    assert [one.text for one in session.exec(select(Condition))] == ["Ha en styrgrupp.", "Följ upp varje termin."]


def test_councils_grounds_for_refusal_stand_in_the_form(siv: FlaskClient, session: Session, people: People) -> None:
    case = make_proposal_case(session, people)
    row = session.exec(select(CouncilCase)).one()
    row.outcome, row.criterion, row.reason, row.way_on = Outcome.REFUSE, "gains", "Ingen sparar.", "Pröva i ett hus."
    session.commit()

    fields = fields_of(siv.get(f"/decisions/{case.id}/propose").text)

    assert [fields[name] for name in ("criterion", "reason", "way_on")] == [
        "gains",
        "Ingen sparar.",
        "Pröva i ett hus.",
    ]
    assert "ruling" not in fields


@pytest.mark.parametrize("seen", ["2147483648", "9" * 5_000])
def test_version_that_no_draft_can_have_is_told_as_a_later_one(
    siv: FlaskClient, session: Session, people: People, seen: str
) -> None:
    case = make_proposal_case(session, people)

    answer = siv.post(f"/decisions/{case.id}/propose", data={**GRANT, "press": "save", "seen": seen})
    chosen = siv.get("/decisions/write-down", query_string={"case": seen})

    assert (answer.status_code, chosen.status_code) == (409, 303)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ruling": ""}, "Choose what is proposed."),
        ({"amount": "-1"}, "An amount cannot be negative. Write it without the minus sign."),
        ({"amount": "1000000000000000000"}, "That is more than SEK\xa01,000,000,000. Check the amount."),
        ({"starts_on": "soon"}, "Write a day that exists, between 1990 and 2099, such as 2026-11-22."),
        ({"ends_on": "2026-01-01"}, "Choose a last day that is not before the first day."),
        ({"ends_on": ""}, "Choose the last day of the project."),
        ({"ruling": "refuse", "reason": "Nej", "way_on": "Sök igen."}, "Choose the criterion that decides."),
    ],
)
def test_proposal_with_a_fault_is_kept_and_not_sent(
    siv: FlaskClient, session: Session, people: People, change: dict[str, str], said: str
) -> None:
    case = make_proposal_case(session, people)
    typed = {**GRANT, **change}

    answer = siv.post(f"/decisions/{case.id}/propose", data={**typed, "press": "propose", "seen": "0"}, headers=ENGLISH)

    assert answer.status_code == 422
    assert errors_of(answer.text) == [said]
    draft = draft_of(session, case.id)
    assert draft is not None
    assert draft.fields == typed
    assert status_of(session, case) is Status.PROPOSAL


def test_proposal_is_saved_as_typed_and_found_again(siv: FlaskClient, session: Session, people: People) -> None:
    case = make_proposal_case(session, people)
    siv.post(f"/decisions/{case.id}/propose", data={**GRANT, "amount": "fyra millioner", "press": "save", "seen": "0"})

    fields = fields_of(siv.get(f"/decisions/{case.id}/propose").text)

    assert (fields["amount"], fields["seen"]) == ("fyra millioner", "1")


def test_text_that_somebody_else_saved_meanwhile_is_shown_not_overwritten(
    siv: FlaskClient, session: Session, people: People
) -> None:
    case = make_proposal_case(session, people)
    url = f"/decisions/{case.id}/propose"
    siv.post(url, data={**GRANT, "amount": "1 mnkr", "press": "save", "seen": "0"})

    answer = siv.post(url, data={**GRANT, "amount": "9 mnkr", "press": "propose", "seen": "0"}, headers=ENGLISH)

    assert answer.status_code == 409
    assert "Amount: 1 mnkr" in text_of(answer.text)
    assert fields_of(answer.text)["amount"] == "9 mnkr"
    assert status_of(session, case) is Status.PROPOSAL


def test_second_press_on_propose_answers_as_the_first(siv: FlaskClient, session: Session, people: People) -> None:
    case = make_proposal_case(session, people)
    data = {**GRANT, "press": "propose", "seen": "0", "once": "key"}

    answers = [siv.post(f"/decisions/{case.id}/propose", data=data).location for _press in range(2)]

    assert answers == ["/decisions", "/decisions"]
    assert len(session.exec(select(Proposal)).all()) == 1


def test_two_cases_of_one_meeting_are_written_down_and_told_at_once(
    kim: FlaskClient, session: Session, people: People, call: Call
) -> None:
    granted, _proposal = make_decision_case(session, people, call)
    refused, _proposal = make_decision_case(session, people, call)
    facts = {**entry(granted, **GRANT), **entry(refused, **REFUSE)}
    letters = kim.post("/decisions/write-down", data={**meeting(granted, refused, press="letters"), **facts})
    fields = fields_of(letters.text)

    answer = kim.post(
        "/decisions/write-down", data={**fields, **meeting(granted, refused, press="release"), **facts}, headers=ENGLISH
    )

    assert answer.location == "/decisions"
    assert (status_of(session, granted), status_of(session, refused)) == (Status.GRANTED, Status.REFUSED)
    (mail,) = mails_of(session, granted, Move.GRANT)
    assert "KS 2027-03-10 § 12" in mail.body
    assert "– Ha en styrgrupp." in mail.body
    (mail,) = mails_of(session, refused, Move.REFUSE)
    assert "Sök tidigare." in mail.body


def test_letters_of_many_cases_ask_no_more_of_the_database_than_those_of_one(
    kim: FlaskClient, session: Session, people: People, call: Call, count_queries: Any
) -> None:
    one, two, three = (make_decision_case(session, people, call)[0] for _number in range(3))

    def statements_for(*cases: Application) -> int:
        facts = {name: text for case in cases for name, text in entry(case, **REFUSE).items()}
        with count_queries() as statements:
            answer = kim.post("/decisions/write-down", data={**meeting(*cases, press="letters"), **facts})
        assert answer.text.count("<textarea") == len(cases)
        return len(statements)

    statements_for(one)

    assert statements_for(one, two, three) == statements_for(one)


def test_case_that_cannot_be_written_down_says_why_and_the_others_are_done(
    kim: FlaskClient, session: Session, people: People, call: Call
) -> None:
    good, _proposal = make_decision_case(session, people, call)
    dear, _proposal = make_decision_case(session, people, call)
    facts = {**entry(good, **GRANT), **entry(dear, **{**GRANT, "amount": "299 mnkr"})}
    fields = fields_of(kim.post("/decisions/write-down", data={**meeting(good, dear, press="letters"), **facts}).text)

    answer = kim.post(
        "/decisions/write-down", data={**fields, **meeting(good, dear, press="hold"), **facts}, headers=ENGLISH
    )

    assert answer.status_code == 422
    assert errors_of(answer.text) == [
        "SEK\xa0299,000,000 is more than the fund has left: SEK\xa0295,800,000. "
        "Grant less, or ask for a larger frame first."
    ]
    assert [row.application_id for row in session.exec(select(Decision))] == [good.id]
    kept = fields_of(answer.text)
    assert kept[f"case-{dear.id}-amount"] == "299 mnkr"
    assert f"case-{good.id}-amount" not in kept


def test_edited_letter_is_the_one_that_leaves(kim: FlaskClient, session: Session, people: People) -> None:
    case, _proposal = make_decision_case(session, people)
    facts = entry(case, **GRANT)
    fields = fields_of(kim.post("/decisions/write-down", data={**meeting(case, press="letters"), **facts}).text)
    fields[f"case-{case.id}-body-sv"] = "Ni får pengarna. Grattis!"

    kim.post("/decisions/write-down", data={**fields, **meeting(case, press="release"), **facts})

    assert [mail.body for mail in mails_of(session, case, Move.GRANT)] == ["Ni får pengarna. Grattis!"]


def test_letter_that_nobody_has_seen_is_not_sent(kim: FlaskClient, session: Session, people: People) -> None:
    case, _proposal = make_decision_case(session, people)

    answer = kim.post("/decisions/write-down", data={**meeting(case, press="release"), **entry(case, **GRANT)})

    assert answer.status_code == 422
    assert status_of(session, case) is Status.DECISION
    assert session.exec(select(Decision)).all() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"decided_on": (today() + timedelta(days=1)).isoformat()}, "The day of the decision cannot be after today."),
        ({"decided_on": ""}, "Choose the day of the decision."),
        ({"protocol": " "}, "Write where the minutes say so."),
        ({"protocol": "x" * 121}, "Shorten it to 120 characters."),
    ],
)
def test_meeting_with_a_fault_is_not_written_down(
    kim: FlaskClient, session: Session, people: People, change: dict[str, str], said: str
) -> None:
    case, _proposal = make_decision_case(session, people)

    answer = kim.post(
        "/decisions/write-down",
        data={**meeting(case, press="letters", **change), **entry(case, **GRANT)},
        headers=ENGLISH,
    )

    assert answer.status_code == 422
    assert errors_of(answer.text) == [said]
    assert fields_of(answer.text)[f"case-{case.id}-conditions"] == GRANT["conditions"]


def test_odd_diary_number_is_saved_with_a_word(kim: FlaskClient, session: Session, people: People) -> None:
    case, _proposal = make_decision_case(session, people)
    page = kim.get(f"/decisions/write-down?case={case.id}").text
    name = next(name for name in fields_of(page) if "-diary-" in name)
    facts = {**entry(case, **GRANT), name: "imorgon"}
    fields = fields_of(kim.post("/decisions/write-down", data={**meeting(case, press="letters"), **facts}).text)

    kim.post("/decisions/write-down", data={**fields, **meeting(case, press="hold"), **facts}, headers=ENGLISH)

    assert "“imorgon”" in text_of(kim.get("/decisions", headers=ENGLISH).text)
    assert "imorgon" in text_of(kim.get(f"/decisions/{case.id}").text)


def test_held_decision_is_hidden_from_the_applicant_until_released(
    client: FlaskClient, session: Session, people: People
) -> None:
    case, proposal = make_decision_case(session, people)
    decision = make_held(session, people, case, proposal, grant(4_000_000))
    people.sign_in(client, "amira")
    before = client.get(f"/cases/{case.id}", headers=ENGLISH).text, client.get(f"/decisions/{case.id}").status_code
    people.sign_in(client, "kim")
    client.post("/decisions/release", data={"case": case.id, f"decision-{case.id}": decision.recorded_at.isoformat()})
    people.sign_in(client, "amira")

    after = client.get(f"/cases/{case.id}", headers=ENGLISH).text
    own = text_of(client.get(f"/decisions/{case.id}", headers=ENGLISH).text)

    assert "The executive board granted" not in before[0]
    assert before[1] == 409
    assert "The executive board granted the money" in after
    assert "Amount SEK 4,000,000" in own
    assert "What the city director has proposed" not in own


def test_decision_that_was_written_anew_is_not_released_unread(
    kim: FlaskClient, session: Session, people: People
) -> None:
    case, proposal = make_decision_case(session, people)
    make_held(session, people, case, proposal, grant(4_000_000))
    read = fields_of(kim.get(f"/decisions/release?case={case.id}").text)
    kim.post(f"/decisions/{case.id}/take-back")
    session.expunge_all()
    again = session.get_one(Application, case.id)
    make_held(session, people, again, proposal, grant(5_000_000))

    kim.post("/decisions/release", data=read)

    assert status_of(session, case) is Status.DECISION
    assert mails_of(session, case, Move.GRANT) == []


def test_coordinator_decides_nothing_on_a_case_of_her_own(
    client: FlaskClient, session: Session, people: People
) -> None:
    case, _proposal = make_decision_case(session, people)
    add_member(session, case, people.person("lena"), Whose.VIEWER, by=people.user("amira"))
    session.commit()
    people.sign_in(client, "lena")

    page = client.get(f"/decisions/write-down?case={case.id}", headers=ENGLISH).text

    assert f"Case {case.id} does not wait for the board’s decision now." in text_of(page)


def test_nothing_chosen_leads_back_with_a_word(kim: FlaskClient) -> None:
    answer = kim.get("/decisions/write-down?case=x&case=99999999999999", headers=ENGLISH)

    assert answer.location == "/decisions"


def test_frame_says_what_is_left_of_the_past(kim: FlaskClient, session: Session) -> None:
    load_earlier_grants(session)
    session.commit()

    page = kim.get("/frame", headers=ENGLISH).text

    assert "SEK 70,800,000 is left before the cost of evaluation" in text_of(page)
    assert ["Left", "SEK 70,800,000"] in cells_of(page)
    assert ["Democracy and safety", "SEK 40,000,000", "SEK 0", "SEK 0", "SEK 0"] in cells_of(page)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("200 mnkr", "SEK\xa0229,200,000 is granted or reserved already. Write no less."),
        ("mycket", "Write the cost as a number, for example 1 200 000, 1,2 mnkr or 500 tkr."),
    ],
)
def test_frame_with_a_fault_is_not_set(
    client: FlaskClient, session: Session, people: People, amount: str, said: str
) -> None:
    load_earlier_grants(session)
    session.commit()
    people.sign_in(client, "ulla")

    answer = client.post("/frame/amount", data={"amount": amount, "source": "Budget 2027"}, headers=ENGLISH)

    assert (answer.status_code, errors_of(answer.text)) == (422, [said])
    assert fields_of(answer.text)["amount"] == amount
    assert session.exec(select(FrameAmount)).all() == []


def test_administrator_sets_the_frame_with_its_source(client: FlaskClient, session: Session, people: People) -> None:
    people.sign_in(client, "ulla")

    client.post("/frame/amount", data={"amount": "350 mnkr", "source": "Budget 2027"})

    assert [(row.amount_sek, row.source) for row in session.exec(select(FrameAmount))] == [(350_000_000, "Budget 2027")]
    assert "Budget 2027" in client.get("/frame").text


ENTERED = {
    "name_sv": "Skolfam",
    "name_en": "SkolFam",
    "investments": "1",
    "amount": "9,2 mnkr",
    "area": "growing_up_education",
    "source": "Utlåtande 2019",
}


def test_administrator_enters_an_earlier_investment_that_counts_everywhere(
    client: FlaskClient, session: Session, people: People
) -> None:
    load_earlier_grants(session)
    session.commit()
    people.sign_in(client, "ulla")
    form = {**fields_of(client.get("/frame/earlier/new").text), **ENTERED, "code": "skolfam"}

    answers = [client.post("/frame/earlier/new", data=form) for _press in range(2)]

    assert {answer.location for answer in answers} == {"/frame#earlier"}
    assert left_sek(session) == 61_600_000
    assert ["Growing up and education", "SEK 9,200,000", "SEK 0", "SEK 0", "SEK 0"] in cells_of(
        client.get("/frame", headers=ENGLISH).text
    )
    assert "Skolfam" in client.get("/results").text


def test_earlier_investment_is_corrected_and_the_log_keeps_what_stood(
    client: FlaskClient, session: Session, people: People
) -> None:
    load_earlier_grants(session)
    session.commit()
    people.sign_in(client, "ulla")
    url = "/frame/earlier/amounts-not-named"

    client.post(url, data={**fields_of(client.get(url).text), "investments": "11", "amount": "180 mnkr"})

    row = session.get_one(EarlierGrant, "amounts-not-named")
    assert (row.investments, row.amount_sek) == (11, 180_000_000)
    changed = session.exec(select(LogDetails.details).order_by(col(LogDetails.number).desc()).limit(1)).one()
    assert changed["changed"]["amount_sek"] == [189_200_000, 180_000_000]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": "80 mnkr"}, "The fund has had SEK\xa070,800,000 for it at most."),
        ({"amount": ""}, "Write the amount."),
        ({"investments": "0"}, "Write how many, 1 at least."),
        ({"investments": "9" * 30}, "Write how many, 1 at least."),
        ({"code": "Skolfam i Norrköping"}, "Use at most 40 small letters"),
        ({"code": "amounts-not-named"}, "Another investment has this short name."),
        ({"source": " "}, "Name the decision or document."),
    ],
)
def test_earlier_investment_with_a_fault_is_not_entered_and_the_text_stays(
    client: FlaskClient, session: Session, people: People, wrong: dict[str, str], said: str
) -> None:
    load_earlier_grants(session)
    session.commit()
    people.sign_in(client, "ulla")

    answer = client.post("/frame/earlier/new", data={"code": "skolfam", **ENTERED, **wrong}, headers=ENGLISH)

    assert answer.status_code == 422
    assert any(each.startswith(said) for each in errors_of(answer.text)), errors_of(answer.text)
    assert fields_of(answer.text)["name_sv"] == "Skolfam"
    assert session.get(EarlierGrant, "skolfam") is None


def test_no_mail_names_a_held_decision(kim: FlaskClient, session: Session, people: People) -> None:
    case, _proposal = make_decision_case(session, people)
    before = len(session.exec(select(OutboxMail)).all())
    facts = entry(case, **GRANT)
    fields = fields_of(kim.post("/decisions/write-down", data={**meeting(case, press="letters"), **facts}).text)

    kim.post("/decisions/write-down", data={**fields, **meeting(case, press="hold"), **facts})

    assert len(session.exec(select(OutboxMail)).all()) == before
