"""No mail is lost and none goes out twice by itself, whatever breaks on the way."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session

from sifapp.mail import backends, worker
from sifapp.mail.backends import NotNowError, SmtpBackend
from sifapp.mail.models import MailState, OutboxMail
from sifapp.mail.worker import send_due
from tests.mail.mailserver import Mailbox, free_port, running, smtp_settings
from tests.mail.outbox import all_mail, let_time_pass, make_mail, minutes_until_next_try, states
from tests.people import People


class Crash(BaseException):
    """The process dies here."""


@pytest.fixture
def mailbox() -> Mailbox:
    """What the mail server received, and how it answers."""
    return Mailbox()


@pytest.fixture
def smtp(mailbox: Mailbox, tmp_path: Path) -> Iterator[SmtpBackend]:
    """The way to a running mail server."""
    with running(mailbox) as port:
        yield SmtpBackend(smtp_settings(tmp_path, port))


def send(app: Flask, backend: backends.Backend) -> int:
    return send_due(app.extensions["engine"], backend)


def test_mail_that_the_server_takes_is_sent_once(
    app: Flask, session: Session, people: People, smtp: SmtpBackend, mailbox: Mailbox
) -> None:
    make_mail(session, people.person("amira"), subject="Skissen är inne", body="Hej Åsa!\n\nGå in på sidan.\n")

    tried = [send(app, smtp), send(app, smtp)]

    assert tried == [1, 0]
    (message,) = mailbox.received
    assert (message["To"], message["Subject"]) == ("amira@stad.example", "Skissen är inne")
    assert message.get_content().replace("\r\n", "\n") == "Hej Åsa!\n\nGå in på sidan.\n"
    (mail,) = all_mail(session)
    assert (mail.state, mail.tries, mail.sent_at is not None) == (MailState.SENT, 1, True)


def test_mail_waits_until_its_time_has_come(app: Flask, session: Session, people: People, smtp: SmtpBackend) -> None:
    make_mail(session, people.person("amira"))
    let_time_pass(session, -timedelta(minutes=5))

    tried = [send(app, smtp)]
    let_time_pass(session, timedelta(minutes=5))
    tried.append(send(app, smtp))

    assert tried == [0, 1]


def test_temporary_refusal_is_tried_again_later(
    app: Flask, session: Session, people: People, smtp: SmtpBackend, mailbox: Mailbox
) -> None:
    make_mail(session, people.person("amira"))
    mailbox.recipient_answer = "451 the mailbox is busy"

    send(app, smtp)
    (mail,) = all_mail(session)
    assert (mail.state, mail.last_error) == (MailState.READY, "451 the mailbox is busy")
    assert minutes_until_next_try(mail) == 1

    mailbox.recipient_answer = "250 OK"
    let_time_pass(session, timedelta(minutes=1))
    send(app, smtp)
    assert states(session) == [MailState.SENT]


def test_pauses_grow_and_end_in_failure(app: Flask, session: Session, people: People) -> None:
    make_mail(session, people.person("amira"))

    def not_now(_mail: OutboxMail) -> None:
        raise NotNowError("the server is away")

    pauses = []
    while send(app, not_now):
        (mail,) = all_mail(session)
        if mail.state is MailState.READY:
            pauses.append(minutes_until_next_try(mail))
        let_time_pass(session, timedelta(days=1))

    assert pauses == [1, 5, 25, 120, 720]
    assert states(session) == [MailState.FAILED]


@pytest.mark.parametrize("moment", ["recipient_answer", "data_answer"])
def test_refusal_for_good_fails_at_once(
    app: Flask, session: Session, people: People, smtp: SmtpBackend, mailbox: Mailbox, moment: str
) -> None:
    make_mail(session, people.person("amira"))
    setattr(mailbox, moment, "550 no such person")

    send(app, smtp)

    assert [(m.state, m.tries, m.last_error) for m in all_mail(session)] == [
        (MailState.FAILED, 1, "550 no such person")
    ]


def test_one_refused_mail_does_not_stop_the_others(
    app: Flask, session: Session, people: People, smtp: SmtpBackend
) -> None:
    make_mail(session, people.person("amira"), to_address="not an address")
    make_mail(session, people.person("bo"))

    send(app, smtp)

    assert states(session) == [MailState.FAILED, MailState.SENT]


def test_server_that_is_away_is_tried_again(app: Flask, session: Session, people: People, tmp_path: Path) -> None:
    make_mail(session, people.person("amira"))

    send(app, SmtpBackend(smtp_settings(tmp_path, free_port())))

    (mail,) = all_mail(session)
    assert (mail.state, "refused" in mail.last_error) == (MailState.READY, True)


@pytest.mark.parametrize("behaviour", ["hang up", "say nothing"])
def test_connection_lost_after_the_text_leaves_the_mail_uncertain(
    app: Flask,
    session: Session,
    people: People,
    smtp: SmtpBackend,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
    behaviour: str,
) -> None:
    make_mail(session, people.person("amira"))
    monkeypatch.setattr(backends, "TIMEOUT_S", 0.5)
    mailbox.data_answer = behaviour

    send(app, smtp)
    let_time_pass(session, timedelta(days=1))
    send(app, smtp)

    assert states(session) == [MailState.UNCERTAIN]
    assert len(mailbox.received) == 1


def test_crash_before_sending_leaves_the_mail_to_staff(
    app: Flask, session: Session, people: People, smtp: SmtpBackend, mailbox: Mailbox
) -> None:
    make_mail(session, people.person("amira"))

    def crash(_mail: OutboxMail) -> None:
        raise Crash

    with pytest.raises(Crash):
        send(app, crash)
    seen = [states(session)]
    send(app, smtp)
    let_time_pass(session, timedelta(minutes=11))
    send(app, smtp)
    seen.append(states(session))

    assert seen == [[MailState.SENDING], [MailState.UNCERTAIN]]
    assert mailbox.received == []


def test_crash_after_sending_does_not_send_twice(
    app: Flask, session: Session, people: People, smtp: SmtpBackend, mailbox: Mailbox
) -> None:
    make_mail(session, people.person("amira"))

    def send_and_crash(mail: OutboxMail) -> None:
        smtp(mail)
        raise Crash

    with pytest.raises(Crash):
        send(app, send_and_crash)
    for _round in range(3):
        let_time_pass(session, timedelta(minutes=11))
        send(app, smtp)

    assert len(mailbox.received) == 1
    assert states(session) == [MailState.UNCERTAIN]


def test_two_workers_at_once_send_each_mail_once(
    app: Flask, session: Session, people: People, smtp: SmtpBackend, mailbox: Mailbox
) -> None:
    for number in range(20):
        make_mail(session, people.person("amira"), key=f"event-{number}")
    workers = [threading.Thread(target=send, args=(app, smtp)) for _each in range(2)]

    for each in workers:
        each.start()
    for each in workers:
        each.join()

    assert len({m["Message-ID"] for m in mailbox.received}) == len(mailbox.received) == 20
    assert set(states(session)) == {MailState.SENT}


def test_worker_outlives_a_round_that_fails(
    app: Flask, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_mail(session, people.person("amira"))
    monkeypatch.setattr(worker, "PAUSE_S", 0)
    engine = app.extensions["engine"]
    rounds = iter([None, engine])

    def keep_going() -> bool:
        if states(session) == [MailState.SENT]:
            return False
        app.extensions["engine"] = next(rounds, engine)
        return True

    worker.run(app, keep_going)

    assert states(session) == [MailState.SENT]
    assert next(rounds, "both rounds have run") == "both rounds have run"


def test_chore_that_fails_does_not_stop_the_mail(
    app: Flask, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_mail(session, people.person("amira"))
    monkeypatch.setattr(worker, "PAUSE_S", 0)

    def fail(_session: Session) -> None:
        raise RuntimeError("the chore is broken")

    monkeypatch.setitem(app.extensions, "chores", [fail])

    worker.run(app, lambda: states(session) != [MailState.SENT])

    assert states(session) == [MailState.SENT]


def test_chore_that_fails_does_not_stop_the_next(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Session] = []

    def fail(session: Session) -> None:
        session.execute(sa.text("DELETE FROM no_such_table"))

    def look(session: Session) -> None:
        session.execute(sa.text("SELECT 1"))
        done.append(session)

    monkeypatch.setitem(app.extensions, "chores", [fail, look])

    worker.do_chores(app)

    assert len(done) == 1


@pytest.mark.parametrize(("every_s", "done"), [(600.0, 1), (0.0, 2)])
def test_chores_are_done_now_and_then(app: Flask, monkeypatch: pytest.MonkeyPatch, every_s: float, done: int) -> None:
    monkeypatch.setattr(worker, "PAUSE_S", 0)
    monkeypatch.setattr(worker, "CHORES_EVERY_S", every_s)
    sessions: list[Session] = []
    monkeypatch.setitem(app.extensions, "chores", [sessions.append])
    # Two rounds that find no mail: each asks before it begins, and before it looks for a mail.
    answers = iter([True, True, True, True])

    worker.run(app, lambda: next(answers, False))

    assert len(sessions) == done


def test_queue_of_another_part_is_emptied_beside_the_mail(
    app: Flask, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_mail(session, people.person("amira"))
    monkeypatch.setattr(worker, "PAUSE_S", 0)
    rounds: list[str] = []

    def fail_once(_app: Flask, _keep_going: object) -> int:
        rounds.append("round")
        if len(rounds) == 1:
            raise RuntimeError("the queue is broken")
        return 0

    monkeypatch.setitem(app.extensions, "queues", [fail_once])
    threads = worker._threads(app, lambda: len(rounds) < 2)

    for thread in threads:
        thread.start()
    send(app, lambda _mail: None)
    for thread in threads:
        thread.join()

    assert (states(session), len(rounds)) == ([MailState.SENT], 2)


def test_command_does_what_is_due_and_stops(
    app: Flask, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_mail(session, people.person("amira"))
    emptied: list[Flask] = []
    monkeypatch.setitem(app.extensions, "queues", [lambda app, _keep_going: emptied.append(app)])

    result = app.test_cli_runner().invoke(args=["worker", "--once"])

    assert (result.output, emptied) == ("Tried to send: 1\n", [app])
    assert states(session) == [MailState.SENT]


def environment(app: Flask, database_url: str) -> dict[str, str]:
    settings = {
        "SIF_DEMO": "1",
        "SIF_DATABASE_URL": database_url,
        "SIF_DATA_DIR": str(app.extensions["settings"].data_dir),
    }
    return {**os.environ, **settings, "PYTHONUNBUFFERED": "1"}


def wait_until_sent(session: Session) -> None:
    for _try in range(200):
        if states(session) == [MailState.SENT]:
            return
        session.rollback()
        threading.Event().wait(0.1)
    raise AssertionError(states(session))


def test_worker_runs_until_it_is_told_to_stop(app: Flask, session: Session, people: People, database_url: str) -> None:
    make_mail(session, people.person("amira"))
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]

    process = subprocess.Popen(command, env=environment(app, database_url))
    try:
        wait_until_sent(session)
    finally:
        process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=30) == 0


def test_web_process_sends_mail_and_ends_as_usual(
    app: Flask, session: Session, people: People, database_url: str
) -> None:
    make_mail(session, people.person("amira"))
    program = "import sys, wsgi; from sifapp.mail.worker import start_in_web; start_in_web(wsgi.app); sys.stdin.read()"

    process = subprocess.Popen(
        [sys.executable, "-c", program], env=environment(app, database_url), stdin=subprocess.PIPE
    )
    try:
        wait_until_sent(session)
    finally:
        process.communicate(timeout=30)

    assert process.returncode == 0
