"""What do the archive's tests need? Cases that have rested for long, and a rule that takes them."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from sifapp.applications.models import Application, Call
from sifapp.applications.operations import transition, write_message
from sifapp.archive.models import RetentionRule
from sifapp.archive.operations import note_archived, set_rule
from sifapp.archive.queries import last_entry
from sifapp.archive.rules import Kind
from sifapp.db import utc_now
from sifapp.i18n import today
from sifapp.statuses import Move
from tests.applications.files import attach
from tests.factories import make_sent
from tests.people import People

AUTHORITY = "Stadsarkivet, SSA 2027:5"


def decided(session: Session, people: People, kind: Kind, days: int = 30) -> RetentionRule:
    """A rule that is in force."""
    by = people.user("ulla")
    rule = set_rule(session, kind, days, in_force=True, authority=AUTHORITY, decided_on=today(), by=by)
    session.commit()
    return rule


def aged(session: Session, case: Application, days: int) -> Application:
    """The case as if nothing had happened in it for so long."""
    then = utc_now() - timedelta(days=days)
    times = {"changed_at": then, "status_since": then, "deleted_at": then if case.deleted_at else None}
    session.execute(sa.update(Application).where(col(Application.id) == case.id).values(**times))
    session.commit()
    session.refresh(case)
    return case


def declined(session: Session, people: People, call: Call) -> Application:
    """A case with a file and a message that was declined a hundred days ago."""
    amira, kim = people.user("amira"), people.user("kim")
    case = make_sent(session, amira, call)
    attach(session, case, by=amira)
    write_message(session, case, "Vi har talat med Anna på skolan.", by=amira, from_fund=False)
    transition(session, case, Move.DECLINE, by=kim, reason="Det finns redan.")
    session.commit()
    return aged(session, case, 100)


def archived(session: Session, case: Application) -> None:
    """A package of the case has been made, as it stands."""
    assert note_archived(session, case, "a" * 64, seen=last_entry(session, case.id))
