"""Does every route answer each person as access.py says, and is the list of routes the one we decided on?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sifapp.access import Permission, Role, Whose, allowed, allowed_by_role
from sifapp.accounts.gate import COOKIE
from sifapp.statuses import OF_APPLICATION, STARTED, Move, Status
from tests.people import PARTS
from tests.project.world import TIES, Route, World, routes, way_to

ROUTES = Path(__file__).with_name("routes.txt")
WALKERS = (*PARTS, None)
NEVER_SENT: set[Status | None] = {status for status in Status if Move.SUBMIT not in way_to(status)}
NO_APPLICATION: set[Status | None] = {status for status in Status if status not in OF_APPLICATION}
# What the tables open but the data close: there is nothing to show in these statuses.
NOTHING_THERE: dict[str, set[Status | None]] = {
    "wizard.receipt": NEVER_SENT,
    "wizard.ask_copy": NEVER_SENT,
    "decisions.ask_statement": NEVER_SENT,
    # A sketch has no application yet.
    "casefile.application": NO_APPLICATION,
    # No row of a ledger is named, and there is none.
    "repayment.correct_return": {Status.REPAYING},
    "repayment.change_instalment": {Status.REPAYING},
    # Only a project owes a reconciliation, and asks for changes.
    "reconciliation.reconciliation": {status for status in Status if status not in STARTED},
    "changes.change": {status for status in Status if status not in STARTED},
    # Nobody has written an evaluation, so none has a report.
    "followup.evaluation_file": set(Status),
    # The people of these tests are not those of the demo.
    "accounts.sign_in_as_demo": {None},
}
# The plan of the pre-study is being written, so no report is.
NOT_WRITTEN_NOW = ("prestudy.send_report", "prestudy.autosave_report")
# What only Amira has asked for.
OF_AMIRA = ("jobs.job", "jobs.file", "jobs.try_again")
# What only Eva's administration is asked.
OF_EVA = ("wizard.asked_savings", "wizard.answer_savings")
# Whoever writes when their session runs out is told so beside the text, which is kept.
TOLD_ON_THE_PAGE = (
    *("wizard.autosave", "wizard.autosave_remarks", "scoring.autosave"),
    *("prestudy.autosave_plan", "prestudy.autosave_report"),
    *("followup.autosave_evaluation", "reconciliation.autosave", "changes.autosave"),
)


def test_every_route_names_its_permission(bare_app: Flask) -> None:
    nameless = [str(route) for route in routes(bare_app) if route.permission is None]

    assert nameless == []


def test_routes_are_the_ones_we_decided_on(bare_app: Flask) -> None:
    assert [str(route) for route in routes(bare_app)] == ROUTES.read_text(encoding="utf-8").splitlines()


def expected(permission: Permission, roles: frozenset[Role] | None, whose: Whose, status: Status | None) -> str:
    """The answer that follows from the tables alone. ``roles``: None when signed out. ``status``: None without case."""
    if permission is Permission.PUBLIC:
        return "open"
    if roles is None:
        return "sign in"
    if not allowed_by_role(permission, roles):
        return "refused"
    if status is None:
        return "open"
    if allowed(permission, roles, whose, status):
        return "open"
    if not allowed(Permission.SEE_CASE, roles, whose, status):
        return "hidden"
    return "moved on" if any(allowed(permission, roles, whose, other) for other in Status) else "refused"


def seen(response: TestResponse) -> str:
    """The answer that the application gives."""
    if response.status_code == 303 and response.location.startswith("/sign-in?next="):
        return "sign in"
    # The bookmark of a sketch that is sent leads to its case.
    if response.request.path.startswith("/sketches/") and response.location == _case_of(response.request.path):
        return "moved on"
    words = {401: "sign in", 403: "refused", 404: "hidden", 409: "moved on"}
    # 400 and 422: the person is let in, only the empty form is wrong.
    return words.get(response.status_code) or ("open" if response.status_code < 500 else f"{response.status_code}")


def _case_of(path: str) -> str:
    """The page of the case that a sketch's own page, and no page under it, belongs to; "" for any other."""
    _empty, _sketches, *rest = path.split("/")
    return f"/cases/{rest[0]}" if len(rest) == 1 else ""


def wanted(route: Route, name: str | None, status: Status | None) -> str:
    """What the tables say of a person, and what there is to show."""
    assert route.permission is not None
    roles = PARTS[name][1] if name else None
    answer = expected(route.permission, roles, TIES.get(name or "", Whose.NOBODY), status)
    if answer == "open" and route.endpoint in OF_AMIRA and name != "amira":
        return "hidden"
    if answer == "open" and route.endpoint in OF_EVA and name != "eva":
        return "hidden"
    if answer == "open" and status and route.endpoint in NOT_WRITTEN_NOW:
        return "moved on"
    if answer == "open" and status in NOTHING_THERE.get(route.endpoint, ()):
        return "hidden"
    return "open" if answer == "sign in" and route.endpoint in TOLD_ON_THE_PAGE else answer


def statuses_to_try(route: Route, name: str | None) -> list[Status | None]:
    """All of them for the first of those who shall get the same answers in all; for the others one of each answer."""
    answers = {status: wanted(route, name, status) for status in route.statuses}
    first = next(other for other in WALKERS if {s: wanted(route, other, s) for s in route.statuses} == answers)
    if first == name:
        return list(answers)
    return list({answer: status for status, answer in answers.items()}.values())


@dataclass
class Walk:
    """One person's way over all routes."""

    app: Flask
    world: World
    name: str | None

    def browser(self) -> FlaskClient:
        """A browser that has just signed in: an answer before may have signed it out."""
        browser = self.app.test_client()
        if self.name:
            browser.set_cookie(COOKIE, self.world.tokens[self.name])
        return browser

    def faults(self, connection: sa.Connection) -> list[str]:
        """Every route and status where the application does not answer what the tables say."""
        found = []
        for route in routes(self.app):
            for status in statuses_to_try(route, self.name):
                url = self.world.address(self.app, route, status)
                fields = {"since": self.world.since[status]} if status and route.method == "POST" else None
                with connection.begin_nested() as savepoint:
                    answer = seen(self.browser().open(url, method=route.method, data=fields, buffered=True))
                    savepoint.rollback()
                right = wanted(route, self.name, status)
                if answer != right:
                    found.append(f"{route} in status {status}: {answer}, not {right}")
        return found


@contextmanager
def one_connection(app: Flask) -> Iterator[sa.Connection]:
    """Let every request use one connection, whose changes are never committed."""
    engine = app.extensions["engine"]
    with engine.connect() as connection, connection.begin() as transaction:
        app.extensions["engine"] = connection
        try:
            yield connection
        finally:
            app.extensions["engine"] = engine
        transaction.rollback()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # the tables know of no database
@pytest.mark.parametrize("name", WALKERS, ids=lambda name: name or "signed out")
def test_walk_over_every_route_in_every_status(world_app: Flask, world: World, name: str | None) -> None:
    world_app.config["WTF_CSRF_ENABLED"] = False
    with one_connection(world_app) as connection:
        faults = Walk(world_app, world, name).faults(connection)
    world_app.config["WTF_CSRF_ENABLED"] = True

    assert not faults, "\n".join(faults)
