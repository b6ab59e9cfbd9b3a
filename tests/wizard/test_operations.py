"""Saving, sending and signing off a sketch."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from sifapp.accounts.models import Administration
from sifapp.applications.models import Application, CasePartner, CompletionRequest, LogEntry, SearchTerm, Submission
from sifapp.applications.operations import ask_for_completion, transition
from sifapp.db import utc_now
from sifapp.errors import CallClosedError, InvalidInputError, NotAllowedError, TransitionNotAllowedError
from sifapp.i18n import today
from sifapp.statuses import Move, Status
from sifapp.wizard.completion import steps_to_edit
from sifapp.wizard.merging import base_of
from sifapp.wizard.models import StepDraft, StepRevision
from sifapp.wizard.operations import save_fields, start_sketch
from sifapp.wizard.queries import answers_of, drafts_of
from sifapp.wizard.sending import ask_sign_off, submit
from sifapp.wizard.steps import SKETCH
from tests.factories import ANSWERS, closed_call, make_call, make_draft, make_sent
from tests.people import People


def test_start_puts_idea_and_area_in_place(session: Session, people: People) -> None:
    call, amira = make_call(session), people.user("amira")

    application = start_sketch(session, amira, call, idea="Hembesök i Järva", area="growing_up_education")

    assert answers_of(drafts_of(session, application.id)) == {
        "idea": {"idea": "Hembesök i Järva"},
        "area": {"area": "growing_up_education"},
    }
    assert (application.status, application.area) == (Status.DRAFT, "growing_up_education")


def test_sketch_of_the_tests_is_as_if_saved_step_by_step(session: Session, people: People) -> None:
    call, amira = make_call(session), people.user("amira")

    at_once, by_steps = make_draft(session, amira, call), make_draft(session, amira, call, ANSWERS)

    def rows(application: Application) -> list[dict[str, object]]:
        drafts = drafts_of(session, application.id).values()
        written = [draft.model_dump(exclude={"application_id", "saved_at"}) for draft in drafts]
        return sorted(written, key=lambda row: str(row["step"]))

    assert rows(at_once) == rows(by_steps)
    assert (at_once.title, at_once.area) == (by_steps.title, by_steps.area)


def test_save_keeps_text_that_cannot_be_sent(session: Session, people: People) -> None:
    amira = people.user("amira")
    application = start_sketch(session, amira, make_call(session))

    saved = save_fields(session, application, "need", {"need": "ord " * 5000}, by=amira)

    assert saved.draft.fields == {"need": "ord " * 5000}


def test_save_refuses_what_is_longer_than_any_book(session: Session, people: People) -> None:
    amira = people.user("amira")
    application = start_sketch(session, amira, make_call(session))

    with pytest.raises(InvalidInputError):
        save_fields(session, application, "need", {"need": "o" * 50_001}, by=amira)


def test_save_drops_fields_that_the_step_does_not_have(session: Session, people: People) -> None:
    amira = people.user("amira")
    application = start_sketch(session, amira, make_call(session))

    saved = save_fields(session, application, "need", {"need": "Elever", "status": "granted"}, by=amira)

    assert saved.draft.fields == {"need": "Elever"}


def test_saving_the_same_text_again_is_no_new_version(session: Session, people: People) -> None:
    amira = people.user("amira")
    application = start_sketch(session, amira, make_call(session))
    save_fields(session, application, "need", {"need": "Elever"}, by=amira)

    again = save_fields(session, application, "need", {"need": "Elever"}, by=amira)

    assert again.draft.version == 1


def test_title_of_the_case_follows_the_sketch(session: Session, people: People) -> None:
    amira = people.user("amira")
    application = start_sketch(session, amira, make_call(session))

    save_fields(session, application, "idea", {"title": "Lotsar", "idea": "Ett team"}, by=amira)

    assert application.title == "Lotsar"


def test_colleagues_text_is_kept_as_revision_before_it_is_written_over(session: Session, people: People) -> None:
    amira, bo = people.user("amira"), people.user("bo")
    application = start_sketch(session, amira, make_call(session))
    save_fields(session, application, "need", {"need": "Elever"}, by=amira)

    save_fields(session, application, "need", {"need": "Föräldrar"}, by=bo)

    revision = session.exec(select(StepRevision)).one()
    assert (revision.fields, revision.saved_by_id) == ({"need": "Elever"}, amira.id)


def test_both_changed_the_same_text_so_theirs_stays_and_mine_is_kept(session: Session, people: People) -> None:
    amira, bo = people.user("amira"), people.user("bo")
    application = start_sketch(session, amira, make_call(session))
    base = base_of(0, {})
    save_fields(session, application, "need", {"need": "Elever"}, by=amira, base=base)

    saved = save_fields(session, application, "need", {"need": "Föräldrar"}, by=bo, base=base)

    mine = session.exec(select(StepRevision).where(StepRevision.saved_by_id == bo.id)).one()
    assert saved.conflicts == ("need",)
    assert saved.draft.fields == {"need": "Elever"}
    assert mine.fields == {"need": "Föräldrar"}


def test_submit_freezes_answers_form_and_advice(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    application = make_draft(session, amira, call)

    submission = submit(session, application, call, by=amira)

    expected = {**ANSWERS, "gender": {}}
    assert submission.answers == expected
    assert (submission.round, submission.form_version, submission.form_digest) == (1, SKETCH.version, SKETCH.digest())
    assert submission.advice["knowledge_version"] == submission.knowledge_version
    assert application.status is Status.SUBMITTED
    assert application.due_at is not None
    assert application.due_at - utc_now() > timedelta(days=call.triage_days - 1)


def test_submit_leaves_out_answers_that_are_no_longer_asked_for(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    application = make_draft(session, amira, call)
    save_fields(session, application, "change", {"change": "Nytt arbetssätt"}, by=amira)

    submission = submit(session, application, call, by=amira)

    assert "change" not in submission.answers


def test_submit_makes_the_case_searchable(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    application = make_draft(session, amira, call)

    submit(session, application, call, by=amira)

    terms = set(session.exec(select(SearchTerm.term).where(SearchTerm.application_id == application.id)))
    assert "familj" in terms


def test_second_press_makes_no_second_submission(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    application = make_sent(session, amira, call)

    with pytest.raises(TransitionNotAllowedError):
        submit(session, application, call, by=amira)

    assert len(session.exec(select(Submission)).all()) == 1


def test_submit_to_a_closed_call_is_refused_and_keeps_the_draft(session: Session, people: People) -> None:
    amira, call = people.user("amira"), closed_call(session)
    application = make_draft(session, amira, call)

    with pytest.raises(CallClosedError):
        submit(session, application, call, by=amira)

    assert application.status is Status.DRAFT
    assert session.get(StepDraft, (application.id, "idea")) is not None


def test_closing_day_itself_still_counts(session: Session, people: People) -> None:
    amira = people.user("amira")
    call = make_call(session, closes_on=today())
    application = make_draft(session, amira, call)

    submit(session, application, call, by=amira)

    assert application.status is Status.SUBMITTED


def test_submit_with_faults_is_refused(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    application = make_draft(session, amira, call, {"idea": {"title": "Lotsar", "idea": "Ett team"}})

    with pytest.raises(InvalidInputError):
        submit(session, application, call, by=amira)


def test_co_owning_administration_becomes_partner_under_its_present_name(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session)
    partners = {"partners-0-who": "Hägersten-Liljeholmen", "partners-0-role": "co_owner"}
    application = make_draft(session, amira, call, {**ANSWERS, "partners": partners})

    submit(session, application, call, by=amira)

    partner = session.exec(select(CasePartner)).one()
    administration = session.get(Administration, partner.administration_id)
    assert administration is not None
    assert administration.code == "hagersten-alvsjo"


def returned(session: Session, people: People, steps: list[str]) -> Application:
    amira, kim, call = people.user("amira"), people.user("kim"), make_call(session)
    application = make_sent(session, amira, call)
    ask_for_completion(session, application, steps=steps, note="Berätta mer.", by=kim)
    transition(session, application, Move.RETURN, by=kim)
    session.commit()
    return application


def test_returned_sketch_opens_only_the_named_steps(session: Session, people: People) -> None:
    application = returned(session, people, ["need", "cost"])

    opened = steps_to_edit(session, application, answers_of(drafts_of(session, application.id)))

    assert [s.id for s in opened] == ["need", "cost"]


def test_completion_can_be_sent_when_the_call_has_closed(session: Session, people: People) -> None:
    application = returned(session, people, ["need"])
    amira = people.user("amira")
    call = closed_call(session)
    save_fields(session, application, "need", {"need": "Nu 130 familjer."}, by=amira)

    submission = submit(session, application, call, by=amira)

    request = session.exec(select(CompletionRequest)).one()
    assert (submission.round, application.status) == (2, Status.SUBMITTED)
    assert request.answered_at is not None


def test_sign_off_is_asked_of_a_manager_in_the_own_administration(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session, sign_off_required=True)
    application = make_draft(session, amira, call)

    ask_sign_off(session, application, people.person("cecilia"), by=amira)

    assert (application.status, application.manager_id) == (Status.SIGN_OFF, people.person("cecilia").id)


@pytest.mark.parametrize("name", ["didrik", "amira"])
def test_sign_off_by_a_stranger_or_oneself_is_refused(session: Session, people: People, name: str) -> None:
    amira, call = people.user("amira"), make_call(session, sign_off_required=True)
    application = make_draft(session, amira, call)

    with pytest.raises(NotAllowedError):
        ask_sign_off(session, application, people.person(name), by=amira)


def test_writer_cannot_send_past_the_manager(session: Session, people: People) -> None:
    amira, call = people.user("amira"), make_call(session, sign_off_required=True)
    application = make_draft(session, amira, call)

    with pytest.raises(InvalidInputError) as refused:
        submit(session, application, call, by=amira)

    assert refused.value.field == "manager"


def test_every_move_is_in_the_log(session: Session, people: People) -> None:
    application = returned(session, people, ["need"])

    events = session.exec(
        select(LogEntry.event).where(LogEntry.application_id == application.id).order_by(LogEntry.number)  # type: ignore[arg-type]  # a column
    ).all()

    assert events == ["created", "submitted", "returned"]
