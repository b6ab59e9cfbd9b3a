"""What stands in the database when a test walks over all routes? One case in each status, with everybody tied to it."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask, url_for
from sqlmodel import Session, col, select

from sifapp.access import Permission, Whose
from sifapp.accounts.operations import start_login
from sifapp.advice import wrote
from sifapp.applications.models import Application, Call
from sifapp.applications.operations import add_member, ask_for_completion, transition
from sifapp.applications.queries import attachments_of
from sifapp.calculation.models import Price
from sifapp.calculation.operations import load_prices
from sifapp.changes.operations import begin
from sifapp.conversation.models import About, HandOver
from sifapp.conversation.operations import hand_over, object_to, take_turn
from sifapp.decisions.operations import propose, record_decision, release
from sifapp.decisions.queries import proposals_of
from sifapp.documents.writing import Form
from sifapp.followup.operations import start
from sifapp.followup.queries import grant_of, promises_of
from sifapp.followup.rules import Kind
from sifapp.i18n import today
from sifapp.jobs.models import Job
from sifapp.jobs.operations import ask
from sifapp.knowledge.operations import change_fund
from sifapp.mail.models import OutboxMail
from sifapp.mail.operations import write_mail
from sifapp.progress.operations import Assessment, add_risk
from sifapp.progress.queries import risks_of
from sifapp.progress.rules import Level
from sifapp.savings.models import SavingsRequest
from sifapp.savings.operations import ask as ask_savings
from sifapp.scoring.models import Meeting, MeetingState
from sifapp.scoring.operations import (
    add_meeting,
    declare_conflict,
    declare_no_conflict,
    move_on,
    put_to_meeting,
)
from sifapp.statuses import OF_APPLICATION, STEPS, Move, Status
from sifapp.wizard.sending import submit
from tests.applications.files import attach
from tests.decisions.conftest import LETTERS, grant, sitting
from tests.factories import make_call, make_draft, make_mailing, write_application
from tests.followup.reading import let_read
from tests.people import PARTS, People

# How each of them is tied to every case; Lena is a coordinator whose own colleagues write it.
# Vera sits on the council and has not said yet whether anything ties her to a case.
TIES = {
    "amira": Whose.OWNER,
    "bo": Whose.EDITOR,
    "didrik": Whose.VIEWER,
    "lena": Whose.VIEWER,
    "cecilia": Whose.MANAGER,
    "rut": Whose.REVIEWER,
    "sten": Whose.RECUSED,  # by own administration
    "agnes": Whose.RECUSED,  # as declared
    "frida": Whose.EVALUATOR,
}
# The one step that is open when the fund has asked for more: of a sketch, and of an application.
STEP, APPLICATION_STEP = "need", "aim"
FUND = "mucf_neet"
NONE = 0  # the number of no row
IDEA = "Vi vill pröva läxhjälp för barn i Skärholmen tillsammans med biblioteket i tre år"


@dataclass(frozen=True)
class Route:
    """One method of one address. ``permission``: None when the view names none."""

    address: str
    method: str
    endpoint: str
    permission: Permission | None
    arguments: frozenset[str]

    @property
    def statuses(self) -> tuple[Status | None, ...]:
        """The statuses in which to try it; none when it is about no case."""
        return tuple(Status) if "application_id" in self.arguments else (None,)

    def __str__(self) -> str:
        return f"{self.method:4} {self.address} {self.endpoint} {self.permission}"


def routes(app: Flask) -> list[Route]:
    """All routes but the static files, in the order of their addresses."""
    found = []
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            if rule.endpoint != "static":
                found.append(Route(rule.rule, method, rule.endpoint, permission, frozenset(rule.arguments)))
    return sorted(found, key=lambda route: (route.address, route.method))


@dataclass
class World:
    """The cases by status, those that were deleted, and values for what else stands in an address.

    ``attachments``: a file of each case. ``promises`` and ``risks``: one of each project, and of each kind.
    ``since``: when each case came to its status, as forms carry it that are about the case as it was read. ``tokens``:
    what the browser of each person carries who is signed in.
    """

    cases: dict[Status, int] = field(default_factory=dict)
    deleted: dict[Status, int] = field(default_factory=dict)
    since: dict[Status, str] = field(default_factory=dict)
    attachments: dict[Status, int] = field(default_factory=dict)
    promises: dict[tuple[Status, Kind], int] = field(default_factory=dict)
    risks: dict[Status, int] = field(default_factory=dict)
    others: dict[str, int | str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def address(self, app: Flask, route: Route, status: Status | None) -> str:
        """The route's address, with everything in it that stands in this world."""
        values: dict[str, Any] = dict(self.others)
        if status in OF_APPLICATION:
            values["step_id"] = APPLICATION_STEP
        if status:
            cases = self.deleted if route.endpoint == "wizard.restore" else self.cases
            values |= {"application_id": cases[status], "attachment_id": self.attachments[status]}
            kind = Kind.INDICATOR if route.endpoint == "progress.measure" else Kind.MILESTONE
            values["promise_id"] = self.promises.get((status, kind), NONE)
            values["risk_id"] = self.risks[status]
        with app.test_request_context():
            return url_for(route.endpoint, **{name: values[name] for name in route.arguments})


def build(session: Session, people: People) -> World:
    """One case in each status, and one deleted."""
    world, call = World(), make_call(session)
    for status in Status:
        case = make_case(session, people, call, status)
        world.cases[status], world.since[status] = case.id, case.status_since.isoformat()
        world.attachments[status] = attachments_of(session, case.id)[0].attachment.id
        world.promises |= {(status, promise.kind): promise.id for promise in promises_of(session, case.id)}
        world.risks[status] = next((risk.id for risk in risks_of(session, case.id)), NONE)
        deleted = make_case(session, people, call, status)
        deleted.deleted_at = deleted.created_at
        session.add(deleted)
        world.deleted[status] = deleted.id
    meeting = open_meeting(session, people, world.cases[Status.COUNCIL], world.cases[Status.APPLICATION_COUNCIL])
    amira, bo = people.person("amira"), people.person("bo")
    edit = change_fund(session, FUND, {"status": "closed"}, seen=0, by=people.user("ulla"))
    assert edit is not None
    write_mail(session, key="greeting", recipient=amira, subject="Hej", body="Välkommen.")
    session.commit()
    mail_id = session.exec(select(OutboxMail.id).where(OutboxMail.key == "greeting")).one()
    world.others = {
        "step_id": STEP,
        "person_id": bo.id,
        "call_id": call.id,
        "mail_id": mail_id,
        "code": "sv",
        "kind": "left_drafts",
        "period": "2027-t1",
        "number": 1,
    }
    world.others |= {"fund_id": FUND, "edit_id": edit.id}
    world.others["reference"] = session.get_one(Application, world.cases[Status.RECORDED]).reference
    load_prices(session)
    world.others["price_id"] = session.exec(select(Price.id).limit(1)).one()
    session.commit()
    world.others["meeting_id"] = meeting.id
    world.others["job_id"] = job_of(session, people, world.cases[Status.SUBMITTED]).id
    world.others["request_id"] = request_of(session, people, world.cases[Status.INVITED]).id
    world.others["hand_over_id"] = hand_over_of(session, people).id
    world.tokens = {name: start_login(session, people.person(name)) for name in PARTS}
    session.commit()
    return world


def job_of(session: Session, people: People, case_id: int) -> Job:
    """A copy of a sketch that Amira waits for."""
    job = ask(session, "sketch_copy", case_id, [case_id], Form.PDF, "sv", by=people.user("amira"))
    session.commit()
    return job


def request_of(session: Session, people: People, case_id: int) -> SavingsRequest:
    """What Amira asks Eva's administration."""
    case, eva = session.get_one(Application, case_id), people.administration("eva")
    request = ask_savings(session, case, eva, by=people.user("amira"))
    session.commit()
    return request


def hand_over_of(session: Session, people: People) -> HandOver:
    """A conversation that Amira has handed over."""
    amira = people.user("amira")
    conversation = take_turn(session, None, lambda state: wrote(state, IDEA), token="w", person_id=amira.id, seen=0)
    found = hand_over(session, conversation, "Får vi söka ihop med Skarpnäck?", token="h", by=amira)
    object_to(session, conversation, About.FUND, "sif", "Det är en förening som driver det.", person_id=amira.id)
    session.commit()
    return found


def make_case(session: Session, people: People, call: Call, status: Status) -> Application:
    """A case that has come to ``status`` the way that cases do."""
    application = make_draft(session, people.user("amira"), call)
    application.manager_id = people.person("cecilia").id
    session.add(application)
    for name in ("bo", "didrik", "lena"):
        add_member(session, application, people.person(name), TIES[name], by=people.user("amira"))
    attach(session, application, by=people.user("amira"))
    session.add(let_read(application, people.person("frida"), by=people.person("kim")))
    declare_no_conflict(session, application, by=people.user("rut"))
    declare_conflict(session, application, "Jag har lett projektet.", by=people.user("agnes"))
    for move in way_to(status):
        make_move(session, people, application, call, move)
    if application.status is not status:  # granted before this system was there
        session.execute(sa.update(Application).where(col(Application.id) == application.id).values(status=status))
        session.refresh(application)
    return application


def open_meeting(session: Session, people: People, *case_ids: int) -> Meeting:
    """A meeting of the council that takes scores on a sketch and an application."""
    kim = people.user("kim")
    meeting = add_meeting(session, "Höstens möte", today(), by=kim)
    for case_id in case_ids:
        put_to_meeting(session, meeting, session.get_one(Application, case_id), by=kim)
    move_on(session, meeting, MeetingState.OPEN, by=kim)
    return meeting


def way_to(status: Status) -> list[Move]:
    """The shortest way from a draft; empty when no move leads there."""
    ways: dict[Status, list[Move]] = {Status.DRAFT: []}
    while True:
        new = {s.target: [*ways[s.source], s.move] for s in reversed(STEPS) if s.source in ways}
        if not new.keys() - ways.keys():
            return ways.get(status, [])
        ways = {**new, **ways}


def make_move(session: Session, people: People, application: Application, call: Call, move: Move) -> None:
    """One move, with what the application writes beside it."""
    owner, coordinator = people.user("amira"), people.user("kim")
    if move is Move.SUBMIT:
        if application.status in OF_APPLICATION:
            write_application(session, application, owner)
        submit(session, application, call, by=owner)
        return
    if move is Move.PROPOSE:
        propose(session, application, grant(2_000_000), [], by=people.user("siv"))
        return
    if move is Move.GRANT:
        grant_money(session, people, application)
        return
    if move is Move.START_PROJECT:
        start_project(session, people, application)
        return
    if move is Move.RETURN:
        step = APPLICATION_STEP if application.status in OF_APPLICATION else STEP
        ask_for_completion(session, application, steps=[step], note="Hur många gäller det?", by=coordinator)
    transition(session, application, move, by=coordinator)


def grant_money(session: Session, people: People, application: Application) -> None:
    """What the city director has proposed, as the executive board decided it."""
    kim, terms = people.user("kim"), grant(2_000_000)
    proposal = proposals_of(session, application.id)[0][0]
    decision = record_decision(session, application, proposal, terms, sitting(), LETTERS, conditions=[], by=kim)
    release(session, application, decision, make_mailing(people.person("amira")), by=kim)


def start_project(session: Session, people: People, application: Application) -> None:
    """A project that has promised something, names a risk and writes a request."""
    decision = grant_of(session, application.id)
    assert decision is not None
    start(session, application, decision, by=people.user("kim"))
    said = Assessment("Personal slutar", Level.LOW, Level.HIGH, "Två arbetar tillsammans.", "Enhetschefen")
    add_risk(session, application, said, by=people.user("amira"))
    begin(session, application)
