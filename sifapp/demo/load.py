"""How does the demo come into the database? Through the application's own operations, each at its time in the past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

import sqlalchemy as sa
from flask import current_app
from sqlmodel import Session, col, select

from sifapp.access import Role
from sifapp.accounts.models import Administration, LoginSession, Person
from sifapp.accounts.operations import add_person, load_administrations
from sifapp.accounts.queries import User
from sifapp.applications.models import Call, Origin
from sifapp.db import at_moment, utc_now
from sifapp.decisions.operations import load_earlier_grants
from sifapp.demo.calls import add_calls
from sifapp.demo.council import hold_council
from sifapp.demo.events import fill_in, happen
from sifapp.demo.granted import record_granted
from sifapp.demo.reading import Sketch, read_people, read_sketches
from sifapp.demo.reconciling import reconciling_events
from sifapp.demo.scene import Scene
from sifapp.i18n import today
from sifapp.mail.models import MailState, OutboxMail
from sifapp.wizard.operations import start_sketch

ARCHIVE = "archive"
COORDINATOR = "karin"
# Every day's events begin in the morning (UTC) and follow each other at this pace: all in office hours.
MORNING = time(7)
PACE = timedelta(minutes=19)
DAYS_BEFORE_ALL = 2300
# When the council has scored, on the last day before today: after all else.
COUNCIL_AFTER = timedelta(hours=4)


def load_demo(session: Session) -> None:
    """Fill an empty database with the demo. Commits nothing. Needs an application context for addresses in letters."""
    load_administrations(session)
    load_earlier_grants(session)
    day = today()
    with current_app.test_request_context(), at_moment(_morning(day, DAYS_BEFORE_ALL)):
        people = _add_people(session)
        people[ARCHIVE].person.is_active = False
        record_granted(session, people[ARCHIVE])
        stage = _Stage(session, people, add_calls(session, day))
        _play(stage, read_sketches(first_year=day.year + 1), day)
        with at_moment(_morning(day, 1) + COUNCIL_AFTER):
            hold_council(session, people, day, by=people[COORDINATOR])
    _note_all_mail_sent(session)


@dataclass(frozen=True)
class _Stage:
    session: Session
    people: dict[str, User]
    calls: dict[str, Call]

    def start(self, sketch: Sketch) -> Scene:
        """The sketch's first day: its owner opens it and writes what they know."""
        owner, call, answers = self.people[sketch.owner], self.calls[sketch.call], sketch.answers
        idea = answers.get("idea", {}).get("idea", "")
        application = start_sketch(self.session, owner, call, idea=idea, origin=Origin(sketch.origin))
        scene = Scene(self.session, self.people, call, application)
        fill_in(scene, answers, owner)
        return scene


def _play(stage: _Stage, sketches: Sequence[Sketch], day: date) -> None:
    """Let all events of all sketches happen in the order of time: the log is one chain."""
    told = [(*sketch.events, *reconciling_events(sketch, day)) for sketch in sketches]
    events = [(event, place) for place, events in enumerate(told) for event in events]
    events.sort(key=lambda pair: -pair[0].days_ago)
    scenes: dict[int, Scene] = {}
    for days_ago, of_the_day in groupby(events, key=lambda pair: pair[0].days_ago):
        for number, (event, place) in enumerate(of_the_day):
            with at_moment(_morning(day, days_ago) + number * PACE):
                if event.do == "start":
                    scenes[place] = stage.start(sketches[place])
                else:
                    happen(scenes[place], event)


def _morning(day: date, days_ago: int) -> datetime:
    return datetime.combine(day - timedelta(days=days_ago), MORNING, UTC)


def _add_people(session: Session) -> dict[str, User]:
    administrations = {a.code: a for a in session.exec(select(Administration))}
    people = {}
    for key, row in read_people().items():
        code = row.pop("administration", None)
        people[key] = _add_person(session, key, administrations[code] if code else None, **row)
    return people


def _add_person(
    session: Session,
    key: str,
    administration: Administration | None,
    *,
    name: str,
    title: str,
    roles: Sequence[str],
    language: str,
) -> User:
    person = add_person(
        session,
        email=f"{key}@demo.example",
        name=name,
        title=title,
        administration=administration,
        roles=frozenset(Role(role) for role in roles),
        language=language,
    )
    return User(person, frozenset(Role(role) for role in roles), administration, _no_login(person))


def _no_login(person: Person) -> LoginSession:
    """Nobody signs in while the demo loads, so this is not stored."""
    now = utc_now()
    return LoginSession(token_hash="", person_id=person.id, created_at=now, last_seen_at=now)


def _note_all_mail_sent(session: Session) -> None:
    """Every letter left when it was written: the demo's past sends nothing today."""
    session.execute(sa.update(OutboxMail).values(state=MailState.SENT, sent_at=col(OutboxMail.written_at), tries=1))
