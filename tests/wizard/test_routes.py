"""The wizard's pages as a browser without JavaScript meets them."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlmodel import Session, select

from sifapp.access import Whose
from sifapp.applications.models import Application, Submission
from sifapp.applications.operations import add_member, delete_draft
from sifapp.db import utc_now
from sifapp.errors import TransitionNotAllowedError
from sifapp.mail.models import OutboxMail
from sifapp.statuses import Status
from sifapp.wizard.completion import steps_to_edit
from sifapp.wizard.merging import base_of
from sifapp.wizard.models import StepDraft
from sifapp.wizard.operations import save_fields
from sifapp.wizard.queries import answers_of, drafts_of
from sifapp.wizard.sending import ask_sign_off, submit, take_back
from tests.factories import ANSWERS, closed_call, make_call, make_draft, make_returned, make_sent
from tests.people import People

ENGLISH = {"Accept-Language": "en"}
IDEA = "Vi vill pröva hembesök till nyblivna föräldrar tillsammans med BVC i fyra år, med följeforskning."


def fields_of(session: Session, application_id: int, step: str) -> dict[str, str]:
    session.expire_all()
    draft = session.get(StepDraft, (application_id, step))
    return draft.fields if draft else {}


def test_first_page_shows_the_open_call_and_the_box(client: FlaskClient, session: Session) -> None:
    make_call(session)

    page = client.get("/").text

    assert "Höstens utlysning" in page
    assert 'name="idea"' in page


def test_advice_answers_as_a_page_without_javascript(client: FlaskClient) -> None:
    response = client.post("/", data={"idea": IDEA})

    assert response.status_code == 200
    assert "<html" in response.text
    assert "advice-title" in response.text


def test_advice_says_by_when_to_send_while_a_call_is_open(client: FlaskClient, session: Session) -> None:
    closed = client.post("/", data={"idea": IDEA}, headers=ENGLISH).text
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        make_call(session)
        opened = client.post("/", data={"idea": IDEA}, headers=ENGLISH).text

    assert ["send it no later than 22 December 2026" in page for page in (closed, opened)] == [False, True]


def test_advice_answers_as_a_fragment_with_htmx(client: FlaskClient) -> None:
    response = client.post("/", data={"idea": IDEA}, headers={"HX-Request": "true"})

    assert "<html" not in response.text
    assert 'id="advice"' in response.text
    assert "HX-Request" in response.headers["Vary"]


def test_advice_stores_nothing(client: FlaskClient, session: Session) -> None:
    client.post("/", data={"idea": IDEA})

    assert session.exec(select(Application)).all() == []


def test_empty_idea_says_what_to_do(client: FlaskClient) -> None:
    response = client.post("/", data={"idea": "  "}, headers={"Accept-Language": "en"})

    assert response.status_code == 422
    assert "Describe your idea first." in response.text


def test_signed_out_start_asks_to_sign_in_and_keeps_the_text(
    client: FlaskClient, session: Session, people: People
) -> None:
    make_call(session)
    response = client.post("/sketches/new", data={"idea": IDEA, "area": "growing_up_education"})
    assert response.location == "/sign-in?next=/sketches/new"

    people.sign_in(client, "amira")
    started = client.get("/sketches/new")

    application = session.exec(select(Application)).one()
    assert started.location == f"/sketches/{application.id}/idea"
    assert fields_of(session, application.id, "idea") == {"idea": IDEA}
    assert fields_of(session, application.id, "area") == {"area": "growing_up_education"}


def test_kept_text_starts_one_sketch_only(client: FlaskClient, session: Session, people: People) -> None:
    make_call(session)
    client.post("/sketches/new", data={"idea": IDEA})
    people.sign_in(client, "amira")
    client.get("/sketches/new")

    client.get("/sketches/new")

    assert len(session.exec(select(Application)).all()) == 1


def test_area_of_the_advice_is_marked_until_somebody_has_saved_it(
    client: FlaskClient, session: Session, people: People
) -> None:
    make_call(session)
    people.sign_in(client, "amira")
    started = client.post("/sketches/new", data={"idea": "Hembesök", "area": "work_income", "once": "a"})
    area = started.location.replace("/idea", "/area")
    mark = "Filled in from what you told us: check it"

    marked = [mark in client.get(url, headers=ENGLISH).text for url in (started.location, area)]
    client.post(area, data={"area": "work_income", "base": "1"})
    after = client.get(area, headers=ENGLISH).text

    assert marked == [False, True]
    assert mark not in after


def test_continue_saves_and_goes_to_the_next_step(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    people.sign_in(client, "amira")

    response = client.post(f"/sketches/{application.id}/need", data={"need": "120 elever", "base": "0"})

    assert (response.status_code, response.location) == (303, f"/sketches/{application.id}/area")
    assert fields_of(session, application.id, "need") == {"need": "120 elever"}


def test_continue_with_a_fault_saves_and_says_what_to_do(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    people.sign_in(client, "amira")
    text = "ord " * 160

    response = client.post(f"/sketches/{application.id}/need", data={"need": text}, headers={"Accept-Language": "en"})

    assert response.status_code == 422
    assert "Who needs this, and how do you know?”: shorten the text by 10 words." in response.text
    assert fields_of(session, application.id, "need") == {"need": text}


def test_same_fault_in_two_rows_says_which_row(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    people.sign_in(client, "amira")
    wrong = {"cost-0-year": "2027", "cost-0-amount": "mycket", "cost-1-year": "2028", "cost-1-amount": "mer"}

    step = client.post(f"/sketches/{application.id}/cost", data={**wrong, "base": "0"}, headers=ENGLISH).text
    check = client.get(f"/sketches/{application.id}/check", headers=ENGLISH).text

    for page, before in ((step, ""), (check, f"/sketches/{application.id}/cost")):
        assert re.findall(rf'href="{before}#(cost-\d-amount)">[^<]*No. (\d): Write', page) == [
            ("cost-0-amount", "1"),
            ("cost-1-amount", "2"),
        ]


def test_mend_later_goes_on_in_spite_of_a_fault(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    people.sign_in(client, "amira")

    response = client.post(f"/sketches/{application.id}/need", data={"need": "", "later": "1"})

    assert response.location == f"/sketches/{application.id}/area"


@pytest.mark.parametrize(
    "text",
    ["", "emoji 👩‍👧‍👦🇸🇪", "من اليمين إلى", "nul\x00tecken", "<script>alert(1)</script>", "å" * 40_000, "a\r\nb"],
)
def test_step_takes_any_text_and_shows_it_again(
    client: FlaskClient, session: Session, people: People, text: str
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    people.sign_in(client, "amira")

    saved = client.post(f"/sketches/{application.id}/need/autosave", data={"need": text, "base": "0"})
    shown = client.get(f"/sketches/{application.id}/need")

    assert (saved.status_code, shown.status_code) == (200, 200)
    stored = fields_of(session, application.id, "need").get("need", "")
    assert stored == text.replace("\x00", "").replace("\r\n", "\n")


def test_text_longer_than_any_book_is_refused_in_words(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    people.sign_in(client, "amira")

    response = client.post(f"/sketches/{application.id}/need/autosave", data={"need": "o" * 60_000, "base": "0"})

    assert response.status_code == 422


def test_text_longer_than_any_book_comes_back_in_its_form(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    people.sign_in(client, "amira")
    text = "o" * 60_000

    response = client.post(f"/sketches/{application.id}/need", data={"need": text, "base": "0"})

    assert response.status_code == 422
    assert f"{text}</textarea>" in response.text


def test_autosave_says_when_and_gives_the_new_base(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    people.sign_in(client, "amira")

    with time_machine.travel(utc_now().replace(hour=9, minute=42), tick=False):
        people.sign_in(client, "amira")
        response = client.post(
            f"/sketches/{application.id}/need/autosave",
            data={"need": "120 elever", "base": "0"},
            headers={"Accept-Language": "en"},
        )

    assert "Saved 10:42" in response.text
    assert f'value="{base_of(1, {"need": "120 elever"})}"' in response.text


def test_autosave_of_a_signed_out_writer_keeps_the_text_until_they_are_back(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    with time_machine.travel(utc_now() - timedelta(hours=13)):
        people.sign_in(client, "amira")

    response = client.post(
        f"/sketches/{application.id}/need/autosave",
        data={"need": "120 elever", "base": "0"},
        headers={"HX-Request": "true"},
    )
    people.sign_in(client, "amira")
    page = client.get(f"/sketches/{application.id}/need")

    assert f"/sign-in?next=/sketches/{application.id}/need" in response.text
    assert "120 elever</textarea>" in page.text


def test_text_of_a_signed_out_writer_is_not_shown_to_the_next_one_at_the_computer(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    add_member(session, application, people.person("bo"), Whose.EDITOR, by=people.user("amira"))
    session.commit()
    with time_machine.travel(utc_now() - timedelta(hours=13)):
        people.sign_in(client, "amira")
    client.post(f"/sketches/{application.id}/need", data={"need": "120 elever"})

    people.sign_in(client, "bo")
    page = client.get(f"/sketches/{application.id}/need")

    assert page.status_code == 200
    assert "120 elever</textarea>" not in page.text


def test_two_writers_of_different_fields_are_merged(client: FlaskClient, session: Session, people: People) -> None:
    amira = people.user("amira")
    application = make_draft(session, amira, make_call(session), {"idea": ANSWERS["idea"]})
    opened = base_of(1, ANSWERS["idea"])
    save_fields(
        session, application, "idea", {**ANSWERS["idea"], "title": "Familjelotsar"}, by=people.user("bo"), base=opened
    )
    session.commit()
    people.sign_in(client, "amira")

    response = client.post(
        f"/sketches/{application.id}/idea",
        data={**ANSWERS["idea"], "idea": "Ett team för hela familjen.", "base": str(opened)},
    )

    assert response.status_code == 303
    assert fields_of(session, application.id, "idea") == {
        "title": "Familjelotsar",
        "idea": "Ett team för hela familjen.",
    }


def test_two_writers_of_one_field_choose(client: FlaskClient, session: Session, people: People) -> None:
    amira, bo = people.user("amira"), people.user("bo")
    application = make_draft(session, amira, make_call(session), {"need": {"need": "Elever"}})
    opened = base_of(1, {"need": "Elever"})
    save_fields(session, application, "need", {"need": "Elever och föräldrar"}, by=bo, base=opened)
    session.commit()
    people.sign_in(client, "amira")
    url = f"/sketches/{application.id}/need"

    clash = client.post(url, data={"need": "Elever i årskurs sju", "base": str(opened)})
    settled = client.post(
        url,
        data={
            "need": "Elever i årskurs sju",
            "choice-need": "both",
            "base": str(base_of(2, {"need": "Elever och föräldrar"})),
        },
    )

    assert clash.status_code == 409
    assert "Elever och föräldrar" in clash.text
    assert "Elever i årskurs sju</textarea>" in clash.text
    assert settled.status_code == 303
    assert fields_of(session, application.id, "need") == {"need": "Elever och föräldrar\n\nElever i årskurs sju"}


def test_add_row_keeps_what_was_typed_and_shows_one_more(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    people.sign_in(client, "amira")
    url = f"/sketches/{application.id}/cost"

    response = client.post(url, data={"cost-0-year": "2027", "cost-0-amount": "mycket", "add_row": "cost"})
    page = client.get(url)

    assert response.location == url
    assert 'value="mycket"' in page.text
    assert 'name="cost-1-year"' in page.text


def test_remove_row_empties_it(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {"cost": ANSWERS["cost"]})
    people.sign_in(client, "amira")

    base = str(base_of(1, ANSWERS["cost"]))
    client.post(f"/sketches/{application.id}/cost", data={**ANSWERS["cost"], "base": base, "remove_row": "cost-0"})

    assert fields_of(session, application.id, "cost") == {"cost-1-year": "2028", "cost-1-amount": "1 200 000"}


@pytest.mark.parametrize("step", ["finns-inte", "change"])
def test_step_that_there_is_not_is_404(client: FlaskClient, session: Session, people: People, step: str) -> None:
    application = make_draft(session, people.user("amira"), make_call(session))
    people.sign_in(client, "amira")

    assert client.get(f"/sketches/{application.id}/{step}").status_code == 404


@pytest.mark.parametrize("name", ["eva", "kim"])
def test_draft_of_others_is_404(client: FlaskClient, session: Session, people: People, name: str) -> None:
    application = make_draft(session, people.user("amira"), make_call(session))
    people.sign_in(client, name)

    statuses = {
        client.get(f"/sketches/{application.id}/check").status_code,
        client.get(f"/cases/{application.id}").status_code,
    }

    assert 404 in statuses
    assert statuses <= {403, 404}


def test_send_makes_a_receipt_on_the_page_and_by_mail(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session))
    people.sign_in(client, "amira")

    sent = client.post(f"/sketches/{application.id}/submit")
    page = client.get(sent.location)

    mail = session.exec(select(OutboxMail)).one()
    assert sent.location == f"/sketches/{application.id}/receipt"
    assert application.reference in page.text
    assert (mail.to_address, application.reference in mail.subject) == ("amira@stad.example", True)


def test_double_press_makes_one_submission(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session))
    people.sign_in(client, "amira")
    client.post(f"/sketches/{application.id}/submit")

    again = client.post(f"/sketches/{application.id}/submit")

    assert again.status_code == 303
    assert again.location == f"/sketches/{application.id}/receipt"
    assert len(session.exec(select(Submission)).all()) == 1


def test_send_with_faults_goes_back_to_the_check(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {"idea": ANSWERS["idea"]})
    people.sign_in(client, "amira")

    response = client.post(f"/sketches/{application.id}/submit")
    page = client.get(response.location)

    assert response.location == f"/sketches/{application.id}/check"
    assert f'href="/sketches/{application.id}/need"' in page.text


def test_closed_call_keeps_the_draft_and_says_so(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), closed_call(session))
    people.sign_in(client, "amira")

    check = client.get(f"/sketches/{application.id}/check", headers={"Accept-Language": "en"})
    sent = client.post(f"/sketches/{application.id}/submit", headers={"Accept-Language": "en"})

    assert "Your sketch is kept." in check.text
    assert sent.status_code == 409
    assert "Your text is saved." in sent.text


def test_receipt_says_day_and_time_as_people_do(client: FlaskClient, session: Session, people: People) -> None:
    with time_machine.travel("2026-11-22T15:44:00Z", tick=False):
        application = make_sent(session, people.user("amira"), make_call(session))
        people.sign_in(client, "amira")

        swedish = client.get(f"/sketches/{application.id}/receipt").text
        english = client.get(f"/sketches/{application.id}/receipt", headers=ENGLISH).text

    assert "kom in den 22 november 2026 kl. 16.44." in swedish
    assert "arrived on 22 November 2026 at 16:44." in english


def test_bookmark_of_a_sketch_leads_to_the_case_when_it_is_sent(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = make_sent(session, people.user("amira"), make_call(session))
    people.sign_in(client, "amira")

    response = client.get(f"/sketches/{application.id}")

    assert (response.status_code, response.location) == (303, f"/cases/{application.id}")


def test_old_page_of_a_step_leads_to_the_case_when_the_sketch_is_sent(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = make_sent(session, people.user("amira"), make_call(session))
    people.sign_in(client, "amira")

    page = client.get(f"/sketches/{application.id}/need", headers=ENGLISH)
    fragment = client.post(
        f"/sketches/{application.id}/need/autosave", data={"need": "Sent"}, headers={**ENGLISH, "HX-Request": "true"}
    )

    assert (page.status_code, fragment.status_code) == (409, 409)
    assert f'href="/cases/{application.id}">Open the case</a>' in page.text
    assert f'href="/cases/{application.id}">Open the case</a>' in fragment.text


def test_task_list_says_how_long_is_left_and_what_may_wait(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira, call = people.user("amira"), make_call(session)
    begun, complete = make_draft(session, amira, call, {"idea": ANSWERS["idea"]}), make_draft(session, amira, call)
    people.sign_in(client, "amira")

    first = client.get(f"/sketches/{begun.id}", headers=ENGLISH).text
    second = client.get(f"/sketches/{complete.id}", headers=ENGLISH).text

    assert "About 25 minutes left." in first
    assert "can be left for the application" in first
    assert "minutes left" not in second


def test_withdrawal_needs_a_reason_and_closes_the_case(client: FlaskClient, session: Session, people: People) -> None:
    application = make_sent(session, people.user("amira"), make_call(session))
    people.sign_in(client, "amira")
    url = f"/sketches/{application.id}/withdraw"

    without = client.post(url, data={"reason": ""})
    client.post(url, data={"reason": "Vi fick andra pengar."})

    session.refresh(application)
    assert without.status_code == 422
    assert application.status is Status.WITHDRAWN


def test_deleted_draft_can_be_brought_back(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session))
    people.sign_in(client, "amira")

    client.post(f"/sketches/{application.id}/delete")
    gone = client.get(f"/sketches/{application.id}")
    client.post(f"/sketches/{application.id}/restore")
    back = client.get(f"/sketches/{application.id}")

    assert (gone.status_code, back.status_code) == (404, 200)


def since(page: str) -> str:
    """Since when the sketch has waited for the manager, as the page says."""
    found = re.search(r'name="since" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_manager_cannot_sign_off_what_was_rewritten_since_they_read_it(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira = people.user("amira")
    application = make_draft(session, amira, make_call(session, sign_off_required=True))
    ask_sign_off(session, application, people.person("cecilia"), by=amira)
    session.commit()
    people.sign_in(client, "cecilia")
    read = client.get(f"/sketches/{application.id}/sign-off")
    take_back(session, application, by=amira)
    save_fields(session, application, "need", {"need": "Något helt annat."}, by=amira)
    ask_sign_off(session, application, people.person("cecilia"), by=amira)
    session.commit()

    signed = client.post(f"/sketches/{application.id}/sign-off", data={"since": since(read.text)})

    session.refresh(application)
    assert (signed.status_code, application.status) == (409, Status.SIGN_OFF)


def test_text_without_a_base_does_not_write_over_a_colleague(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session), {})
    save_fields(session, application, "need", {"need": "Elever"}, by=people.user("bo"))
    session.commit()
    people.sign_in(client, "amira")

    response = client.post(f"/sketches/{application.id}/need", data={"need": "Föräldrar", "base": "x"})

    assert response.status_code == 409
    assert fields_of(session, application.id, "need") == {"need": "Elever"}


def test_text_that_is_too_long_to_start_with_comes_back(client: FlaskClient, session: Session, people: People) -> None:
    make_call(session)
    client.post("/sketches/new", data={"idea": "o" * 60_000})
    people.sign_in(client, "amira")

    first, again = client.get("/sketches/new"), client.get("/sketches/new")

    assert first.status_code == again.status_code == 422
    assert "o" * 60_000 in again.text


def test_draft_of_a_closed_call_is_sent_to_the_open_one(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), closed_call(session))
    opened = make_call(session)
    people.sign_in(client, "amira")

    client.post(f"/sketches/{application.id}/submit")

    session.refresh(application)
    assert (application.status, application.call_id) == (Status.SUBMITTED, opened.id)


def test_deleted_draft_cannot_be_sent(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    application = make_draft(session, amira, call)
    delete_draft(session, application, by=amira)

    with pytest.raises(TransitionNotAllowedError):
        submit(session, application, call, by=amira)


def test_sent_sketch_takes_no_more_text(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    application = make_sent(session, amira, call)

    with pytest.raises(TransitionNotAllowedError):
        save_fields(session, application, "need", {"need": "Sent omsider"}, by=amira)


def test_answer_in_a_returned_step_may_open_another(session: Session, people: People) -> None:
    amira, kim, call = people.user("amira"), people.user("kim"), make_call(session)
    application = make_returned(session, amira, call, kim, steps=["novelty"])
    save_fields(session, application, "novelty", {"novelty": "running_here"}, by=amira)

    opened = steps_to_edit(session, application, answers_of(drafts_of(session, application.id)))

    assert [step.id for step in opened] == ["novelty", "change"]


def test_manager_is_no_longer_tied_to_a_sketch_that_was_taken_back(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira = people.user("amira")
    application = make_draft(session, amira, make_call(session, sign_off_required=True))
    ask_sign_off(session, application, people.person("cecilia"), by=amira)
    take_back(session, application, by=amira)
    session.commit()
    people.sign_in(client, "cecilia")

    assert client.get(f"/cases/{application.id}").status_code == 404


def test_manager_signs_off_and_sends(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session, sign_off_required=True))
    people.person("cecilia")
    people.sign_in(client, "amira")
    client.post(f"/sketches/{application.id}/ask-sign-off", data={"email": "cecilia@stad.example"})

    people.sign_in(client, "cecilia")
    read = client.get(f"/sketches/{application.id}/sign-off")
    client.post(f"/sketches/{application.id}/sign-off", data={"since": since(read.text)})

    session.refresh(application)
    assert read.status_code == 200
    assert application.status is Status.SUBMITTED


def test_manager_gives_back_with_a_note_that_reaches_the_writer(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session, sign_off_required=True))
    people.person("cecilia")
    people.sign_in(client, "amira")
    client.post(f"/sketches/{application.id}/ask-sign-off", data={"email": "cecilia@stad.example"})

    people.sign_in(client, "cecilia")
    read = client.get(f"/sketches/{application.id}/sign-off")
    client.post(
        f"/sketches/{application.id}/give-back", data={"reason": "Skriv om kostnaden.", "since": since(read.text)}
    )

    session.refresh(application)
    mail = session.exec(select(OutboxMail).where(OutboxMail.to_address == "amira@stad.example")).one()
    assert application.status is Status.DRAFT
    assert "Skriv om kostnaden." in mail.body


def test_invited_colleague_can_write_and_owner_can_hand_over(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session))
    bo = people.person("bo")
    people.sign_in(client, "amira")
    client.post(f"/sketches/{application.id}/colleagues", data={"email": "bo@stad.example", "may": "editor"})
    client.post(f"/sketches/{application.id}/colleagues/{bo.id}/hand-over")

    people.sign_in(client, "bo")
    opened = client.get(f"/sketches/{application.id}/colleagues")

    session.refresh(application)
    assert (opened.status_code, application.owner_id) == (200, bo.id)


def test_viewer_may_read_but_not_write(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session))
    people.person("bo")
    people.sign_in(client, "amira")
    client.post(f"/sketches/{application.id}/colleagues", data={"email": "bo@stad.example", "may": "viewer"})

    people.sign_in(client, "bo")

    assert client.get(f"/sketches/{application.id}/need").status_code == 403


def test_unknown_colleague_is_refused_in_words(client: FlaskClient, session: Session, people: People) -> None:
    application = make_draft(session, people.user("amira"), make_call(session))
    people.sign_in(client, "amira")

    response = client.post(
        f"/sketches/{application.id}/colleagues",
        data={"email": "nobody@stad.example", "may": "editor"},
        headers={"Accept-Language": "en"},
    )

    assert response.status_code == 422
    assert "Check the spelling" in response.text


def test_invitation_without_what_the_colleague_may_do_says_what_to_choose(
    client: FlaskClient, session: Session, people: People
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session))
    people.sign_in(client, "amira")

    response = client.post(
        f"/sketches/{application.id}/colleagues",
        data={"email": "bo@stad.example"},
        headers={"Accept-Language": "en"},
    )

    assert response.status_code == 422
    assert "Choose what your colleague may do." in response.text


def test_step_page_takes_few_statements(
    client: FlaskClient, session: Session, people: People, count_queries: object
) -> None:
    application = make_draft(session, people.user("amira"), make_call(session))
    people.sign_in(client, "amira")
    url = f"/sketches/{application.id}/need"
    client.get(url)

    with count_queries() as opening:  # type: ignore[operator]  # the fixture's type is long
        client.get(url)
    with count_queries() as saving:  # type: ignore[operator]  # as above
        client.post(url, data={"need": "Nu 130 familjer", "base": "1"})

    assert len(opening) <= 5, opening
    assert len(saving) <= 7
