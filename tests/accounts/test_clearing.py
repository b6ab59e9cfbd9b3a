"""What is kept for a while only is gone afterwards, though nobody asks for it again: the worker clears it away."""

from datetime import timedelta

from flask import Flask
from sqlmodel import Session, select

from sifapp.accounts.models import AttemptCount, HeldInput, UsedForm
from sifapp.accounts.operations import count_attempt, hold_input, use_form
from sifapp.db import at_moment, utc_now
from sifapp.mail.worker import do_chores
from tests.people import People

HOUR = timedelta(hours=1)


def leave(session: Session, person_id: int, name: str) -> None:
    """One of each, that can be told by its name."""
    count_attempt(session, f"idea-from:{name}", 10, HOUR)
    hold_input(session, f"/{name}", {"idea": ["En idé"]}, person_id)
    use_form(session, person_id, name)
    session.commit()


def test_worker_clears_away_what_is_old_and_nothing_else(app: Flask, session: Session, people: People) -> None:
    amira = people.person("amira").id
    # The newer one first: holding a text deletes the old ones too.
    leave(session, amira, "new")
    with at_moment(utc_now() - timedelta(hours=25)):
        leave(session, amira, "old")

    do_chores(app)

    session.expire_all()
    assert [row.key for row in session.exec(select(AttemptCount))] == ["idea-from:new"]
    assert [row.path for row in session.exec(select(HeldInput))] == ["/new"]
    assert [utc_now() - row.used_at < HOUR for row in session.exec(select(UsedForm))] == [True]
