"""The decisions of triage, notes, support and origin."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from sifapp.applications.models import Application, Call, LogDetails, LogEntry, Origin
from sifapp.applications.queries import open_completion
from sifapp.errors import InvalidInputError, TransitionNotAllowedError
from sifapp.i18n import today
from sifapp.mail.models import OutboxMail
from sifapp.review import operations
from sifapp.review.letters import Letter, Mailing
from sifapp.review.models import Note, SupportGiven
from sifapp.review.rules import end_of
from sifapp.statuses import Status
from tests.factories import make_call, make_mailing, make_sent
from tests.people import People


def details_of(session: Session, application: Application, event: str) -> list[dict[str, object]]:
    """What the log says of each such event in a case."""
    rows = session.exec(
        select(LogDetails).join(LogEntry).where(LogEntry.application_id == application.id, LogEntry.event == event)
    )
    return [row.details for row in rows]


def test_return_asks_for_completion_of_the_named_steps(session: Session, people: People) -> None:
    call, amira, kim = make_call(session, completion_days=10), people.user("amira"), people.user("kim")
    application = make_sent(session, amira, call)

    operations.return_for_completion(
        session, application, call, steps=["need", "cost"], note="Hur många?", mailing=make_mailing(), by=kim
    )

    request = open_completion(session, application.id)
    assert application.status is Status.RETURNED
    assert request is not None
    assert (request.steps, request.note) == (["need", "cost"], "Hur många?")
    assert application.due_at == end_of(today() + timedelta(days=10))


def test_return_keeps_the_last_day_that_the_coordinator_set(session: Session, people: People) -> None:
    call, amira, kim = make_call(session), people.user("amira"), people.user("kim")
    application, day = make_sent(session, amira, call), today() + timedelta(days=3)

    operations.return_for_completion(
        session, application, call, steps=["need"], note="Hur?", answer_by=day, mailing=make_mailing(), by=kim
    )
    session.commit()

    session.refresh(application)
    assert application.due_at == end_of(day)
    assert details_of(session, application, "returned")[0]["answer_by"] == day.isoformat()


def test_return_names_each_step_once_in_the_order_given(session: Session, people: People) -> None:
    call, amira, kim = make_call(session), people.user("amira"), people.user("kim")
    application = make_sent(session, amira, call)

    operations.return_for_completion(
        session, application, call, steps=["cost", "need", "cost"], note="Hur?", mailing=make_mailing(), by=kim
    )

    request = open_completion(session, application.id)
    assert request is not None
    assert request.steps == ["cost", "need"]
    assert details_of(session, application, "returned")[0]["steps"] == ["cost", "need"]


@pytest.mark.parametrize(("steps", "note"), [([], "Hur många?"), (["need"], "  "), (["no_such_step"], "Hur många?")])
def test_return_needs_steps_and_a_note(session: Session, people: People, steps: list[str], note: str) -> None:
    call, amira, kim = make_call(session), people.user("amira"), people.user("kim")
    application = make_sent(session, amira, call)

    with pytest.raises(InvalidInputError):
        operations.return_for_completion(
            session, application, call, steps=steps, note=note, mailing=make_mailing(), by=kim
        )

    assert application.status is Status.SUBMITTED


def test_refer_closes_the_case_and_names_the_fund(session: Session, people: People) -> None:
    amira, kim = people.user("amira"), people.user("kim")
    application = make_sent(session, amira, make_call(session))

    operations.refer(session, application, fund_id="esf", reason="Större", mailing=make_mailing(), by=kim)

    details = details_of(session, application, "referred")[0]
    assert application.status is Status.REFERRED
    assert (details["fund"], details["reason"]) == ("esf", "Större")


@pytest.mark.parametrize(("fund_id", "reason"), [("sif", "Nej"), ("none", "Nej"), ("lottery", "Nej"), ("esf", " ")])
def test_refer_needs_another_fund_and_a_reason(session: Session, people: People, fund_id: str, reason: str) -> None:
    amira, kim = people.user("amira"), people.user("kim")
    application = make_sent(session, amira, make_call(session))

    with pytest.raises(InvalidInputError):
        operations.refer(session, application, fund_id=fund_id, reason=reason, mailing=make_mailing(), by=kim)

    assert application.status is Status.SUBMITTED


def test_decline_keeps_criterion_reason_and_way_on(session: Session, people: People) -> None:
    amira, kim = people.user("amira"), people.user("kim")
    application = make_sent(session, amira, make_call(session))

    operations.decline(
        session,
        application,
        criterion="preventive",
        reason="Behovet är akut.",
        way_on="Fråga socialförvaltningen.",
        mailing=make_mailing(subject="Nej", body="Tyvärr."),
        by=kim,
    )

    assert application.status is Status.DECLINED
    assert details_of(session, application, "declined") == [
        {
            "from": "submitted",
            "to": "declined",
            "criterion": "preventive",
            "reason": "Behovet är akut.",
            "way_on": "Fråga socialförvaltningen.",
            "letter": {"sv": {"subject": "Nej", "body": "Tyvärr."}},
        }
    ]


@pytest.mark.parametrize(
    ("criterion", "reason", "way_on"),
    [("preventive", "", "Fråga oss."), ("preventive", "Akut.", "\n"), ("no_such_criterion", "Akut.", "Fråga oss.")],
)
def test_decline_needs_criterion_reason_and_way_on(
    session: Session, people: People, criterion: str, reason: str, way_on: str
) -> None:
    amira, kim = people.user("amira"), people.user("kim")
    application = make_sent(session, amira, make_call(session))

    with pytest.raises(InvalidInputError):
        operations.decline(
            session, application, criterion=criterion, reason=reason, way_on=way_on, mailing=make_mailing(), by=kim
        )

    assert application.status is Status.SUBMITTED


def test_letter_goes_to_each_reader_in_their_language_once(session: Session, people: People) -> None:
    amira, bo, kim = people.user("amira"), people.user("bo"), people.user("kim")
    application = make_sent(session, amira, make_call(session))
    bo.person.language = "en"
    letters = {"sv": Letter("Till rådet", "Hej!"), "en": Letter("To the council", "Hello!")}

    operations.pass_to_council(session, application, mailing=Mailing([amira.person, bo.person], letters), by=kim)

    mails = session.exec(
        select(OutboxMail).where(OutboxMail.application_id == application.id).order_by(col(OutboxMail.recipient_id))
    )
    sent = [(mail.to_address, mail.subject, mail.body) for mail in mails if mail.key.startswith("passed_to_council")]
    assert sent == [
        ("amira@stad.example", "Till rådet", "Hej!"),
        ("bo@stad.example", "To the council", "Hello!"),
    ]


def test_who_decides_on_a_case_without_lead_becomes_its_lead(session: Session, people: People) -> None:
    amira, kim = people.user("amira"), people.user("kim")
    application = make_sent(session, amira, make_call(session))

    operations.pass_to_council(session, application, mailing=make_mailing(), by=kim)

    assert application.coordinator_id == kim.id


def test_another_coordinator_can_decide_and_the_lead_stays(session: Session, people: People) -> None:
    amira, kim, lena = people.user("amira"), people.user("kim"), people.user("lena")
    application = make_sent(session, amira, make_call(session))
    application.coordinator_id = kim.id

    operations.pass_to_council(session, application, mailing=make_mailing(), by=lena)

    assert (application.status, application.coordinator_id) == (Status.COUNCIL, kim.id)


Decision = Callable[[Session, Application, Call, People], None]


def _return(session: Session, application: Application, call: Call, people: People) -> None:
    operations.return_for_completion(
        session, application, call, steps=["need"], note="?", mailing=make_mailing(), by=people.user("lena")
    )


def _refer(session: Session, application: Application, _call: Call, people: People) -> None:
    operations.refer(session, application, fund_id="esf", reason="?", mailing=make_mailing(), by=people.user("lena"))


def _pass(session: Session, application: Application, _call: Call, people: People) -> None:
    operations.pass_to_council(session, application, mailing=make_mailing(), by=people.user("lena"))


def _decline(session: Session, application: Application, _call: Call, people: People) -> None:
    operations.decline(
        session, application, criterion="area", reason="?", way_on="?", mailing=make_mailing(), by=people.user("lena")
    )


@pytest.mark.parametrize("decide", [_return, _refer, _pass, _decline])
def test_second_decision_at_once_is_refused(session: Session, people: People, decide: Decision) -> None:
    amira, kim = people.user("amira"), people.user("kim")
    call = make_call(session)
    application = make_sent(session, amira, call)
    with Session(session.get_bind(), expire_on_commit=False) as other:
        same = other.get_one(Application, application.id)
        operations.pass_to_council(other, same, mailing=make_mailing(), by=kim)
        other.commit()

    with pytest.raises(TransitionNotAllowedError):
        decide(session, application, call, people)


def test_note_is_logged_without_its_text(session: Session, people: People) -> None:
    amira, kim = people.user("amira"), people.user("kim")
    application = make_sent(session, amira, make_call(session))

    note = operations.write_note(session, application, "Ring dem.", by=kim)

    assert session.get_one(Note, note.id).body == "Ring dem."
    assert details_of(session, application, "note_written") == [{"note_id": note.id}]


def test_support_is_logged_by_the_half_hour_and_the_last_own_one_undone(session: Session, people: People) -> None:
    amira, kim, lena = people.user("amira"), people.user("kim"), people.user("lena")
    application = make_sent(session, amira, make_call(session))
    operations.log_support(session, application, by=kim)
    operations.log_support(session, application, by=kim)
    operations.log_support(session, application, by=lena)

    undone = operations.undo_support(session, application, by=kim)

    left = session.exec(select(SupportGiven).order_by(col(SupportGiven.id))).all()
    assert undone
    assert [given.given_by_id for given in left] == [kim.id, lena.id]
    assert len(details_of(session, application, "support_undone")) == 1


def test_undo_without_own_support_changes_nothing(session: Session, people: People) -> None:
    amira, kim, lena = people.user("amira"), people.user("kim"), people.user("lena")
    application = make_sent(session, amira, make_call(session))
    operations.log_support(session, application, by=lena)

    undone = operations.undo_support(session, application, by=kim)

    assert not undone
    assert len(session.exec(select(SupportGiven)).all()) == 1


def test_origin_is_logged_with_old_and_new(session: Session, people: People) -> None:
    amira, kim = people.user("amira"), people.user("kim")
    application = make_sent(session, amira, make_call(session))

    operations.set_origin(session, application, Origin.COMMISSION, by=kim)
    operations.set_origin(session, application, Origin.COMMISSION, by=kim)

    assert application.origin is Origin.COMMISSION
    assert details_of(session, application, "origin_changed") == [{"old": "administration", "new": "commission"}]
