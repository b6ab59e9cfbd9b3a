"""The application: the wizard's second form, from the invitation until it is sent and completed."""

import html
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from sifapp.applications import log
from sifapp.applications.models import Application
from sifapp.applications.queries import partners_of, submissions_of
from sifapp.db import utc_now
from sifapp.decisions.queries import money
from sifapp.errors import CallClosedError, InvalidInputError
from sifapp.i18n import day_of, show_date, today
from sifapp.review.operations import return_for_completion
from sifapp.statuses import Status
from sifapp.wizard.application_steps import APPLICATION
from sifapp.wizard.economy import reference_for, result_sent
from sifapp.wizard.operations import save_fields
from sifapp.wizard.rules import faults_in
from sifapp.wizard.sending import ask_sign_off, submit
from sifapp.wizard.steps import SKETCH
from tests.factories import (
    ANSWERS,
    APPLICATION_ANSWERS,
    make_applied,
    make_call,
    make_invited,
    make_mailing,
    write_application,
)
from tests.people import People

ENGLISH = {"Accept-Language": "en"}

PUBLISHED = {"application-1": "774142db770cafd317d2b8739ece8d08ee992f4859d8500093a750a12fddeef6"}


@pytest.fixture
def invited(session: Session, people: People) -> Application:
    return make_invited(session, people.user("amira"), make_call(session), people.user("kim"))


def test_published_form_has_not_changed_under_its_name() -> None:
    assert APPLICATION.digest() == PUBLISHED[APPLICATION.version]


def test_no_step_has_the_id_of_a_step_of_the_sketch() -> None:
    assert {step.id for step in APPLICATION.steps} & {step.id for step in SKETCH.steps} == set()


def test_invitation_sets_the_last_day_that_the_call_gives(session: Session, invited: Application) -> None:
    assert invited.due_at is not None
    assert day_of(invited.due_at) == today() + timedelta(days=90)


def test_step_opens_with_what_the_sketch_says_and_says_so(
    client: FlaskClient, people: People, invited: Application
) -> None:
    people.sign_in(client, "amira")

    page = client.get(f"/sketches/{invited.id}/aim", headers=ENGLISH).text
    client.post(f"/sketches/{invited.id}/aim", data={"target_group": "118 families", "later": "1"})
    again = client.get(f"/sketches/{invited.id}/aim", headers=ENGLISH).text

    assert ANSWERS["need"]["need"] in page
    assert "Filled in from the sketch" in page
    assert "118 families" in again
    assert "Filled in from the sketch" not in again


def test_sketchs_costs_are_put_on_ones_own_administration(
    client: FlaskClient, people: People, invited: Application
) -> None:
    people.sign_in(client, "amira")

    page = client.get(f"/sketches/{invited.id}/economy", headers=ENGLISH).text

    own = people.user("amira").administration.code
    assert 'name="cost-1-amount"' in page
    assert page.count(f'value="{own}" selected') == 2


def test_complete_application_has_no_fault(session: Session) -> None:
    assert faults_in(APPLICATION, APPLICATION_ANSWERS, reference_for(session, APPLICATION)) == {}


@pytest.mark.parametrize(
    ("step", "fields", "field"),
    [
        ("implementation", {"milestones-0-when": ""}, "milestones-0-when"),
        ("together", {"partners-0-share": "100"}, "partners-0-share"),
        ("together", {"partners-0-share": "half"}, "partners-0-share"),
        ("economy", {"cost-0-paid_by": "own"}, "cost-0-year"),
        ("economy", {"effect-0-low": "9"}, "effect-0-low"),
        ("economy", {"effect-0-end": "2020"}, "effect-0-end"),
        ("economy", {f"effect-0-{name}": "" for name in ("unit", "low", "base", "high", "start", "end", "own_amount")}
         | {"effect-0-own_year": "", "effect-0-own_source": ""}, "effect-0-unit"),
        ("evaluation", {"indicators-0-source": ""}, "indicators-0-source"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(session: Session, step: str, fields: dict[str, str], field: str) -> None:
    answers = {**APPLICATION_ANSWERS, step: {**APPLICATION_ANSWERS[step], **fields}}

    faults = faults_in(APPLICATION, answers, reference_for(session, APPLICATION))

    assert [(id, found[0].field) for id, found in faults.items()] == [(step, field)]


def test_effect_that_cannot_be_calculated_is_a_valid_answer(session: Session) -> None:
    costs = {name: text for name, text in APPLICATION_ANSWERS["economy"].items() if name.startswith("cost")}
    effect = {"effect-0-unit": "ensamhet", "effect-0-payer": "social", "effect-0-reason": "Ingen har räknat på det."}
    answers = {**APPLICATION_ANSWERS, "economy": {**costs, **effect}}

    assert faults_in(APPLICATION, answers, reference_for(session, APPLICATION)) == {}


def test_amount_that_cannot_be_read_is_kept_as_typed(client: FlaskClient, people: People, invited: Application) -> None:
    people.sign_in(client, "amira")

    refused = client.post(f"/sketches/{invited.id}/economy", data={"cost-0-year": "2027", "cost-0-amount": "10^18"})
    page = client.get(f"/sketches/{invited.id}/economy").text

    assert refused.status_code == 422
    assert 'value="10^18"' in page


def test_autosave_shows_what_the_figures_come_to(client: FlaskClient, people: People, invited: Application) -> None:
    people.sign_in(client, "amira")

    answer = client.post(
        f"/sketches/{invited.id}/economy/autosave", data=APPLICATION_ANSWERS["economy"], headers=ENGLISH
    )

    assert answer.status_code == 200
    assert 'hx-swap-oob="innerHTML:#result"' in answer.text
    assert "The three cases" in answer.text


def test_added_effect_has_a_row_without_javascript(client: FlaskClient, people: People, invited: Application) -> None:
    people.sign_in(client, "amira")

    url = f"/sketches/{invited.id}/economy"
    answer = client.post(url, data={**APPLICATION_ANSWERS["economy"], "add_row": "effect"})
    page = client.get(answer.location)

    assert answer.status_code == 303
    assert 'name="effect-1-unit"' in page.text


def test_sent_application_is_frozen_with_its_partners_and_its_sketchs_advice(
    session: Session, people: People, invited: Application
) -> None:
    amira = people.user("amira")
    write_application(session, invited, amira)

    sent = submit(session, invited, make_call(session, code="other"), by=amira)

    sketch = submissions_of(session, invited.id)[0]
    assert invited.status is Status.APPLIED
    assert sent.answers == APPLICATION_ANSWERS
    assert (sent.form_version, sent.round, sent.advice) == ("application-1", 2, sketch.advice)
    assert [partner.name_sv for partner in partners_of(session, invited.id)] == ["Arbetsmarknadsförvaltningen"]


def test_application_with_an_empty_step_cannot_be_sent(session: Session, people: People, invited: Application) -> None:
    amira = people.user("amira")
    write_application(session, invited, amira)
    save_fields(session, invited, "evidence", {"evidence": ""}, by=amira)

    with pytest.raises(InvalidInputError) as refused:
        submit(session, invited, make_call(session, code="other"), by=amira)

    assert refused.value.field == "evidence"


def test_partners_of_the_sketch_are_not_left_out_unseen(
    client: FlaskClient, session: Session, people: People, invited: Application
) -> None:
    people.sign_in(client, "amira")
    for step, fields in APPLICATION_ANSWERS.items():
        if step != "together":
            save_fields(session, invited, step, fields, by=people.user("amira"))
    session.commit()

    before = client.get(f"/sketches/{invited.id}/check", headers=ENGLISH).text
    client.post(f"/sketches/{invited.id}/together", data={"partners-0-who": ""})
    after = client.get(f"/sketches/{invited.id}/check", headers=ENGLISH).text

    assert "It is filled in from the sketch. Check it and save it." in before
    assert f'action="/sketches/{invited.id}/submit"' in after


def test_late_application_is_refused_with_its_text_kept_and_the_way_on(
    client: FlaskClient, session: Session, people: People, invited: Application
) -> None:
    write_application(session, invited, people.user("amira"))
    invited.due_at = utc_now() - timedelta(days=2)
    session.add(invited)
    session.commit()
    people.sign_in(client, "amira")

    page = client.get(f"/sketches/{invited.id}/check", headers=ENGLISH).text

    assert "The last day has passed" in page
    assert APPLICATION_ANSWERS["aim"]["purpose"] in page
    assert f'action="/sketches/{invited.id}/submit"' not in page
    with pytest.raises(CallClosedError):
        submit(session, invited, make_call(session, code="other"), by=people.user("amira"))


def test_more_time_is_given_once_and_the_letter_says_the_new_day(
    client: FlaskClient, session: Session, people: People, invited: Application
) -> None:
    people.sign_in(client, "kim")
    url, new = f"/review/{invited.id}/more-time", today() + timedelta(days=120)
    fields = {"last_day": new.isoformat()}

    letter = client.post(url, data={**fields, "press": "letter"}).text
    body = re.findall(r"<textarea[^>]*>(.*?)</textarea>", letter, re.DOTALL)[0]
    sent = {"subject-sv": "Mer tid", "body-sv": html.unescape(body), "since": invited.status_since.isoformat()}
    client.post(url, data={**fields, **sent, "press": "send"})
    again = client.get(url)

    session.refresh(invited)
    assert show_date(new) in body
    assert invited.due_at is not None
    assert day_of(invited.due_at) == new
    assert (again.status_code, again.location) == (303, f"/cases/{invited.id}")
    assert log.verify(session).faults == []


def test_last_day_stays_while_a_manager_has_the_application(
    session: Session, people: People, invited: Application
) -> None:
    amira, before = people.user("amira"), invited.due_at
    write_application(session, invited, amira)

    ask_sign_off(session, invited, people.person("cecilia"), by=amira)

    assert (invited.status, invited.due_at) == (Status.APPLICATION_SIGN_OFF, before)


def test_completion_opens_the_named_step_and_is_sent_as_an_answer(
    client: FlaskClient, session: Session, people: People
) -> None:
    amira, call = people.user("amira"), make_call(session)
    application = make_applied(session, amira, call, people.user("kim"))
    mailing = make_mailing(amira.person)
    return_for_completion(
        session, application, call, steps=["evidence"], note="Vilka studier?", mailing=mailing, by=people.user("kim")
    )
    session.commit()
    people.sign_in(client, "amira")

    locked = client.get(f"/sketches/{application.id}/aim")
    client.post(f"/sketches/{application.id}/evidence", data={"evidence": "Två studier från Malmö."})
    client.post(f"/sketches/{application.id}/submit")
    receipt = client.get(f"/sketches/{application.id}/receipt", headers=ENGLISH).text
    read = client.get(f"/cases/{application.id}/application", headers=ENGLISH).text

    assert locked.status_code == 409
    assert "Your answer to the fund has arrived" in receipt
    assert "What changed in the completion" in read
    assert "<ins>" in read


def test_coordinator_reads_the_application_with_its_result_once_it_is_sent(
    client: FlaskClient, session: Session, people: People, invited: Application
) -> None:
    amira = people.user("amira")
    write_application(session, invited, amira)
    people.sign_in(client, "kim")

    before = client.get(f"/cases/{invited.id}/application", headers=ENGLISH).text
    submit(session, invited, make_call(session, code="other"), by=amira)
    session.commit()
    after = client.get(f"/cases/{invited.id}/application", headers=ENGLISH).text

    purpose = APPLICATION_ANSWERS["aim"]["purpose"]
    assert (purpose in before, purpose in after) == (False, True)
    assert "The three cases" in after
    assert "SEK\xa02,000,000" in after


def test_result_of_what_was_sent_is_exact(session: Session, people: People) -> None:
    application = make_applied(session, people.user("amira"), make_call(session), people.user("kim"))

    result = result_sent(session, submissions_of(session, application.id)[-1])

    # 2 placements × 400 000 a year × three years; 2 000 000 + 500 000 in costs.
    assert result is not None
    city = result.calculation.city
    assert (city.saving_sek.base, city.cost_sek, city.fund_sek) == (2_400_000, 2_500_000, 2_000_000)


def test_receipt_names_administrations_not_codes(client: FlaskClient, session: Session, people: People) -> None:
    application = make_applied(session, people.user("amira"), make_call(session), people.user("kim"))
    people.sign_in(client, "amira")

    page = client.get(f"/sketches/{application.id}/receipt").text

    assert "2027, Socialförvaltningen, 2 000 000 kr, Fonden" in page.replace("\xa0", " ")


def test_funds_frame_counts_what_the_application_asks_for_not_the_sketchs_cost(
    session: Session, people: People
) -> None:
    make_applied(session, people.user("amira"), make_call(session), people.user("kim"))

    assert money(session).frame.applied_sek == 2_000_000
