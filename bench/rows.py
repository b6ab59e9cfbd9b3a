"""What does a fund look like after years? Fills an empty, migrated database straight through SQLAlchemy's core."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from bench.projects import carried_out, granted
from sifapp.access import Role
from sifapp.accounts.models import Administration, LoginSession, Person
from sifapp.accounts.operations import add_person, hash_token, load_administrations
from sifapp.advice import KNOWLEDGE_VERSION, advise, search_terms
from sifapp.applications.models import Application, Call
from sifapp.db import utc_now
from sifapp.demo.reading import read_sketches
from sifapp.scoring.criteria import freeze_criteria
from sifapp.scoring.models import CouncilCase, Meeting, MeetingState, Stage
from sifapp.statuses import FUNDED, Status
from sifapp.wizard.reading import text_of
from sifapp.wizard.steps import SKETCH

APPLICANTS = 200
COORDINATORS = 5
# Drafts of the measured writer, one for each visitor, so that they do not meet in one step.
DRAFTS = 16
# Their applications, likewise.
INVITED = 8
# Cases of the council's meeting.
AT_MEETING = 50
DAYS = 3_000
BATCH = 5_000
# Per cent of all cases; the rest are drafts.
SHARES = {
    Status.DECLINED: 42,
    Status.REFERRED: 20,
    Status.SETTLED: 4,
    Status.REPAYING: 3,
    Status.PROJECT: 2,
    Status.GRANTED: 1,
    Status.WITHDRAWN: 8,
    Status.COUNCIL: 6,
    Status.SUBMITTED: 5,
    Status.RETURNED: 3,
}
EVENTS = ("created", "submitted", "taken", "message_written")
# Who may be measured, and the secret of their browser's cookie.
TOKENS = {"writer": "w" * 43, "coordinator": "c" * 43, "member": "m" * 43}
WORDS = "familjer skola"

Row = dict[str, Any]
# Step to field to text.
Texts = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Filled:
    """What the measured pages need to know of the rows."""

    case: int
    drafts: list[int]
    applications: list[int]


@dataclass
class Maker:
    """Makes rows, the same for the same number of cases."""

    people: list[int]
    coordinators: list[int]
    administrations: list[int]
    calls: list[int]
    now: datetime
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - not for secrets

    def case(self, number: int, status: Status | None = None, owner: int | None = None) -> dict[str, list[Row]]:
        """The rows of one case by table."""
        pick = self.chance.choice
        status = status or self._status()
        sketch, sentences = pick(sketches()), self.chance.sample(all_sentences(), 3)
        title = f"{sketch['idea']['title'][:80]} {number}"
        answers = {**sketch, "idea": {"title": title, "idea": " ".join(sentences)}}
        since = self.now - timedelta(days=self.chance.random() * DAYS)
        owner = owner or pick(self.people)
        application = {
            "id": number,
            "call_id": pick(self.calls),
            "title": title,
            "status": status,
            "status_since": since,
            "due_at": since + timedelta(days=15) if status is Status.SUBMITTED else None,
            "origin": "administration",
            "area": answers.get("area", {}).get("area"),
            "lead_administration_id": pick(self.administrations),
            "owner_id": owner,
            "coordinator_id": pick([*self.coordinators, None]) if status is not Status.DRAFT else None,
            "awaits_reply": self.chance.random() < 0.02,
            "created_at": since - timedelta(days=30),
            "submitted_at": since if status is not Status.DRAFT else None,
            "changed_at": since,
        }
        rows = {"application": [application], "log_entry": [], "log_details": []}
        for place, event in enumerate(EVENTS):
            entry = {"number": number * len(EVENTS) + place, "at": since, "event": event, "application_id": number}
            hashes = {"details_hash": "d" * 64, "previous_hash": "p" * 64, "hash": "h" * 64}
            rows["log_entry"].append({**entry, **hashes, "actor_id": owner, "request_id": ""})
            rows["log_details"].append({"number": entry["number"], "details": {"from": "draft", "to": "submitted"}})
        if status in FUNDED:
            rows |= granted(number, since, self.coordinators[0], self.chance)
        if status in FUNDED - {Status.GRANTED}:
            rows |= carried_out(number, status, since, self.coordinators[0], self.administrations, self.chance)
        if status is Status.INVITED or status in FUNDED:
            answers = {**answers, **pick(applications())}
        if status in (Status.DRAFT, Status.INVITED) or number % 5 == 0:
            rows["step_draft"] = [
                {"application_id": number, "step": step, "version": 3, "fields": fields, "visited": True}
                | {"saved_at": since, "saved_by_id": owner, "authors": dict.fromkeys(fields, owner)}
                for step, fields in answers.items()
            ]
        if status is not Status.DRAFT:
            rows |= self._sent(number, answers, since, owner)
            terms = set[str]().union(*map(terms_of, [title, *sentences]))
            rare = {f"ord{self.chance.randrange(20_000)}" for _ in range(3)}
            rows["search_term"] = [{"term": term, "application_id": number} for term in terms | rare]
        return rows

    def _status(self) -> Status:
        shares = {**SHARES, Status.DRAFT: 100 - sum(SHARES.values())}
        return self.chance.choices(list(shares), list(shares.values()))[0]

    def _sent(self, number: int, answers: Texts, since: datetime, owner: int) -> dict[str, list[Row]]:
        submission = {
            "application_id": number,
            "round": 1,
            "form_version": SKETCH.version,
            "form_digest": SKETCH.digest(),
            "answers": answers,
            "advice": self.chance.choice(advices()),
            "knowledge_version": KNOWLEDGE_VERSION,
            "submitted_at": since,
            "submitted_by_id": owner,
        }
        message = {"application_id": number, "author_id": owner, "from_fund": False, "written_at": since}
        note = {"application_id": number, "author_id": self.coordinators[0], "written_at": since}
        mail = {"key": f"bench:{number}", "application_id": number, "recipient_id": owner, "language": "sv"}
        sent = {"state": "sent", "tries": 1, "next_try_at": since, "written_at": since, "sent_at": since}
        text = {"to_address": "a@stad.example", "subject": "Skissen har kommit fram", "body": "Hej! " * 40}
        return {
            "submission": [submission],
            "message": [{**message, "body": "Vi undrar över kostnaden. " * 5}] if number % 3 == 0 else [],
            "note": [{**note, "body": "Ring enheten. " * 5}] if number % 3 == 0 else [],
            "outbox_mail": [{**mail, **sent, **text, "last_error": ""}],
        }


@cache
def sketches() -> list[Texts]:
    """The demo's complete sketches."""
    found = [{step: dict(fields) for step, fields in s.answers.items()} for s in read_sketches(2027)]
    return [answers for answers in found if {"title", "idea"} <= answers.get("idea", {}).keys()]


@cache
def applications() -> list[Texts]:
    """The demo's applications."""
    events = [event for sketch in read_sketches(2027) for event in sketch.events]
    return [{step: dict(fields) for step, fields in e.application.items()} for e in events if e.application]


@cache
def all_sentences() -> list[str]:
    """Sentences to make ideas of."""
    ideas = " ".join(answers["idea"]["idea"] for answers in sketches())
    return [sentence for sentence in re.split(r"(?<=[.!?])\s+", ideas) if len(sentence.split()) > 4]


@cache
def terms_of(sentence: str) -> frozenset[str]:
    """Search terms of a sentence."""
    return frozenset(term[:60] for term in search_terms(sentence))


@cache
def advices() -> list[dict[str, Any]]:
    """The advice on each sketch, as it is stored."""
    return [advise(text_of(answers)).as_dict() for answers in sketches()]


def fill(engine: sa.Engine, cases: int) -> Filled:
    """Put ``cases`` cases, and the measured writer's drafts, into an empty database."""
    maker = _reference(engine)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # The rows fit together, and checking each foreign key takes most of the time.
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        for rows in _batches(maker, cases):
            for table in SQLModel.metadata.sorted_tables:
                if table.name in rows:
                    connection.execute(sa.insert(table), rows[table.name])
    _call_meeting(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # As a database in use is kept by itself; without it PostgreSQL reads each row to see whether it counts.
        connection.execute(sa.text("VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE"))
    first = cases + 1 + DRAFTS
    return Filled(_a_sent_case(engine), list(range(cases + 1, first)), list(range(first, first + INVITED)))


def _batches(maker: Maker, cases: int) -> Iterator[dict[str, list[Row]]]:
    batch: dict[str, list[Row]] = {}
    statuses: list[Status | None] = [None] * cases
    statuses += [Status.DRAFT] * DRAFTS + [Status.INVITED] * INVITED
    for number, status in enumerate(statuses, start=1):
        made = maker.case(number, status, maker.people[0] if status else None)
        for table, rows in made.items():
            batch.setdefault(table, []).extend(rows)
        if number % BATCH == 0:
            yield {table: rows for table, rows in batch.items() if rows}
            batch = {}
    yield {table: rows for table, rows in batch.items() if rows}


def _reference(engine: sa.Engine) -> Maker:
    """People, calls and administrations; whoever TOKENS names is signed in."""
    now = utc_now()
    with Session(engine) as session:
        load_administrations(session)
        administrations = session.exec(select(Administration)).all()
        people = [_person(session, administrations, n, Role.APPLICANT) for n in range(APPLICANTS)]
        coordinators = [_person(session, administrations, n, Role.COORDINATOR) for n in range(COORDINATORS)]
        member = _person(session, administrations, 0, Role.COUNCIL)
        calls = [_call(session, n, now) for n in range(5)]
        for who, person in (("writer", people[0]), ("coordinator", coordinators[0]), ("member", member)):
            secret = hash_token(TOKENS[who])
            session.add(LoginSession(token_hash=secret, person_id=person.id, created_at=now, last_seen_at=now))
        session.commit()
        ids = [p.id for p in people], [p.id for p in coordinators], [a.id for a in administrations]
        return Maker(*ids, [c.id for c in calls], now)


def _person(session: Session, administrations: Any, number: int, role: Role) -> Person:
    return add_person(
        session,
        email=f"{role}{number}@stad.example",
        name=f"Person {number}",
        administration=administrations[number % len(administrations)],
        roles=frozenset({role}),
    )


def _call(session: Session, number: int, now: datetime) -> Call:
    opens = now.date() - timedelta(days=365 * number + 30)
    call = Call(
        code=f"call-{number}",
        name_sv=f"Utlysning {number}",
        name_en=f"Call {number}",
        purpose_sv="Förebyggande arbete",
        purpose_en="Prevention",
        opens_on=opens,
        closes_on=opens + timedelta(days=90),
    )
    session.add(call)
    session.flush()
    return call


def _call_meeting(engine: sa.Engine) -> None:
    """Let a meeting of the council, open for scores, have cases that are with it."""
    with Session(engine) as session:
        meeting = Meeting(name="Möte", held_on=utc_now().date(), state=MeetingState.OPEN)
        session.add(meeting)
        session.flush()
        wanted = select(Application).where(Application.status == Status.COUNCIL).order_by(col(Application.id))
        for application in session.exec(wanted.limit(AT_MEETING)):
            freeze_criteria(session, application.call_id, Stage.SKETCH)
            session.add(CouncilCase(application_id=application.id, meeting_id=meeting.id, stage=Stage.SKETCH))
        session.commit()


def _a_sent_case(engine: sa.Engine) -> int:
    application = SQLModel.metadata.tables["application"]
    with engine.connect() as connection:
        wanted = sa.select(sa.func.max(application.c.id)).where(application.c.status == Status.SUBMITTED)
        return int(connection.execute(wanted).scalar_one())
