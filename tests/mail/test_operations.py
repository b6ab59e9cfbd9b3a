"""Writing a mail, and what staff can do with one that did not leave."""

from datetime import timedelta

from flask import Flask
from sqlmodel import Session

from sifapp.mail import operations
from sifapp.mail.models import MailState
from tests.mail.outbox import all_mail, let_time_pass, make_mail, states
from tests.people import People


def test_mail_is_written_in_the_recipients_language(session: Session, people: People) -> None:
    amira = people.person("amira")
    amira.language = "en"

    operations.write_mail(session, key="k", recipient=amira, subject="Hello", body="Text")

    assert [(m.to_address, m.language, m.state) for m in all_mail(session)] == [
        ("amira@stad.example", "en", MailState.READY)
    ]


def test_mail_is_swedish_when_no_language_was_chosen(session: Session, people: People) -> None:
    operations.write_mail(session, key="k", recipient=people.person("amira"), subject="Hej", body="Text")

    assert [m.language for m in all_mail(session)] == ["sv"]


def test_repeated_key_writes_nothing(session: Session, people: People) -> None:
    for subject in ("First", "Second"):
        operations.write_mail(session, key="same", recipient=people.person("amira"), subject=subject, body="Text")

    assert [m.subject for m in all_mail(session)] == ["First"]


def test_mail_goes_with_the_transaction_of_its_event(session: Session, people: People) -> None:
    amira = people.person("amira")

    operations.write_mail(session, key="k", recipient=amira, subject="Hej", body="Text")
    session.rollback()

    assert all_mail(session) == []


def test_subject_is_one_line_without_control_characters(session: Session, people: People) -> None:
    subject = "Hej\r\nBcc: alla@stad.example\x00\u2028slut"

    operations.write_mail(session, key="k", recipient=people.person("amira"), subject=subject, body="Text")

    assert [m.subject for m in all_mail(session)] == ["Hej Bcc: alla@stad.example slut"]


def test_sending_again_makes_a_failed_mail_new(session: Session, people: People) -> None:
    mail = make_mail(session, people.person("amira"), state=MailState.FAILED, tries=6, last_error="550 no")

    again = operations.send_again(session, mail.id)

    assert again is True
    assert [(m.state, m.tries, m.last_error) for m in all_mail(session)] == [(MailState.READY, 0, "")]


def test_sending_again_leaves_a_sent_mail_alone(session: Session, people: People) -> None:
    mail = make_mail(session, people.person("amira"), state=MailState.SENT)

    again = operations.send_again(session, mail.id)

    assert again is False
    assert states(session) == [MailState.SENT]


def test_worker_thought_dead_does_not_overwrite_what_came_after(app: Flask, session: Session, people: People) -> None:
    mail = make_mail(session, people.person("amira"))
    with Session(app.extensions["engine"], expire_on_commit=False) as slow_worker:
        claimed = operations.claim_next(slow_worker)
        slow_worker.commit()
        assert claimed is not None
        let_time_pass(session, timedelta(minutes=11))
        operations.give_up_abandoned(session)
        operations.send_again(session, mail.id)
        session.commit()

        operations.note_sent(slow_worker, claimed)
        slow_worker.commit()

    assert states(session) == [MailState.READY]
