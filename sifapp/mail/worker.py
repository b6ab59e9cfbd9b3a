"""Who empties the outbox, and when? A process of its own (``flask worker``) or a thread inside the web process.

The queues of other parts are emptied beside it, each in a thread of its own: a long job delays no mail.

A mail is marked "sending", and that is committed, before the mail server hears of it; "sent" is committed afterwards.
So a program that dies leaves a mail either untouched or marked, and a marked one is for staff to judge: nothing is
lost, and nothing goes out twice by itself. Any number of workers may run.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import cast

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlmodel import Session

from sifapp.config import Settings
from sifapp.db import get_session
from sifapp.mail import operations
from sifapp.mail.backends import Backend, NotNowError, RefusedError, UncertainError, backend_for
from sifapp.mail.models import OutboxMail

log = logging.getLogger(__name__)

PAUSE_S = 1.0
CHORES_EVERY_S = 600.0

# Does what no request does, such as writing reminders. Any number of workers may do it at once.
Chore = Callable[[Session], None]


def send_due(engine: sa.Engine, backend: Backend, keep_going: Callable[[], bool] = lambda: True) -> int:
    """Send every mail whose time has come; returns how many were tried."""
    tried = 0
    with Session(engine, expire_on_commit=False) as session:
        operations.give_up_abandoned(session)
        session.commit()
        while keep_going():
            mail = operations.claim_next(session)
            session.commit()
            if mail is None:
                break
            _send(session, backend, mail)
            session.commit()
            tried += 1
    return tried


def _send(session: Session, backend: Backend, mail: OutboxMail) -> None:
    try:
        backend(mail)
    except NotNowError as error:
        operations.note_not_now(session, mail, str(error))
    except RefusedError as error:
        operations.note_refused(session, mail, str(error))
    except UncertainError as error:
        operations.note_uncertain(session, mail, str(error))
    else:
        operations.note_sent(session, mail)


def add_chore(app: Flask, chore: Chore) -> None:
    """Let the workers of ``app`` do a chore of another part, now and then."""
    app.extensions.setdefault("chores", []).append(chore)


# Empties a queue; returns how much it has done. It is asked to stop by the function that it is given.
Queue = Callable[[Flask, Callable[[], bool]], int]


def add_queue(app: Flask, queue: Queue) -> None:
    """Let the workers of ``app`` empty a queue of another part, beside the mail."""
    app.extensions.setdefault("queues", []).append(queue)


def _threads(app: Flask, keep_going: Callable[[], bool]) -> list[threading.Thread]:
    """One for each queue, not started. Not daemons: a daemon is cut off in the middle of its work."""
    return [threading.Thread(target=_empty, args=(app, queue, keep_going)) for queue in app.extensions["queues"]]


def _empty(app: Flask, queue: Queue, keep_going: Callable[[], bool]) -> None:
    while keep_going():
        try:
            queue(app, keep_going)
        except Exception:  # a database that is away now is back later, and the queue waits
            log.exception("a queue could not be emptied; the next round tries again")
        time.sleep(PAUSE_S)


def do_chores(app: Flask) -> None:
    """Do each chore in a transaction of its own. One that fails stops no other: the next round tries it again."""
    for chore in app.extensions["chores"]:
        # Addresses in a mail, and its language, need a request.
        with app.test_request_context(base_url=_settings(app).base_url):
            try:
                chore(get_session())
                get_session().commit()
            except Exception:
                get_session().rollback()
                log.exception("the chore %s failed", getattr(chore, "__qualname__", chore))


def _settings(app: Flask) -> Settings:
    return cast(Settings, app.extensions["settings"])


def run(app: Flask, keep_going: Callable[[], bool]) -> None:
    """Empty the outbox again and again, finishing the mail in hand when it is time to stop."""
    backend = backend_for(_settings(app))
    chores_at = 0.0
    while keep_going():
        try:
            if time.monotonic() >= chores_at:
                chores_at = time.monotonic() + CHORES_EVERY_S
                do_chores(app)
            send_due(app.extensions["engine"], backend, keep_going)
        except Exception:  # a database that is away now is back later, and the outbox waits
            log.exception("the outbox could not be emptied; the next round tries again")
        time.sleep(PAUSE_S)


def start_in_web(app: Flask) -> None:
    """Send mail and empty the queues from this web process, when the settings say so.

    Call it once in each process, after the fork.
    """
    if _settings(app).sends_mail_in_web:
        # Not a daemon: a daemon is cut off in the middle of a mail. It ends with the process's main thread.
        keep_going = threading.main_thread().is_alive
        for thread in (threading.Thread(target=run, args=(app, keep_going), name="mail"), *_threads(app, keep_going)):
            thread.start()


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due, then stop.")
@with_appcontext
def worker(*, once: bool) -> None:
    """Send the mail in the outbox and make documents, until stopped."""
    app = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]  # Flask's own way to the application
    if once:
        backend = backend_for(_settings(app))
        do_chores(app)
        click.echo(f"Tried to send: {send_due(app.extensions['engine'], backend)}")
        for queue in app.extensions["queues"]:
            queue(app, lambda: True)
        return
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    for thread in _threads(app, lambda: not stop.is_set()):
        thread.start()
    run(app, lambda: not stop.is_set())
