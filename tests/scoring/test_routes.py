"""The council's pages: what a member may see and when, and how a coordinator leads the meeting."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from babel.dates import format_date
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.applications.models import Application, Origin, Submission
from sifapp.i18n import today
from sifapp.mail.models import OutboxMail
from sifapp.savings.models import SentSaving
from sifapp.savings.rules import State
from sifapp.scoring.models import Meeting, MeetingState, Outcome
from sifapp.scoring.operations import declare_conflict, declare_no_conflict, move_on
from sifapp.scoring.queries import row_of_case
from sifapp.statuses import Status
from tests.people import People
from tests.review.reading import ENGLISH, NUMBER, cells_of, events_of, fields_of, status_of, text_of
from tests.scoring.conftest import council_case, give, make_council_cases, make_meeting

CODES = ("preventive", "gains", "knowledge", "new_method", "across", "long_term", "gender", "follow_up")
FILLED = {f"score-{code}": "4" for code in CODES} | {f"words-{code}": f"Skäl för {code}" for code in CODES}


@pytest.fixture
def rut(client: FlaskClient, people: People) -> FlaskClient:
    """A council member's browser."""
    people.sign_in(client, "rut")
    return client


@pytest.fixture
def kim(client: FlaskClient, people: People) -> FlaskClient:
    """The coordinator's browser."""
    people.sign_in(client, "kim")
    return client


@pytest.fixture
def opened(session: Session, people: People, case: Application) -> Application:
    """The case, after Rut has said that nothing ties her to it."""
    declare_no_conflict(session, case, by=people.user("rut"))
    session.commit()
    return case


def hold(session: Session, people: People, case: Application) -> None:
    row = row_of_case(session, case.id)
    assert row is not None
    move_on(session, row.meeting, MeetingState.HELD, by=people.user("kim"))
    session.commit()


def test_case_opens_when_the_member_says_that_nothing_ties_them(rut: FlaskClient, case: Application) -> None:
    before = rut.get(f"/cases/{case.id}/sketch").status_code
    asked = rut.get(f"/council/{case.id}/conflict").text
    answer = rut.post(f"/council/{case.id}/conflict", data={"press": "free"})

    assert (before, answer.status_code, answer.location) == (404, 303, f"/council/{case.id}/score")
    assert "försörjningsstöd i mer än tre år" not in asked
    assert "försörjningsstöd i mer än tre år" in rut.get(f"/council/{case.id}/score").text
    assert rut.get(f"/cases/{case.id}/sketch").status_code == 200


def test_stepping_aside_asks_for_a_reason_and_closes_the_case(
    rut: FlaskClient, session: Session, opened: Application
) -> None:
    empty = rut.post(f"/council/{opened.id}/conflict", data={"press": "recused", "reason": " "})
    rut.post(f"/council/{opened.id}/conflict", data={"press": "recused", "reason": "Jag leder enheten."})

    assert empty.status_code == 422
    assert [rut.get(f"/council/{opened.id}/{page}").status_code for page in ("score", "result", "conflict")] == [
        404
    ] * 3
    assert opened.title not in rut.get("/council/").text
    assert events_of(session, opened, "conflict_declared") == 1


def test_recused_member_finds_the_case_in_no_list(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    meeting = session.exec(select(Meeting)).one()
    people.sign_in(client, "sten")

    pages = [client.get(path).text for path in ("/council/", f"/council/meetings/{meeting.id}", "/start")]

    assert [case.title in page or case.reference in page for page in pages] == [False] * 3
    assert "1 ärende är stängt för dig" in text_of(pages[0])


def test_member_finds_the_case_in_the_list_with_what_is_next(rut: FlaskClient, case: Application) -> None:
    rows = cells_of(rut.get("/council/", headers=ENGLISH).text)

    assert [(row[0], row[3], row[4]) for row in rows] == [
        (f"{case.title}{case.reference}", "0", "Say whether anything ties you to it")
    ]


def test_scores_are_sent_and_show_the_others(
    rut: FlaskClient, session: Session, people: People, opened: Application
) -> None:
    give(session, opened, people.user("vera"), 2)
    hidden = rut.get(f"/council/{opened.id}/result", headers=ENGLISH).text

    answer = rut.post(
        f"/council/{opened.id}/score", data={**fields_of(rut.get(f"/council/{opened.id}/score").text), **FILLED}
    )

    shown = rut.get(answer.location, headers=ENGLISH).text
    assert "Vera, 2" not in hidden
    assert "Your own scores come first" in hidden
    assert "Vera, 2" in shown
    assert "Discuss first" in shown


def test_others_scores_stay_hidden_on_the_meetings_page_too(
    rut: FlaskClient, session: Session, people: People, opened: Application
) -> None:
    give(session, opened, people.user("vera"), 2)
    meeting = session.exec(select(Meeting)).one()

    row = cells_of(rut.get(f"/council/meetings/{meeting.id}", headers=ENGLISH).text)[0]

    assert row[1] == "You see the scores when your own are in."


def test_faults_are_shown_beside_what_was_typed_which_is_kept(
    rut: FlaskClient, session: Session, opened: Application
) -> None:
    fields = {**FILLED, "score-gains": "9", "words-across": "", "words-gender": f"Som {NUMBER}"}

    answer = rut.post(f"/council/{opened.id}/score", data=fields)

    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#([\w-]+)">', answer.text) == ["score-gains", "words-across", "words-gender"]
    assert fields_of(rut.get(f"/council/{opened.id}/score").text)["words-gains"] == "Skäl för gains"
    assert events_of(session, opened, "scores_sent") == 0


def test_abstaining_needs_no_words(rut: FlaskClient, session: Session, opened: Application) -> None:
    fields = {**FILLED, "score-gains": "abstain", "words-gains": ""}

    assert rut.post(f"/council/{opened.id}/score", data=fields).status_code == 303
    assert events_of(session, opened, "scores_sent") == 1


def test_draft_is_saved_while_one_types_and_can_wait(rut: FlaskClient, session: Session, opened: Application) -> None:
    saved = rut.post(f"/council/{opened.id}/score/autosave", data={"base": "0", "words-gains": "Halva meningen"})
    rut.post(f"/council/{opened.id}/score", data={"base": "0", "words-across": "Mer", "later": "1"})

    fields = fields_of(rut.get(f"/council/{opened.id}/score").text)
    assert saved.status_code == 200
    assert (fields["words-gains"], fields["words-across"]) == ("Halva meningen", "Mer")
    assert events_of(session, opened, "scores_sent") == 0


def test_text_of_who_was_signed_out_is_kept(client: FlaskClient, people: People, opened: Application) -> None:
    people.sign_in(client, "rut")
    client.delete_cookie("sif_login")
    told = client.post(f"/council/{opened.id}/score/autosave", data={"base": "0", "words-gains": "Kvar"})
    people.sign_in(client, "rut")

    assert "Din text är sparad" in text_of(told.text) or "Your text is kept" in told.text
    assert fields_of(client.get(f"/council/{opened.id}/score").text)["words-gains"] == "Kvar"


def test_double_press_sends_once(rut: FlaskClient, session: Session, opened: Application) -> None:
    fields = {**FILLED, "once": "a"}

    for _press in range(2):
        rut.post(f"/council/{opened.id}/score", data=fields)

    assert events_of(session, opened, "scores_sent") == 1


def test_scores_come_too_late_after_the_meeting(
    rut: FlaskClient, session: Session, people: People, opened: Application
) -> None:
    hold(session, people, opened)

    answer = rut.post(f"/council/{opened.id}/score", data=FILLED)
    saving = rut.post(f"/council/{opened.id}/score/autosave", data=FILLED)

    assert (answer.location, saving.status_code) == (f"/council/{opened.id}/result", 409)
    assert events_of(session, opened, "scores_sent") == 0


def test_origin_is_shown_to_no_member(rut: FlaskClient, session: Session, opened: Application) -> None:
    opened.origin = Origin.COMMISSION
    session.add(opened)
    session.commit()
    paths = [f"/council/{opened.id}/{page}" for page in ("conflict", "score", "result")]
    paths += [f"/cases/{opened.id}{page}" for page in ("", "/sketch", "/messages")]

    pages = [rut.get(path, headers=ENGLISH) for path in paths]

    assert [page.status_code for page in pages] == [200] * 6
    assert ["Commission for a Socially Sustainable" in page.text for page in pages] == [False] * 6


def test_coordinator_plans_fills_opens_and_closes_a_meeting(kim: FlaskClient, session: Session, people: People) -> None:
    case = make_council_cases(session, people, 1)[0]
    people.person("rut")

    page = kim.post("/council/meetings/new", data={"name": "Höst", "held_on": today().isoformat()}).location
    kim.post(f"{page}/cases", data={"case": case.id})
    kim.post(f"{page}/open")
    kim.post(f"{page}/open")
    kim.post(f"{page}/hold", data={"anyway": "1"})

    meeting = session.exec(select(Meeting)).one()
    assert meeting.state is MeetingState.HELD
    assert [mail.to_address for mail in session.exec(select(OutboxMail))] == ["rut@stad.example"]


def test_meeting_without_all_scores_is_held_only_after_a_question(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    people.person("rut")
    meeting = session.exec(select(Meeting)).one()
    page = f"/council/meetings/{meeting.id}/hold"

    asked = kim.post(page, headers=ENGLISH)
    session.refresh(meeting)
    before = meeting.state
    held = kim.post(page, data=fields_of(asked.text))
    session.refresh(meeting)

    assert (asked.status_code, before) == (422, MeetingState.OPEN)
    assert f"{case.title}: scored by 0 of " in asked.text
    assert (held.status_code, meeting.state) == (303, MeetingState.HELD)


@pytest.mark.parametrize("day", ["", "i morgon", "2020-01-01"])
def test_meeting_needs_a_day_to_come(kim: FlaskClient, day: str) -> None:
    answer = kim.post("/council/meetings/new", data={"name": "Höst", "held_on": day})

    assert answer.status_code == 422
    assert fields_of(answer.text)["held_on"] == day


def test_meeting_without_cases_is_not_opened(kim: FlaskClient, session: Session, people: People) -> None:
    meeting = make_meeting(session, people, state=MeetingState.PLANNED)

    answer = kim.post(f"/council/meetings/{meeting.id}/open", follow_redirects=True, headers=ENGLISH)

    assert "Put at least one case to the meeting first." in answer.text


def test_outcome_sends_the_coordinator_to_the_meeting_first(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    people.person("rut")
    meeting = session.exec(select(Meeting)).one()

    assert kim.get(f"/council/{case.id}/invite").location == f"/council/meetings/{meeting.id}"


OUTCOMES: dict[str, tuple[dict[str, Any], Outcome, Status]] = {
    "invite": ({"words": "Visa kostnaden."}, Outcome.INVITED, Status.INVITED),
    "pre-study": ({"questions": "Hur många?"}, Outcome.PRE_STUDY, Status.PRE_STUDY),
    "return": ({"steps": ["need"], "note": "Hur många?"}, Outcome.RETURNED, Status.RETURNED),
    "refer": ({"fund": "esf", "reason": "Större."}, Outcome.REFERRED, Status.REFERRED),
    "decline": (
        {"criterion": "across", "reason": "En nämnd.", "way_on": "Er egen budget."},
        Outcome.DECLINED,
        Status.DECLINED,
    ),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_outcome_shows_its_letter_then_moves_the_case(
    kim: FlaskClient, session: Session, people: People, case: Application, name: str
) -> None:
    choices, outcome, status = OUTCOMES[name]
    hold(session, people, case)
    letter = kim.post(f"/council/{case.id}/{name}", data={"press": "letter", **choices}).text
    fields = {**fields_of(letter), **choices}

    answer = kim.post(f"/council/{case.id}/{name}", data={**fields, "press": "send"})

    assert answer.location == f"/cases/{case.id}"
    assert (status_of(session, case), council_case(session, case).outcome) == (status, outcome)
    mails = session.exec(select(OutboxMail).where(OutboxMail.application_id == case.id)).all()
    assert [(mail.to_address, mail.body) for mail in mails] == [("amira@stad.example", fields["body-sv"])]


def test_applicant_learns_when_the_council_meets(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    people.sign_in(client, "amira")

    before = client.get(f"/cases/{case.id}", headers=ENGLISH).text
    hold(session, people, case)
    after = client.get(f"/cases/{case.id}", headers=ENGLISH).text

    day = format_date(today(), "d MMMM y", locale="en_GB")
    assert f"It meets on {day}." in before
    assert f"The council met on {day}." in after


def test_decline_needs_criterion_reason_and_way_on(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    hold(session, people, case)

    answer = kim.post(f"/council/{case.id}/decline", data={"press": "letter"})

    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(\w+)">', answer.text) == ["criterion", "reason", "way_on"]


def test_coordinator_overrides_a_conflict_with_a_reason(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    sten = people.person("sten")
    address = f"/council/{case.id}/members/{sten.id}/admit"

    empty = kim.post(address, data={"reason": ""})
    kim.post(address, data={"reason": "Ingen annan kan området."})

    assert empty.status_code == 422
    assert events_of(session, case, "conflict_overridden") == 1
    assert "Ingen annan kan området." in kim.get(f"/cases/{case.id}/log").text


def test_scores_of_who_steps_aside_leave_the_page_and_the_coordinator_sees_so(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    give(session, case, people.user("rut"), 5)
    declare_conflict(session, case, "Jag ska leda projektet.", by=people.user("rut"))
    session.commit()

    page = kim.get(f"/council/{case.id}/result", headers=ENGLISH).text

    assert "Rut, 5" not in page
    assert [cells_of(page)[-1][0], cells_of(page)[-1][1][:17]] == ["Rut", "Has stepped aside"]
    assert cells_of(page)[-1][2] == "Sent, but not counted"


def test_pack_has_every_case_with_what_to_talk_about(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    give(session, case, people.user("rut"), 5)
    give(session, case, people.user("vera"), 1)
    meeting = session.exec(select(Meeting)).one()

    page = text_of(kim.get(f"/council/meetings/{meeting.id}/pack", headers=ENGLISH).text)

    assert "Mean 3, median 3, spread 4. 2 of 2 members have scored. 100% of all scores are given." in page
    assert "The scores lie furthest apart on Potential effect." in page
    assert "The sketch does not answer on the gender perspective." in page


def test_every_page_with_a_mean_says_that_a_recused_members_scores_are_left_out(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    give(session, case, people.user("rut"), 5)
    give(session, case, people.user("vera"), 2)
    declare_conflict(session, case, "Jag ska leda projektet.", by=people.user("rut"))
    session.commit()
    meeting = session.exec(select(Meeting)).one()
    people.sign_in(client, "vera")

    addresses = [
        f"/council/meetings/{meeting.id}",
        f"/council/meetings/{meeting.id}/pack",
        f"/council/{case.id}/result",
    ]
    pages = [text_of(client.get(address, headers=ENGLISH).text) for address in addresses]

    said = "1 member has stepped aside after scoring. Those scores are in no figure."
    assert [said in page for page in pages] == [True] * 3
    assert ["Rut" in page for page in pages] == [False] * 3


def test_spreadsheet_holds_scores_and_words_and_no_formula(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    case.title = "=2+3"
    session.add(case)
    give(session, case, people.user("rut"), 5)
    meeting = session.exec(select(Meeting)).one()

    answer = kim.get(f"/council/meetings/{meeting.id}/pack.xlsx", headers=ENGLISH)

    with ZipFile(BytesIO(answer.data)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        sheets = [book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2)]
    assert ("=2+3" in texts, "Tydligt beskrivet." in texts, "Potential effect" in texts) == (True, True, True)
    assert ["<f>" in sheet for sheet in sheets] == [False, False]


def test_spreadsheet_holds_what_others_say_of_their_savings(
    kim: FlaskClient, session: Session, people: People, case: Application
) -> None:
    give(session, case, people.user("rut"), 5)
    said = {"payer": "bromma", "unit": "placeringar"}
    sent = session.exec(select(Submission).where(Submission.application_id == case.id)).one()
    session.add(SentSaving(submission_id=sent.id, row=0, said=said, state=State.NOT_ASKED, remark="Ingen hann svara."))
    session.commit()
    meeting = session.exec(select(Meeting)).one()

    answer = kim.get(f"/council/meetings/{meeting.id}/pack.xlsx", headers=ENGLISH)

    with ZipFile(BytesIO(answer.data)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "placeringar: Nobody has been asked. The applicant says: Ingen hann svara." in texts


def test_pack_leaves_out_what_a_member_may_not_see(
    client: FlaskClient, session: Session, people: People, case: Application
) -> None:
    give(session, case, people.user("rut"), 5)
    meeting = session.exec(select(Meeting)).one()
    people.sign_in(client, "sten")

    assert case.title not in client.get(f"/council/meetings/{meeting.id}/pack").text
