"""What is asked, answered and frozen stays as it was said, on both databases."""

import pytest
from sqlmodel import Session

from sifapp.applications.models import Application
from sifapp.applications.queries import log_of, submissions_of
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.i18n import today
from sifapp.savings.operations import Word, answer, ask, hold
from sifapp.savings.queries import people_to_ask, request_for, requests_to, sent_in
from sifapp.savings.rules import Standing, State, Verdict
from sifapp.wizard.application_steps import APPLICATION
from sifapp.wizard.economy import reference_for
from sifapp.wizard.operations import save_fields
from sifapp.wizard.queries import answers_of, drafts_of
from sifapp.wizard.savings import standings_now
from sifapp.wizard.sending import submit
from tests.factories import make_call, make_invited, write_application
from tests.people import People


def test_request_answer_and_submission_keep_what_was_said(session: Session, people: People) -> None:
    amira, eva, call = people.user("amira"), people.user("eva"), make_call(session)
    case = make_invited(session, amira, call, people.user("kim"))
    write_application(session, case, amira)
    save_fields(session, case, "economy", {"effect-0-payer": "bromma"}, by=amira)
    request = ask(session, case, eva.administration, by=amira)
    again = ask(session, case, eva.administration, by=amira)
    found = [person.name for person in people_to_ask(session, eva.administration.id, case, today())]
    asked = [row[0].id for row in requests_to(session, eva.person, eva.administration.id, today())]
    stranger = request_for(session, request.id, people.administration("didrik").id, today())
    line = _standings(session, case)[0].line
    hold(session, case)
    answer(session, case, eva.administration, [Word(line, Verdict.DISPUTED, "Vi har tre.")], by=eva)
    with pytest.raises(InvalidInputError) as unsaid:
        submit(session, case, call, by=amira)
    session.rollback()
    hold(session, case)
    answer(session, case, eva.administration, [Word(line, Verdict.DISPUTED, "Vi har tre.")], by=eva)
    save_fields(session, case, "savings", {"disputed-bromma": "Vi räknar om."}, by=amira)

    submit(session, case, call, by=amira)
    session.commit()

    sent = sent_in(session, [case.id])[case.id]
    assert (request.id, found, asked, stranger) == (again.id, ["Eva"], [request.id], None)
    assert unsaid.value.field == "savings"
    assert [(one.state, one.answer and one.answer.reason, one.remark) for one in sent] == [
        (State.DISPUTED, "Vi har tre.", "Vi räknar om.")
    ]
    assert sent[0].said == line.said
    assert len(submissions_of(session, case.id)) == 2
    events = [(entry.event, (details or {}).get("savings")) for entry, _who, details in log_of(session, case.id)]
    assert events[-2:] == [("savings_answered", None), ("submitted", ["bromma, placeringar: disputed"])]
    with pytest.raises(TransitionNotAllowedError):
        hold(session, case)


def _standings(session: Session, case: Application) -> list[Standing]:
    return standings_now(session, case, answers_of(drafts_of(session, case.id)), reference_for(session, APPLICATION))
